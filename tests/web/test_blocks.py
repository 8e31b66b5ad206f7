"""What a figure, a cell, a picture or a summary may have, and what it then is."""

from __future__ import annotations

import json

import pytest

from tests.web.project import FIGURES, Project, drawn
from web.lesson import Block, CellBlock, FigureBlock, PictureBlock, SummaryBlock


def figure(options: str, name: str) -> str:
    return f"```{{figure}} {name}\n---\ntitle: T\n{options}---\n```\n"


def block_of(project: Project, text: str) -> Block:
    project.lesson(text)
    (block,) = project.read()[0].blocks
    return block


@pytest.mark.parametrize(("start", "place"), [("", 0), ("start: steps, ", 2), ("start: 1, ", 1)])
def test_a_slider_may_be_a_choice(project: Project, start: str, place: int) -> None:
    block = block_of(
        project,
        figure(
            f"sliders: {{kind: {{{start}choices: [dots, bars, steps]}}}}\n"
            "numbers: {points: [1, 2.5, 1e1, -4]}\n"
            "try:\n  - Raise it: points[0] > 1 and kind == 1\n",
            "dots",
        ),
    )
    assert isinstance(block, FigureBlock)
    (kind,) = block.sliders
    assert (kind.name, kind.start, kind.min, kind.max, kind.step) == ("kind", place, 0, 2, 1)
    assert (kind.choices, kind.colour) == (("dots", "bars", "steps"), "plain")
    assert block.numbers
    name, numbers = block.numbers
    assert (name, list(numbers)) == ("points", [1, 2.5, 10, -4])
    says = json.loads(block.start.text)["charts"][0]["says"]
    assert says == f"4 numbers as {kind.choices[place]}."
    assert list(block.start.numbers[:4]) == [1, 2.5, 10, -4]


def test_a_figure_starts_from_floats_as_in_the_page(project: Project) -> None:
    figures = FIGURES.replace('"A line with weight %g." % w', "repr((w, b))")
    project.lesson(figure("sliders: {w: 1, b: 0}\n", "line"), figures=figures)
    (block,) = project.read()[0].blocks
    assert '"says":"(1.0, 0.0)"' in drawn(block).text


def test_texts_that_yaml_would_take_for_something_else(project: Project) -> None:
    block = block_of(
        project,
        "```{cell} a\n---\ntitle: A\npredict:\n  question: What *will* it be?\n"
        "  choices: [1.60, no, $\\w$]\n  answer: no\n  because: It is **not**.\n---\nw = 1\n```\n",
    )
    assert isinstance(block, CellBlock)
    predict = block.predict
    assert predict
    assert predict.question_html == "What <em>will</em> it be?"
    assert predict.choices[:2] == ("1.60", "no")
    assert "weight" in predict.choices[2]
    assert (predict.answer, predict.because_html) == (1, "It is <strong>not</strong>.")


def test_what_a_block_has_none_of(project: Project) -> None:
    project.lesson(
        figure("sliders: {w: 1, b: 0}\n", "line") + "\n```{cell} a\n---\ntitle: A\n---\n1\n```\n"
    )
    line, cell = project.read()[0].blocks
    assert isinstance(line, FigureBlock)
    assert isinstance(cell, CellBlock)
    assert (line.numbers, line.view_from_above, line.diagram) == (None, False, False)
    assert line.sliders[0].choices == ()
    assert (cell.predict, cell.player, cell.view_from_above) == (None, None, False)


def test_a_chart_in_space_may_be_viewed_from_above(project: Project) -> None:
    block = block_of(project, figure("sliders: {w: 1}\nview_from_above: true\n", "hill"))
    assert isinstance(block, FigureBlock)
    assert block.view_from_above


def test_a_cells_chart_in_space_too(project: Project) -> None:
    options = "title: A\nchart: hill\nview_from_above: true\n"
    block = block_of(project, f"```{{cell}} a\n---\n{options}---\nw = 1\n```\n")
    assert isinstance(block, CellBlock)
    assert block.view_from_above


def test_a_network_may_have_its_diagram(project: Project) -> None:
    options = "sliders: {w: 1, b: 0, wo: 2}\ndiagram: true\n"
    block = block_of(project, figure(options, "whole-network"))
    assert isinstance(block, FigureBlock)
    assert block.diagram
    (neuron,) = json.loads(block.start.text)["parts"]["diagram"]["neurons"]
    assert neuron["inputs"] == [{"name": "w", "value": 1}]
    assert neuron["curve"] == {"$": [4, 2]}


@pytest.mark.parametrize(("player", "function"), [("steps", "update"), ("train", "train")])
def test_a_cell_may_be_played(project: Project, player: str, function: str) -> None:
    figures = FIGURES.replace("plot_a_line(y, w)", "plot_a_line(y, w, trail)").replace(
        '"Your line."', '"A trail of %d." % len(trail)'
    )
    options = f"title: A\nplayer: {player}\nchart: plot_a_line\n"
    code = f"w = 1\ny = abs\n\ndef {function}(iterations=1):\n    pass\n"
    project.lesson(f"```{{cell}} a\n---\n{options}---\n{code}```\n", figures=figures)
    (block,) = project.read()[0].blocks
    assert isinstance(block, CellBlock)
    assert block.player == player
    assert "A trail of 0." in drawn(block).text


def test_a_picture(project: Project) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path id="a"/></svg>'
    project.write("lessons/lines/images/cell.svg", svg)
    options = "title: A cell\nimage: images/cell.svg\nalt: A nerve cell.\ncaption: Only *one*.\n"
    block = block_of(project, f"```{{picture}} nerve\n---\n{options}---\n```\n")
    assert isinstance(block, PictureBlock)
    assert (block.id, block.title, block.kind, block.line) == ("nerve", "A cell", "picture", 7)
    assert (block.alt, block.caption_html) == ("A nerve cell.", "Only <em>one</em>.")
    assert block.svg == '<svg viewBox="0 0 1 1"><path id="nerve-a"></path></svg>'


@pytest.mark.parametrize(("head", "name"), [("", "summary"), (" the-end", "the-end")])
def test_a_summary(project: Project, head: str, name: str) -> None:
    project.lesson(
        f"```{{summary}}{head}\n---\ntitle: The end\ntask_cell: train\n---\n```\n\n"
        "```{cell} train\n---\ntitle: A\ntask: Double\n---\n1\n```\n"
    )
    block, _ = project.read()[0].blocks
    assert isinstance(block, SummaryBlock)
    assert (block.id, block.title, block.task_cell) == (name, "The end", "train")


def test_a_summary_without_a_cell(project: Project) -> None:
    block = block_of(project, "```{summary}\n---\ntitle: The end\n---\n```\n")
    assert isinstance(block, SummaryBlock)
    assert block.task_cell is None
