"""What a lesson's figure function returns, checked against the picture that the page will draw."""

from __future__ import annotations

import importlib
import json
import math
import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from web.complaints import told

#: the kinds of trace in our bundle of Plotly (web/page/plotly.ts and plotly-3d.ts)
TRACES = ("scatter", "contour", "surface", "scatter3d")

#: what our bundle (web/node/bundle.mjs) leaves out of Plotly's layouts, as the page has its own
#: sliders and buttons
UNUSED: list[str] = json.loads(Path(__file__).with_name("plotly-unused.json").read_text("utf-8"))

#: digits that a starting picture keeps of each number: more than a screen can show
DIGITS = 7


class NotAFigure(ValueError):
    """The value is no picture that the page can draw; the text is a sentence for the author."""


@dataclass(frozen=True)
class Picture:
    """A picture as it travels to the page: see web/python/show.py.

    numbers: with DIGITS significant digits; JSON has no number for "NaN", "Infinity" and
        "-Infinity", so these are texts, which JavaScript's Number() reads
    """

    text: str
    numbers: tuple[float | str, ...]


def picture(figure: Any, goals: int) -> Picture:
    """Check and pack what a figure function returned.

    figure: lessons.chart.Figure
    goals: how many goals the block has; at the start none is reached
    Raises NotAFigure.
    """
    for name in ("charts", "formula", "readouts", "parts"):
        if not hasattr(figure, name):
            raise NotAFigure(f"returned {type(figure).__name__}, not a Figure of lessons.chart")
    if not figure.charts:
        raise NotAFigure("has no chart")
    for chart in figure.charts:
        if not hasattr(chart, "says"):
            raise NotAFigure(f"has a chart that is no Chart of lessons.chart: {chart!r}")
        if not isinstance(chart.says, str) or not chart.says.strip():
            raise NotAFigure("describes its picture with no sentence: says is empty")
        _check_schema(_lists(chart.data), _lists(chart.layout))
    _check_pairs(figure.readouts, "readouts")
    _check_pairs([part for part in figure.formula if not isinstance(part, str)], "formula")
    pack = importlib.import_module("show").pack
    try:
        text, numbers = pack(figure, [False] * goals)
    except (TypeError, ValueError) as error:
        raise NotAFigure(f"cannot be sent to the page: {told(error)}") from error
    compact = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
    return Picture(compact, tuple(_rounded(number) for number in numbers))


def diagram_parameters(picture: Picture) -> list[str] | None:
    """The names of the parameters in a picture's diagram; None where it has no network to show.

    What the page reads of it is in web/page/wiring.ts.
    """
    try:
        neurons = json.loads(picture.text)["parts"]["diagram"]["neurons"]
        return [
            str(parameter["name"])
            for neuron in neurons
            for parameter in (*neuron["inputs"], neuron["bias"], neuron["output"])
        ]
    except (KeyError, TypeError):
        return None


def _check_pairs(pairs: Sequence[Any], what: str) -> None:
    for pair in pairs:
        if not (
            isinstance(pair, (tuple, list))
            and len(pair) == 2
            and all(isinstance(text, str) for text in pair)
        ):
            raise NotAFigure(f"has a part of its {what} that is no pair of texts: {pair!r}")


def _lists(value: Any) -> Any:
    """A copy with plain lists in the place of arrays and grids, as plotly.py wants them."""
    if isinstance(value, array):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [_lists(item) for item in value]
    if isinstance(value, dict):
        return {name: _lists(item) for name, item in value.items()}
    if hasattr(value, "columns") and hasattr(value, "values"):
        numbers = value.values.tolist()
        return [numbers[i : i + value.columns] for i in range(0, len(numbers), value.columns)]
    return value


def _check_schema(data: list[Any], layout: dict[str, Any]) -> None:
    """Let plotly.py, which knows every property of Plotly's and its values, read the figure."""
    # plotly.py has no types, and takes a moment to import: only where it is needed.
    from plotly.graph_objects import Figure, Layout

    for trace in data:
        kind = trace.get("type", "scatter")
        if kind not in TRACES:
            raise NotAFigure(f"has a trace of type {kind}; the page draws {', '.join(TRACES)}")
    axes = [axis for axis in layout.values() if isinstance(axis, dict)]
    for name in UNUSED:
        if any(name in options for options in (layout, *axes)):
            raise NotAFigure(f"has a layout with {name}, which the page does not draw")
    try:
        Layout(layout)
        for trace in data:
            Figure(data=[trace])
    except (ValueError, TypeError) as error:
        raise NotAFigure(f"is no figure of Plotly's: {_first_words(str(error))}") from error


def _first_words(message: str) -> str:
    """plotly.py's complaint without the manual that it adds."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", message.strip())]
    words = paragraphs[0]
    words = words.replace("plotly.graph_objs.", "").replace("builtins.", "")
    path = re.search(r"Bad property path:\n(\S+)", message)
    if path and f"'{path[1]}'" not in words:
        words += f" (in {path[1]})"
    suggestion = next((part for part in paragraphs if part.startswith("Did you mean")), "")
    return f"{words}; {suggestion[0].lower()}{suggestion[1:]}" if suggestion else words


def _rounded(number: float) -> float | str:
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    short = float(f"{number:.{DIGITS}g}")
    return int(short) if short.is_integer() and abs(short) < 2**53 else short
