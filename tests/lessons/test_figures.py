"""The numbers that the figures draw, against numbers worked out here in another way, with numpy."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

import engine
from web.figures import picture
from web.modules import LessonPython, fresh_modules
from web.toolchain import ROOT

FOLDER = ROOT / "lessons" / "how-machines-learn"

Numbers = NDArray[np.float64]

parameter = st.floats(-10, 10, allow_subnormal=False).map(lambda value: round(value, 2))
bias_in_landscape = st.floats(-15, 15).map(lambda value: round(value, 2))

DATA = np.array(
    [(1, 0.85), (2, 1.43), (3, 1.92), (4, 2.59), (5, 3.20), (6, 3.82), (7, 4.38), (8, 4.97)]
)
START_POINTS = [1.5, 3.55, 3.5, 2.85, 6.5, 6.15, 9, 5.7, 12.5, 9.25, 4.5, 8.25]


@pytest.fixture(scope="module")
def figures() -> Iterator[Any]:
    """figures.py of the first lesson, loaded once: Hypothesis calls each test many times."""
    with fresh_modules(ROOT):
        complaints: list[str] = []
        python = LessonPython(FOLDER, lambda file, line, sentence: complaints.append(sentence))
        assert complaints == []
        yield python.figures


def block_numbers(block: str, name: str) -> list[float]:
    """The numbers that a block of the lesson gives its figure."""
    text = (FOLDER / "lesson.md").read_text().split(f"```{{figure}} {block}\n")[1]
    found = re.search(rf"^  {name}: \[(.*)\]$", text, re.MULTILINE)
    assert found
    return [float(number) for number in found[1].split(",")]


def numbers(trace: dict[str, Any], axis: str) -> Numbers:
    """What a trace holds along an axis, as an array of one or two dimensions."""
    value = trace[axis]
    if isinstance(value, array):
        return np.array(value)
    return np.array(value.values).reshape(-1, value.columns)


def named(chart: Any, name: str) -> list[dict[str, Any]]:
    return [trace for trace in chart.data if trace.get("name") == name]


def logistic(z: Numbers | float) -> Numbers:
    return np.array(np.exp(-np.logaddexp(0, -np.asarray(z, dtype=float))))


def readouts(figure: Any) -> dict[str, float]:
    return {name: float(text) for name, text in figure.readouts}


# Every figure at all

SKETCH = array("d", block_numbers("approximator", "drawn"))

#: each figure at its start and elsewhere
SOME: list[tuple[str, tuple[Any, ...]]] = [
    ("line", (1.0, 0.0)),
    ("line", (-3.5, 9.0)),
    ("plane", (0.0, 0.0, 0.0)),
    ("plane", (2.0, -1.0, 3.0)),
    ("plane", (0.0, 0.0, 10.0)),
    ("sigmoid", ()),
    ("neuron", (1.0, 0.0)),
    ("neuron", (-2.0, 6.0)),
    ("neuron", (0.0, 0.3)),
    ("neuron_2d", (1.0, 2.0, 0.0)),
    ("neuron_2d", (0.0, 0.0, -1.0)),
    ("neuron_2d", (0.5, 0.1, 10.0)),
    ("approximator", (4.0, 0.0, SKETCH)),
    ("approximator", (1.0, 1.0, SKETCH)),
    ("approximator", (17.0, 2.0, SKETCH)),
    ("approximator", (32.0, 3.0, SKETCH)),
    ("l1_and_l2", (array("d", START_POINTS),)),
    ("l1_and_l2", (array("d", [2, 3, 4, 4]),)),
    ("slope", (0.0,)),
    ("slope", (-1.69788935,)),
    ("slope", (2.5,)),
    ("partial_derivatives", (2.0, 1.0)),
    ("partial_derivatives", (-10.0, -15.0)),
    ("partial_derivatives", (0.594048, 0.221786)),
]


@pytest.mark.parametrize(("name", "arguments"), SOME)
def test_plotly_draws_it(figures: Any, name: str, arguments: tuple[Any, ...]) -> None:
    assert picture(getattr(figures, name)(*arguments), 0).numbers


@pytest.mark.parametrize("name", sorted({name for name, arguments in SOME if arguments}))
def test_the_sentences_change_with_the_picture(figures: Any, name: str) -> None:
    all_arguments = [arguments for each, arguments in SOME if each == name]
    drawn = [getattr(figures, name)(*arguments) for arguments in all_arguments]
    for charts in zip(*(figure.charts for figure in drawn), strict=True):
        sentences = [chart.says for chart in charts]
        assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("neuron", (1, 0)),
        ("neuron_2d", (1, 2, 0)),
        ("network_1", (1, 0, 6.28)),
        ("network_4", (0.2, -0.5, 1.9, -0.8, 1, -5.7, 0, 7.1, 7.2, 9.7, -6.3, -6.3)),
    ],
)
def test_every_step_of_an_arrow_key_changes_the_sentence(
    figures: Any, name: str, start: tuple[float, ...]
) -> None:
    """A steeper switch is another picture, though it stands at the same place."""
    for i in range(len(start)):
        steps = [(*start[:i], round(step / 5, 1), *start[i + 1 :]) for step in range(-50, 51)]
        said = [getattr(figures, name)(*values).charts[0].says for values in steps]
        assert not [steps[k] for k in range(1, len(steps)) if said[k] == said[k - 1]]


@pytest.mark.parametrize("name", sorted({name for name, _ in SOME}))
def test_a_figure_keeps_its_charts(figures: Any, name: str) -> None:
    """As many charts whatever the parameters are: the page has made room for so many."""
    drawn = [getattr(figures, name)(*arguments) for each, arguments in SOME if each == name]
    assert len({len(figure.charts) for figure in drawn}) == 1


# The line, with one input and with two


@given(w=parameter, b=parameter)
def test_line(figures: Any, w: float, b: float) -> None:
    (chart,) = figures.line(w, b).charts
    x = np.linspace(-10, 10, 21)
    np.testing.assert_allclose(numbers(chart.data[0], "x"), x)
    np.testing.assert_allclose(numbers(chart.data[0], "y"), np.polyval([w, b], x))


def places(surface: dict[str, Any]) -> tuple[Numbers, Numbers]:
    x1, x2 = np.meshgrid(numbers(surface, "x"), numbers(surface, "y"))
    assert (x1.min(), x1.max(), x2.min(), x2.max()) == (-10, 10, -10, 10)
    return x1, x2


def check_zero_line(
    lines: list[dict[str, Any]], height: float, w1: float, w2: float, b: float
) -> None:
    """The line where w1·x1 + w2·x2 + b = 0 runs from edge to edge, if it is there."""
    corners = [w1 * x1 + w2 * x2 + b for x1 in (-10, 10) for x2 in (-10, 10)]
    assume(min(abs(corner) for corner in corners) > 1e-6)
    if min(corners) > 0 or max(corners) < 0:
        assert lines == []
        return
    (line,) = lines
    x1, x2 = numbers(line, "x"), numbers(line, "y")
    np.testing.assert_allclose(w1 * x1 + w2 * x2 + b, 0, atol=1e-9)
    np.testing.assert_allclose(np.maximum(abs(x1), abs(x2)), 10)
    assert (x1[0], x2[0]) != (x1[-1], x2[-1])
    assert set(numbers(line, "z")) == {height}


@given(w1=parameter, w2=parameter, b=parameter)
@example(w1=0.0, w2=0.0, b=0.5)
@example(w1=0.0, w2=2.0, b=3.0)
@example(w1=-2.0, w2=0.0, b=3.0)
def test_plane(figures: Any, w1: float, w2: float, b: float) -> None:
    (chart,) = figures.plane(w1, w2, b).charts
    x1, x2 = places(chart.data[0])
    np.testing.assert_allclose(
        numbers(chart.data[0], "z"), np.tensordot([w1, w2], [x1, x2], 1) + b, atol=1e-12
    )
    check_zero_line(named(chart, "y = 0"), 0, w1, w2, b)


# Neurons


def test_sigmoid(figures: Any) -> None:
    (chart,) = figures.sigmoid().charts
    (curve,) = named(chart, "σ(x)")
    np.testing.assert_allclose(numbers(curve, "y"), logistic(numbers(curve, "x")))
    assert [set(numbers(limit, "y")) for limit in named(chart, "limit")] == [{0}, {1}]
    (half,) = named(chart, "σ(0) = ½")
    assert (*half["x"], *half["y"]) == (0, 0.5)


@given(w=parameter, b=parameter)
@example(w=0.0, b=0.0)
@example(w=1.0, b=0.0)
def test_neuron(figures: Any, w: float, b: float) -> None:
    (chart,) = figures.neuron(w, b).charts
    (curve,) = named(chart, "y")
    np.testing.assert_allclose(numbers(curve, "y"), logistic(w * numbers(curve, "x") + b))
    (line,) = named(chart, "w·x + b")
    np.testing.assert_allclose(numbers(line, "y"), w * numbers(line, "x") + b, atol=1e-12)
    drops = named(chart, "x = −b/w")
    if w == 0 or abs(b) > 10 * abs(w):
        assert drops == []
    else:
        np.testing.assert_allclose(drops[0]["x"], -b / w)
        assert list(drops[0]["y"]) == [0, 0.5]


@given(w1=parameter, w2=parameter, b=parameter)
@example(w1=0.0, w2=0.0, b=0.5)
def test_neuron_2d(figures: Any, w1: float, w2: float, b: float) -> None:
    (chart,) = figures.neuron_2d(w1, w2, b).charts
    x1, x2 = places(chart.data[0])
    np.testing.assert_allclose(numbers(chart.data[0], "z"), logistic(w1 * x1 + w2 * x2 + b))
    check_zero_line(named(chart, "y = ½"), 0.5, w1, w2, b)


# Approximation


def hidden_neurons(x: Numbers) -> Numbers:
    """What each of the 32 fixed neurons answers: its place is its number's bits, mirrored."""
    mirrored = [int(f"{k:05b}"[::-1], 2) / 32 for k in range(1, 32)]
    centres = np.array([-13, *(20 * np.array(mirrored) - 10)])
    return logistic(1.5 * (x[:, None] - centres))


TARGETS: list[Callable[[Numbers], Numbers]] = [
    lambda x: np.sin(2 * np.pi * x / 10),
    lambda x: 0.8 * np.sign(x - 2 + 1e-9),
    lambda x: (
        1.8 * np.exp(-((x + 4) ** 2) / 1.6**2) + 1.1 * np.exp(-((x - 4.5) ** 2) / 1.3**2) - 0.8
    ),
]

drawings = st.lists(st.floats(-1.5, 1.5), min_size=41, max_size=41).map(lambda y: array("d", y))


def check_approximator(figure: Any, target: Callable[[Numbers], Numbers], neurons: int) -> None:
    curves, errors = figure.charts
    (network,) = named(curves, "network")
    x = numbers(network, "x")
    hidden, wanted = hidden_neurons(x), target(x)
    misses = []
    for count in range(1, 33):
        weights = np.linalg.lstsq(hidden[:, :count], wanted, rcond=None)[0]
        best = hidden[:, :count] @ weights
        misses.append(np.sqrt(np.mean((best - wanted) ** 2)))
        if count == neurons:
            np.testing.assert_allclose(numbers(network, "y"), best, atol=1e-7)
    (row,) = named(errors, "error")
    np.testing.assert_allclose(numbers(row, "y"), np.maximum(misses, 1e-4), atol=1e-6)
    assert all(np.diff(numbers(row, "y")) <= 1e-12)
    assert readouts(figure)["error"] == pytest.approx(misses[neurons - 1], abs=6e-5)


@pytest.mark.parametrize("target", [0, 1, 2])
@pytest.mark.parametrize("neurons", [1, 4, 13, 32])
def test_approximator(figures: Any, target: int, neurons: int) -> None:
    figure = figures.approximator(float(neurons), float(target), SKETCH)
    check_approximator(figure, TARGETS[target], neurons)
    (wanted,) = named(figure.charts[0], "target")
    np.testing.assert_allclose(
        numbers(wanted, "y"), TARGETS[target](numbers(wanted, "x")), atol=1e-12
    )
    assert "meta" not in wanted


@given(drawn=drawings, neurons=st.integers(1, 32))
def test_approximator_of_a_drawing(figures: Any, drawn: Any, neurons: int) -> None:
    figure = figures.approximator(float(neurons), 3.0, drawn)
    places = np.linspace(-10, 10, 41)
    check_approximator(figure, lambda x: np.interp(x, places, np.array(drawn)), neurons)
    (wanted,) = named(figure.charts[0], "target")
    assert wanted["meta"] == {"draws": "drawn"}
    np.testing.assert_allclose(numbers(wanted, "x"), places)
    assert list(wanted["y"]) == list(drawn)


def test_the_goals_of_the_approximator(figures: Any) -> None:
    approximation = figures.approximation
    assert (
        approximation.error_of(4.0, 0.0, SKETCH) > 0.01 > approximation.error_of(24.0, 0.0, SKETCH)
    )
    assert not approximation.is_own(SKETCH)
    assert approximation.is_own(array("d", [*SKETCH[:-1], 1.4]))


# Misses

free_points = st.lists(st.tuples(st.floats(0, 14), st.floats(0, 10)), min_size=1, max_size=8).map(
    lambda pairs: array("d", [number for pair in pairs for number in pair])
)


@given(points=free_points)
@example(points=array("d", START_POINTS))
def test_l1_and_l2(figures: Any, points: Any) -> None:
    figure = figures.l1_and_l2(points)
    bars, squares = figure.charts
    x, y = np.array(points).reshape(-1, 2).T
    misses = np.abs(np.interp(x, [0, 14], [2, 9]) - y)
    assert readouts(figure)["L1"] == pytest.approx(misses.sum(), abs=6e-5)
    assert readouts(figure)["L2"] == pytest.approx(misses @ misses / 2, abs=6e-5)
    np.testing.assert_allclose(
        [np.ptp(numbers(bar, "y")) for bar in named(bars, "miss")], misses, atol=1e-12
    )
    for square, miss in zip(named(squares, "miss squared"), misses, strict=True):
        np.testing.assert_allclose(np.ptp(numbers(square, "x")), miss, atol=1e-12)
        np.testing.assert_allclose(np.ptp(numbers(square, "y")), miss, atol=1e-12)
    assert squares.layout["yaxis"]["scaleanchor"] == "x"
    for chart, shares in ((bars, misses), (squares, misses**2 / 2)):
        pieces = named(chart, "share of the sum")
        ends = np.array([(min(piece["x"]), max(piece["x"])) for piece in pieces])
        np.testing.assert_allclose(ends[:, 1], np.cumsum(shares), atol=1e-9)
        np.testing.assert_allclose(ends[:, 0], np.cumsum(shares) - shares, atol=1e-9)
        assert ends.max() <= chart.layout["xaxis2"]["range"][1]
        (movable,) = [trace for trace in chart.data if trace.get("meta") == {"moves": "points"}]
        assert list(movable["x"]) == list(x)
        assert list(movable["y"]) == list(y)


def test_the_points_of_the_block_are_the_ones_tested() -> None:
    assert block_numbers("l1-and-l2", "points") == START_POINTS


def test_the_far_point(figures: Any) -> None:
    points = array("d", START_POINTS)
    assert figures.misses.loss_of_far_point(points) == pytest.approx(8)
    points[-1] = 4.25
    assert figures.misses.loss_of_far_point(points) == 0


# Slopes


def f(x: Any) -> Any:
    return np.polyval([1 / 2, 0, -5 / 2, 1.3, 0], x)


@given(x=st.floats(-2.5, 2.5))
@example(x=0.0)
def test_slope(figures: Any, x: float) -> None:
    figure = figures.slope(x)
    (chart,) = figure.charts
    (curve,) = named(chart, "f(x)")
    np.testing.assert_allclose(numbers(curve, "y"), f(numbers(curve, "x")), atol=1e-12)
    slope = 2 * x**3 - 5 * x + 1.3
    assert readouts(figure)["slope of tangent"] == pytest.approx(slope, abs=6e-5)
    (tangent,) = named(chart, "tangent")
    np.testing.assert_allclose(
        numbers(tangent, "y"), f(x) + slope * (numbers(tangent, "x") - x), atol=1e-9
    )
    arrows = [note for note in chart.layout["annotations"] if note["showarrow"]]
    assert len(arrows) == (abs(slope) >= 0.12)
    for arrow in arrows:
        assert (arrow["ax"], arrow["ay"]) == (x, pytest.approx(f(x)))
        assert arrow["y"] < arrow["ay"]


def test_the_slope_at_the_start(figures: Any) -> None:
    assert dict(figures.slope(0.0).readouts) == {"slope of tangent": "1.3000"}


def test_the_valleys(figures: Any) -> None:
    assert sorted(np.roots([2, 0, -5, 1.3])) == pytest.approx(figures.tangents.FLAT, abs=1e-8)


def loss(w: Any, b: Any) -> Any:
    x, y = DATA.T
    w, b = np.asarray(w)[..., None], np.asarray(b)[..., None]
    return np.sum((w * x + b - y) ** 2, axis=-1) / 2


@given(w=parameter, b=bias_in_landscape)
@example(w=2.0, b=1.0)
@example(w=10.0, b=15.0)
def test_partial_derivatives(figures: Any, w: float, b: float) -> None:
    figure = figures.partial_derivatives(w, b)
    solid, along_w, along_b = figure.charts
    # The loss is a parabola along each parameter: a central difference is its slope exactly.
    slopes = (
        (loss(w + 1, b) - loss(w - 1, b)) / 2,
        (loss(w, b + 1) - loss(w, b - 1)) / 2,
    )
    shown = readouts(figure)
    assert shown["∂L2/∂w"] == pytest.approx(slopes[0], abs=1e-4)
    assert shown["∂L2/∂b"] == pytest.approx(slopes[1], abs=1e-4)

    land = solid.data[0]
    (point,) = named(solid, "point")
    assert point["meta"]["height"] == pytest.approx(loss(w, b))
    assert point["z"][0] > point["meta"]["height"]
    ws, bs = np.meshgrid(numbers(land, "x"), numbers(land, "y"))
    np.testing.assert_allclose(numbers(land, "z"), loss(ws, bs), rtol=1e-9)
    for name in ("b stays", "w stays"):
        (cut,) = named(solid, name)
        np.testing.assert_allclose(
            numbers(cut, "z"), loss(numbers(cut, "x"), numbers(cut, "y")), rtol=1e-9, atol=1e-9
        )
    for name, (slope_w, slope_b) in (
        ("slope along w", (slopes[0], 0)),
        ("slope along b", (0, slopes[1])),
    ):
        (tangent,) = named(solid, name)
        away_w, away_b = numbers(tangent, "x") - w, numbers(tangent, "y") - b
        height = loss(w, b) + slope_w * away_w + slope_b * away_b
        np.testing.assert_allclose(numbers(tangent, "z"), height, atol=1e-6)
    for chart, at, slope in ((along_w, w, slopes[0]), (along_b, b, slopes[1])):
        (curve,) = named(chart, "loss")
        places = numbers(curve, "x")
        wanted = loss(places, b) if chart is along_w else loss(w, places)
        np.testing.assert_allclose(numbers(curve, "y"), wanted, rtol=1e-9, atol=1e-9)
        (tangent,) = named(chart, "tangent")
        np.testing.assert_allclose(
            numbers(tangent, "y"), loss(w, b) + slope * (numbers(tangent, "x") - at), atol=1e-6
        )
        low, high = chart.layout["yaxis"]["range"]
        assert low < loss(w, b) < high


# The landscape as such


def test_landscape_of_any_function(figures: Any) -> None:
    landscape = figures.cuts.Landscape(lambda w, b: w * w + 4 * b, (-3, 3), (0, 5), 7)
    w, b = np.meshgrid(np.linspace(-3, 3, 7), np.linspace(0, 5, 7))
    heights = w**2 + 4 * b
    np.testing.assert_allclose(numbers(landscape.surface(), "z"), heights)
    shades = np.sqrt((heights - heights.min()) / np.ptp(heights))
    np.testing.assert_allclose(numbers(landscape.surface(), "surfacecolor"), shades)
    np.testing.assert_allclose(numbers(landscape.contour(), "z"), shades)
    assert landscape.space()["scene"]["zaxis"]["range"] == [0, 29]


def test_a_flat_landscape(figures: Any) -> None:
    landscape = figures.cuts.Landscape(lambda w, b: 0, count=5)
    assert set(numbers(landscape.surface(), "surfacecolor").flat) == {0}


@pytest.mark.parametrize("answer", [None, "high", float("nan"), float("inf"), 1j, [1]])
def test_a_loss_that_is_no_number(figures: Any, answer: object) -> None:
    with pytest.raises(Exception, match=r"^loss\(-15, -15\) gave ") as raised:
        figures.cuts.Landscape(lambda w, b: answer)
    assert type(raised.value).__name__ == "Unusable"


@given(
    values=st.lists(st.floats(-5, 9), min_size=3, max_size=8),
    steps=st.integers(0, 200),
)
def test_the_title_line_learns_as_the_engine_does(
    figures: Any, values: list[float], steps: int
) -> None:
    points = [(float(x), y) for x, y in enumerate(values, 1)]
    model = engine.Line(-0.4, 0.9)
    data = engine.Data(points)
    descent = engine.GradientDescent(model, engine.L2(), data, learning_rate=0.004)
    for _ in range(steps):
        descent.step()
    figure = figures.learning(float(steps), array("d", [n for point in points for n in point]))
    (chart,) = figure.charts
    (line,) = named(chart, "line")
    np.testing.assert_allclose(line["y"], [model.predict(x) for x in line["x"]], rtol=1e-9)
    shown = float(figure.readouts[0][1])
    assert shown == pytest.approx(engine.L2().of(model, data), abs=6e-5)
