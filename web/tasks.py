"""Reads a task: the class in a lesson's tasks.py that says what to do and what passes."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

from web.complaints import Complain, Located
from web.lesson import Mistake, Task
from web.markdown import Markdown, Parsed, render_all
from web.maths import Typeset


def read_task(
    task: type, file: Path, markdown: Markdown, complain: Complain
) -> Callable[[Typeset], Task] | None:
    """Check a task's class and its texts.

    task: derived from lessons.task.Task
    file: the tasks.py that defines it
    Gives what makes the task once its formulas are typeset; None, having complained, if it cannot.
    """
    return _Reader(task, file, markdown, complain).read()


class _Reader:
    def __init__(self, task: type, file: Path, markdown: Markdown, complain: Complain) -> None:
        self._task = task
        self._file = file
        self._markdown = markdown
        self._complain = complain
        self._class_line = 1
        self._values: dict[str, ast.expr] = {}
        self._find_attributes()

    def read(self) -> Callable[[Typeset], Task] | None:
        prompt = self._text("prompt", getattr(self._task, "prompt", ""), "a sentence of Markdown")
        hints = self._hints()
        code = getattr(self._task, "solution", "")
        solution = code if isinstance(code, str) and code.strip() else None
        if solution is None:
            self._needs("solution", "code that passes")
        mistakes = self._mistakes()
        if not prompt or not hints or solution is None or mistakes is None:
            return None
        return lambda typeset: Task(
            name=self._task.__name__,
            line=self._class_line,
            prompt_html=render_all(prompt, typeset),
            hints_html=tuple(render_all(hint, typeset) for hint in hints),
            solution=solution,
            solution_line=self._line("solution"),
            mistakes=tuple(mistakes),
            judged_by=self._task,
        )

    def _hints(self) -> list[Parsed] | None:
        hints = getattr(self._task, "hints", ())
        if not isinstance(hints, (list, tuple)) or not hints:
            self._needs("hints", "a list of sentences of Markdown")
            return None
        read = [
            self._text("hints", hint, "only sentences of Markdown", i)
            for i, hint in enumerate(hints)
        ]
        good = [hint for hint in read if hint]
        return good if len(good) == len(read) else None

    def _mistakes(self) -> list[Mistake] | None:
        """Pairs of code that people really write and a part of the message for it."""
        given = getattr(self._task, "mistakes", ())
        if not isinstance(given, (list, tuple)):
            self._needs("mistakes", "a list of pairs")
            return None
        mistakes = [self._mistake(pair, index) for index, pair in enumerate(given)]
        good = [mistake for mistake in mistakes if mistake]
        return good if len(good) == len(mistakes) else None

    def _mistake(self, pair: object, index: int) -> Mistake | None:
        line = self._line("mistakes", index)
        match pair:
            case (str(code), str(message)) if code.strip() and message.strip():
                return Mistake(code, message, line)
        sentence = "a known mistake is a pair: its code, and a part of the message for it"
        self._complain(self._file, line, sentence)
        return None

    def _text(self, name: str, text: object, what: str, index: int | None = None) -> Parsed | None:
        if not isinstance(text, str) or not text.strip():
            self._needs(name, what, index)
            return None
        value = self._value(name, index)
        first = self._line(name, index)
        last = (value.end_lineno or first) if value else first
        return self._markdown.inline(Located(text, self._file, first, last))

    def _needs(self, name: str, what: str, index: int | None = None) -> None:
        sentence = f"the task {self._task.__name__} needs {name}: {what}"
        self._complain(self._file, self._line(name, index), sentence)

    # Where the class and its attributes stand, so that a complaint can point at them

    def _find_attributes(self) -> None:
        for node in ast.walk(ast.parse(self._file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name == self._task.__name__:
                self._class_line = node.lineno
                self._values = {
                    target.id: statement.value
                    for statement in node.body
                    if isinstance(statement, ast.Assign)
                    for target in statement.targets
                    if isinstance(target, ast.Name)
                }

    def _value(self, name: str, index: int | None) -> ast.expr | None:
        value = self._values.get(name)
        items = value.elts if isinstance(value, (ast.List, ast.Tuple)) else []
        return items[index] if index is not None and index < len(items) else value

    def _line(self, name: str, index: int | None = None) -> int:
        """The line of an attribute, or of one item of it, or else of the class."""
        value = self._value(name, index)
        return value.lineno if value else self._class_line
