"""The engine in MicroPython and in Pyodide answers what it answers in CPython."""

from __future__ import annotations

import json
import struct
import subprocess
from pathlib import Path

import pytest

from tests.engine import cases
from web.toolchain import node

SCRIPT = Path(__file__).with_name("pythons.mjs")


def answers(text: str) -> tuple[dict[str, tuple[float, ...]], list[str]]:
    """The numbers by the name of their case, and the messages, from the JSON of cases.as_json."""
    found = json.loads(text)
    numbers = {
        name: struct.unpack(f"<{len(code) // 16}d", bytes.fromhex(code))
        for name, code in found["numbers"].items()
    }
    return numbers, found["messages"]


@pytest.mark.parametrize("python", ["micropython", "pyodide"])
def test_answers_are_those_of_cpython(python: str) -> None:
    done = subprocess.run(
        [node(), SCRIPT, python], capture_output=True, text=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr
    numbers, messages = answers(done.stdout)
    expected_numbers, expected_messages = answers(cases.as_json())

    assert numbers.keys() == expected_numbers.keys()
    for name, expected in expected_numbers.items():
        assert numbers[name] == pytest.approx(expected, rel=1e-12, abs=1e-12), name
    # Compared as bytes: -0.0 == 0.0, and an approximation would hide a lost digit.
    assert struct.pack("<9d", *numbers["delicate numbers"]) == struct.pack("<9d", *cases.DELICATE)
    assert messages == expected_messages


def test_delicate_numbers_differ_from_what_they_are_easily_taken_for() -> None:
    """Reading back must be exact for the comparison above to mean anything."""
    numbers, _ = answers(cases.as_json())
    assert [value.hex() for value in numbers["delicate numbers"]] == [
        float(value).hex() for value in cases.DELICATE
    ]
