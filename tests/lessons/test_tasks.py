"""Every task of every lesson: its starter, solution and known mistakes get their verdict."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from io import StringIO

import pytest

from web.lesson import CellBlock, Task
from web.modules import fresh_modules
from web.reader import lesson_folders, read_lessons
from web.site import address, typesetter
from web.toolchain import ROOT

#: judges code that is handed in for a task: ("passed" or "wrong", the sentence)
Judge = Callable[[Task, str], tuple[str, str]]


@pytest.fixture(scope="module")
def lessons() -> Iterator[tuple[list[tuple[CellBlock, Task]], Judge]]:
    with fresh_modules(ROOT):
        read = read_lessons(lesson_folders(ROOT), address, typesetter(ROOT))
        judge = importlib.import_module("lessons.task").judge

        def judged(task: Task, code: str) -> tuple[str, str]:
            with redirect_stdout(StringIO()):
                verdict, message = judge(task.judged_by, code)
            return verdict, message

        yield [(cell, cell.task) for lesson in read for cell in lesson.cells if cell.task], judged


Lessons = tuple[list[tuple[CellBlock, Task]], Judge]


def test_there_are_tasks(lessons: Lessons) -> None:
    names = [task.name for _, task in lessons[0]]
    assert "PlotALine" in names
    assert "FitByHand" in names


def test_no_starter_passes_untouched(lessons: Lessons) -> None:
    tasks, judge = lessons
    verdicts = {task.name: judge(task, cell.code)[0] for cell, task in tasks}
    assert verdicts == dict.fromkeys(verdicts, "wrong")


def test_every_solution_passes(lessons: Lessons) -> None:
    tasks, judge = lessons
    for _, task in tasks:
        assert judge(task, task.solution) == ("passed", task.judged_by.praise)  # type: ignore[attr-defined]


def test_every_known_mistake_meets_its_sentence(lessons: Lessons) -> None:
    tasks, judge = lessons
    missed = []
    for _, task in tasks:
        assert task.mistakes
        for mistake in task.mistakes:
            verdict, message = judge(task, mistake.code)
            if verdict != "wrong" or mistake.message not in message:
                missed.append((task.name, mistake.code, verdict, message))
    assert missed == []


DATA = (
    "data = [(1, 0.85), (2, 1.43), (3, 1.92), (4, 2.59),"
    " (5, 3.2), (6, 3.82), (7, 4.38), (8, 4.97)]\n"
)


@pytest.mark.parametrize(
    ("w", "b", "verdict"),
    [
        # The loss grows by 102 for each square of a step in w, by 4 for each in b.
        (0.594048, 0.221786, "passed"),
        (0.594048, 0.221786 + 0.1117, "passed"),
        (0.594048, 0.221786 + 0.1119, "wrong"),
        (0.594048 - 0.0221, 0.221786, "passed"),
        (0.594048 - 0.0222, 0.221786, "wrong"),
    ],
)
def test_a_fit_by_hand_may_be_worse_than_the_best_by_a_twentieth(
    lessons: Lessons, w: float, b: float, verdict: str
) -> None:
    tasks, judge = lessons
    task = next(task for _, task in tasks if task.name == "FitByHand")
    code = f"{DATA}w = {w}\nb = {b}\ndef y(x, w, b):\n    return w * x + b\n"
    assert judge(task, code)[0] == verdict


def test_a_fit_is_judged_by_the_cells_own_data(lessons: Lessons) -> None:
    tasks, judge = lessons
    task = next(task for _, task in tasks if task.name == "FitByHand")
    code = "data = [(0, 1), (10, -4)]\nw = -0.5\nb = 1\ndef y(x, w, b):\n    return w * x + b\n"
    assert judge(task, code)[0] == "passed"
    assert judge(task, code.replace("w = -0.5", "w = 0.6"))[0] == "wrong"


@pytest.mark.parametrize("name", ["Steps", "Train"])
@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("return w * x + b", "return float('nan')", "no number any more"),
        ("return dw, db", "return dw * float('nan'), db", "no number any more"),
        ("return dw, db", "return float('inf'), db", "raised the loss"),
        ("\nw = 1\n", "\nw = float('nan')\n", "w gave nan"),
        ("\nb = 0\n", "\nb = 1e300\n", "beyond every number"),
    ],
)
def test_a_descent_that_leaves_the_numbers_does_not_pass(
    lessons: Lessons, name: str, old: str, new: str, part: str
) -> None:
    """nan is not above any loss, nor is it below the one to reach."""
    tasks, judge = lessons
    (task,) = [task for _, task in tasks if task.name == name]
    assert old in task.solution
    verdict, message = judge(task, task.solution.replace(old, new))
    assert verdict == "wrong"
    assert part in message
