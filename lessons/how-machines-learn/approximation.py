"""How well a growing network can draw a curve.

The hidden neurons are fixed: the first n of one endless row, so that more neurons can only do
better. What is left to choose are their output weights, and the best of those can be worked out
exactly, by least squares.
"""

from array import array
from math import exp, pi, sin, sqrt

from engine import sigmoid
from lessons.chart import Chart, colour, note, number, points, span

#: so many hidden neurons are there at most
MOST = 32

#: the weight into every hidden neuron: how sharply it switches
STEEPNESS = 1.5

#: where curve and network are compared
X = span(-10, 10, 81)

TARGETS = ("sine", "step", "two bumps", "drawn by hand")

#: the shape that "drawn by hand" starts from; the block in the lesson holds the same numbers
SKETCH = array(
    "d",
    [-0.8, -0.8, -0.7, -0.5, -0.2, 0.2, 0.6, 0.9, 1.1, 1.1, 0.9, 0.6, 0.4, 0.3, 0.3, 0.5, 0.7]
    + [0.9, 1.0, 1.0, 0.8, 0.4, -0.1, -0.6, -1.0, -1.2, -1.2, -1.0, -0.7, -0.4, -0.2, -0.1, -0.2]
    + [-0.4, -0.5, -0.5, -0.3, 0.0, 0.3, 0.5, 0.6],
)  # fmt: skip


def centres():
    """Where each hidden neuron switches: each new one halves the widest gap that is left.

    The order is van der Corput's: k written in binary and mirrored at the point. The first neuron
    stands so far to the left that it is always on: the network needs something to start from.
    """
    places = array("d", [-13])
    for k in range(1, MOST):
        share, digit = 0.0, 0.5
        while k:
            share += digit * (k % 2)
            k //= 2
            digit /= 2
        places.append(-10 + 20 * share)
    return places


def dot(a, b):
    """Σ a[i]·b[i]. By index and over lists: in MicroPython that is three times as fast as zip."""
    total = 0.0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


def orthonormal(columns):
    """Columns that span the same, each of length 1 and at right angles to all before it.

    Gram-Schmidt, in the order that keeps rounding errors small: direction k is what column k adds
    to those before it, so the best approximation by the first n is a sum of n separate shares.
    """
    found = []
    for column in columns:
        for direction in found:
            shared = dot(column, direction)
            column = [c - shared * d for c, d in zip(column, direction)]
        length = sqrt(dot(column, column))
        found.append([c / length for c in column])
    return found


def directions():
    """The hidden neurons' answers at X made orthonormal: worked out at the first call."""
    if not FOUND:
        FOUND.extend(
            orthonormal([[sigmoid(STEEPNESS * (x - centre)) for x in X] for centre in CENTRES])
        )
    return FOUND


def curve_of(target, drawn):
    """The curve to be drawn: its heights at X, as a list.

    target: index into TARGETS; drawn: heights at places evenly spread over the same interval
    """
    name = TARGETS[int(target)]
    if name == "sine":
        return [sin(pi * x / 5) for x in X]
    if name == "step":
        return [-0.8 if x < 2 else 0.8 for x in X]
    if name == "two bumps":
        return [1.8 * bump(x, -4, 1.6) + 1.1 * bump(x, 4.5, 1.3) - 0.8 for x in X]
    return [between(drawn, (x + 10) / 20) for x in X]


def bump(x, centre, width):
    return exp(-(((x - centre) / width) ** 2))


def between(heights, share):
    """The height at a share of the way, on straight lines from each of the heights to the next."""
    place = share * (len(heights) - 1)
    i = min(int(place), len(heights) - 2)
    return heights[i] + (heights[i + 1] - heights[i]) * (place - i)


class Fit:
    """A curve, and how near each number of neurons comes to it."""

    def __init__(self, target, drawn):
        self.curve = curve_of(target, drawn)
        self.shares = [dot(self.curve, direction) for direction in directions()]
        #: for each number of neurons the root of the mean of the squared misses
        self.errors = array("d")
        left = dot(self.curve, self.curve)
        for share in self.shares:
            left = max(left - share * share, 0.0)
            self.errors.append(sqrt(left / len(X)))

    def network(self, neurons):
        """What the network with so many hidden neurons answers at each of X."""
        y = [0.0] * len(X)
        for share, direction in zip(self.shares[:neurons], directions()):
            y = [value + share * d for value, d in zip(y, direction)]
        return array("d", y)


CENTRES = centres()
FOUND = []


class Newest:
    """The last fit that was asked for: the goals and the picture ask for the same one."""

    key = None
    fit = None


def fit(target, drawn):
    """The fit to a target; the same one again as long as nothing has changed."""
    key = (int(target), tuple(drawn))
    if Newest.key != key:
        Newest.key, Newest.fit = key, Fit(target, drawn)
    return Newest.fit


def switches(neurons):
    """Where the hidden neurons switch, as marks along the bottom of the chart."""
    inside = [centre for centre in CENTRES[:neurons] if centre >= X[0]]
    marks = points(array("d", inside), array("d", [-1.42] * len(inside)), "model", "switches", 12)
    marks["marker"].update(symbol="line-ns-open", line={"width": 2, "color": colour("model")})
    return marks


def error_chart(neurons, fit):
    """The error of every number of neurons, on a scale where each line is a tenth of the last."""
    counts = span(1, MOST, MOST)
    error = max(fit.errors[neurons - 1], 1e-4)
    shown = array("d", [max(error, 1e-4) for error in fit.errors])
    row = points(counts, shown, "loss", "error", 4)
    row.update(mode="lines+markers", line={"color": colour("loss"), "width": 1.5})
    text = "{} neuron{}: {}".format(neurons, "" if neurons == 1 else "s", number(error, 4))
    here = note(neurons, error, text, "loss", "top right" if neurons < 20 else "bottom left", True)
    layout = {
        "xaxis": {"range": [0, MOST + 1], "tickvals": [1, 8, 16, 24, 32], "zeroline": False},
        "yaxis": {
            "type": "log",
            "range": [-4.1, 0.25],
            "tickvals": [0.0001, 0.001, 0.01, 0.1, 1],
            "ticktext": ["0.0001", "0.001", "0.01", "0.1", "1"],
        },
        "margin": {"l": 60, "r": 16, "t": 12, "b": 44},
    }
    layout["xaxis"]["title"] = {
        "text": "hidden neurons",
        "standoff": 4,
        "font": {"color": colour("soft"), "size": 13},
    }
    says = "The error falls from {} with 1 neuron to {} with {}; with {} it is {}.".format(
        number(fit.errors[0], 4), number(fit.errors[-1], 4), MOST, neurons, number(error, 4)
    )
    return Chart([row, here], layout, says)


def described(neurons, target, fit):
    """Target and network in words."""
    return "A target, {}, and a network of {} hidden neuron{} that misses it by {}.".format(
        TARGETS[int(target)],
        neurons,
        "" if neurons == 1 else "s",
        number(fit.errors[neurons - 1], 4),
    )


def error_of(neurons, target, drawn):
    """How far a network with so many hidden neurons stays from its target."""
    return fit(target, drawn).errors[int(neurons) - 1]


def is_own(drawn):
    """Whether the reader has drawn something: what was there at the start does not count."""
    return len(drawn) != len(SKETCH) or any(abs(a - b) > 1e-6 for a, b in zip(drawn, SKETCH))
