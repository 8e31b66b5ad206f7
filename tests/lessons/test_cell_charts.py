"""The charts of the cells: their numbers, and a sentence for whatever cannot be drawn."""

from __future__ import annotations

import math
from types import ModuleType
from typing import Any

import numpy as np
import pytest

DATA = [(1, 0.85), (2, 1.43), (3, 1.92), (4, 2.59), (5, 3.20), (6, 3.82), (7, 4.38), (8, 4.97)]
X, Y = np.array(DATA).T


def y(x: float, w: float, b: float) -> float:
    return w * x + b


def loss(w: float, b: float) -> float:
    return float(((w * X + b - Y) ** 2).sum() / 2)


def traces(chart: Any, name: str) -> Any:
    return next(trace for trace in chart.data if trace["name"] == name)


def line_and_data(figures: ModuleType, data: Any, w: Any = 1, b: Any = 0) -> Any:
    return figures.line_and_data(data, y, w, b).charts[0]


@pytest.mark.parametrize(("w", "b"), [(1, 0), (0.6, 0.2), (-3, 8)])
def test_misses_reach_from_each_point_to_the_line(figures: ModuleType, w: float, b: float) -> None:
    chart = line_and_data(figures, DATA, w, b)
    strokes = traces(chart, "misses")
    ends = np.array(strokes["y"]).reshape(-1, 3)
    np.testing.assert_allclose(ends[:, 0], Y)
    np.testing.assert_allclose(ends[:, 1], w * X + b)
    assert np.isnan(ends[:, 2]).all()
    assert list(traces(chart, "data")["x"]) == list(X)
    line = traces(chart, "y(x, w, b)")
    np.testing.assert_allclose(line["y"], w * np.array(line["x"]) + b)


def test_axes_stay_while_data_fit_and_hold_data_that_do_not(figures: ModuleType) -> None:
    assert line_and_data(figures, DATA).layout["xaxis"]["range"] == [-1, 10]
    assert line_and_data(figures, [(0, 0), (9, 9)]).layout["xaxis"]["range"] == [-1, 10]
    far = line_and_data(figures, [(1950, 0), (2000, 4)]).layout
    assert far["xaxis"]["range"] == [1945, 2005]
    assert far["yaxis"]["range"] == [-2, 10]


def test_ten_thousand_points_are_thinned_and_say_so(figures: ModuleType) -> None:
    data = [(i / 1000, i / 2000) for i in range(10_000)]
    chart = line_and_data(figures, data)
    assert list(traces(chart, "data")["x"]) == [x for x, _ in data[::25]]
    assert "meta" not in traces(chart, "data")
    said = "10,000 points, of which each 25th is drawn"
    assert said in chart.says
    assert said in [note["text"] for note in chart.layout["annotations"]]


def test_data_in_a_list_can_be_dragged(figures: ModuleType) -> None:
    assert traces(line_and_data(figures, DATA), "data")["meta"] == {"moves": "data"}
    assert "meta" not in traces(line_and_data(figures, tuple(DATA)), "data")


def test_the_model_takes_the_place_of_the_data(figures: ModuleType) -> None:
    chart = figures.replace_the_data([1, 2, 3, 4, 5, 6, 7, 8], y, 0.6, 0.2).charts[0]
    model = [trace for trace in chart.data if trace["name"] == "y(x, w, b)"][1]
    np.testing.assert_allclose(model["y"], 0.6 * X + 0.2)
    np.testing.assert_allclose(traces(chart, "measured")["y"], Y)


def test_predictions_lie_on_the_line(figures: ModuleType) -> None:
    chart = figures.predict([-3, 6.28], y, 0.6, 0.2).charts[0]
    model = [trace for trace in chart.data if trace["name"] == "y(x, w, b)"][1]
    np.testing.assert_allclose(model["y"], [-1.6, 3.968])
    assert "y(−3) = −1.6, y(6.28) = 3.968" in chart.says
    # Nobody listens to two hundred digits.
    assert "y(1.0000e+200) = 6.0000e+199" in figures.predict([1e200], y, 0.6, 0.2).charts[0].says


def test_the_landscape_is_the_readers_own_loss(figures: ModuleType) -> None:
    side, above, line = figures.landscape(DATA, y, 1, 0, loss).charts
    surface = side.data[0]
    ws, bs = np.array(surface["x"]), np.array(surface["y"])
    heights = np.array(surface["z"].values).reshape(len(bs), len(ws))
    wanted = ((ws[None, :, None] * X + bs[:, None, None] - Y) ** 2).sum(axis=2) / 2
    np.testing.assert_allclose(heights, wanted)
    assert (ws[0], ws[-1], bs[0], bs[-1]) == (-15, 15, -15, 15)
    assert above.data[0]["meta"] == {"sets": ["w", "b"]}
    here = traces(above, "current place")
    assert (here["x"][0], here["y"][0]) == (1, 0)
    assert "it is 13.77 high" in side.says
    assert traces(side, "point")["meta"]["height"] == pytest.approx(loss(1, 0))
    assert traces(line, "data")["meta"] == {"moves": "data"}


def test_a_point_above_the_landscape_is_drawn_at_its_top(figures: ModuleType) -> None:
    side = figures.landscape(DATA, y, 40, 40, loss).charts[0]
    point = traces(side, "point")
    top = side.layout["scene"]["zaxis"]["range"][1]
    assert top < point["z"][0] < 1.1 * top
    assert point["meta"]["height"] == loss(40, 40)


def test_a_loss_without_arguments_makes_the_same_landscape(figures: ModuleType) -> None:
    names: dict[str, Any] = {"data": DATA, "w": 1, "b": 0}
    exec("def loss():\n    return sum((w * x + b - y) ** 2 for x, y in data) / 2\n", names)
    given = figures.landscape(DATA, y, 1, 0, names["loss"]).charts[0].data[0]["z"].values
    wanted = figures.landscape(list(DATA), y, 1, 0, loss).charts[0].data[0]["z"].values
    np.testing.assert_allclose(given, wanted)
    assert (names["w"], names["b"]) == (1, 0)


def test_a_landscape_is_worked_out_once_for_each_run_and_each_data(figures: ModuleType) -> None:
    calls = []

    def counted(w: float, b: float) -> float:
        calls.append((w, b))
        return loss(w, b)

    data = list(DATA)
    figures.landscape(data, y, 1, 0, counted)
    first = len(calls)
    assert first > 1000
    figures.landscape(data, y, 2, 1, counted)
    assert len(calls) == first + 1
    figures.landscape(list(data), y, 2, 1, counted)
    assert len(calls) == 2 * first + 1


@pytest.mark.parametrize(("w", "b"), [(1, 0), (-2, 10), (0.5, -14), (2.5, 15)])
def test_the_arrows_point_along_the_gradient(figures: ModuleType, w: float, b: float) -> None:
    dw, db = float(((w * X + b - Y) * X).sum()), float((w * X + b - Y).sum())
    above = figures.gradient(DATA, w, b, loss, lambda: (dw, db)).charts[0]
    arrows = [note for note in above.layout["annotations"] if note.get("arrowhead")]
    # At the map's edge there is room for one of the two.
    assert arrows
    for arrow in arrows:
        step = np.array([arrow["x"] - arrow["ax"], arrow["y"] - arrow["ay"]])
        cosine = step / np.linalg.norm(step) @ np.array([dw, db]) / math.hypot(dw, db)
        uphill = arrow["arrowwidth"] == 4
        told = traces(above, "uphill" if uphill else "downhill")
        assert list(zip(told["x"], told["y"], strict=True)) == [(w, b), (arrow["x"], arrow["y"])]
        assert cosine == pytest.approx(1 if uphill else -1)
        assert -2.5 <= arrow["x"] <= 2.5
        assert -15 <= arrow["y"] <= 15


def test_level_ground_has_no_arrow(figures: ModuleType) -> None:
    above = figures.gradient(DATA, 0.594048, 0.221786, loss, lambda: (0, 0)).charts[0]
    assert not [note for note in above.layout["annotations"] if note.get("arrowcolor")]
    assert "level" in above.says


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "data is empty."),
        ([(1, 2)], "data has only one point"),
        ([(1, 2)] * 5, "All points of data lie on the same spot"),
        ([(1, 2), (3, "4")], "Point 2 of data has '4' for y. It should be an ordinary number."),
        ([(1, 2), (math.nan, 4)], "Point 2 of data has nan for x."),
        ([(1, 2), (3, math.inf)], "Point 2 of data has inf for y."),
        ([(1, 2), (3, None)], "Point 2 of data has None for y."),
        ([(1, 2), (3, 10**400)], "for y. It should be an ordinary number."),
        ([(1, 2), 3], "Point 2 of data is 3. A point is a pair of numbers"),
        ([(1, 2, 3), (1, 2)], "Point 1 of data is (1, 2, 3)."),
        ("data", "data should be a list of points"),
        (None, "data should be a list of points"),
    ],
)
def test_data_that_cannot_be_drawn_meet_a_sentence(
    figures: ModuleType, unusable: type[Exception], data: Any, sentence: str
) -> None:
    with pytest.raises(unusable) as refused:
        line_and_data(figures, data)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (None, "gave None"),
        ([1], "It should be one single number"),
        (1j, "a complex number"),
        ("1", "gave the text '1'"),
        (math.nan, "gave nan"),
        (math.inf, "gave inf"),
    ],
)
def test_an_answer_of_y_that_cannot_be_drawn_meets_a_sentence(
    figures: ModuleType, unusable: type[Exception], answer: Any, sentence: str
) -> None:
    with pytest.raises(unusable) as refused:
        figures.line_and_data(DATA, lambda x, w, b: answer if x > 5 else x, 1, 0)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("given", [None, 3, (1, 2, 3), (1, None), ("1", 2), (math.nan, 1)])
def test_a_gradient_that_is_none_meets_a_sentence(
    figures: ModuleType, unusable: type[Exception], given: Any
) -> None:
    with pytest.raises(unusable, match="gradient\\(\\)"):
        figures.gradient(DATA, 1, 0, loss, lambda: given)
