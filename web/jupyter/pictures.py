"""Draws the lesson's figures in a notebook, with plotly, and plays its training."""

from array import array
from math import isfinite

import plotly.graph_objects as go
from IPython.display import Markdown, display

#: what each of the lesson's colours is painted with, by its name: "model", "bias", …
PAINTS: dict[str, str] = {}

#: a run is drawn with about this many of its steps
DRAWN = 300

#: the iterations that are worth a line of the table, beside the last
TOLD = (0, 1, 10, 100, 1000, 10000)

TEXT = {"font": {"family": "Inter, Arial, sans-serif", "size": 13}, "showlegend": False}


def show(figure):
    """Draw the charts of a figure, with its formula, its numbers and a sentence on each chart."""
    if figure.formula:
        print("".join([part if isinstance(part, str) else part[1] for part in figure.formula]))
    for name, value in figure.readouts:
        print(name, "=", value)
    for chart in figure.charts:
        draw(chart.data, chart.layout, chart.says)
    if "diagram" in figure.parts:
        display(Markdown(wired(figure.parts["diagram"])))


def draw(data, layout, says):
    """Draw one chart, and say what it shows."""
    solid = "scene" in layout
    picture = go.Figure([painted(trace) for trace in data])
    picture.update_layout(solid_look() if solid else flat_look(), height=480 if solid else 420)
    picture.update_layout(painted(layout))
    picture.show()
    print(says)


def painted(value):
    """A copy with paints for the names of colours, and with lists for arrays and grids."""
    if isinstance(value, str) and value.startswith("var(--"):
        return PAINTS[value[len("var(--") : -1]]
    if isinstance(value, array):
        return value.tolist()
    if hasattr(value, "columns"):
        numbers = value.values.tolist()
        return [numbers[i : i + value.columns] for i in range(0, len(numbers), value.columns)]
    if isinstance(value, dict):
        return {key: painted(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [painted(item) for item in value]
    return value


def flat_look():
    axis = {"gridcolor": PAINTS["rule"], "zerolinecolor": PAINTS["soft"], "color": PAINTS["soft"]}
    paper = {"paper_bgcolor": PAINTS["paper"], "plot_bgcolor": PAINTS["paper"]}
    margin = {"l": 40, "r": 16, "t": 12, "b": 32}
    return {**TEXT, **paper, "margin": margin, "xaxis": axis, "yaxis": axis}


def solid_look():
    axis = {"gridcolor": PAINTS["rule"], "color": PAINTS["soft"], "showbackground": False}
    scene = {
        "xaxis": axis,
        "yaxis": axis,
        "zaxis": axis,
        "camera": {"eye": {"x": 1.35, "y": -1.5, "z": 0.9}},
        "aspectmode": "manual",
        "aspectratio": {"x": 1, "y": 1, "z": 0.7},
    }
    margin = {"l": 0, "r": 0, "t": 0, "b": 0}
    return {**TEXT, "paper_bgcolor": PAINTS["paper"], "margin": margin, "scene": scene}


def table(heads, rows):
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(["| " + " | ".join(line) + " |" for line in lines])


def wired(diagram):
    """The diagram of a network as a table: a row for each hidden neuron."""
    rows = []
    for number, neuron in enumerate(diagram["neurons"]):
        parameters = neuron["inputs"] + [neuron["bias"], neuron["output"]]
        texts = ["{name} = {value:g}".format(**parameter) for parameter in parameters]
        rows.append([str(number + 1), ", ".join(texts[:-2]), texts[-2], texts[-1]])
    return table(["hidden neuron", "weight in", "bias", "weight out"], rows)


# Training


def play_steps(figure, update, steps, names):
    """Call update() so many times, and show where it led; see `play`."""

    def take(count):
        for _ in range(count):
            update()

    play(figure, take, steps, names)


def play(figure, train, iterations, names):
    """Call train(n) until so many iterations have passed, and show where they led.

    figure: its charts show the start, and say which of their traces move
    names: the namespace in which what train() changes can be read
    """
    player = figure.parts["player"]
    places = [
        list(trace["x"])
        for chart in figure.charts
        for trace in chart.data
        if trace.get("meta", {}).get("plays") == "model"
    ]
    rows = [read(0, player, names)]
    curve = curve_of(player, places, names)
    for stop in stops(iterations):
        try:
            train(stop - rows[-1]["iteration"])
            row = read(stop, player, names)
            points = curve_of(player, places, names)
        except OverflowError:
            print("After iteration", rows[-1]["iteration"], "the numbers became too large.")
            break
        rows.append(row)
        curve = points
        if not all(isfinite(value) for value in row.values()):
            break
    heads = list(rows[0])
    shown = [[spelt(row[name]) for name in heads] for row in milestones(rows)]
    display(Markdown(table(heads, shown)))
    last = {name: spelt(value) for name, value in rows[-1].items()}
    for chart, says in zip(figure.charts, player["says"], strict=True):
        data = [moved(trace, rows, curve) for trace in chart.data]
        draw(data, stretched(chart.layout, rows), says.format_map(last))


def read(iteration, player, names):
    """The numbers that are followed, by their names, at one iteration."""
    return {"iteration": iteration, **{text: eval(text, names) for text in player["records"]}}


def curve_of(player, places, names):
    """The heights of the curve that moves, at the first of the places; none where none moves."""
    return [eval(player["curve"], {**names, "x": x}) for x in places[0]] if places else []


def stops(iterations):
    """The iterations that are looked at: each of the first, then at even distances."""
    if iterations <= DRAWN:
        return range(1, iterations + 1)
    distance = -(-iterations // (DRAWN // 2))
    later = {*range(distance, iterations, distance), *TOLD, iterations}
    return [stop for stop in sorted({*range(1, DRAWN // 2), *later}) if 0 < stop <= iterations]


def milestones(rows):
    """The rows of the table: all of a few; of many those that are worth it."""
    few = len(rows) <= 12
    return [row for row in rows if few or row["iteration"] in TOLD or row is rows[-1]]


def spelt(value):
    return f"{value:g}" if value == int(value) else f"{value:.6g}"


def moved(trace, rows, curve):
    """A trace as it is at the end of the run."""
    meta = trace.get("meta", {})
    plays = meta.get("plays")
    if plays == "model":
        return {**trace, "y": curve}
    if plays not in ("trail", "now"):
        return trace
    chosen = rows if plays == "trail" else rows[-1:]
    return {**trace, **{axis: [row[meta[axis]] for row in chosen] for axis in ("x", "y")}}


def stretched(layout, rows):
    """The layout; an axis of iterations is made long enough for all of them."""
    names = [note.get("text") for note in layout.get("annotations", [])]
    if "iteration" not in names:
        return layout
    end = max(layout["xaxis"]["range"][1], rows[-1]["iteration"])
    return {**layout, "xaxis": {**layout["xaxis"], "range": [0, end]}}
