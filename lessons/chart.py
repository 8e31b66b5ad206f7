"""The words in which a figure function says what to draw.

A figure function takes the parameters that its sliders move and returns a `Figure`. What it
describes is Plotly's own vocabulary (https://plotly.com/javascript/reference/), with three
additions: arrays of numbers are ``array('d')``, tables of numbers are `Grid`, and colours are
the page's ideas, not paints: ``var(--model)``, ``var(--bias)``, ``var(--loss)``,
``var(--slope)``, ``var(--passed)``, ``var(--ink)``, ``var(--soft)``, ``var(--rule)``. The page
turns them into the colours of its theme.

It runs in CPython, MicroPython and Pyodide alike.
"""

from array import array

from lessons.answer import Unusable, called, real, shown


class Chart:
    """One chart of a figure."""

    def __init__(self, data, layout, says):
        """
        data: list of Plotly traces, later ones drawn on top
        layout: Plotly layout; the page adds fonts, margins and theme
        says: one sentence that describes the current picture to those who cannot see it
        """
        self.data = data
        self.layout = layout
        self.says = says


class Figure:
    """What a figure function returns: its charts, side by side, and the numbers above them."""

    def __init__(self, *charts, formula=(), readouts=(), **parts):
        """
        charts: one Chart or more, always as many
        formula: parts in reading order, each a text or a pair (parameter's name, its number)
        readouts: pairs (expression, value as text)
        parts: what the block's other parts show, by their names, such as diagram=…
        """
        self.charts = charts
        self.formula = formula
        self.readouts = readouts
        self.parts = parts


class Grid:
    """A table of numbers, row after row, such as the heights of a surface."""

    def __init__(self, values, columns):
        """
        values: array('d') of rows * columns numbers
        columns: how many stand in a row
        """
        if columns < 1 or len(values) % columns:
            raise ValueError(
                "a grid of {} columns cannot hold {} numbers".format(columns, len(values))
            )
        self.values = values
        self.columns = columns


#: signed values: from minus through the theme's neutral to plus, which lies at 0
DIVERGING = [[0, "var(--minus)"], [0.5, "var(--neutral)"], [1, "var(--plus)"]]
#: losses: light in the valley, perceptually even, clear in grey print
SEQUENTIAL = [
    [0, "var(--loss-0)"],
    [0.25, "var(--loss-1)"],
    [0.5, "var(--loss-2)"],
    [0.75, "var(--loss-3)"],
    [1, "var(--loss-4)"],
]


def colour(idea):
    """The page's colour for an idea: "model", "bias", "loss", "slope", "ink", "soft", …"""
    return "var(--" + idea + ")"


def span(start, end, count):
    """`count` evenly spaced numbers from `start` to `end`, both included, as array('d')."""
    if count < 2:
        raise ValueError("a span needs at least 2 numbers, not {}".format(count))
    step = (end - start) / (count - 1)
    return array("d", [start + step * i for i in range(count)])


def curve(x, y, idea="model", name="y", width=3, dash="solid"):
    """A line through the points (x[i], y[i]).

    x, y: array('d') of equal length; name: its heading in the table of numbers
    """
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "name": name,
        "line": {"color": colour(idea), "width": width, "dash": dash},
        "hovertemplate": "x = %{x:.3~f}<br>" + name + " = %{y:.3~f}<extra></extra>",
    }


def points(x, y, idea="ink", name="data", size=9):
    """Round marks at the points (x[i], y[i]); arguments as for `curve`, size in pixels."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "name": name,
        "marker": {"color": colour(idea), "size": size},
        "hovertemplate": "x = %{x:.3~f}<br>y = %{y:.3~f}<extra></extra>",
    }


def told(trace):
    """A trace that has its numbers in the table, though nothing tells them where one points at it.

    Without hover and without this a trace only decorates its chart.
    """
    trace["meta"] = dict(trace.get("meta", {}), told=True)
    return trace


def note(x, y, text, idea="ink", side="middle right", mark=False):
    """A few words beside the point (x, y), in the place of a legend.

    side: "top|middle|bottom left|center|right", seen from the point
    mark: draw the point as well
    """
    return {
        "type": "scatter",
        "mode": "markers+text" if mark else "text",
        "x": array("d", [x]),
        "y": array("d", [y]),
        "text": [text],
        "textposition": side,
        "textfont": {"color": colour(idea)},
        "marker": {"color": colour(idea), "size": 11},
        "hoverinfo": "skip",
        "name": text,
    }


def axes(x=(-10, 10), y=(-10, 10), x_title="x", y_title="y"):
    """Two axes that stay where they are, so that what moves is the model.

    x, y: their ranges; their names stand at their ends
    """
    name = {"showarrow": False, "font": {"color": colour("soft"), "size": 14}}
    at_x = {"x": 1, "xref": "paper", "xanchor": "right", "yanchor": "top"}
    at_y = {"y": 1, "yref": "paper", "xanchor": "left", "yanchor": "top", "xshift": 6}
    at_x["y"] = min(max(0, y[0]), y[1])
    at_y["x"] = min(max(0, x[0]), x[1])
    at_x.update(name, text=x_title)
    at_y.update(name, text=y_title)
    return {
        "xaxis": {"range": list(x)},
        "yaxis": {"range": list(y)},
        "annotations": [at_x, at_y],
    }


def contour(x, y, z, scale=SEQUENTIAL, low=None, high=None, name="loss", levels=None):
    """Lines of equal height, seen from above.

    x, y: array('d'), the places along both axes; z: Grid with a row for each y
    low, high: the heights at the ends of the colour scale; levels: (start, end, size) of the lines
    """
    trace = {
        "type": "contour",
        "x": x,
        "y": y,
        "z": z,
        "name": name,
        "colorscale": scale,
        "showscale": False,
        "line": {"width": 0.5, "color": colour("paper")},
        "hoverinfo": "skip",
    }
    if low is not None:
        trace["zmin"], trace["zmax"], trace["zauto"] = low, high, False
    if levels:
        trace["autocontour"] = False
        trace["contours"] = {"start": levels[0], "end": levels[1], "size": levels[2]}
    return trace


# Solid charts


def surface(x, y, z, scale=DIVERGING, low=-10, high=10, name="y", paint=None):
    """A surface over a grid of places; arguments as for `contour`.

    paint: Grid of the numbers that colour it, where that is not its height
    """
    trace = {
        "type": "surface",
        "x": x,
        "y": y,
        "z": z,
        "name": name,
        "colorscale": scale,
        "cmin": low,
        "cmax": high,
        "cauto": False,
        "showscale": False,
        "opacity": 0.96,
        "hoverinfo": "skip",
        "lighting": {"ambient": 0.85, "diffuse": 0.35, "specular": 0.03, "roughness": 0.9},
    }
    if paint:
        trace["surfacecolor"] = paint
    return trace


def path(x, y, z, idea="ink", name="", width=6, dash="solid"):
    """A line in space through the points (x[i], y[i], z[i]), each an array('d')."""
    line = {
        "type": "scatter3d",
        "mode": "lines",
        "x": x,
        "y": y,
        "z": z,
        "name": name,
        "line": {"color": colour(idea), "width": width, "dash": dash},
        "hoverinfo": "skip",
    }
    return told(line)


def place(x, y, z, text="", idea="ink", size=6):
    """One point in space, with a few words beside it. See `lifted` where it lies on a surface."""
    return {
        "type": "scatter3d",
        "mode": "markers+text" if text else "markers",
        "x": array("d", [x]),
        "y": array("d", [y]),
        "z": array("d", [z]),
        "text": [text],
        "textposition": "top center",
        "textfont": {"color": colour(idea)},
        "marker": {"color": colour(idea), "size": size},
        "hoverinfo": "skip",
        "name": text or "point",
    }


def lifted(mark, low, high):
    """A `place` drawn so high that it lies on a surface there, and not half in it.

    low, high: the ends of the upright axis; the drawn point is about a ninth of it high

    The table of numbers shows the height that it had, which stays in its ``meta``.
    """
    height = mark["z"][0]
    mark["meta"] = {"height": height}
    mark["z"] = array("d", [min(height, high) + 0.065 * (high - low)])
    return mark


def space(x=(-10, 10), y=(-10, 10), z=(-10, 10), names=("x", "y", "z")):
    """Three axes that stay where they are; arguments are their ranges and what they are called."""
    return {
        "scene": {
            "xaxis": {"range": list(x), "title": {"text": names[0]}},
            "yaxis": {"range": list(y), "title": {"text": names[1]}},
            "zaxis": {"range": list(z), "title": {"text": names[2]}},
        }
    }


# Words and numbers


#: Nobody reads the digits of a number that is larger.
HUGE = 1e9


def number(value, decimals=2, steady=False):
    """A number as it stands in a formula: at most `decimals` decimals, a true minus sign.

    steady: always with all decimals and a sign's room, as a formula trembles whose digits and sign
        come and go while it plays
    """
    form = "f" if abs(value) < HUGE else "e"
    text = ("{:." + str(decimals) + form + "}").format(value)
    if form == "f" and "." in text and not steady:
        text = text.rstrip("0").rstrip(".")
    if float(text) == 0:
        text = text.lstrip("-")
    if steady and not text.startswith("-"):
        text = "\u00a0" + text
    return text.replace("-", "\u2212")


def plus(name, value, decimals=2, steady=False):
    """The parts that add a parameter to a formula: " + 2", or " − 2" where it is negative."""
    sign = " \u2212 " if number(value, decimals).startswith("\u2212") else " + "
    return [sign, (name, number(abs(value), decimals, steady).lstrip("\u00a0"))]


def answers(function, name, x, *parameters):
    """What the reader's `function` gives for each of `x`, as array('d').

    Raises lessons.answer.Unusable, naming the call, where that is not a number.
    """
    if not callable(function):
        raise Unusable(name + " should be a function, not " + shown(function) + ".")
    return array(
        "d",
        [real(function(value, *parameters), called(name, (value,) + parameters)) for value in x],
    )
