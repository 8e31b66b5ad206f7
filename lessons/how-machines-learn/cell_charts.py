"""The charts of the cells that fit a line to data, drawn from the names of the reader's own code.

Whatever that code defines may be drawn, so everything is checked here first; what cannot be drawn
meets the reader as a sentence (lessons.answer.Unusable).
"""

from array import array
from math import isfinite

from landscape import BIASES, WEIGHTS, Landscape, height
from misses import strokes

from lessons.answer import Unusable, real, shown
from lessons.chart import (
    Chart,
    Figure,
    answers,
    axes,
    colour,
    curve,
    lifted,
    note,
    number,
    path,
    place,
    points,
    span,
    told,
)

#: the lesson's measurements, which two of the cells no longer hold
MEASURED = [
    (1, 0.85), (2, 1.43), (3, 1.92), (4, 2.59),
    (5, 3.20), (6, 3.82), (7, 4.38), (8, 4.97),
]  # fmt: skip

#: the most points that are drawn: beyond these a chart is slow, and the eye sees a cloud
MOST = 400

#: the axes as long as the data lie within them
X, Y = (-1, 10), (-2, 10)


def line_and_data(data, y, w, b):
    """The reader's data, their line, and by how much it misses each point."""
    inputs, measurements = measured(data)
    x_range, y_range = room(inputs, X), room(measurements, Y)
    x = span(x_range[0], x_range[1], 81)
    line = answers(y, "y", x, w, b)
    step = spacing(inputs)
    inputs, measurements = inputs[::step], measurements[::step]
    predicted = answers(y, "y", inputs, w, b)
    largest = farthest(measurements, predicted)
    miss = predicted[largest] - measurements[largest]
    traces = [
        residuals(inputs, measurements, predicted),
        curve(x, line, name="y(x, w, b)"),
        movable(points(inputs, measurements), data, step),
    ]
    if number(miss) != "0":
        middle = (within(predicted[largest], y_range) + measurements[largest]) / 2
        side = "middle right" if inputs[largest] <= x_range[1] - 1.5 else "middle left"
        traces.append(note(inputs[largest], middle, " " + number(miss) + " ", "loss", side))
    says = "{} and your line for w = {} and b = {}. Its largest miss is {}, at x = {}.".format(
        counted(data, step), number(w), number(b), number(miss), number(inputs[largest])
    )
    return Figure(Chart(traces, thinned(axes(x_range, y_range), data, step), says))


def replace_the_data(x_values, y, w, b):
    """What the model says, with the measurements that it replaces as rings."""
    inputs, predicted = asked(x_values, y, w, b)
    measured_inputs, measurements = measured(MEASURED)
    x_range, y_range = room(inputs, X), room(predicted, Y)
    rings = points(measured_inputs, measurements, "soft", "measured", 17)
    rings["marker"]["symbol"] = "circle-open"
    rings["marker"]["line"] = {"width": 1.5}
    traces = [
        straight(x_range, y, w, b),
        rings,
        points(inputs, predicted, "model", "y(x, w, b)"),
        note(measured_inputs[3], measurements[3] + 0.4, "measured", "soft", "top left"),
    ]
    says = "Rings for the eight measurements, and the model's own points: {}.".format(
        ", ".join([answer(*pair) for pair in list(zip(inputs, predicted))[:8]])
    )
    return Figure(Chart(traces, axes(x_range, y_range), says))


def predict(x_values, y, w, b):
    """What the model says where nobody measured; a band shows where somebody did."""
    inputs, predicted = asked(x_values, y, w, b)
    x_range, y_range = room(inputs, (-5, 10)), room(predicted, (-4, 8))
    layout = axes(x_range, y_range)
    layout["shapes"] = [
        {
            "type": "rect",
            "x0": MEASURED[0][0],
            "x1": MEASURED[-1][0],
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "line": {"width": 0},
            "fillcolor": colour("rule"),
            "opacity": 0.5,
            "layer": "below",
        }
    ]
    middle = (MEASURED[0][0] + MEASURED[-1][0]) / 2
    layout["annotations"].append(
        {
            "x": middle,
            "y": 1,
            "yref": "paper",
            "yanchor": "top",
            "text": "measured here",
            "showarrow": False,
            "font": {"color": colour("soft"), "size": 13},
        }
    )
    traces = [straight(x_range, y, w, b), points(inputs, predicted, "model", "y(x, w, b)", 11)]
    for x, value in list(zip(inputs, predicted))[:6]:
        traces.append(note(x, value - 0.15, "\u2002x = " + number(x, 4), "ink", "bottom right"))
    says = "The model's answers on its line: {}. Data was measured from x = 1 to x = 8.".format(
        ", ".join([answer(*pair) for pair in list(zip(inputs, predicted))[:8]])
    )
    return Figure(Chart(traces, layout, says))


# What the reader's code defines, checked


def measured(data):
    """The reader's data as two array('d'): inputs and measurements.

    Raises Unusable unless there are two different points, each a pair of finite numbers.
    """
    if not isinstance(data, (list, tuple)):
        raise Unusable(
            "data should be a list of points such as [(1, 0.85), (2, 1.43)], not "
            + shown(data)
            + "."
        )
    if not data:
        raise Unusable("data is empty. Put points in it, such as (1, 0.85).")
    inputs, measurements = array("d"), array("d")
    for index, point in enumerate(data):
        if not isinstance(point, (list, tuple)) or len(point) != 2:
            raise Unusable(
                "Point {} of data is {}. A point is a pair of numbers, such as (1, 0.85).".format(
                    index + 1, shown(point)
                )
            )
        inputs.append(coordinate(point[0], "x", index))
        measurements.append(coordinate(point[1], "y", index))
    if len(data) == 1:
        raise Unusable(
            "data has only one point, and endlessly many lines go through one point. "
            "Put another one in."
        )
    if len(set(inputs)) == 1 and len(set(measurements)) == 1:
        raise Unusable(
            "All points of data lie on the same spot, and endlessly many lines go through it. "
            "Put a different one in."
        )
    return inputs, measurements


def coordinate(value, name, index):
    """One number of a point of data, as a float; index: the point's."""
    try:
        return real(value, name)
    except Unusable as error:
        hint = " Leave out the quotation marks." if isinstance(value, str) else ""
        raise Unusable(
            "Point {} of data has {} for {}. It should be an ordinary number.{}".format(
                index + 1, shown(value), name, hint
            )
        ) from error


def asked(x_values, y, w, b):
    """The reader's inputs, and what their y says for them, both array('d')."""
    if not isinstance(x_values, (list, tuple, range)):
        raise Unusable("x_values should be a list of numbers, not " + shown(x_values) + ".")
    if not x_values:
        raise Unusable("x_values is empty. Put a number in it to ask the model about.")
    inputs = array("d")
    for index, value in enumerate(x_values):
        try:
            inputs.append(real(value, "x"))
        except Unusable as error:
            raise Unusable(
                "Number {} of x_values is {}. It should be an ordinary number.".format(
                    index + 1, shown(value)
                )
            ) from error
    inputs = inputs[:: spacing(inputs)]
    return inputs, answers(y, "y", inputs, w, b)


# What is drawn


def straight(x_range, y, w, b):
    """The reader's line across the whole chart, thin: here its points matter."""
    x = span(x_range[0], x_range[1], 81)
    return curve(x, answers(y, "y", x, w, b), name="y(x, w, b)", width=1.5)


def residuals(inputs, measurements, predicted):
    """An upright stroke from each point to the line."""
    upright = strokes(inputs, measurements, predicted, "misses")
    upright["hoverinfo"] = "skip"
    return told(upright)


def movable(trace, data, step):
    """The data's trace; its points can be dragged if all of them are drawn, from a list."""
    if step == 1 and isinstance(data, list):
        trace["meta"] = {"moves": "data"}
    return trace


def room(values, usual):
    """An axis that holds the values: the usual one while they fit, so that it stays still."""
    low, high = min(values), max(values)
    if not isfinite(4 * (high - low)):
        raise Unusable("These numbers are too far apart for a chart.")
    if usual[0] <= low and high <= usual[1]:
        return usual
    margin = 0.1 * (high - low) or 1
    return (low - margin, high + margin)


def spacing(values):
    """Every how-many-th of the values is drawn."""
    return -(-len(values) // MOST)


def thinned(layout, data, step):
    """The layout, with a note if not all of the data are drawn."""
    if step > 1:
        layout["annotations"].append(
            {
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": 1,
                "yref": "paper",
                "yanchor": "top",
                "text": counted(data, step),
                "showarrow": False,
                "font": {"color": colour("soft"), "size": 13},
            }
        )
    return layout


def counted(data, step):
    """How many points there are, and are drawn, in words."""
    if step == 1:
        return "{} points".format(len(data))
    return "{:,} points, of which each {}th is drawn".format(len(data), step)


def farthest(measurements, predicted):
    """The index of the largest miss."""
    misses = [abs(a - b) for a, b in zip(measurements, predicted)]
    return misses.index(max(misses))


def within(value, limits):
    return min(max(value, limits[0]), limits[1])


def answer(x, value):
    """y(8) = 5"""
    return "y({}) = {}".format(number(x, 4), number(value, 4))


# The landscape of the reader's own loss

#: the landscape last drawn for each chart, with the loss and the data that it was made from
kept = {}


def landscape(data, y, w, b, loss):
    """The loss of every line: from the side, from above, and the line at the current place."""
    inputs, _ = measured(data)
    land = landscape_of("landscape", loss, data, inputs, WEIGHTS, BIASES)
    here = height(loss_at(loss), w, b)
    side = [land.surface(), on_the_ground(land, w, b, here)]
    above = [placeable(land.contour()), you(w, b)]
    line = line_and_data(data, y, w, b).charts[0]
    return Figure(
        Chart(
            side,
            land.space(),
            "The loss as a landscape over w and b. At w = {} and b = {} it is {} high.".format(
                number(w), number(b), number(here)
            ),
        ),
        Chart(
            above,
            land.map(),
            "The same landscape from above, with the point at w = {} and b = {}.".format(
                number(w), number(b)
            ),
        ),
        line,
    )


def gradient(data, w, b, loss, gradient):
    """The landscape near the valley, with the gradient as an arrow from the current place."""
    inputs, _ = measured(data)
    weights, biases = (-2.5, 2.5), (-15, 15)
    land = landscape_of("gradient", loss, data, inputs, weights, biases)
    here = height(loss_at(loss), w, b)
    dw, db = slopes(gradient)
    reach = arrow_length(dw / (weights[1] - weights[0]), db / (biases[1] - biases[0]))
    up = on_map((w, b), (reach * dw, reach * db), weights, biases)
    down = on_map((w, b), (-reach * dw, -reach * db), weights, biases)
    layout = land.map()
    above = [placeable(land.contour()), you(w, b)]
    for end, idea, width, text in ((down, "slope", 2, "downhill"), (up, "slope", 4, "uphill")):
        if reach and end != (w, b):
            # The rim keeps the arrow apart from the map's own colours, light and dark alike.
            layout["annotations"].append(arrow((w, b), end, "paper", width + 3, 0))
            layout["annotations"].append(arrow((w, b), end, idea, width))
            layout["annotations"].append(sign((w, b), end, text, idea))
            above.append(in_the_table((w, b), end, text))
    tangent = here + dw * (up[0] - w) + db * (up[1] - b)
    uphill = array("d", [w, up[0]]), array("d", [b, up[1]]), array("d", [here, tangent])
    side = [
        land.surface(),
        path(uphill[0], uphill[1], uphill[2], "slope", "gradient", 8),
        on_the_ground(land, w, b, here),
    ]
    says = "At w = {} and b = {} the gradient is ({}, {}). ".format(
        number(w), number(b), number(dw, 4), number(db, 4)
    )
    if not reach:
        says = says + "The ground is level here: there is no way up or down."
    else:
        says = says + "The arrow to {} w and {} b points uphill; downhill is the other way.".format(
            "larger" if dw > 0 else "smaller", "larger" if db > 0 else "smaller"
        )
    again = "The same landscape seen from the side, with the gradient drawn from its point."
    return Figure(Chart(above, layout, says), Chart(side, land.space(), again))


def landscape_of(chart, loss, data, inputs, weights, biases):
    """The landscape for a chart, made again only when the reader's code or data have changed."""
    known = kept.get(chart)
    if not known or known[0] is not loss or known[1] is not data:
        count = detail(inputs)
        land = Landscape(loss_at(loss), weights, biases, count)
        known = kept[chart] = (loss, data, land)
    return known[2]


def detail(inputs):
    """Places along each side of a landscape: fewer for many points, so that it comes soon."""
    return max(11, min(41, int((200000 / len(inputs)) ** 0.5)))


def loss_at(loss):
    """The reader's loss as a function of (w, b), also where it takes no arguments.

    Raises Unusable if it is no function.
    """
    if not callable(loss):
        raise Unusable("loss should be a function, not " + shown(loss) + ".")
    code = getattr(loss, "__code__", None)
    if code is None or code.co_argcount:
        return loss
    names = loss.__globals__

    def at(w, b):
        before = names.get("w"), names.get("b")
        names["w"], names["b"] = w, b
        try:
            return loss()
        finally:
            names["w"], names["b"] = before

    return at


def slopes(gradient):
    """The two numbers that the reader's gradient() gives. Raises Unusable where it does not."""
    if not callable(gradient):
        raise Unusable("gradient should be a function, not " + shown(gradient) + ".")
    given = gradient()
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        raise Unusable(
            "gradient() gave {}. It should give two numbers: return dw, db".format(shown(given))
        )
    return real(given[0], "The first number of gradient()"), real(
        given[1], "The second number of gradient()"
    )


def arrow_length(across, up):
    """What to stretch the gradient by, so that its arrow can be seen on the map.

    across, up: the gradient as shares of the map's width and height. A steeper place has a longer
    arrow, but none is longer than 0.3 of the map; 0 where there is no slope.
    """
    size = (across * across + up * up) ** 0.5
    return 0.3 / (size + 6) if size > 1e-9 else 0


def arrow(start, end, idea, width, head=2):
    """An arrow on a map, from one (w, b) to another; head: Plotly's shape of it, 0 for none."""
    return {
        "x": end[0],
        "y": end[1],
        "ax": start[0],
        "ay": start[1],
        "xref": "x",
        "yref": "y",
        "axref": "x",
        "ayref": "y",
        "showarrow": True,
        "arrowhead": head,
        "arrowsize": 0.8,
        "arrowwidth": width,
        "arrowcolor": colour(idea),
        "startstandoff": 9,
        "text": "",
    }


def in_the_table(start, end, name):
    """The two ends of an arrow, for the table of numbers: annotations are in none."""
    w, b = array("d", [start[0], end[0]]), array("d", [start[1], end[1]])
    ends = {"type": "scatter", "mode": "none", "x": w, "y": b, "name": name, "hoverinfo": "skip"}
    return told(ends)


def sign(start, end, text, idea):
    """A few words above the middle of an arrow."""
    return {
        "x": (start[0] + end[0]) / 2,
        "y": (start[1] + end[1]) / 2,
        "text": text,
        "showarrow": False,
        "yanchor": "bottom",
        "yshift": 10,
        "font": {"color": colour(idea), "size": 13},
        "bgcolor": colour("paper"),
        "borderpad": 2,
    }


def on_map(start, step, weights, biases):
    """Where a step ends, made shorter where it would lead off the map."""
    share = 1.0
    for at, along, limits in zip(start, step, (weights, biases)):
        if along:
            room_left = (limits[1] if along > 0 else limits[0]) - at
            share = min(share, max(0.0, room_left / along))
    # An arrow without a shaft would only be a blot.
    return (start[0] + share * step[0], start[1] + share * step[1]) if share > 0.2 else start


def you(w, b):
    """The current place on a map, with a rim that sets it off from every height."""
    mark = points(array("d", [w]), array("d", [b]), "model", "current place", 14)
    mark["marker"]["line"] = {"color": colour("paper"), "width": 2}
    mark["hovertemplate"] = "w = %{x:.3~f}<br>b = %{y:.3~f}<extra></extra>"
    return mark


def on_the_ground(land, w, b, here):
    """The current place in space."""
    mark = lifted(place(w, b, here, "", "model"), land.lowest, land.top)
    mark["marker"]["line"] = {"color": colour("paper"), "width": 2}
    return mark


def placeable(trace):
    """A map's trace on which a click moves the sliders w and b to that place."""
    trace["meta"] = {"sets": ["w", "b"]}
    return trace
