"""What is wrong with a lesson, told the way compilers do: file, line, one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from web.errors import UserError


@dataclass(frozen=True, order=True)
class Complaint:
    """One mistake of an author's, at a line (counted from 1) of a file."""

    file: Path
    line: int
    sentence: str

    def __str__(self) -> str:
        here = Path.cwd()
        file = self.file.relative_to(here) if self.file.is_relative_to(here) else self.file
        return f"{file}:{self.line}: {self.sentence}"


class LessonError(UserError):
    """All that is wrong with the lessons at once, in the order of files and lines."""

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints = sorted(set(complaints))
        super().__init__("\n".join(str(complaint) for complaint in self.complaints))


#: takes a file, a line in it and a sentence
Complain = Callable[[Path, int, str], None]


@dataclass(frozen=True)
class Located:
    """A text of an author's, with the place of its first character, for complaints about it.

    last: the last line that it can reach, where its own line breaks are not those of the file
    """

    text: str
    file: Path
    line: int
    last: int | None = None

    def line_at(self, breaks: int) -> int:
        """The line of the file that follows `breaks` line breaks of the text."""
        line = self.line + breaks
        return line if self.last is None else min(line, self.last)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown name: a suggestion, or all that is known."""
    known = sorted(known)
    close = get_close_matches(name, known, 1, 0.6)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; known: {', '.join(known)}" if known else ""


def told(error: BaseException) -> str:
    """An exception in one line, as Python ends its tracebacks."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
