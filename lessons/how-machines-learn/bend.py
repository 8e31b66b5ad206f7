"""How a line bent by a sigmoid is drawn: between two limits, with the place where it switches."""

from array import array
from math import log

from engine import sigmoid
from lessons.chart import axes, curve, note, number, span

#: the curve is drawn from left to right at these places; the switch of a steep one must look steep
X = span(-10, 10, 201)


def between_limits(low, high):
    """Axes for an output between 0 and 1, with room below and above, and both limits as traces."""
    layout = axes(y=(low, high))
    layout["yaxis"].update(tickvals=[0, 0.5, 1], ticktext=["0", "½", "1"], zeroline=False)
    ends = array("d", [-10, 10])
    limits = [
        curve(ends, array("d", [limit, limit]), "soft", "limit", 1.5, "dot") for limit in (0, 1)
    ]
    for limit in limits:
        limit["hoverinfo"] = "skip"
    return layout, limits


def going_in(w, b, low, high):
    """What the line says before it is bent, with its name where it leaves the chart."""
    line = curve(
        array("d", [-10, 10]), array("d", [b - 10 * w, b + 10 * w]), "soft", "w·x + b", 2, "dash"
    )
    text = "goes in: " + number(w) + "·x" + (" − " if b < 0 else " + ") + number(abs(b))
    near_top = high - 0.12 * (high - low)
    if abs(w) < 0.05:
        inside = low < b < high
        return [line] + ([note(9.8, b, text, "soft", "top left")] if inside else [])
    x = (near_top - b) / w
    if not -10 <= x <= 10:
        return [line]
    # Beside the line there is room on the side that it leans away from, or else above it.
    if w > 0:
        side = "bottom right" if x < 4 else "top left"
    else:
        side = "bottom left" if x > -4 else "top right"
    gap = "\u2003"
    return [line, note(x, near_top, gap + text + gap, "soft", side)]


def switching(w, b):
    """The place x = −b/w where the sigmoid is halfway, marked on the axis and on the curve."""
    if abs(w) < 0.005 or abs(b) > 10 * abs(w):
        return []
    x = -b / w
    drop = curve(array("d", [x, x]), array("d", [0, 0.5]), "ink", "x = −b/w", 1, "dot")
    # The line that goes in passes here: the words stand on the side that it leaves free.
    side = "bottom right" if (w > 0) == (x < 5) else "bottom left"
    if abs(x) > 5:
        side = "bottom left" if x > 0 else "bottom right"
    text = "−b/w = " + number(x)
    return [drop, note(x, 0.5, "", "ink", mark=True), note(x, 0, text, "ink", side, mark=True)]


def described(w, b):
    """A neuron with one input in words."""
    if number(w) == "0":
        return "A flat line at {}: the input does not count.".format(number(sigmoid(b), 3))
    turn = "on" if w > 0 else "off"
    sharply = "sharply" if abs(w) > 4 else "gently" if abs(w) < 1.5 else "smoothly"
    x = -b / w
    where = "at x = " + number(x)
    if abs(x) > 10:
        where += ", beyond the chart"
    says = "A curve between 0 and 1 that switches {} {} {}.".format(turn, sharply, where)
    way = "climbs from 0.1 to 0.9" if w > 0 else "falls from 0.9 to 0.1"
    return says + " It {} within {}.".format(way, number(width(abs(w))))


def width(steepness):
    """How far it is from 0.1 to 0.9 on a sigmoid of steepness·x, which is 0.9 at ln 9."""
    return 2 * log(9) / steepness
