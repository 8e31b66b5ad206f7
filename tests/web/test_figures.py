"""Pictures on their way to the page."""

from __future__ import annotations

import importlib
import json
import math
from array import array
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.figures import NotAFigure, picture
from web.toolchain import ROOT

#: as a value without types: it is written for MicroPython
chart: Any = importlib.import_module("lessons.chart")


@pytest.fixture(autouse=True, scope="module")
def _show() -> Iterator[None]:
    """What packs pictures lies where the page's Pythons look for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "web" / "python")
        yield


def line(values: list[float]) -> Any:
    numbers = array("d", values)
    return chart.Figure(chart.Chart([chart.curve(numbers, numbers)], chart.axes(), "A line."))


@given(st.lists(st.floats(), min_size=1, max_size=20))
def test_numbers_keep_seven_digits(values: list[float]) -> None:
    # What the page does with the JSON: JavaScript's Number() of each, as float() here.
    sent = json.loads(json.dumps(picture(line(values), 0).numbers, allow_nan=False))
    read = [float(number) for number in sent]
    assert len(read) == 2 * len(values)
    for number, value in zip(read, values, strict=False):
        if math.isfinite(value):
            assert math.isclose(number, value, rel_tol=5e-7, abs_tol=0.0) or number == value
        else:
            assert str(number) == str(value)


def line_of(look: dict[str, object]) -> Any:
    return chart.Figure(chart.Chart([{"type": "scatter", "line": look}], {}, "A picture."))


def test_whole_numbers_are_short() -> None:
    assert json.dumps(picture(line([1.0, -2.0, 0.1 + 0.2]), 0).numbers[:3]) == "[1, -2, 0.3]"


def test_a_surface() -> None:
    grid = chart.Grid(array("d", [1, 2, 3, 4, 5, 6]), 3)
    surface = {"type": "surface", "z": grid, "colorscale": [[0, "#ffffff"], [1, "#000000"]]}
    made = picture(chart.Figure(chart.Chart([surface], {}, "A surface.")), 2)
    text = json.loads(made.text)
    assert text["charts"][0]["data"][0]["z"] == {"$": [0, 2, 3]}
    assert text["goals"] == [False, False]
    assert made.numbers == (1, 2, 3, 4, 5, 6)


def test_colours_are_ideas() -> None:
    assert '"color":"var(--model)"' in picture(line([1, 2]), 0).text


@pytest.mark.parametrize(
    "trace",
    [
        {"type": "scatter", "line": {"color": "modle"}},
        {"type": "scatter", "line": {"colour": "red"}},
        {"type": "scatter", "opacity": 3},
        {"type": "scatter", "mode": "dots"},
        {"type": "heatmap", "z": [[1]]},
    ],
)
def test_what_plotly_would_not_draw(trace: dict[str, object]) -> None:
    with pytest.raises(NotAFigure):
        picture(chart.Figure(chart.Chart([trace], {}, "A picture.")), 0)


def test_a_complaint_is_one_line() -> None:
    with pytest.raises(NotAFigure) as raised:
        picture(line_of({"widht": 3}), 0)
    assert str(raised.value) == (
        "is no figure of Plotly's: Invalid property specified for object of type scatter.Line: "
        "'widht'; did you mean \"width\"?"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13.76981, "13.7698"),
        (2, "2.0000"),
        ((74.833, 12.84), "(74.8330, 12.8400)"),
        (-0.5, "-0.5000"),
    ],
)
def test_a_readout_has_four_decimals(value: object, text: str) -> None:
    assert importlib.import_module("lessons.answer").readout(value, "x") == text
