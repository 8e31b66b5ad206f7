"""Turns a figure into what travels to the page: a text, and one array of all its numbers.

The same code packs starting pictures in CPython, figures in MicroPython and cells in Pyodide.
"""

from array import array
from json import dumps

from lessons.chart import Grid


def received():
    """The values that the page has sent, as array('d'): they wait in /values."""
    with open("/values", "rb") as file:
        return array("d", file.read())


def leave(numbers):
    """Leave an array('d') in /numbers, where the worker fetches what goes to the page."""
    with open("/numbers", "wb") as file:
        file.write(numbers)


def pack(figure, goals=()):
    """Fold a figure into (JSON text, array('d')).

    In the text every array is ``{"$": [offset, length]}`` and every grid
    ``{"$": [offset, rows, columns]}``, both counted in numbers.

    figure: lessons.chart.Figure
    goals: for each of the block's goals whether it is reached now
    """
    numbers = array("d")
    charts = [
        {
            "data": fold(chart.data, numbers),
            "layout": fold(chart.layout, numbers),
            "says": chart.says,
        }
        for chart in figure.charts
    ]
    picture = {
        "charts": charts,
        "formula": [[part] if isinstance(part, str) else list(part) for part in figure.formula],
        "readouts": [list(readout) for readout in figure.readouts],
        "goals": [bool(goal) for goal in goals],
        "parts": fold(figure.parts, numbers),
    }
    return dumps(picture), numbers


#: what most of a picture is made of, and what needs no folding
PLAIN = {str, int, float, bool}


def fold(value, numbers):
    """A copy of `value` in which the arrays have moved to the end of `numbers`."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, array):
        place = {"$": [len(numbers), len(value)]}
        numbers.extend(value)
        return place
    if isinstance(value, Grid):
        rows = len(value.values) // value.columns
        place = {"$": [len(numbers), rows, value.columns]}
        numbers.extend(value.values)
        return place
    if isinstance(value, dict):
        return {key: fold(item, numbers) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [fold(item, numbers) for item in value]
    return value


class Drawn:
    """A figure function with the parameters its sliders give it, and the goals below it."""

    def __init__(self, function, parameters, goals, names, rest=None):
        """
        function: returns a lessons.chart.Figure
        parameters: its parameters' names, in the order in which their values arrive
        goals: Python conditions over these parameters
        names: the namespace in which the conditions are read, that of figures.py
        rest: the name of a last parameter that takes all further values, as array('d')
        """
        self.function = function
        self.single = len(parameters)
        parameters = parameters + [rest] if rest else parameters
        self.parameters = parameters
        head = "lambda " + ", ".join(parameters) + ": "
        self.goals = [eval(head + "(" + goal + ")", names) for goal in goals]

    def pack(self, values):
        """Draw with the newest values, in the order of the parameters."""
        arguments = dict(zip(self.parameters, values))
        if len(self.parameters) > self.single:
            arguments[self.parameters[-1]] = values[self.single :]
        reached = [goal(**arguments) for goal in self.goals]
        return pack(self.function(**arguments), reached)
