"""A lesson's own modules, imported as its page imports them: side by side."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from web.modules import LessonPython, fresh_modules
from web.toolchain import ROOT

LESSONS = sorted(file.parent for file in ROOT.glob("lessons/*/lesson.md"))


def _refuse(file: Path, line: int, sentence: str) -> None:
    raise AssertionError(f"{file}:{line}: {sentence}")


@pytest.fixture
def figures() -> Iterator[ModuleType]:
    """figures.py of the first lesson."""
    with fresh_modules(ROOT):
        LessonPython(ROOT / "lessons" / "how-machines-learn", _refuse)
        yield importlib.import_module("figures")


@pytest.fixture
def unusable(figures: ModuleType) -> type[Exception]:
    """What is raised for what the reader's code cannot mean."""
    raised: type[Exception] = importlib.import_module("lessons.answer").Unusable
    return raised
