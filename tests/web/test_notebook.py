"""The lesson as a notebook: valid, and it runs from top to bottom with every figure in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from markupsafe import Markup
from nbclient import NotebookClient

from tests.web.project import FIGURES, Project
from web.lesson import CellBlock, FigureBlock, Lesson
from web.modules import fresh_modules
from web.notebook import markdown, notebook, plain_tex
from web.reader import lesson_folders, read_lessons
from web.site import address, typesetter
from web.toolchain import ROOT

#: what plotly's figures are in a notebook
PLOT = "application/vnd.plotly.v1+json"


@pytest.fixture(scope="module")
def lessons() -> list[Lesson]:
    with fresh_modules(ROOT):
        return read_lessons(lesson_folders(ROOT), address, typesetter(ROOT))


def cells(text: str) -> dict[str, dict[str, Any]]:
    """The cells of a notebook by their ids."""
    return {cell["id"]: cell for cell in json.loads(text)["cells"]}


def small(project: Project, body: str, figures: str = FIGURES) -> dict[str, dict[str, Any]]:
    """The cells of a lesson of the test's own."""
    for name in ("engine", "web/styles"):
        (project.root / name).symlink_to(ROOT / name)
    project.lesson(body, figures)
    (lesson,) = project.read()
    return cells(notebook(lesson, project.root))


def test_it_runs_in_a_clean_folder_and_draws_every_chart(
    lessons: list[Lesson], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    clean = tmp_path / "clean"
    clean.mkdir()
    for lesson in lessons:
        read = nbformat.reads(notebook(lesson, ROOT), 4)  # type: ignore[no-untyped-call]
        nbformat.validate(read)
        NotebookClient(read, timeout=60, resources={"metadata": {"path": str(clean)}}).execute()
        drawn = {
            cell.id.removesuffix("-picture"): sum(
                PLOT in output.get("data", {}) for output in cell.outputs
            )
            for cell in read.cells
            if cell.cell_type == "code"
        }
        wanted = {
            block.id: len(json.loads(block.start.text)["charts"])
            for block in lesson.blocks
            if isinstance(block, FigureBlock | CellBlock) and block.start
        }
        assert wanted
        assert {block: drawn[block] for block in wanted} == wanted
    assert list(clean.iterdir()) == []


def test_the_readers_training_is_played(lessons: list[Lesson], tmp_path: Path) -> None:
    """With the solution in the place of the starter, as the page would put the reader's code."""
    lesson = next(one for one in lessons if one.slug == "how-machines-learn")
    read = nbformat.reads(notebook(lesson, ROOT), 4)  # type: ignore[no-untyped-call]
    by_id = {cell.id: cell for cell in read.cells}
    wanted = ["colours", "train", "train-picture"]
    by_id["train"].source = by_id["train-solution"].source
    read.cells = [cell for cell in read.cells if "module" in cell.id or cell.id in wanted]
    NotebookClient(read, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = by_id["train-picture"].outputs
    (table,) = [o.data["text/markdown"] for o in outputs if "text/markdown" in o.get("data", {})]
    assert "| 1000 | 1000 | 0.604299 | 0.164147 | 0.00769252 |" in table
    assert "| 5000 | 5000 | 0.594065 | 0.221689 | 0.00495596 |" in table
    line, above, loss = [o.data[PLOT] for o in outputs if PLOT in o.get("data", {})]
    assert line["data"][0]["y"][-1] == pytest.approx(0.594065 * 10 + 0.221689, abs=1e-5)
    trail = next(t for t in above["data"] if t.get("meta", {}).get("plays") == "trail")
    assert trail["x"][0] == 1
    assert trail["x"][-1] == pytest.approx(0.594065, abs=1e-6)
    assert loss["layout"]["xaxis"]["range"] == [0, 5000]


def test_ids_and_sources_are_the_same_in_every_build(lessons: list[Lesson]) -> None:
    for lesson in lessons:
        text = notebook(lesson, ROOT)
        assert notebook(lesson, ROOT) == text
        assert len(cells(text)) == len(json.loads(text)["cells"])


def test_sliders_become_variables_and_choices_are_told(project: Project) -> None:
    block = (
        "```{figure} dots\n---\ntitle: Dots\n"
        "sliders: {kind: {choices: [dots, bars, steps], start: bars}}\n"
        "numbers: {points: [1, 2.5]}\ncaption: Some *dots*.\n"
        "try: ['Find $x$': kind == 2]\n---\n```\n"
    )
    made = small(project, block)
    assert made["dots-title"]["source"] == "#### Dots\n\nSome *dots*."
    assert made["dots"]["source"] == (
        "from array import array\n\n"
        "# Change these and run this cell again.\n"
        "kind = 1  # 0 for dots, 1 for bars, 2 for steps\n"
        'points = array("d", [1, 2.5])\n\n'
        "show(figures.dots(kind=kind, points=points))"
    )
    assert made["dots-goals"]["source"] == "Try this:\n\n- Find $x$"


def test_a_cell_has_its_task_its_code_and_its_picture(project: Project) -> None:
    block = (
        "```{cell} plot-a-line\n---\ntitle: Plotting\ntask: Double\nreadouts: [w]\n"
        "predict: {question: 'Which?', choices: [a, b], answer: b, because: It is.}\n---\n"
        "w = 1\n\ndef y(x):\n    return x\n```\n"
    )
    made = small(project, block)
    title = made["plot-a-line-title"]["source"]
    assert "**Your task:** Let `y` give twice *x*." in title
    assert "**Before you run it:** Which?\n\n- a\n- b" in title
    assert made["plot-a-line"]["source"] == "w = 1\n\ndef y(x):\n    return x"
    assert made["plot-a-line"]["metadata"] == {"lesson": {"cell": "plot-a-line"}}
    assert made["plot-a-line-picture"]["source"] == (
        'print("w =", readout(w, "w"))\nshow(figures.plot_a_line(y, w))'
    )
    assert "b\n\nIt is." in made["plot-a-line-answer"]["source"]
    assert made["plot-a-line-solution"]["metadata"] == {"jupyter": {"source_hidden": True}}


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p>a <span class="weight">w</span></p>', "a w"),
        (
            '<p>a <span class="unbroken"><button class="term">term</button>,</span> b_c*d</p>',
            r"a term, b\_c\*d",
        ),
        (
            '<p><a href="#line">here</a> <a href="https://a.b/c">there</a></p>',
            "here [there](https://a.b/c)",
        ),
        ('<p>it<sup class="footnote-ref"><a href="#fn1">[1]</a></sup>.</p>', "it [1]."),
        ('<div class="heading"><h2 id="a">A</h2><a class="anchor" href="#a">#</a></div>', "## A"),
        ("<ul><li>one</li><li><em>two</em></li></ul>", "- one\n- *two*"),
        ('<p><img src="../assets/a-1.svg" alt="A drawing"></p>', "*A drawing*"),
        ("<pre><code>w = <span>1</span>\n</code></pre>", "```python\nw = 1\n```"),
    ],
)
def test_prose_becomes_markdown(html: str, text: str) -> None:
    assert markdown(Markup(html)) == text


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"\w x + \b", "w x + b"),
        (r"\w_1 \b_{ik} \beta \wedge", r"w_1 b_{ik} \beta \wedge"),
        (r"\outer{\big(}\inner{m}\outer{\big)}", r"{\big(}{m}{\big)}"),
        (r"\nabla \loss{L_2}", r"\nabla {L_2}"),
        (r"\begingroup\def\arraystretch{1.5}A\endgroup", "A"),
    ],
)
def test_formulas_need_no_commands_of_the_lessons_own(tex: str, plain: str) -> None:
    assert plain_tex(tex) == plain
