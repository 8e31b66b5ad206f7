"""What "Show the Python" shows: code that runs by itself and draws what the lesson's own draws."""

from __future__ import annotations

from pathlib import Path

import pytest

from web.figure_source import figure_source


def lesson(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text, "utf-8")
    return folder


def test_a_function_comes_with_what_it_reaches_and_no_more(tmp_path: Path) -> None:
    folder = lesson(
        tmp_path,
        figures='''"""Figures."""

import math
from array import array, typecodes
from json import dumps

#: where it starts
START = 3
OTHER = 4


def circle(r):
    """Its area."""
    square = area(r)
    return sum([square for dumps in [1]]) + START


def square(r):
    return dumps(OTHER)


def area(r):
    return array("d", [math.pi * r * r])[0]
''',
    )
    assert figure_source(folder, "circle") == (
        "import math\n"
        "from array import array\n\n\n"
        "#: where it starts\n"
        "START = 3\n\n\n"
        "def circle(r):\n"
        '    """Its area."""\n'
        "    square = area(r)\n"
        "    return sum([square for dumps in [1]]) + START\n\n\n"
        "def area(r):\n"
        '    return array("d", [math.pi * r * r])[0]\n'
    )


def test_a_function_of_another_module_is_cut_out_of_that(tmp_path: Path) -> None:
    folder = lesson(
        tmp_path,
        figures="from shapes import disc as circle\n",
        shapes="import math\n\n\ndef disc(r):\n    return math.pi * r * r\n",
    )
    source = figure_source(folder, "circle")
    names: dict[str, object] = {}
    exec(source, names)
    assert callable(names["circle"])
    assert names["circle"](1) == pytest.approx(3.14159265)


def test_long_imports_are_folded(tmp_path: Path) -> None:
    names = [f"a_rather_long_name_{i}" for i in range(6)]
    body = "".join(f"    {name}\n" for name in names)
    text = f"from numbers_of_ours import {', '.join(names)}\n\n\ndef all_of_them():\n{body}"
    source = figure_source(lesson(tmp_path, figures=text), "all_of_them")
    assert max(map(len, source.splitlines())) < 72
    compile(source, "figures.py", "exec")


def test_a_function_that_is_nowhere_is_an_error(tmp_path: Path) -> None:
    folder = lesson(tmp_path, figures="import math\n")
    with pytest.raises(LookupError, match=r"figures\.py does not define circle"):
        figure_source(folder, "circle")
