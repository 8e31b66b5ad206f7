"""What a model with two inputs looks like: a surface, and the line on it where the model turns."""

from array import array
from math import sqrt

from bend import width

from engine import sigmoid
from lessons.chart import colour, number, path, plus, space, span

#: how far both inputs reach from 0
REACH = 10


def places(count):
    """So many places along either axis, as array('d')."""
    return span(-REACH, REACH, count)


def zero_line(w1, w2, b):
    """The two ends (x1, x2) of the line w1·x1 + w2·x2 + b = 0, as far as the inputs reach.

    None where no input brings the sum to zero. The line runs at a right angle to (w1, w2), through
    its point next to the origin; what lies beyond the reach of x1 or of x2 is cut off.
    """
    square = w1 * w1 + w2 * w2
    if square == 0:
        return None
    start, end = float("-inf"), float("inf")
    next_to_origin = (-b * w1 / square, -b * w2 / square)
    direction = (-w2, w1)
    for place, step in zip(next_to_origin, direction):
        if step:
            first, last = sorted(((-REACH - place) / step, (REACH - place) / step))
            start, end = max(start, first), min(end, last)
        elif abs(place) > REACH:
            return None
    if start >= end:
        return None
    return [
        tuple([place + share * step for place, step in zip(next_to_origin, direction)])
        for share in (start, end)
    ]


def weighted_sum(w1, w2, b):
    """The parts of a formula that add up both weighted inputs and the bias."""
    return [("w1", number(w1)), "·x₁"] + plus("w2", w2) + ["·x₂"] + plus("b", b)


def across(ends, height, text):
    """A line over a surface from one end to the other, with a few words beyond its right end."""
    (x1, x2), (to1, to2) = sorted(ends)
    line = path(array("d", [x1, to1]), array("d", [x2, to2]), array("d", [height] * 2), name=text)
    line.update(
        mode="lines+text",
        text=["", "  " + text],
        textposition="middle right",
        textfont={"color": colour("ink")},
    )
    return line


def ruled(trace, height):
    """Rule a surface: lines along both inputs, and a strong one wherever it has this height."""
    thin = {"show": True, "start": -REACH, "end": REACH, "size": 5, "width": 1}
    thin["color"] = colour("soft")
    # Plotly draws levels from start up to, but not at, the end.
    strong = {"show": True, "start": height, "end": height + 0.01, "size": 1, "width": 5}
    strong["color"] = colour("ink")
    trace["contours"] = {"x": thin, "y": thin, "z": strong}
    return trace


def above(low, high, ticks):
    """The layout of a chart of y over both inputs; the axes' corners stay free of numbers."""
    layout = space(z=(low, high), names=("x₁", "x₂", "y"))
    for axis in ("xaxis", "yaxis"):
        layout["scene"][axis]["tickvals"] = [-5, 0, 5]
    layout["scene"]["zaxis"]["tickvals"] = ticks
    return layout


def described_plane(w1, w2, b):
    """A plane in words."""
    slopes = []
    for name, w in (("x₁", w1), ("x₂", w2)):
        if number(w) != "0":
            way = "rises" if w > 0 else "falls"
            slopes.append("{} by {} for each step of {}".format(way, number(abs(w)), name))
    if not slopes:
        return "A flat sheet at the height {}: neither input counts.".format(number(b))
    return "A sheet that {}. In the middle its height is {}.".format(
        " and ".join(slopes), number(b)
    )


def described_border(w1, w2, b):
    """A neuron with two inputs in words."""
    border = zero_line(w1, w2, b)
    if number(w1) == number(w2) == "0":
        return "A flat sheet at the height {}: neither input counts.".format(number(sigmoid(b)))
    if not border:
        return "Almost flat, near {} everywhere: the border lies beyond the chart.".format(
            1 if b > 0 else 0
        )
    ends = ["x₁ = {}, x₂ = {}".format(number(x1, 1), number(x2, 1)) for x1, x2 in border]
    says = "A step from 0 up to 1. Its border is straight, from {} to {}.".format(*ends)
    climb = number(width(sqrt(w1 * w1 + w2 * w2)))
    return says + " Across it y climbs from 0.1 to 0.9 within {}.".format(climb)
