"""What Pyodide runs of the figures that the reader has changed: "Show the Python" below each.

The reader's code defines the figure's function anew, in a namespace of its own. From then on that
function draws the figure, from the same values and on the same way to the page as ours.
"""

from __future__ import annotations

from array import array
from contextlib import redirect_stdout
from typing import Any

import figures
from cells_worker import SOURCE, Silence, described, lesson, remember, told
from interpreter import interpreter
from show import Drawn, leave, received

from lessons.answer import Unusable, called, shown
from lessons.chart import Chart, Figure


class EditedFigure:
    """One figure of the lesson, drawn by the reader's version of its function."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec
        self.parameters = spec["parameters"] + ([spec["rest"]] if spec.get("rest") else [])
        self.code = ""
        self.drawn: Drawn | None = None

    def define(self, code: str) -> None:
        """Take the reader's code. Raises what it raises, and Unusable where it is no figure."""
        self.drawn = None
        self.code = code
        remember(code)
        names: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(code, SOURCE, "exec"), names)
        name = self.spec["function"]
        function = names.get(name)
        if not callable(function):
            begin = f"def {name}({', '.join(self.parameters)}):"
            raise Unusable(
                f"The figure is drawn by the function {name}, and it is not there. "
                f"It should begin like this: {begin}"
            )

        def checked(**arguments: Any) -> Figure:
            return self.checked(function(**arguments), arguments)

        self.drawn = Drawn(
            checked,
            self.spec["parameters"],
            self.spec["goals"],
            figures.__dict__,
            self.spec.get("rest"),
        )

    def draw(self, values: array[float]) -> tuple[str, array[float]]:
        """Draw with the newest values, as the page's own figures are drawn."""
        if self.drawn is None:
            raise Unusable("Run your code first.")
        remember(self.code)
        return self.drawn.pack(values)

    def checked(self, figure: Any, arguments: dict[str, Any]) -> Figure:
        """What the reader's function gave, if it is a figure. Raises Unusable if not."""
        if not isinstance(figure, Figure):
            call = called(self.spec["function"], list(arguments.values()))
            hint = " A function gives its result back with return." if figure is None else ""
            raise Unusable(f"{call} gave {shown(figure)}, not a Figure.{hint}")
        for chart in figure.charts:
            if not isinstance(chart, Chart):
                raise Unusable(f"A Figure is made of Charts, not of {shown(chart)}.")
        return figure


edited: dict[str, EditedFigure] = {}


def define(block: str, code: str) -> str:
    """Let the reader's code draw the figure `block` from now on; draw it with /values."""
    figure = edited[block] = EditedFigure(lesson["figures"][block])

    def defined() -> dict[str, Any]:
        interpreter().begin()
        error = interpreter().run(lambda: figure.define(code))
        return {"error": described(error)} if error else drawn(block)

    return told(defined)


def draw(block: str) -> str:
    """Draw the figure with the values in /values; leave its numbers in /numbers."""
    return told(lambda: drawn(block))


def drawn(block: str) -> dict[str, Any]:
    with redirect_stdout(Silence()):
        text, numbers = edited[block].draw(received())
    leave(numbers)
    return {"picture": text}
