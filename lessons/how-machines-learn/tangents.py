"""A curve with two valleys, and the tangent that tells which way is down."""

from array import array
from math import sqrt

from lessons.chart import colour, curve, note, number

#: where the slope is zero: the left valley, the hill, the right valley
FLAT = (-1.69788935, 0.26767123, 1.43021812)


def f(x):
    """f(x) = x⁴/2 − 5x²/2 + 1.3x"""
    return x**4 / 2 - 5 * x**2 / 2 + 1.3 * x


def derivative(x):
    """df/dx = 2x³ − 5x + 1.3, the slope of the tangent at x"""
    return 2 * x**3 - 5 * x + 1.3


def reach(slope, length, ratio):
    """How far a tangent goes to each side, in x, so that it looks equally long at every slope.

    length: what it is at slope 0; ratio: the slope that looks like 45 degrees
    """
    return length / sqrt(1 + (slope / ratio) ** 2)


def tangent(x, y, slope, length, ratio, name="tangent"):
    """The tangent at (x, y) as a trace; arguments as for `reach`."""
    dx = reach(slope, length, ratio)
    return curve(
        array("d", [x - dx, x, x + dx]),
        array("d", [y - slope * dx, y, y + slope * dx]),
        "slope",
        name,
        2,
    )


def way_down(x, y, slope, length, ratio):
    """An arrow from (x, y) along the tangent, downhill, as a list of annotations.

    Where the ground is level there is none, and near such a place it is short.
    """
    if abs(slope) < 0.02 * ratio:
        return []
    dx = reach(slope, length, ratio) * min(1, abs(slope) / ratio * 4) * (-1 if slope > 0 else 1)
    return [
        {
            "x": x + dx,
            "y": y + slope * dx,
            "ax": x,
            "ay": y,
            "axref": "x",
            "ayref": "y",
            "showarrow": True,
            "text": "",
            "arrowhead": 2,
            "arrowwidth": 3,
            "arrowsize": 1.1,
            "arrowcolor": colour("slope"),
        }
    ]


def valleys(x):
    """Quiet marks at the lowest places of both valleys, named unless the reader is just there."""
    left, _, right = FLAT
    marks = []
    for lowest, text in ((left, "deeper"), (right, "shallower")):
        if abs(x - lowest) < 0.8:
            text = ""
        mark = note(lowest, f(lowest), text, "soft", "bottom center", mark=True)
        mark["marker"].update(symbol="circle-open", size=9)
        marks.append(mark)
    return marks


def described(x, slope):
    """Where the reader stands, in words."""
    here = "At x = {} the tangent ".format(number(x))
    if abs(slope) < 0.05:
        return here + "is level: no way is down from here."
    return here + "{} with slope {}. Down is to the {}.".format(
        "rises" if slope > 0 else "falls", number(slope, 4), "left" if slope > 0 else "right"
    )
