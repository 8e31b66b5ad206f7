"""The loss landscape of the lesson's data, cut along each parameter at one place."""

from array import array

import tangents
from landscape import Landscape

from engine import L2, Data, Line, loss_landscape
from lessons.chart import (
    Chart,
    Grid,
    axes,
    colour,
    curve,
    lifted,
    note,
    number,
    path,
    place,
    span,
    surface,
)

#: the points that every line of the lesson is measured against
DATA = Data([(1, 0.85), (2, 1.43), (3, 1.92), (4, 2.59), (5, 3.2), (6, 3.82), (7, 4.38), (8, 4.97)])

WEIGHTS = (-10, 10)
BIASES = (-15, 15)

#: where the axis of a cut may end: the smallest that leaves room above the place is taken
ENDS = (200, 1000, 5000, 20000)

#: where the cuts are worked out
W = span(WEIGHTS[0], WEIGHTS[1], 61)
B = span(BIASES[0], BIASES[1], 61)

#: the landscape, worked out when it is first needed, and the place that was asked for last
drawn = []
newest = []


def ground():
    """The landscape itself: it is the same wherever the reader stands."""
    if not drawn:
        w, b = span(WEIGHTS[0], WEIGHTS[1], 31), span(BIASES[0], BIASES[1], 31)
        heights = loss_landscape(Line(0, 0), L2(), DATA, ("w", w), ("b", b))
        drawn.append(Landscape(None, WEIGHTS, BIASES, 31, heights))
    return drawn[0]


class Standpoint:
    """A place on the landscape: how high it is, how steep, and the cuts that meet there."""

    def __init__(self, w, b):
        model = Line(w, b)
        self.w = w
        self.b = b
        self.loss = L2().of(model, DATA)
        #: the gradient: ∂L2/∂w and ∂L2/∂b
        self.slope_w, self.slope_b = L2().gradient(model, DATA)
        self.over_w = loss_landscape(model, L2(), DATA, ("w", W), ("b", [b]))
        self.over_b = loss_landscape(model, L2(), DATA, ("b", B), ("w", [w]))


def standpoint(w, b):
    """The place (w, b): the same one again as long as nothing has moved, for picture and goals."""
    if not newest or (newest[0].w, newest[0].b) != (w, b):
        newest[:] = [Standpoint(w, b)]
    return newest[0]


def slope_w(w, b):
    return standpoint(w, b).slope_w


def slope_b(w, b):
    return standpoint(w, b).slope_b


def ground_seen_through():
    """The landscape as a trace. A tangent lies below a valley's wall: it has to shine through."""
    trace = ground().surface()
    trace["opacity"] = 0.55
    return trace


def solid(here):
    """The landscape with both cuts through it, and a tangent to each where they meet."""
    w, b, height = here.w, here.b, here.loss
    land = ground()
    rise_w, rise_b = 4 * here.slope_w, 6 * here.slope_b
    traces = [
        ground_seen_through(),
        sheet(WEIGHTS, (b, b), "weight", land.top),
        sheet((w, w), BIASES, "bias", land.top),
        path(W, array("d", [b] * len(W)), here.over_w, "weight", "b stays", 5),
        path(array("d", [w] * len(B)), B, here.over_b, "bias", "w stays", 5),
        path(
            array("d", [w - 4, w + 4]),
            array("d", [b, b]),
            array("d", [height - rise_w, height + rise_w]),
            "slope",
            "slope along w",
            7,
        ),
        path(
            array("d", [w, w]),
            array("d", [b - 6, b + 6]),
            array("d", [height - rise_b, height + rise_b]),
            "slope",
            "slope along b",
            7,
        ),
        lifted(place(w, b, height), 0, land.top),
    ]
    says = "At w = {}, b = {} the loss is {}. It changes by {} along w and by {} along b.".format(
        number(w), number(b), number(height, 4), number(here.slope_w, 4), number(here.slope_b, 4)
    )
    return Chart(traces, land.space(), says)


def sheet(w, b, idea, top):
    """A cut's plane: upright, and clear enough to see the landscape behind it.

    w, b: from where to where it stands; both ends of one of them are the same
    """
    trace = surface(
        Grid(array("d", [w[0], w[1], w[0], w[1]]), 2),
        Grid(array("d", [b[0], b[1], b[0], b[1]]), 2),
        Grid(array("d", [0, 0, top, top]), 2),
        [[0, colour(idea)], [1, colour(idea)]],
        name="cut",
    )
    trace["opacity"] = 0.2
    return trace


def along_weight(here):
    """The cut b = const from the side, with its tangent."""
    return cut(W, here.over_w, ("w", here.w, "weight"), ("b", here.b), here.loss, here.slope_w)


def along_bias(here):
    """The cut w = const from the side, with its tangent."""
    return cut(B, here.over_b, ("b", here.b, "bias"), ("w", here.w), here.loss, here.slope_b)


def cut(values, losses, along, held, here, slope):
    """One cut as a flat chart.

    values, losses: the curve; here, slope: its height and its slope at the place
    along: the parameter that changes: its name, its value and its idea; held: the other one
    """
    name, value, idea = along
    reach = (values[0], values[-1])
    end = end_for(here)
    wide = reach[1] - reach[0]
    # A slope that crosses the chart in a quarter of its width looks like 45 degrees, more or less.
    ratio = end / wide * 1.5
    text = "slope " + number(slope, 1)
    layout = axes(reach, (-0.08 * end, end), name, "loss")
    layout["annotations"][0]["font"] = {"color": colour(idea), "size": 14}
    layout["annotations"] += tangents.way_down(value, here, slope, wide / 5, ratio)
    tangent = tangents.tangent(value, here, slope, wide / 5, ratio)
    # The words stand in the upper corner that the reader is farther away from.
    corner, side = (reach[0], "middle right") if value > 0 else (reach[1], "middle left")
    words = note(corner, 0.93 * end, text, "slope", side)
    says = "The cut where {} stays {}: at {} = {} the loss is {} and its slope {}.".format(
        held[0], number(held[1]), name, number(value), number(here, 4), number(slope, 4)
    )
    traces = [curve(values, losses, idea, "loss"), tangent, note(value, here, "", mark=True), words]
    return Chart(traces, layout, says)


def end_for(height):
    """Where the axis of both cuts ends, so that the place stands in the lower half if it can."""
    for end in ENDS:
        if 2 * height <= end:
            return end
    return ENDS[-1]
