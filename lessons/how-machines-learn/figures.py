"""The figures of "How Machines Learn": one function a figure, named like its block."""

from array import array

import approximation
import bend
import cuts
import misses
import tangents
import two_inputs
from approximation import error_of as error_of
from approximation import is_own as is_own
from cell_charts import gradient as gradient
from cell_charts import landscape as landscape
from cell_charts import line_and_data as line_and_data
from cell_charts import predict as predict
from cell_charts import replace_the_data as replace_the_data
from cuts import slope_b as slope_b
from cuts import slope_w as slope_w
from descent_charts import steps as steps
from descent_charts import train as train
from learning import learning as learning
from misses import l1, l2
from misses import loss_of_far_point as loss_of_far_point
from networks import network_1 as network_1
from networks import network_2 as network_2
from networks import network_4 as network_4
from networks import settles_at as settles_at
from networks import single_bump as single_bump
from networks import single_valley as single_valley

import engine
from engine import Line
from lessons.answer import readout
from lessons.chart import (
    Chart,
    Figure,
    Grid,
    answers,
    axes,
    curve,
    lifted,
    note,
    number,
    place,
    plus,
    span,
    surface,
)


def line(w, b):
    """The line y = wx + b on axes that never move."""
    model = Line(w, b)
    x = span(-10, 10, 21)
    y = array("d", [model.predict(value) for value in x])
    return Figure(
        Chart([curve(x, y), intercept(w, b)], axes(), described(w, b)),
        formula=["y = ", ("w", number(w)), "·x"] + plus("b", b),
    )


def plane(w1, w2, b):
    """A line with two inputs: y = w1·x1 + w2·x2 + b, cut off where it leaves the chart."""
    low, high = -20, 20
    model = Line([w1, w2], b)
    x = two_inputs.places(11)
    y = array("d", [model.predict([x1, x2]) for x2 in x for x1 in x])
    traces = [two_inputs.ruled(surface(x, x, Grid(y, 11), low=low, high=high), 0)]
    zero = two_inputs.zero_line(w1, w2, b)
    if zero:
        traces.append(two_inputs.across(zero, 0, "y = 0"))
    if low < b < high:
        traces.append(lifted(place(0, 0, b, "b = " + number(b), "bias"), low, high))
    layout = two_inputs.above(low, high, [-10, 0, 10, 20])
    return Figure(
        Chart(traces, layout, two_inputs.described_plane(w1, w2, b)),
        formula=["y = "] + two_inputs.weighted_sum(w1, w2, b),
    )


def sigmoid():
    """The sigmoid between its two limits."""
    layout, traces = bend.between_limits(-0.25, 1.25)
    y = array("d", [engine.sigmoid(x) for x in bend.X])
    traces += [
        curve(bend.X, y, name="σ(x)"),
        note(0, 0.5, "σ(0) = ½", "ink", "bottom right", mark=True),
        note(-9.8, 1.02, "never quite 1", "soft", "top right"),
        note(8.2, -0.02, "never quite 0", "soft", "bottom left"),
    ]
    says = "A smooth step: near 0 on the left, ½ at x = 0, near 1 on the right, never beyond."
    return Figure(Chart(traces, layout, says))


def neuron(w, b):
    """A line through a sigmoid: y = σ(w·x + b)."""
    layout, traces = bend.between_limits(-0.6, 1.6)
    y = array("d", [engine.sigmoid(w * x + b) for x in bend.X])
    traces += bend.going_in(w, b, -0.6, 1.6)
    traces += [curve(bend.X, y, name="y")]
    traces += bend.switching(w, b)
    return Figure(
        Chart(traces, layout, bend.described(w, b)),
        formula=["y = σ(", ("w", number(w)), "·x"] + plus("b", b) + [")"],
    )


def neuron_2d(w1, w2, b):
    """A neuron with two inputs, and the border where it is undecided: y = ½."""
    x, bent = two_inputs.places(41), engine.sigmoid
    y = array("d", [bent(w1 * x1 + w2 * x2 + b) for x2 in x for x1 in x])
    traces = [two_inputs.ruled(surface(x, x, Grid(y, 41), low=0, high=1), 0.5)]
    border = two_inputs.zero_line(w1, w2, b)
    if border:
        traces.append(two_inputs.across(border, 0.5, "y = ½"))
    layout = two_inputs.above(0, 1, [0.5, 1])
    return Figure(
        Chart(traces, layout, two_inputs.described_border(w1, w2, b)),
        formula=["y = σ("] + two_inputs.weighted_sum(w1, w2, b) + [")"],
    )


def approximator(neurons, target, drawn):
    """A target curve, the best network with so many hidden neurons, and what more would bring.

    target: index into approximation.TARGETS; drawn: the curve that the reader draws
    """
    neurons = int(neurons)
    fit = approximation.fit(target, drawn)
    if approximation.TARGETS[int(target)] == "drawn by hand":
        wanted = curve(span(-10, 10, len(drawn)), drawn, "ink", "target", 2, "dot")
        wanted["meta"] = {"draws": "drawn"}
    else:
        wanted = curve(approximation.X, array("d", fit.curve), "ink", "target", 2, "dot")
    network = curve(approximation.X, fit.network(neurons), name="network")
    traces = [
        approximation.switches(neurons),
        network,
        wanted,
        note(-9.8, 1.62, "··· target", "ink"),
        note(0.4, 1.62, "━ network", "model"),
    ]
    layout = axes(y=(-1.5, 1.75))
    layout["annotations"] = []
    return Figure(
        Chart(traces, layout, approximation.described(neurons, target, fit)),
        approximation.error_chart(neurons, fit),
        readouts=[("error", readout(fit.errors[neurons - 1], "error"))],
    )


def plot_a_line(y, w, b):
    """The reader's own y(x, w, b), drawn on the same axes."""
    x = span(-10, 10, 81)
    values = answers(y, "y", x, w, b)
    says = "Your y for w = {} and b = {}: from {} at x = −10 to {} at x = 10.".format(
        number(w), number(b), number(values[0]), number(values[-1])
    )
    return Figure(Chart([curve(x, values, name="y(x, w, b)")], axes(), says))


def l1_and_l2(points):
    """The same misses as bars and as squares, with what they add up to.

    points: x0, y0, x1, y1, … as array('d')
    """
    return Figure(
        misses.bars(points),
        misses.squares(points),
        readouts=[("L1", readout(l1(points), "L1")), ("L2", readout(l2(points), "L2"))],
    )


def slope(x):
    """f(x) = x⁴/2 − 5x²/2 + 1.3x with its tangent at x, and the way down from there."""
    y, steepness = tangents.f(x), tangents.derivative(x)
    x_values = span(-2.5, 2.5, 101)
    layout = axes((-2.5, 2.5), (-7.5, 7.5), "x", "f(x)")
    layout["annotations"] += tangents.way_down(x, y, steepness, 0.9, 6)
    traces = [curve(x_values, array("d", [tangents.f(value) for value in x_values]), name="f(x)")]
    traces += tangents.valleys(x)
    traces += [
        tangents.tangent(x, y, steepness, 0.9, 6),
        note(x, y, "", "ink", mark=True),
    ]
    return Figure(
        Chart(traces, layout, tangents.described(x, steepness)),
        formula=["slope at x = ", ("x", number(x)), ": " + number(steepness, 4)],
        readouts=[("slope of tangent", readout(steepness, "slope of tangent"))],
    )


def partial_derivatives(w, b):
    """The loss landscape cut along each parameter at (w, b), and the two slopes there."""
    here = cuts.standpoint(w, b)
    return Figure(
        cuts.solid(here),
        cuts.along_weight(here),
        cuts.along_bias(here),
        formula=["∇L₂(", ("w", number(w)), ", ", ("b", number(b)), ") = "]
        + ["(" + number(here.slope_w, 1) + ", " + number(here.slope_b, 1) + ")"],
        readouts=[
            ("∂L2/∂w", readout(here.slope_w, "∂L2/∂w")),
            ("∂L2/∂b", readout(here.slope_b, "∂L2/∂b")),
        ],
    )


def intercept(w, b):
    """Where a line crosses the y axis, with its label on the side that the line leaves free."""
    if w >= 0:
        side = "top left" if b < -8 else "bottom right"
    else:
        side = "bottom left" if b > 8 else "top right"
    return note(0, b, "b = " + number(b), "bias", side, mark=True)


def described(w, b):
    """A line in words."""
    if number(w) == "0":
        return "A flat line at y = {}.".format(number(b))
    slope = "rises" if w > 0 else "falls"
    return "A straight line that {} by {} for each step to the right and crosses y at {}.".format(
        slope, number(abs(w)), number(b)
    )
