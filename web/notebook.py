"""Makes a Jupyter notebook of a lesson, which runs from top to bottom wherever plotly is installed.

The lesson's own Python travels in it: each module is a cell, made a module by the magic of
web/jupyter/modules.py, and web/jupyter/pictures.py draws with plotly what the page draws with
plotly.js. A cell of the lesson is a cell of the notebook; `metadata.lesson.cell` has its id, by
which the page puts the reader's own code in its place (web/page/notebook.ts).
"""

from __future__ import annotations

import ast
import base64
import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from bs4 import Tag
from markdownify import MarkdownConverter
from markupsafe import Markup

from web import assets
from web.drawing import SVG
from web.figure_source import parameters
from web.lesson import CellBlock, FigureBlock, Html, Lesson, PictureBlock, Slider, Task
from web.markdown import slug

#: longer calls are folded
WIDTH = 88

#: what the prose of a lesson says in colour, in TeX
IDEAS = r"\\(?:weight|bias|model|loss|slope|passed|inner|outer)(?=\{)"

#: how a cell's code is played, by its player
PLAYED = {
    "steps": "play_steps({figure}, update, 10, globals())",
    "train": "play({figure}, train, 5000, globals())",
}

Cell = dict[str, Any]


def notebook(lesson: Lesson, root: Path) -> str:
    """The notebook as JSON, the same from the same lesson.

    root: the project's folder
    """
    sources = assets.python_sources(root, lesson.folder)
    cells = [
        *_opening(lesson),
        *_modules(root, sources),
        *(cell for part in _parts(lesson, _paints(root)) for cell in part),
        *_solutions(lesson),
        *_glossary(lesson),
    ]
    document = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "title": lesson.title,
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


# Cells


def _text(identifier: str, text: str, **more: Any) -> Cell:
    """A cell of Markdown; identifier: its id, of which the format allows 64 characters."""
    cell = {"cell_type": "markdown", "id": identifier[:64], "metadata": {}, "source": text.strip()}
    return cell | more


def _code(identifier: str, source: str, folded: bool = False, **metadata: Any) -> Cell:
    """A cell of Python. folded: shown only when it is asked for, where the program can do that"""
    if folded:
        metadata["jupyter"] = {"source_hidden": True}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": identifier[:64],
        "metadata": metadata,
        "outputs": [],
        "source": source.strip(),
    }


# The lesson's Python


def _opening(lesson: Lesson) -> Iterator[Cell]:
    yield _text(
        "opening",
        f"""\
# {lesson.title}

{lesson.description}

This is the whole lesson as a notebook. It needs `plotly` (`pip install plotly`) and no network. \
Run it from top to bottom. Then change what you like and run it again: what were sliders in the \
page are ordinary variables here.""",
    )
    yield _text(
        "python",
        """\
## The Python that draws this lesson

The next cells hold the lesson's own Python: `engine`, which is all the mathematics, and what \
draws the figures. They come first because everything below stands on them. Some programs fold \
them away; open them when you want to know how something is made.""",
    )


def _modules(root: Path, sources: Mapping[str, str]) -> Iterator[Cell]:
    folder = root / "web" / "jupyter"
    yield _code("modules", (folder / "modules.py").read_text("utf-8"), folded=True)
    for name in _in_order(sources):
        yield _module(name, sources[_path(name, sources)])
    yield _module("pictures", (folder / "pictures.py").read_text("utf-8"))
    paints = "\n".join(f'    "{name}": "{paint}",' for name, paint in _paints(root).items())
    yield _code(
        "colours",
        "import figures\nimport pictures\nfrom lessons.answer import readout\n"
        "from pictures import play, play_steps, show\n\n"
        f"pictures.PAINTS.update({{\n{paints}\n}})",
        folded=True,
    )


def _module(name: str, source: str) -> Cell:
    identifier = "module-" + name.replace(".", "-").replace("_", "-")
    return _code(identifier, f"%%module {name}\n{source}", folded=True)


def _in_order(sources: Mapping[str, str]) -> list[str]:
    """The engine's modules and all that figures.py stands on, each after what it imports."""
    needs: dict[str, list[str]] = {}
    waiting = ["figures", "engine"]
    while waiting:
        name = waiting.pop()
        if name not in needs:
            path = _path(name, sources)
            found = assets.imported(path, sources[path])
            needs[name] = sorted({one for one in found if _path(one, sources) in sources})
            waiting += needs[name]
    order = TopologicalSorter(dict(sorted(needs.items()))).static_order()
    # The engine stands on nothing else, and is what a reader may want to read first.
    return sorted(order, key=lambda name: name.partition(".")[0] != "engine")


def _path(name: str, sources: Mapping[str, str]) -> str:
    path = name.replace(".", "/")
    package = f"{path}/__init__.py"
    return package if package in sources else f"{path}.py"


def _paints(root: Path) -> dict[str, str]:
    """What the colours of the light theme are painted with, by name."""
    paints: dict[str, str] = {}
    for file in sorted((root / "web" / "styles").glob("*.css")):
        for block in re.findall(r"^:root \{(.*?)^\}", file.read_text("utf-8"), re.M | re.S):
            paints.update(re.findall(r"--([\w-]+):\s*(?:light-dark\()?(#[0-9a-f]{3,8})", block))
    return paints


# The lesson itself


def _parts(lesson: Lesson, paints: Mapping[str, str]) -> Iterator[Iterable[Cell]]:
    for number, part in enumerate(lesson.body):
        if isinstance(part, Html):
            yield _prose(part.html, f"text-{number + 1}")
        elif isinstance(part, FigureBlock):
            yield _figure(part)
        elif isinstance(part, CellBlock):
            yield _cell(part, lesson.folder)
        elif isinstance(part, PictureBlock):
            yield [_picture(part, paints)]


def _prose(html: Markup, identifier: str) -> Iterator[Cell]:
    """Prose, parted at its headings: programs list these, and fold what stands below them."""
    for text in re.split(r"\n(?=#{2,6} )", "\n" + markdown(html)):
        if text.strip():
            heading = re.match(r"#+ (.+)", text)
            yield _text(slug(heading[1]) if heading else identifier, text)


def _figure(block: FigureBlock) -> Iterator[Cell]:
    yield _text(f"{block.id}-title", f"#### {block.title}\n\n{markdown(block.caption_html)}")
    lines = []
    if block.sliders:
        lines += ["# Change these and run this cell again."]
        lines += [_variable(slider) for slider in block.sliders]
    arguments = [slider.name for slider in block.sliders]
    if block.numbers:
        name, numbers = block.numbers
        listed = _folded(f'{name} = array("d", [', [f"{number:g}" for number in numbers], "])")
        lines = ["from array import array", "", *lines, listed]
        arguments.append(name)
    call = _folded(f"figures.{block.function}(", [f"{name}={name}" for name in arguments], ")")
    yield _code(block.id, "\n".join([*lines, "", f"show({call})"]))
    if block.goals:
        goals = "\n".join(f"- {markdown(goal.text_html)}" for goal in block.goals)
        yield _text(f"{block.id}-goals", f"Try this:\n\n{goals}")


def _variable(slider: Slider) -> str:
    if slider.choices:
        meant = ", ".join(f"{number} for {text}" for number, text in enumerate(slider.choices))
    else:
        meant = f"from {slider.min:g} to {slider.max:g}"
    return f"{slider.name} = {slider.start:g}  # {meant}"


def _cell(block: CellBlock, folder: Path) -> Iterator[Cell]:
    about = [f"#### {block.title}", markdown(block.caption_html)]
    if block.task:
        about.append(f"**Your task:** {markdown(block.task.prompt_html)}")
    if block.predict:
        question = markdown(block.predict.question_html)
        choices = "\n".join(f"- {markdown(choice)}" for choice in block.predict.choices)
        about.append(f"**Before you run it:** {question}\n\n{choices}")
    yield _text(f"{block.id}-title", "\n\n".join(filter(None, about)))
    yield _code(block.id, block.code, lesson={"cell": block.id})
    # What a run changes, the table of the run tells.
    told = [] if block.player else [text for text, _ in block.readouts]
    shown = [f'print("{text} =", readout({text}, "{text}"))' for text in told]
    if block.function:
        bound = _bound(block.code)
        given = [
            name
            for name, optional in parameters(folder, block.function)
            if name in bound or not optional
        ]
        call = _folded(f"figures.{block.function}(", given, ")")
        played = PLAYED.get(block.player or "", "show({figure})")
        shown.append(played.format(figure=call))
    if shown:
        yield _code(f"{block.id}-picture", "\n".join(shown))
    if block.predict:
        answer = markdown(block.predict.choices[block.predict.answer])
        because = markdown(block.predict.because_html)
        text = _details("The answer", f"{answer}\n\n{because}".strip())
        yield _text(f"{block.id}-answer", text)
    if block.goals:
        goals = "\n".join(f"- {markdown(goal.text_html)}" for goal in block.goals)
        yield _text(f"{block.id}-goals", f"Try this:\n\n{goals}")


def _bound(code: str) -> set[str]:
    """The names that a cell's code gives a meaning at its left margin."""
    names: set[str] = set()
    for statement in ast.parse(code).body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            names.add(statement.name)
        else:
            names |= {
                node.id
                for node in ast.walk(statement)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            }
    return names


def _picture(block: PictureBlock, paints: Mapping[str, str]) -> Cell:
    """A drawing as an attachment, in the light theme's colours on their paper."""
    text = f"#### {block.title}\n\n![{block.alt}](attachment:{block.id}.svg)"
    root = f'<svg xmlns="{SVG}" style="background: var(--paper)"'
    svg = re.sub("^<svg", root, block.svg)
    svg = re.sub(r"var\(--([\w-]+)\)", lambda name: paints.get(name[1], "sans-serif"), svg)
    drawing = base64.b64encode(svg.encode()).decode()
    return _text(
        block.id,
        f"{text}\n\n{markdown(block.caption_html)}",
        attachments={f"{block.id}.svg": {"image/svg+xml": drawing}},
    )


def _solutions(lesson: Lesson) -> Iterator[Cell]:
    tasks = [(cell, cell.task) for cell in lesson.cells if cell.task]
    if not tasks:
        return
    yield _text("solutions", "## Hints and solutions\n\nLook here when you are stuck, not before.")
    for cell, task in tasks:
        yield _text(f"{cell.id}-hints", f"#### {cell.title}\n\n{_hints(task)}")
        yield _code(f"{cell.id}-solution", task.solution, folded=True)


def _hints(task: Task) -> str:
    return "\n\n".join(
        _details(f"Hint {number}", markdown(hint)) for number, hint in enumerate(task.hints_html, 1)
    )


def _glossary(lesson: Lesson) -> Iterator[Cell]:
    if lesson.glossary:
        terms = [
            f"**{markdown(t.name_html)}**: {markdown(t.meaning_html)}" for t in lesson.glossary
        ]
        yield _text("glossary", "## Words\n\n" + "\n\n".join(terms))


# Text


def _folded(head: str, items: list[str], end: str) -> str:
    line = head + ", ".join(items) + end
    if len(line) <= WIDTH:
        return line
    inner = textwrap.fill(", ".join(items) + ",", WIDTH - 4, break_on_hyphens=False)
    return f"{head}\n{textwrap.indent(inner, '    ')}\n{end}"


def _details(summary: str, text: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{text}\n\n</details>"


class _Converter(MarkdownConverter):
    """Turns the HTML of a lesson's prose back into Markdown, with its formulas as TeX."""

    def convert_span(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        if "katex" not in (element.get("class") or []):
            return text
        tex = element.find("annotation")
        mark = "$$" if element.find_parent(class_="formula") else "$"
        return f"{mark}{plain_tex(tex.get_text() if tex else '')}{mark}"

    def convert_div(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_a(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        """A link to elsewhere; of those within the page only what they say."""
        if {"anchor", "back"} & set(element.get("class") or []):
            return ""
        if not re.match(r"https?:", str(element.get("href"))):
            return text
        return f"[{text}]({element.get('href')})"

    def convert_sup(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        return f" {text}"

    def convert_img(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        return f"*{element.get('alt')}*"


def markdown(html: Markup) -> str:
    """A lesson's HTML as Markdown."""
    text = _Converter(heading_style="ATX", bullets="-", code_language="python").convert(html)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def plain_tex(tex: str) -> str:
    """A formula without the lesson's own commands, which only colour it."""
    tex = tex.replace(r"\begingroup\def\arraystretch{1.5}", "").replace(r"\endgroup", "")
    tex = re.sub(IDEAS, "", tex)
    return re.sub(r"\\([wb])(?![a-zA-Z])", r"\1", tex)
