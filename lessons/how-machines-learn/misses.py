"""One fixed line, points that the reader moves, and two ways to add up how far they are from it."""

from array import array

from lessons.chart import Chart, colour, curve, note, number
from lessons.chart import points as marks

#: the line that the points are measured against: y = ½x + 2
SLOPE = 0.5
START = 2

#: the chart reaches from 0 to here; one step is as long on both axes, so that squares are square
WIDTH = 14
HEIGHT = 10

#: the ends of the scale on which both sums are drawn: the smallest that holds them is taken
SCALES = (10, 20, 50, 100, 200, 500)


def pairs(points):
    """The flat numbers x0, y0, x1, y1, … as a list of pairs."""
    return [(points[i], points[i + 1]) for i in range(0, len(points) - 1, 2)]


def strokes(places, starts, ends, name):
    """Upright strokes at the places, from one height to the other, all in a single trace.

    Each trace costs time whenever a chart is drawn, and some are drawn in every frame.
    """
    gap = float("nan")
    x, y = array("d"), array("d")
    for place, start, end in zip(places, starts, ends):
        x.extend(array("d", [place, place, gap]))
        y.extend(array("d", [start, end, gap]))
    return curve(x, y, "loss", name, 2)


def on_line(x):
    return SLOPE * x + START


def misses(points):
    """The line's answer minus the measured y, for each point."""
    return [on_line(x) - y for x, y in pairs(points)]


def l1(points):
    """L1 = Σ |miss|."""
    return sum([abs(miss) for miss in misses(points)])


def l2(points):
    """L2 = ½ Σ miss²."""
    return sum([miss * miss for miss in misses(points)]) / 2


def loss_of_far_point(points):
    """What the last point, far from the line at the start, adds to L2."""
    return misses(points)[-1] ** 2 / 2


def bars(points):
    """Each miss as an upright bar, and all bars laid end to end: their length is L1."""
    drawn = []
    for (x, y), weight in zip(pairs(points), prominence(points)):
        bar = curve(array("d", [x, x]), array("d", [on_line(x), y]), "loss", "miss", 7)
        bar["opacity"] = weight
        drawn.append(bar)
    shares = [abs(miss) for miss in misses(points)]
    return chart(points, drawn, shares, "L₁ = ", "bars", l1(points))


def squares(points):
    """Each miss as the side of a square, and half of every area laid end to end: that is L2."""
    drawn = []
    for (x, y), weight in zip(pairs(points), prominence(points)):
        side = abs(on_line(x) - y)
        # A square leans away from the line, unless it would leave the chart.
        across = x - side if y > on_line(x) else x + side
        if not 0 <= across <= WIDTH:
            across = 2 * x - across
        square = curve(
            array("d", [x, across, across, x, x]),
            array("d", [y, y, on_line(x), on_line(x), y]),
            "loss",
            "miss squared",
            1.5,
        )
        square.update(fill="toself", fillcolor=colour("loss"), opacity=0.65 * weight)
        drawn.append(square)
    shares = [miss * miss / 2 for miss in misses(points)]
    return chart(points, drawn, shares, "L₂ = ", "squares", l2(points))


def prominence(points):
    """How strongly each miss is painted: the largest fully, so that its share of a sum is seen."""
    sizes = [abs(miss) for miss in misses(points)]
    return [1 if size == max(sizes) else 0.5 for size in sizes]


def chart(points, drawn, shares, name, shape, total):
    """The points, the line, their misses as drawn, and below them the sum on a scale of its own.

    shares: what each point adds to the sum
    """
    x, y = zip(*pairs(points))
    ends = array("d", [0, WIDTH])
    movable = marks(array("d", x), array("d", y), size=12)
    movable["meta"] = {"moves": "points"}
    line = curve(ends, array("d", [on_line(0), on_line(WIDTH)]), name="line")
    end = scale(l1(points), l2(points))
    strips = pieces(shares, prominence(points))
    text = note(0, 1, "\u2002" + name + number(total), "loss", "middle right")
    text.update(xaxis="x2", yaxis="y2")
    says = "{} {} between the line and the points: {}{}. The largest makes {} % of it.".format(
        len(shares), shape, name, number(total), number(100 * max(shares) / (total or 1), 0)
    )
    return Chart(drawn + [line, movable] + strips + [text], layout(end), says)


def pieces(shares, weights):
    """The shares of a sum laid end to end, as bars in the strip below the chart."""
    traces = []
    at = 0.0
    for share, weight in zip(shares, weights):
        piece = curve(
            array("d", [at, at + share, at + share, at, at]),
            array("d", [0, 0, 0.5, 0.5, 0]),
            "loss",
            "share of the sum",
            1,
        )
        piece.update(
            xaxis="x2", yaxis="y2", fill="toself", fillcolor=colour("loss"), opacity=weight
        )
        piece["line"]["color"] = colour("raised")
        piece["hoverinfo"] = "skip"
        traces.append(piece)
        at += share
    return traces


def layout(end):
    """A square chart above, so that squares are square, and a strip for the sum below it."""
    return {
        "xaxis": {"range": [0, WIDTH], "domain": [0, 1], "anchor": "y", "constrain": "domain"},
        "yaxis": {
            "range": [0, HEIGHT],
            "domain": [0.27, 1],
            "anchor": "x",
            "scaleanchor": "x",
            "constrain": "domain",
        },
        "xaxis2": {"range": [0, end], "domain": [0, 1], "anchor": "y2", "nticks": 5},
        "yaxis2": {"range": [0, 1.5], "domain": [0, 0.15], "anchor": "x2", "visible": False},
    }


def scale(*sums):
    """Where a scale that holds these sums ends."""
    for end in SCALES:
        if max(sums) <= end:
            return end
    return max(sums)
