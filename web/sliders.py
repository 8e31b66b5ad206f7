"""Reads the sliders of a figure or cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web.complaints import did_you_mean
from web.lesson import COLOURS, Slider
from web.options import ComplainAt, Option, Options, is_name

#: the range of a slider that says nothing else
MIN, MAX = -10.0, 10.0


def read_sliders(
    options: Options, names: Mapping[str, Any] | None, complain: ComplainAt
) -> tuple[Slider, ...] | None:
    """The sliders that a block's options ask for.

    names: what a cell's code binds, which gives its sliders their starts; None for a figure
    Gives None, having complained, where one of the sliders is wrong.
    """
    read = [_Reader(*item, names, complain).read() for item in options.table("sliders").items()]
    good = tuple(slider for slider in read if slider)
    return good if len(good) == len(read) else None


def usual_colour(name: str) -> str:
    """The colour of the idea that a parameter's name stands for, where nothing else is said."""
    return {"w": "weight", "b": "bias"}.get(name[:1], "plain")


class _Reader:
    """Reads one slider."""

    def __init__(
        self, name: str, option: Option, names: Mapping[str, Any] | None, complain: ComplainAt
    ) -> None:
        self._name = name
        self._option = option
        self._names = names
        self._complain = complain
        self._told = 0
        table = option.value
        if table is None:
            table = {}
        elif not isinstance(table, dict):
            table = {"start": option}
        self._table: dict[str, Option] = table
        known = ("start", "min", "max", "step", "choices", "colour")
        self._options = Options(table, known, option.line, f"the slider {name}", self._at)

    def read(self) -> Slider | None:
        name = self._name
        if not is_name(name):
            self._at(self._option.name_line, f"{name} cannot be the name of a parameter in Python")
        colour = self._colour()
        choices = self._choices()
        if "choices" in self._table and not choices:
            return None
        low, high, step = (0, len(choices) - 1, 1) if choices else self._range()
        start = self._start(choices)
        if start is not None and low is not None and high is not None:
            self._check(start, low, high, choices)
            if not self._told:
                return Slider(name, start, low, high, step, colour, choices)
        return None

    def _at(self, line: int, sentence: str) -> None:
        self._told += 1
        self._complain(line, sentence)

    def _line(self, name: str) -> int:
        return self._table.get(name, self._option).line

    def _range(self) -> tuple[float | None, float | None, float | None]:
        low = self._options.number("min", default=MIN)
        high = self._options.number("max", default=MAX)
        step = self._options.number("step")
        if low is not None and high is not None and low >= high:
            line = self._line("min" if "min" in self._table else "max")
            sentence = f"the slider {self._name} goes from {low:g} to {high:g}"
            self._at(line, f"{sentence}: min should be below max")
        if step is not None and step <= 0:
            self._at(self._line("step"), f"the step of the slider {self._name} should be above 0")
        return low, high, step

    def _choices(self) -> tuple[str, ...]:
        """The texts to choose from; the slider's value is the place of one of them, from 0."""
        if "choices" not in self._table:
            return ()
        for name in ("min", "max", "step"):
            if name in self._table:
                sentence = f"the slider {self._name} has choices: leave its {name} out"
                self._at(self._table[name].name_line, sentence)
        return tuple(text.source for text in self._options.choices("choices") or ())

    def _colour(self) -> str:
        option = self._options.text("colour")
        if option is None:
            return usual_colour(self._name)
        if option.value not in COLOURS:
            hint = did_you_mean(option.value, COLOURS)
            self._at(option.line, f"there is no slider colour {option.value}{hint}")
        return str(option.value)

    def _start(self, choices: tuple[str, ...]) -> float | None:
        given = self._options.get("start")
        if self._names is not None:
            return self._start_of_code(self._names, given)
        if not choices:
            return self._options.number("start", required=True)
        if given is None:
            return 0
        if not isinstance(given.value, str):
            return self._options.number("start")
        if given.value not in choices:
            hint = did_you_mean(given.value, choices)
            self._at(given.line, f"the slider {self._name} has no choice {given.value}{hint}")
            return None
        return choices.index(given.value)

    def _start_of_code(self, names: Mapping[str, Any], given: Option | None) -> float | None:
        name = self._name
        if given is not None:
            sentence = f"in a cell the slider {name} starts from what the code gives {name}"
            self._at(given.line, f"{sentence}: leave its start out")
            return None
        value = names.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            sentence = f"the code gives {name} no number for the slider {name} to start from"
            self._at(self._option.name_line, sentence)
            return None
        return value

    def _check(self, start: float, low: float, high: float, choices: tuple[str, ...]) -> None:
        if low < high and not low <= start <= high:
            sentence = f"the slider {self._name} starts at {start:g}, outside {low:g} to {high:g}"
            self._at(self._line("start"), sentence)
        elif choices and start != int(start):
            sentence = f"the slider {self._name} starts at {start:g}, between two of its choices"
            self._at(self._line("start"), sentence)
