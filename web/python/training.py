"""Plays the reader's own update() or train(iterations), and records what each call changed."""

from __future__ import annotations

import copy
import math
from array import array
from contextlib import redirect_stdout
from time import perf_counter
from types import ModuleType
from typing import Any

from lessons.answer import Unusable, readout, real

#: so many iterations are recorded one by one; after them, ever fewer of those that follow
FINE = 1000

#: numbers beyond this are shown as powers of ten
HUGE = 1e9


class Silence:
    """An output that keeps nothing: pictures and checks call the reader's code many times over."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass


class Training:
    """One run of descent in a cell's namespace, from the state that the code left there."""

    def __init__(self, kind: str, names: dict[str, Any]) -> None:
        """
        kind: "steps" calls update(), "train" calls train(iterations)
        names: the namespace in which the reader's code has just run
        """
        self.kind = kind
        self.names = names
        self.start = {name: copied(value) for name, value in self.state().items()}
        self.iteration = 0
        self.records: list[tuple[str, Any]] = []
        self.curve: Any = None

    def follow(self, records: list[str], curve: str) -> None:
        """Record these expressions over the reader's names, and a curve as an expression over x."""
        self.records = [(text, compile(text, "<record>", "eval")) for text in records]
        self.curve = compile(curve, "<curve>", "eval")

    def rewind(self) -> None:
        """Put back what the code had left, so that the next run is the same one."""
        for name in self.state():
            if name not in self.start:
                del self.names[name]
        self.names.update({name: copied(value) for name, value in self.start.items()})
        self.iteration = 0

    def state(self) -> dict[str, Any]:
        """The names whose values a run may change: everything but functions and modules."""
        return {
            name: value
            for name, value in self.names.items()
            if not (name.startswith("__") or callable(value) or isinstance(value, ModuleType))
        }

    def advance(self, count: int, seconds: float, places: array[float]) -> array[float]:
        """Take up to `count` iterations, fewer when the time is up, but at least one.

        places: the x of the curve's points
        Gives a row for each that is recorded: its iteration, the records, the curve's points.
        What is no longer finite ends the run: it is the last row. Raises what the code raises.
        """
        rows = array("d")
        end = perf_counter() + seconds
        last = self.iteration + count
        while self.iteration < last:
            stride = min(spacing(self.iteration), last - self.iteration)
            overflow = not self.take(stride)
            self.iteration += stride
            with redirect_stdout(Silence()):
                row = self.row(places)
            if overflow:
                row[1:] = array("d", [math.inf] * (len(row) - 1))
            rows.extend(row)
            if not all(map(math.isfinite, row)) or perf_counter() > end:
                break
        return rows

    def take(self, count: int) -> bool:
        """Call the reader's code for `count` iterations; False where a number became too large."""
        name = "train" if self.kind == "train" else "update"
        function = self.names.get(name)
        if not callable(function):
            raise Unusable(f"There is no function {name} to play. Define it and press Run.")
        try:
            if self.kind == "train":
                function(count)
            else:
                for _ in range(count):
                    function()
        except OverflowError:
            return False
        return True

    def row(self, places: array[float]) -> array[float]:
        row = array("d", [self.iteration])
        for text, code in self.records:
            row.append(number(code, self.names, text))
        names = dict(self.names)
        for x in places:
            names["x"] = x
            row.append(number(self.curve, names, f"y({x:g}, w, b)"))
        return row


def number(code: Any, names: dict[str, Any], text: str) -> float:
    """The value of an expression, which may be infinite or no number when a run diverges."""
    try:
        value = eval(code, names)
        if isinstance(value, (int, float)):
            return float(value)
    except OverflowError:
        return math.inf
    return real(value, text)


def spacing(iteration: int) -> int:
    """How many iterations pass from this one to the next that is recorded.

    One, until FINE have passed twice; then it doubles whenever their number has doubled.
    """
    doubled = (iteration // FINE).bit_length()
    return 1 << (doubled - 1) if doubled else 1


def copied(value: Any) -> Any:
    """A copy that a run cannot change; the thing itself where there is no such copy."""
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


def reading(value: Any, text: str) -> str:
    """A value as a readout shows it, also when a run that diverges has made it huge or infinite."""
    if isinstance(value, tuple):
        return "(" + ", ".join(reading(item, text) for item in value) + ")"
    if isinstance(value, float) and not abs(value) < HUGE:
        return f"{value:.4e}" if math.isfinite(value) else str(value)
    return readout(value, text)
