"""The charts of the cells that descend: the map with the trail on it, the line, the falling loss.

The page plays them. It calls the reader's code, records what the expressions under ``records``
give after each step, and moves the traces that say so in their ``meta``:

``{"plays": "trail", "x": "w", "y": "b"}``  the places from the start to the step that is shown
``{"plays": "now", "x": "w", "y": "b"}``    the place at that step
``{"plays": "model"}``                      what ``curve`` gave at ``places`` at that step
``{"plays": "kept", "x": "w", "y": "b"}``   the trail of a run that the reader has kept
``{"plays": "still"}``                      nothing: it stays above what moves

x and y are names of records, or "iteration".
"""

from array import array
from math import log10, sqrt

from cell_charts import X, Y, counted, detail, loss_at, measured, movable, room, spacing
from landscape import Landscape, height

from lessons.answer import real, shown
from lessons.chart import Chart, Figure, answers, axes, colour, curve, note, number, points, span

LOSS = "loss(w, b)"

#: how far the map reaches around its lowest place, in distances from there to the start
NEAR, FAR = 1.45, 2.4

#: iterations that the axis of the loss begins with; it grows with the run
ITERATIONS = 100


def steps(data, y, loss, w, b, learning_rate=None):
    """A few steps at a time, with what one step can do wrong in full view."""
    inputs, measurements = measured(data)
    run = Run(inputs, measurements, y, loss_at(loss), real(w, "w"), real(b, "b"))
    above, layout = run.map(FAR)
    above[-2]["mode"] = "lines+markers"
    above[-2]["marker"] = {"color": colour("trail"), "size": 6, "line": EDGE}
    return Figure(
        Chart(above, layout, run.seen_from_above()),
        run.line(data),
        player=run.played(learning_rate, ["w", "b", LOSS], [MAP_SAYS, LINE_SAYS]),
    )


def train(data, y, loss, w, b, learning_rate=None, iteration_counter=0):
    """A whole run: line, trail and loss, which move together."""
    inputs, measurements = measured(data)
    run = Run(inputs, measurements, y, loss_at(loss), real(w, "w"), real(b, "b"))
    run.counter = real(iteration_counter, "iteration_counter")
    above, layout = run.map(NEAR)
    records = ["iteration_counter", "w", "b", LOSS]
    return Figure(
        run.line(data),
        Chart(above, layout, run.seen_from_above()),
        run.falling(),
        player=run.played(learning_rate, records, [LINE_SAYS, MAP_SAYS, LOSS_SAYS]),
    )


#: what the charts show, with the numbers of the step that is shown in the braces
MAP_SAYS = (
    "The loss landscape from above, with the trail of {iteration} steps. "
    "It has come to w = {w}, b = {b}, where the loss is {loss(w, b)}."
)
LINE_SAYS = "The data and the line y(x) with w = {w} and b = {b}, after {iteration} steps."
LOSS_SAYS = "The loss, on a scale of powers of ten, over {iteration} steps. It is now {loss(w, b)}."

#: sets a mark off from every height of the map
EDGE = {"color": colour("trail-edge"), "width": 1.5}


class Run:
    """Where a descent begins, on which landscape, and how steep that is."""

    def __init__(self, inputs, measurements, y, loss, w, b):
        """
        inputs, measurements: array('d') of equal length
        y: the reader's function of (x, w, b); loss: of (w, b)
        """
        self.inputs = inputs
        self.measurements = measurements
        self.y = y
        self.loss = loss
        self.w = w
        self.b = b
        self.counter = 0
        self.here = height(loss, w, b)
        self.best = lowest(inputs, measurements)

    def map(self, reach):
        """Traces and layout of the landscape from above, with room for the trail.

        reach: how far it goes, in distances between the start and the lowest place
        """
        w, b = self.best
        distance = max(abs(self.w - w), abs(self.b - b))
        # A start at the lowest place itself would leave no map at all.
        half = reach * distance if distance > 0.01 else 1
        weights, biases = (w - half, w + half), (b - half, b + half)
        land = Landscape(self.loss, weights, biases, detail(self.inputs))
        x, y = array("d", [self.w]), array("d", [self.b])
        traces = [
            land.contour(),
            note(w, b, " lowest loss", "on-map", "top right"),
            points(array("d", [w]), array("d", [b]), "on-map", "the lowest loss", 6),
            kept("w", "b", "trail"),
            playing(curve(x, y, "trail-edge", "", 5), "trail", "w", "b"),
            playing(curve(x, y, "trail", "trail", 2.5), "trail", "w", "b"),
            playing(points(x, y, "trail", "now", 13), "now", "w", "b"),
        ]
        traces[4]["hoverinfo"] = "skip"
        traces[-1]["marker"]["line"] = {"color": colour("trail-edge"), "width": 2}
        return traces, land.map()

    def seen_from_above(self):
        return (
            "The loss landscape from above. The start lies at w = {}, b = {}, with a loss of {}; "
            "the loss is lowest at w = {}, b = {}."
        ).format(
            number(self.w), number(self.b), shown(self.here), number(self.best[0]),
            number(self.best[1]),
        )  # fmt: skip

    def line(self, data):
        """The chart of the data with the line, which will move."""
        x_range, y_range = room(self.inputs, X), room(self.measurements, Y)
        step = spacing(self.inputs)
        x = span(x_range[0], x_range[1], 19)
        line = curve(x, answers(self.y, "y", x, self.w, self.b), name="y(x, w, b)")
        line["meta"] = {"plays": "model"}
        dots = movable(points(self.inputs[::step], self.measurements[::step]), data, step)
        dots["meta"] = dict(dots.get("meta", {}), plays="still")
        says = "{}, and the line y(x) with w = {} and b = {}.".format(
            counted(data, step), number(self.w), number(self.b)
        )
        return Chart([line, dots], axes(x_range, y_range), says)

    def falling(self):
        """The chart of the loss over the iterations, on a logarithmic axis."""
        bottom = self.loss(self.best[0], self.best[1])
        top = max(self.here, 1e-9)
        low = log10(bottom if 1e-6 * top < bottom < top else 1e-6 * top) - 0.5
        x, y = array("d", [0]), array("d", [self.here])
        traces = [
            kept("iteration", LOSS, "loss"),
            playing(curve(x, y, "loss", LOSS, 2.5), "trail", "iteration", LOSS),
            playing(points(x, y, "loss", "now", 9), "now", "iteration", LOSS),
        ]
        name = {"showarrow": False, "xref": "paper", "yref": "paper"}
        across = {"text": "iteration", "x": 1, "y": 0, "xanchor": "right", "yanchor": "top"}
        across.update(name, yshift=-20, font={"color": colour("soft"), "size": 14})
        up = {"text": "loss", "x": 0, "y": 1, "xanchor": "right", "yanchor": "bottom", "yshift": 4}
        up.update(name, font={"color": colour("loss"), "size": 14})
        layout = {
            "xaxis": {"range": [0, ITERATIONS]},
            "yaxis": {
                "type": "log",
                "range": [low, log10(top) + 1],
                "dtick": 1,
                "exponentformat": "none",
            },
            "margin": {"l": 48, "r": 16, "t": 30, "b": 48},
            "annotations": [across, up],
        }
        return Chart(traces, layout, "The loss before the first step: {}.".format(shown(self.here)))

    def played(self, learning_rate, records, says):
        """What the page needs to play the run.

        records: expressions over the reader's names; says: for each chart its sentence
        """
        first = {"iteration_counter": self.counter, "w": self.w, "b": self.b, LOSS: self.here}
        return {
            "records": records,
            "start": [first[name] for name in records],
            "curve": "y(x, w, b)",
            "loss": LOSS,
            "says": says,
            "label": "learning_rate = " + shown(learning_rate),
            "rises": self.rises(learning_rate),
            "rests": self.rests(learning_rate),
        }

    def rises(self, learning_rate):
        """Why the loss rises, if it does."""
        sharpest = steepest_bend(self.inputs)
        limit = "2 / {:.3f} = {:.6f}".format(sharpest, 2 / sharpest)
        if not isinstance(learning_rate, (int, float)):
            return (
                "The loss rises. Descent on these data needs a learning rate below " + limit + "."
            )
        rate = "learning_rate = " + shown(learning_rate)
        if learning_rate < 0:
            return "The loss rises: " + rate + " is negative, so every step goes uphill."
        if learning_rate * sharpest > 2:
            return (
                "The loss rises: {} is too high. On these data descent settles only below {}. "
                "Above that, each step lands higher on the other side of the valley than it began."
            ).format(rate, limit)
        return (
            "The loss rises, though {} is below the limit for these data, {}. "
            "Look at the sign in update(): the way down is minus the gradient."
        ).format(rate, limit)

    def rests(self, learning_rate):
        """Why nothing moves, if it does not."""
        if learning_rate == 0:
            return "Nothing moves: with learning_rate = 0 every step has the length 0."
        return "Nothing moves: w and b stay where they are. Does anything call update()?"


def playing(trace, how, x, y):
    trace["meta"] = {"plays": how, "x": x, "y": y}
    return trace


def kept(x, y, idea):
    """The place for a run that the reader keeps to compare others with."""
    trace = playing(curve(array("d"), array("d"), idea, "kept run", 2.5, "dot"), "kept", x, y)
    trace["opacity"] = 0.6
    trace["mode"] = "lines+text"
    trace["textfont"] = {"color": colour(idea)}
    return trace


def lowest(inputs, measurements):
    """The w and b at which the L2 loss of a line is lowest: ordinary least squares.

    inputs, measurements: array('d'). Where all inputs are the same, every slope does: then w is 0.
    """
    count = len(inputs)
    middle, level = sum(inputs) / count, sum(measurements) / count
    spread = sum([(x - middle) ** 2 for x in inputs])
    together = sum([(x - middle) * (y - level) for x, y in zip(inputs, measurements)])
    w = together / spread if spread else 0.0
    return w, level - w * middle


def steepest_bend(inputs):
    """The larger eigenvalue of the Hessian of the L2 loss, which has [[Σx², Σx], [Σx, n]].

    Along its eigenvector a step at the learning rate η multiplies the distance to the valley by
    1 - η · eigenvalue, which shrinks it only while η is below 2 / eigenvalue.
    """
    squares, total, count = sum([x * x for x in inputs]), sum(inputs), len(inputs)
    return (squares + count + sqrt((squares - count) ** 2 + 4 * total * total)) / 2
