"""A small project of a test's own, with lessons that the test writes."""

from __future__ import annotations

import shutil
from pathlib import Path

from web.complaints import LessonError
from web.figures import Picture
from web.lesson import Block, CellBlock, FigureBlock, Lesson
from web.maths import typeset
from web.modules import fresh_modules
from web.reader import lesson_folders, read_lessons
from web.site import address, environment, in_script, render_parts
from web.toolchain import ROOT, node

FRONT_MATTER = """\
---
title: Lines
description: What a line is.
minutes: 5
order: 1
---
"""

FIGURES = """\
from array import array

from lessons.chart import Chart, Figure, Grid, axes, curve, space, surface


def line(w, b):
    x = array("d", [-1, 1])
    y = array("d", [b - w, b + w])
    chart = Chart([curve(x, y)], axes(), "A line with weight %g." % w)
    return Figure(chart, formula=["y = ", ("w", "%g" % w)])


def plot_a_line(y, w):
    x = array("d", [-1, 1])
    return Figure(Chart([curve(x, array("d", [y(one) * w for one in x]))], axes(), "Your line."))


def dots(points, kind):
    says = "%d numbers as %s." % (len(points), ("dots", "bars", "steps")[int(kind)])
    return Figure(Chart([curve(points, points)], axes(), says))


def hill(w):
    x = array("d", [-1, 1])
    return Figure(Chart([surface(x, x, Grid(array("d", [0, w, w, 0]), 2))], space(), "A hill."))


def network(w, b):
    x = array("d", [-w, w])
    bias, output = {"name": "b", "value": b}, {"name": "wo", "value": 1}
    neuron = {"inputs": [{"name": "w", "value": w}], "bias": bias, "output": output, "curve": x}
    diagram = {"inputs": ["x"], "output": "y", "neurons": [neuron]}
    return Figure(Chart([curve(x, x)], axes(), "A network."), diagram=diagram)


def whole_network(w, b, wo):
    return network(w, b)
"""

TASKS = """\
from lessons.task import Task, Wrong


class Double(Task):
    prompt = "Let `y` give twice *x*."
    hints = ("Use a star.", "Write `2 * x`.")
    solution = "def y(x):\\n    return 2 * x\\n"
    mistakes = [
        ("def y(x):\\n    return x\\n", "only x"),
    ]

    def check(self, attempt):
        attempt.function("y", "def y(x):")
        if attempt.answer("y", 3) == 3:
            raise Wrong("It gives only x.")
        if attempt.answer("y", 3) != 6:
            raise Wrong("Not twice x.")
"""


class Project:
    """A project's folder with the real Python of lessons and page, and none of its lessons."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lessons = root / "lessons"
        self.lessons.mkdir(parents=True)
        for file in (ROOT / "lessons").glob("*.py"):
            shutil.copy(file, self.lessons)
        for name in ("python", "jupyter"):
            shutil.copytree(ROOT / "web" / name, root / "web" / name)

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def lesson(
        self,
        body: str,
        figures: str = FIGURES,
        tasks: str = TASKS,
        slug: str = "lines",
        front_matter: str = FRONT_MATTER,
    ) -> Path:
        """Write a lesson and give its folder."""
        self.write(f"lessons/{slug}/figures.py", figures)
        self.write(f"lessons/{slug}/tasks.py", tasks)
        return self.write(f"lessons/{slug}/lesson.md", front_matter + body).parent

    def read(self) -> list[Lesson]:
        with fresh_modules(self.root):
            return read_lessons(
                lesson_folders(self.root),
                address,
                lambda formulas: typeset(formulas, node(), self.root / ".cache"),
            )

    def complaints(self) -> list[str]:
        """What is wrong with the lessons, each as "lesson.md:12: sentence"."""
        try:
            self.read()
        except LessonError as error:
            return [f"{one.file.name}:{one.line}: {one.sentence}" for one in error.complaints]
        return []


def drawn(block: Block) -> Picture:
    """The picture that a block starts with."""
    assert isinstance(block, (FigureBlock, CellBlock))
    assert block.start
    return block.start


def page_of(lesson: Lesson, previous: Lesson | None = None, following: Lesson | None = None) -> str:
    """A lesson's page by the real templates, as HTML."""
    templates = environment(ROOT / "web" / "templates")
    return templates.get_template("lesson.html").render(
        lesson=lesson,
        lessons=[lesson],
        previous=previous,
        next=following,
        config=in_script({"lesson": lesson.title}),
        notebook="../assets/lesson.ipynb",
        parts=list(render_parts(templates, lesson)),
        asset=lambda name: f"../assets/{name}",
        scripts=lambda *names: [f"../assets/{name}" for name in names],
        address="",
        preview=None,
        root="../",
    )
