"""A lesson without mistakes, read."""

from __future__ import annotations

import json
import re
import sys

import pytest
from markupsafe import Markup

from tests.web.project import FIGURES, TASKS, Project, drawn
from web.lesson import (
    CellBlock,
    FigureBlock,
    Heading,
    Html,
    Lesson,
)

BODY = """
## The line's own story

The [weight]{.weight} tilts it: $y = \\w x + \\b$. See [the figure](#line), a *note*[^1],
[another lesson](../curves/#bent) and ![a drawing](images/line.svg "A line").

```{figure} line
---
title: The line
sliders:
  w: 1
  b: {start: 2, min: -3, max: 3, step: 0.5, colour: slope}
try:
  - "Make it *fall*: now": w < 0
caption: It has a weight $\\w$.
---
```

### And in Python

```{cell} plot-a-line
---
title: Plotting a line
sliders: {w: {max: 4}}
readouts: ["y(3)", "(w, y(1))"]
task: Double
try:
  - Make it steep: w > 3
---

w = 2

def y(x):
    print("never shown")
    return x
```

```python
y(2)  # in the text
```

[^1]: With a footnote.
"""


def read(project: Project) -> tuple[Lesson, Lesson]:
    project.write("lessons/curves/lesson.md", CURVES)
    project.lesson(BODY)
    project.write("lessons/lines/images/line.svg", "<svg/>")
    curves, lines = project.read()
    return curves, lines


CURVES = """\
---
title: Curves
description: What bends.
minutes: 1
order: 0.5
---
## Bent
"""


@pytest.fixture
def lesson(project: Project) -> Lesson:
    return read(project)[1]


def test_lessons_come_in_their_order_with_their_front_matter(project: Project) -> None:
    curves, lines = read(project)
    assert (curves.slug, curves.title, curves.order) == ("curves", "Curves", 0.5)
    assert (lines.title, lines.description) == ("Lines", "What a line is.")
    assert (lines.minutes, lines.order) == (5, 1)


def test_prose_and_blocks_alternate(lesson: Lesson) -> None:
    assert [part.kind for part in lesson.body] == ["html", "figure", "html", "cell", "html"]
    assert [block.id for block in lesson.blocks] == ["line", "plot-a-line"]
    assert [cell.id for cell in lesson.cells] == ["plot-a-line"]


def test_headings_have_anchors_made_of_their_words(lesson: Lesson) -> None:
    assert lesson.headings == (
        (2, "the-lines-own-story", "The line’s own story"),
        (3, "and-in-python", "And in Python"),
    )


def test_prose_is_html(lesson: Lesson) -> None:
    first, _, _, _, last = lesson.body
    assert isinstance(first, Html)
    assert isinstance(last, Html)
    assert '<h2 id="the-lines-own-story">The line’s own story</h2>' in first.html
    assert '<span class="weight">weight</span>' in first.html
    assert 'class="katex"' in first.html
    assert '<a href="#line">the figure</a>' in first.html
    assert '<a href="../curves/#bent">another lesson</a>' in first.html
    assert '<span class="tok-comment"># in the text</span>' in last.html
    assert "With a footnote." in last.html


def test_an_image_goes_to_the_assets(lesson: Lesson) -> None:
    (image,) = lesson.files
    assert image.name == "line.svg"
    prose = lesson.body[0]
    assert isinstance(prose, Html)
    assert '<img src="../assets/line-' in prose.html
    assert 'alt="a drawing"' in prose.html


def test_a_figure(lesson: Lesson) -> None:
    figure = lesson.blocks[0]
    assert isinstance(figure, FigureBlock)
    assert (figure.title, figure.function) == ("The line", "line")
    w, b = figure.sliders
    assert (w.name, w.start, w.min, w.max, w.step, w.colour) == ("w", 1, -10, 10, None, "weight")
    assert (b.name, b.start, b.min, b.max, b.step, b.colour) == ("b", 2, -3, 3, 0.5, "slope")
    (goal,) = figure.goals
    assert (goal.text_html, goal.condition) == ("Make it <em>fall</em>: now", "w < 0")
    assert figure.caption_html.startswith('It has a weight <span class="katex">')


def test_a_figure_starts_where_its_sliders_do(lesson: Lesson) -> None:
    start = drawn(lesson.blocks[0])
    picture = json.loads(start.text)
    (chart,) = picture["charts"]
    assert chart["says"] == "A line with weight 1."
    assert picture["formula"] == [["y = "], ["w", "1"]]
    assert picture["goals"] == [False]
    assert chart["data"][0]["x"] == {"$": [0, 2]}
    assert list(start.numbers) == [-1, 1, 1, 3]


def test_a_cell_starts_where_its_code_does(
    lesson: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    cell = lesson.blocks[1]
    assert isinstance(cell, CellBlock)
    assert cell.code.startswith("w = 2\n\ndef y(x):")
    assert cell.code.endswith("    return x\n")
    source = (lesson.folder / "lesson.md").read_text("utf-8").splitlines()
    assert source[cell.code_line - 1] == "w = 2"
    assert '<span class="tok-keyword">def</span>' in cell.code_html
    (w,) = cell.sliders
    assert (w.start, w.min, w.max) == (2, -10, 4)
    assert cell.readouts == (("y(3)", "3.0000"), ("(w, y(1))", "(2.0000, 1.0000)"))
    assert cell.function == "plot_a_line"
    assert cell.start
    assert list(cell.start.numbers) == [-1, 1, -2, 2]
    assert capsys.readouterr().out == ""


def test_a_task(lesson: Lesson) -> None:
    task = lesson.cells[0].task
    assert task
    assert task.name == "Double"
    assert task.prompt_html == "Let <code>y</code> give twice <em>x</em>."
    assert task.hints_html == ("Use a star.", "Write <code>2 * x</code>.")
    assert task.solution == "def y(x):\n    return 2 * x\n"
    assert [mistake.message for mistake in task.mistakes] == ["only x"]
    source = (lesson.folder / "tasks.py").read_text("utf-8").splitlines()
    assert source[task.line - 1] == "class Double(Task):"
    assert "only x" in source[task.mistakes[0].line - 1]


def test_a_cell_needs_no_chart_and_no_task(project: Project) -> None:
    project.lesson("```{cell} by-itself\n---\ntitle: By itself\n---\nprint(1)\n```\n")
    ((cell,),) = [lesson.cells for lesson in project.read()]
    assert (cell.function, cell.start, cell.task) == (None, None, None)


def test_chart_may_name_another_function(project: Project) -> None:
    options = "title: Steps\nchart: plot_a_line\n"
    project.lesson(f"```{{cell}} steps\n---\n{options}---\nw = 1\ny = abs\n```\n")
    ((cell,),) = [lesson.cells for lesson in project.read()]
    assert (cell.id, cell.function) == ("steps", "plot_a_line")
    assert cell.start
    assert list(cell.start.numbers) == [-1, 1, 1, 1]


def test_python_is_read_anew_each_time(project: Project) -> None:
    block = "```{figure} line\n---\ntitle: T\nsliders: {w: 1, b: 0}\n---\n```\n"
    folder = project.lesson(block)
    assert "with weight 1" in starting_text(project)
    figures = (folder / "figures.py").read_text("utf-8")
    (folder / "figures.py").write_text(figures.replace("with weight", "of weight"), "utf-8")
    assert "of weight 1" in starting_text(project)


def starting_text(project: Project) -> str:
    return drawn(project.read()[0].blocks[0]).text


def test_tasks_may_use_their_lessons_figures(project: Project) -> None:
    cell = "```{cell} plot\n---\ntitle: T\ntask: Double\n---\n1\n```\n"
    tasks = "from figures import line\n"
    project.lesson(cell, tasks=tasks + TASKS)
    assert project.complaints() == []


def test_modules_may_import_each_other(project: Project) -> None:
    figures = "from shapes import line\n"
    folder = project.lesson(
        "```{figure} line\n---\ntitle: T\nsliders: {w: 1, b: 0}\n"
        "try:\n  - Turn it: line(w, b) is None\n---\n```\n",
        figures=figures,
        tasks="from shapes import plot_a_line\n" + TASKS,
    )
    (folder / "shapes.py").write_text("from more_shapes import *\n" + FIGURES, "utf-8")
    (folder / "more_shapes.py").write_text("", "utf-8")
    assert "with weight 1" in starting_text(project)
    (folder / "shapes.py").write_text(FIGURES.replace("with weight", "with Weight"), "utf-8")
    assert "with Weight 1" in starting_text(project)


def test_lessons_have_modules_of_the_same_names(project: Project) -> None:
    body = "```{figure} line\n---\ntitle: T\nsliders: {w: 1, b: 0}\n---\n```\n"
    for slug in ("curves", "lines"):
        project.lesson(body, figures="from shapes import line\n", slug=slug)
        shapes = FIGURES.replace("A line", f"One of the {slug}")
        project.write(f"lessons/{slug}/shapes.py", shapes)
    for lesson in project.read():
        assert f"One of the {lesson.slug} with" in drawn(lesson.blocks[0]).text


def test_a_lessons_modules_are_gone_when_it_is_read(project: Project) -> None:
    folder = project.lesson("", figures="import shapes\n")
    (folder / "shapes.py").write_text("", "utf-8")
    before = sys.modules.copy(), sys.path[:], sys.meta_path[:]
    project.read()
    assert (sys.modules, sys.path, sys.meta_path) == before
    assert not list(folder.rglob("*.pyc"))


def test_the_table_of_contents(project: Project) -> None:
    project.lesson("## A\n\n### B *c*\n\n#### D\n\n### E\n\n## F\n")
    (lesson,) = project.read()
    b, e = Heading("b-c", Markup("B <em>c</em>")), Heading("e", Markup("E"))
    assert lesson.contents == (Heading("a", Markup("A"), (b, e)), Heading("f", Markup("F")))


def test_footnotes_are_a_reading_list_below_the_last_heading(project: Project) -> None:
    project.lesson(
        "One [^b], two [^a], again [^b].\n\n## To read on\n\n"
        "[^a]: A [link](https://doi.org/10.1016/0893-6080%2891%2990009-T).\n[^b]: B.\n"
    )
    ((part,),) = [lesson.body for lesson in project.read()]
    assert isinstance(part, Html)
    text, _, notes = part.html.partition("To read on</h2>")
    refs = re.findall(r'<a href="#(.*?)" id="(.*?)" role="doc-noteref">(.*?)</a>', text)
    assert refs == [("fn1", "fnref1", "[1]"), ("fn2", "fnref2", "[2]"), ("fn1", "fnref1-1", "[1]")]
    assert re.findall(r"<(ol|li) (.*?)>", notes) == [
        ("ol", 'class="reading-list"'),
        ("li", 'id="fn1" class="footnote-item"'),
        ("li", 'id="fn2" class="footnote-item"'),
    ]
    assert re.findall(r'href="#(fnref.*?)"', notes) == ["fnref1", "fnref1-1", "fnref2"]
    assert 'href="https://doi.org/10.1016/0893-6080%2891%2990009-T"' in notes
