"""What the editors know of names, gathered from the sources."""

from __future__ import annotations

import pytest

from tests.web.project import Project
from web.names import names
from web.toolchain import ROOT

CELL = (
    "```{cell} one\n---\ntitle: One\nsliders: {w: {}}\n---\n"
    "w = 1\nstep_size = 2\n\ndef go(x, w=3):\n    return x\n```\n"
    "A [weight]{.term} and a [step size]{.term}.\n"
)

GLOSSARY = "Step size\n: How far. Not $x$ far.\n\nWeight\n: A *number*.\n\n  More of it.\n"


@pytest.fixture
def known(project: Project) -> dict[str, dict[str, dict[str, str]]]:
    (project.root / "engine").symlink_to(ROOT / "engine")
    folder = project.lesson(CELL.replace("", ""))
    (folder / "glossary.md").write_text(GLOSSARY, "utf-8")
    (lesson,) = project.read()
    return names(lesson, project.root)


def test_cells_names_are_told_as_they_are_written(
    known: dict[str, dict[str, dict[str, str]]],
) -> None:
    assert known[""]["go"] == {"signature": "go(x, w=3)", "says": ""}
    assert known[""]["w"] == {"signature": "w", "says": "A number."}
    assert known[""]["step_size"] == {"signature": "step_size", "says": "How far."}


def test_modules_names_are_told_by_their_docstrings(
    known: dict[str, dict[str, dict[str, str]]],
) -> None:
    assert known["engine"]["Line"]["signature"] == "Line(w, b)"
    assert known["engine"]["Line"]["says"].startswith("ŷ = w·x + b")
    assert known["lessons.chart"]["span"]["signature"] == "span(start, end, count)"
    assert known["lessons.answer"]["Unusable"]["says"].endswith("a sentence for the reader.")
    assert known[""]["print"]["says"]
