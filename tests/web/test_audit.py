"""What is said of the packages' known weaknesses, of answers as the two tools give them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from web.audit import UNANSWERED, asked, npm_says, pip_says

NOT_ASKED = {"name": "anyio", "skip_reason": "Dependency not found on PyPI"}
SOUND = {"name": "jinja2", "version": "3.1.6", "vulns": []}
WEAK = {"name": "pyyaml", "version": "5.1", "vulns": [{"id": "PYSEC-1"}, {"id": "PYSEC-2"}]}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"vulnerabilities": {}}, "no known weakness"),
        (
            {"vulnerabilities": {"b": {"severity": "low"}, "a": {"severity": "high"}}},
            "known weaknesses in a (high), b (low)",
        ),
        ({"statusCode": 405, "error": {}}, UNANSWERED),
        (None, UNANSWERED),
    ],
)
def test_npm(answer: object, said: str) -> None:
    assert npm_says(answer) == said


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"dependencies": [SOUND, NOT_ASKED]}, "no known weakness"),
        (
            {"dependencies": [SOUND, WEAK]},
            "known weaknesses in pyyaml 5.1 (PYSEC-1), pyyaml 5.1 (PYSEC-2)",
        ),
        ({"dependencies": [NOT_ASKED]}, UNANSWERED),
        (None, UNANSWERED),
    ],
)
def test_pip(answer: object, said: str) -> None:
    assert pip_says(answer) == said


@pytest.mark.parametrize("command", [["/no/such/tool"], [sys.executable, "-c", "print('<html>')"]])
def test_what_is_no_answer(command: list[str], tmp_path: Path) -> None:
    assert asked(command, tmp_path) is None
