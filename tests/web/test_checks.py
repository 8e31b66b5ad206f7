"""`build.py check`, from solution to known mistake."""

from __future__ import annotations

import pytest

from tests.web.project import TASKS, Project
from web import modules
from web.checks import check
from web.errors import UserError

CELL = """\
```{cell} double
---
title: Double
task: Double
---
def y(x):
    return x
```
"""


def complaints(project: Project, lesson: str | None = None) -> list[str]:
    return [
        f"{one.file.relative_to(project.lessons.resolve())}:{one.line}: {one.sentence}"
        for one in check(project.root, lesson)
    ]


def test_nothing_is_wrong(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.lesson(CELL.replace("    return x", "    print(x)\n    return x"))
    assert complaints(project) == []
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("change", "to", "sentence"),
    [
        (
            "return 2 * x",
            "return 3 * x",
            "7: the solution of Double does not pass: Not twice x.",
        ),
        (
            "return 2 * x",
            "return x * (",
            "7: the solution of Double does not pass: SyntaxError: '(' was never closed "
            "(<task>, line 2)",
        ),
        (
            "return x\\n",
            "return 2 * x\\n",
            "9: a known mistake of Double passes",
        ),
        (
            "only x",
            "just x",
            "9: a known mistake of Double should meet 'just x': It gives only x.",
        ),
        (
            '("def y(x):\\n    return x\\n",',
            '("y = z",',
            "9: a known mistake of Double stops: NameError: name 'z' is not defined",
        ),
    ],
)
def test_a_task_that_misjudges(project: Project, change: str, to: str, sentence: str) -> None:
    project.lesson(CELL, tasks=TASKS.replace(change, to, 1))
    assert complaints(project) == [f"lines/tasks.py:{sentence}"]


@pytest.mark.parametrize(
    ("change", "to", "sentence"),
    [
        (
            "return 2 * x",
            "while x: pass",
            "7: the solution of Double does not pass: this is still running after 0.2 seconds",
        ),
        (
            '("def y(x):\\n    return x\\n",',
            '("while True: 1",',
            "9: a known mistake of Double does not end: this is still running after 0.2 seconds",
        ),
    ],
)
def test_a_task_that_never_ends(
    project: Project, monkeypatch: pytest.MonkeyPatch, change: str, to: str, sentence: str
) -> None:
    monkeypatch.setattr(modules, "LIMIT", 0.2)
    project.lesson(CELL, tasks=TASKS.replace(change, to, 1))
    assert complaints(project) == [f"lines/tasks.py:{sentence}"]


def test_a_starter_that_passes(project: Project) -> None:
    project.lesson(CELL.replace("return x", "return 2 * x"))
    assert complaints(project) == ["lines/lesson.md:12: this code passes the task Double untouched"]


def test_mistakes_of_the_lesson_come_first(project: Project) -> None:
    project.lesson(CELL + "\n<br>\n", tasks=TASKS.replace("only x", "just x"))
    assert complaints(project) == ["lines/lesson.md:16: raw HTML is not allowed in a lesson: <br>"]


def test_one_lesson_of_many(project: Project) -> None:
    project.lesson(CELL)
    project.lesson("<br>\n", slug="other")
    assert complaints(project, "lines") == []
    assert complaints(project, "other") == [
        "other/lesson.md:7: raw HTML is not allowed in a lesson: <br>"
    ]
    with pytest.raises(UserError, match=r"^there is no lesson othr; did you mean other\?$"):
        check(project.root, "othr")
