"""The title figure: a line on its way to eight points, as the reader's own will be at the end."""

from array import array

from misses import pairs, strokes

from lessons.answer import readout
from lessons.chart import Chart, Figure, axes, curve, note, number, plus
from lessons.chart import points as marks

#: where the line begins, and how far it goes at each step for each unit of slope
WEIGHT = -0.4
BIAS = 0.9
LEARNING_RATE = 0.004

#: the chart reaches this far
WIDTH = (0, 9)
HEIGHT = (-3, 7)


class Run:
    """Gradient descent on one set of points, remembered step by step."""

    def __init__(self, points):
        self.points = list(points)
        self.data = pairs(points)
        self.lines = [(WEIGHT, BIAS)]

    def after(self, steps):
        """The weight and the bias after so many steps.

        The slopes are those of ½ Σ (w·x + b − y)². They stand here in two sums and not in the
        engine's classes, since MicroPython has a frame's time for two hundred steps.
        """
        while len(self.lines) <= steps:
            w, b = self.lines[-1]
            slope_w = slope_b = 0.0
            for x, y in self.data:
                miss = w * x + b - y
                slope_w += miss * x
                slope_b += miss
            self.lines.append((w - LEARNING_RATE * slope_w, b - LEARNING_RATE * slope_b))
        return self.lines[steps]

    def loss(self, w, b):
        return sum([(w * x + b - y) ** 2 for x, y in self.data]) / 2


#: the last run: while only the steps change, none of them is computed twice
last = Run([])


def learning(step, points):
    """A line after so many steps of gradient descent, and how far it still is from the points.

    step: a whole number from 0, or one between
    points: x0, y0, x1, y1, … as array('d')
    """
    global last
    if last.points != list(points):
        last = Run(points)
    taken = int(step + 0.5)
    w, b = last.after(taken)
    loss = last.loss(w, b)
    data = last.data
    ends = array("d", WIDTH)
    inputs = array("d", [x for x, _ in data])
    measurements = array("d", [y for _, y in data])
    movable = marks(inputs, measurements, size=13)
    movable["meta"] = {"moves": "points"}
    traces = [
        curve(ends, line(WEIGHT, BIAS, ends), "soft", "start", 1.5, "dot"),
        strokes(inputs, line(w, b, inputs), measurements, "miss"),
        curve(ends, line(w, b, ends), name="line", width=4),
        note(5.6, WEIGHT * 5.6 + BIAS - 0.12, "start", "soft", "bottom left"),
        movable,
    ]
    equation = ["y = ", ("w", number(w, steady=True)), "·x"] + plus("b", b, steady=True)
    spoken = "".join([part if isinstance(part, str) else part[1] for part in equation])
    spoken = spoken.replace("\u00a0", "")
    says = "After {} steps the line {} runs past the {} points with a loss of {}.".format(
        taken, spoken, len(data), number(loss)
    )
    return Figure(
        Chart(traces, axes(WIDTH, HEIGHT), says),
        formula=equation,
        readouts=[("loss", readout(loss, "loss"))],
    )


def line(w, b, places):
    """The line's answers at these places, as array('d')."""
    return array("d", [w * x + b for x in places])
