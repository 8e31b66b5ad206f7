"""`build.py check`: lessons as an author wants them checked, down to every task and mistake."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path

from web.complaints import Complaint, LessonError, did_you_mean, told
from web.errors import UserError
from web.lesson import CellBlock, Lesson, Task
from web.modules import Endless, contained, fresh_modules
from web.pictures import complaints as picture_complaints
from web.reader import lesson_folders, read_lessons
from web.site import address, typesetter

#: lessons.task.judge: what becomes of code that is handed in for a task
Judge = Callable[[type, str], tuple[str, str]]


def check(root: Path, lesson: str | None = None) -> list[Complaint]:
    """What is wrong with one lesson, or with all: nothing, if the list is empty.

    lesson: the name of its folder. Raises UserError if there is none of that name.
    """
    folders = lesson_folders(root)
    if lesson is not None:
        names = [folder.name for folder in folders]
        if lesson not in names:
            raise UserError(f"there is no lesson {lesson}{did_you_mean(lesson, names)}")
        folders = [folder for folder in folders if folder.name == lesson]
    with fresh_modules(root):
        try:
            lessons = read_lessons(folders, address, typesetter(root))
        except LessonError as error:
            return error.complaints
        judge: Judge = importlib.import_module("lessons.task").judge
        return sorted(complaint for one in lessons for complaint in _lesson(one, judge))


def _lesson(lesson: Lesson, judge: Judge) -> Iterator[Complaint]:
    yield from _tasks(lesson, judge)
    yield from picture_complaints(lesson)


def _tasks(lesson: Lesson, judge: Judge) -> Iterator[Complaint]:
    for cell in lesson.cells:
        if cell.task:
            yield from _solution(cell.task, lesson.folder / "tasks.py", judge)
            yield from _mistakes(cell.task, lesson.folder / "tasks.py", judge)
            yield from _starter(cell, cell.task, lesson.folder / "lesson.md", judge)


def _solution(task: Task, file: Path, judge: Judge) -> Iterator[Complaint]:
    verdict, message = _judged(task, task.solution, judge)
    if verdict != "passed":
        sentence = f"the solution of {task.name} does not pass: {message}"
        yield Complaint(file, task.solution_line, sentence)


def _mistakes(task: Task, file: Path, judge: Judge) -> Iterator[Complaint]:
    for mistake in task.mistakes:
        verdict, message = _judged(task, mistake.code, judge)
        sentence = ""
        if verdict == "passed":
            sentence = f"a known mistake of {task.name} passes"
        elif verdict != "wrong":
            sentence = f"a known mistake of {task.name} {verdict}: {message}"
        elif mistake.message not in message:
            sentence = f"a known mistake of {task.name} should meet {mistake.message!r}: {message}"
        if sentence:
            yield Complaint(file, mistake.line, sentence)


def _starter(cell: CellBlock, task: Task, file: Path, judge: Judge) -> Iterator[Complaint]:
    verdict, _ = _judged(task, cell.code, judge)
    if verdict == "passed":
        yield Complaint(file, cell.code_line, f"this code passes the task {task.name} untouched")


def _judged(task: Task, code: str, judge: Judge) -> tuple[str, str]:
    """The verdict and its message; for code that fails, "stops" or "does not end", and how."""
    try:
        return contained(lambda: judge(task.judged_by, code))
    except Endless as endless:
        return "does not end", str(endless)
    except (Exception, SystemExit) as error:
        return "stops", told(error)
