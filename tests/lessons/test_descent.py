"""The cells that descend: what their charts say of a run, and how it is played and recorded."""

from __future__ import annotations

import importlib
from array import array
from math import inf, isfinite, log10
from types import ModuleType
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

DATA = [(1, 0.85), (2, 1.43), (3, 1.92), (4, 2.59), (5, 3.20), (6, 3.82), (7, 4.38), (8, 4.97)]
INPUTS = array("d", [x for x, _ in DATA])
MEASUREMENTS = array("d", [y for _, y in DATA])

RECORDS = ["w", "b", "loss(w, b)"]


def line(x: float, w: float, b: float) -> float:
    return w * x + b


def loss(w: float, b: float) -> float:
    return sum((line(x, w, b) - y) ** 2 for x, y in DATA) / 2


@pytest.fixture
def charts(figures: ModuleType) -> ModuleType:
    return importlib.import_module("descent_charts")


@pytest.fixture
def training(figures: ModuleType) -> ModuleType:
    return importlib.import_module("training")


def playing(figure: Any, chart: int, how: str) -> dict[str, Any]:
    traces: list[dict[str, Any]] = figure.charts[chart].data
    return next(trace for trace in traces if trace.get("meta", {}).get("plays") == how)


def test_the_sharpest_bend_is_the_hessians_larger_eigenvalue(charts: ModuleType) -> None:
    x = numpy.array(INPUTS)
    hessian = [[x @ x, x.sum()], [x.sum(), len(x)]]
    assert charts.steepest_bend(INPUTS) == pytest.approx(numpy.linalg.eigvalsh(hessian)[-1])
    assert charts.steepest_bend(INPUTS) == pytest.approx(210.403, abs=5e-4)


def test_the_lowest_place_is_that_of_least_squares(charts: ModuleType) -> None:
    w, b = charts.lowest(INPUTS, MEASUREMENTS)
    assert (w, b) == pytest.approx(tuple(numpy.polyfit(INPUTS, MEASUREMENTS, 1)))
    assert (w, b) == (pytest.approx(0.594048, abs=5e-7), pytest.approx(0.221786, abs=5e-7))
    assert loss(w, b) == pytest.approx(0.004956, abs=5e-7)


def test_points_above_each_other_have_a_lowest_place_too(charts: ModuleType) -> None:
    assert charts.lowest(array("d", [2, 2]), array("d", [1, 5])) == (0, 3)


@pytest.mark.parametrize(
    ("rate", "sentence"),
    [
        (0.01, "learning_rate = 0.01 is too high. On these data descent settles only below "),
        (-0.1, "negative, so every step goes uphill"),
        (0.009, "Look at the sign in update()"),
        (None, "needs a learning rate below "),
    ],
)
def test_why_the_loss_rises(figures: ModuleType, rate: float | None, sentence: str) -> None:
    rises = figures.steps(DATA, line, loss, 1, 0, rate).parts["player"]["rises"]
    assert sentence in rises
    if rate != -0.1:
        assert "2 / 210.403 = 0.009506" in rises


def test_a_run_starts_at_the_readers_numbers(figures: ModuleType) -> None:
    figure = figures.train(DATA, line, loss, 1, 0, 0.001, 0)
    assert figure.parts["player"]["records"] == ["iteration_counter", *RECORDS]
    assert figure.parts["player"]["start"] == [0, 1, 0, pytest.approx(13.7698)]
    model = playing(figure, 0, "model")
    assert list(model["y"]) == pytest.approx(list(model["x"]))
    now = playing(figure, 1, "now")
    assert (now["x"][0], now["y"][0]) == (1, 0)


def test_start_lowest_place_and_losses_lie_within_the_axes(figures: ModuleType) -> None:
    figure = figures.train(DATA, line, loss, 1, 0, 0.001, 0)
    across, up = (figure.charts[1].layout[axis]["range"] for axis in ("xaxis", "yaxis"))
    for w, b in ((1, 0), (0.594048, 0.221786), (0.637247, -0.021097)):
        assert across[0] < w < across[1]
        assert up[0] < b < up[1]
    low, high = figure.charts[2].layout["yaxis"]["range"]
    assert low < log10(0.004956) < log10(13.7698) < high


def test_a_start_in_the_lowest_place_has_a_map(figures: ModuleType) -> None:
    exact = [(1, 2), (2, 4), (3, 6)]

    def perfect(w: float, b: float) -> float:
        return sum((line(x, w, b) - y) ** 2 for x, y in exact) / 2

    figure = figures.train(exact, line, perfect, 2, 0, 0.001, 0)
    for chart in figure.charts:
        for axis in ("xaxis", "yaxis"):
            low, high = chart.layout[axis]["range"]
            assert isfinite(low)
            assert low < high


@pytest.mark.parametrize(
    ("data", "sentence"),
    [([], "data is empty"), ([(1, 2)], "only one point"), (7, "should be a list")],
)
def test_data_that_cannot_be_descended(
    figures: ModuleType, unusable: type[Exception], data: Any, sentence: str
) -> None:
    with pytest.raises(unusable, match=sentence):
        figures.steps(data, line, loss, 1, 0, 0.01)


CODE = """
w = 1
b = 0
seen = []
iteration_counter = 0

def y(x, w, b):
    return w * x + b

def loss(w, b):
    return sum((y(x, w, b) - measured) ** 2 for x, measured in data) / 2

def update():
    global w, b
    misses = [y(x, w, b) - measured for x, measured in data]
    w, b = (
        w - rate * sum(miss * x for miss, (x, _) in zip(misses, data)),
        b - rate * sum(misses),
    )

def train(iterations):
    global iteration_counter
    seen.append(iterations)
    for i in range(iterations):
        update()
        iteration_counter += 1
"""


def run_of(training: ModuleType, kind: str = "train", rate: float = 0.001) -> Any:
    names: dict[str, Any] = {"data": DATA, "rate": rate}
    exec(CODE, names)
    run = training.Training(kind, names)
    run.follow(RECORDS, "y(x, w, b)")
    return run


def rows(numbers: array[float], places: int) -> numpy.ndarray[Any, Any]:
    return numpy.array(numbers).reshape(-1, 1 + len(RECORDS) + places)


@pytest.mark.parametrize(
    ("iterations", "w", "b", "end"),
    [
        (100, 0.637247, -0.021097, 0.053549),
        (1000, 0.604299, 0.164147, 0.007693),
        (5000, 0.594065, 0.221689, 0.004956),
    ],
)
@pytest.mark.parametrize("kind", ["steps", "train"])
def test_the_lessons_numbers(
    training: ModuleType, kind: str, iterations: int, w: float, b: float, end: float
) -> None:
    run = run_of(training, kind)
    last = rows(run.advance(iterations, inf, array("d", [0, 10])), 2)[-1]
    wanted = [iterations, w, b, end, b, 10 * w + b]
    assert list(last) == pytest.approx(wanted, abs=6e-6)


def test_a_long_run_is_recorded_in_ever_wider_steps(training: ModuleType) -> None:
    run = run_of(training)
    recorded = rows(run.advance(9000, inf, array("d")), 0)[:, 0]
    assert list(recorded[:2000]) == list(range(1, 2001))
    assert set(numpy.diff(recorded[2000:3000])) == {2}
    assert recorded[-1] == 9000
    assert len(recorded) < 5000
    assert sum(run.names["seen"]) == run.names["iteration_counter"] == 9000


def test_a_call_ends_with_its_time(training: ModuleType) -> None:
    run = run_of(training)
    assert list(rows(run.advance(1000, 0, array("d")), 0)[:, 0]) == [1]
    assert list(rows(run.advance(1000, 0, array("d")), 0)[:, 0]) == [2]


def test_a_diverging_run_ends_with_its_last_number(training: ModuleType) -> None:
    run = run_of(training, rate=1000)
    recorded = rows(run.advance(1000, inf, array("d", [1])), 1)
    assert len(recorded) < 100
    assert numpy.isfinite(recorded[:-1]).all()
    assert not numpy.isfinite(recorded[-1]).all()


def test_a_run_rewinds_to_the_same_start(training: ModuleType) -> None:
    run = run_of(training)
    first = run.advance(50, inf, array("d"))
    run.names["left over"] = 1
    run.rewind()
    assert (run.names["w"], run.names["b"], run.names["iteration_counter"]) == (1, 0, 0)
    assert run.names["seen"] == []
    assert "left over" not in run.names
    assert run.advance(50, inf, array("d")) == first
    run.rewind()
    assert run.names["seen"] == []


def test_errors_of_the_readers_pass_through(training: ModuleType) -> None:
    run = run_of(training)
    run.names["update"] = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        run.advance(1, inf, array("d"))


@given(iteration=st.integers(0, 10**9))
def test_recorded_steps_stay_short_beside_what_was_run(iteration: int) -> None:
    training = importlib.import_module("web.python.training")
    spacing = training.spacing(iteration)
    assert spacing == 1 if iteration < 2000 else spacing <= iteration / 1000


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5000"),
        ((74.83, 12.84), "(74.8300, 12.8400)"),
        (-2.5e30, "-2.5000e+30"),
        (inf, "inf"),
        ((inf, float("nan")), "(inf, nan)"),
    ],
)
def test_readings_of_a_run_on_its_way_to_infinity(
    training: ModuleType, value: Any, text: str
) -> None:
    assert training.reading(value, "x") == text
