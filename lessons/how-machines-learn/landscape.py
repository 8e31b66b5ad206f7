"""The loss landscape: a map on which every place is one line, as high there as that line's loss.

The figures and the cells draw it alike, so that a reader knows it again: a weight runs to the
right and a bias into the page, the valley is light, and the same height has the same colour from
the side and from above.
"""

from array import array
from math import sqrt

from lessons.answer import called, real
from lessons.chart import SEQUENTIAL, Grid, colour, contour, space, span, surface

#: how far the map reaches, unless a block says otherwise
WEIGHTS = (-15, 15)
BIASES = (-15, 15)

#: so many lines of equal colour does the view from above have
LEVELS = 14


class Landscape:
    """The heights of a loss on a grid of places: worked out once, drawn as often as needed."""

    def __init__(self, loss, weights=WEIGHTS, biases=BIASES, count=41, heights=None):
        """
        loss: function of (w, b), perhaps the reader's own
        weights, biases: from where to where the map reaches; count: places along each side
        heights: the losses as array('d'), a row for each b, where they are known already
        Raises lessons.answer.Unusable, naming the call, where the loss is not a number.
        """
        self.weights = weights
        self.biases = biases
        self.w = span(weights[0], weights[1], count)
        self.b = span(biases[0], biases[1], count)
        if heights is None:
            heights = array("d", [height(loss, w, b) for b in self.b for w in self.w])
        self.heights = Grid(heights, count)
        self.lowest = min(heights)
        #: height at which the axis ends; a flat landscape has an axis all the same
        self.top = max(max(heights), self.lowest + 1e-9)
        self.shades = Grid(array("d", [self.shade(value) for value in heights]), count)

    def shade(self, loss):
        """The place of a height on the colour scale, 0 at the lowest and 1 at the highest.

        It is a square root: heights grow with the square of the misses, and in proportion to
        them the valley would be one patch of a single colour.
        """
        share = (loss - self.lowest) / (self.top - self.lowest)
        return sqrt(min(max(share, 0.0), 1.0))

    def surface(self):
        """The landscape from the side, as a trace."""
        return surface(
            self.w, self.b, self.heights, SEQUENTIAL, 0, 1, name="loss", paint=self.shades
        )

    def contour(self):
        """The landscape from above, as a trace."""
        size = 1 / LEVELS
        trace = contour(self.w, self.b, self.shades, low=0, high=1, levels=(size, 1 - size, size))
        trace["name"] = "square root of the loss, as a share of the highest"
        return trace

    def space(self):
        """The layout of a chart that shows it from the side."""
        layout = space(
            self.weights, self.biases, (min(0, self.lowest), self.top), ("w", "b", "loss")
        )
        scene = layout["scene"]
        scene["xaxis"]["tickvals"] = inner_ticks(self.weights)
        scene["yaxis"]["tickvals"] = inner_ticks(self.biases)
        for axis, idea in (("xaxis", "weight"), ("yaxis", "bias"), ("zaxis", "loss")):
            scene[axis]["title"]["font"] = {"color": colour(idea)}
        return layout

    def map(self):
        """The layout of a chart that shows it from above."""
        # The names stand outside: on the map's own colours they would be hard to read.
        w = {"text": "w", "x": 1, "y": 0, "xanchor": "right", "yanchor": "top", "yshift": -20}
        b = {"text": "b", "x": 0, "y": 1, "xanchor": "right", "yanchor": "bottom", "yshift": 4}
        for name, idea in ((w, "weight"), (b, "bias")):
            name.update(xref="paper", yref="paper", showarrow=False)
            name["font"] = {"color": colour(idea), "size": 14}
        return {
            "xaxis": {"range": list(self.weights)},
            "yaxis": {"range": list(self.biases)},
            "margin": {"l": 40, "r": 16, "t": 30, "b": 48},
            "annotations": [w, b],
        }


def inner_ticks(ends):
    """Round numbers for an axis, none near its ends: in a corner they would meet another axis's."""
    step = 5 if ends[1] - ends[0] > 12 else 1
    count = int((ends[1] - ends[0]) / step)
    first = int(ends[0] / step) * step
    ticks = [first + step * i for i in range(count + 1)]
    return [tick for tick in ticks if ends[0] + step / 2 < tick < ends[1] - step / 2]


def height(loss, w, b):
    """The loss at a place as a float; raises Unusable, naming the call, if it is no number."""
    value = loss(w, b)
    if isinstance(value, float) and -1e300 < value < 1e300:
        return value
    return real(value, called("loss", (w, b)))
