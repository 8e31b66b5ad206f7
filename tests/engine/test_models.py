"""The models' formulas, written out by hand, and their parameters."""

from __future__ import annotations

import math

import pytest

from engine import Line, Network, Neuron
from tests.engine import cases


def test_line() -> None:
    assert Line(2, 1).predict(3) == 7
    assert Line([2, -1], 0.5).predict([3, 4]) == 2.5


def test_neuron() -> None:
    assert Neuron(2, -6).predict(3) == 0.5
    assert Neuron([1, 2], 0).predict([1, 1]) == pytest.approx(1 / (1 + math.exp(-3)), rel=1e-15)


def test_network() -> None:
    """One neuron switches at x = 1 and one back at x = 3: a bump of height 5 between them."""
    bump = Network([1000.0, 1000.0], [-1000, -3000], [5, -5])
    assert [bump.predict(x) for x in (0, 2, 4)] == [0, 5, 0]
    # Nothing is added to the answer and nothing bends it: half of 4 and half of 6.
    assert Network([0.0, 0.0], [0, 0], [4, 6]).predict(1) == 5
    corners = Network([[1000.0, 0.0], [0.0, 1000.0]], [0, 0], [1, 10])
    assert [corners.predict([x, y]) for x, y in ((1, -1), (-1, 1), (1, 1))] == [1, 10, 11]


@pytest.mark.parametrize("name", cases.models())
def test_a_number_and_a_list_of_one_are_the_same_input(name: str) -> None:
    model = cases.models()[name]
    if model.inputs == 1:
        assert model.predict(1.5) == model.predict([1.5])
        assert model.gradient(1.5) == model.gradient([1.5])


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (Line(1, 2), "w b"),
        (Line([1], 2), "w b"),
        (Neuron([1, 2], 3), "w1 w2 b"),
        (Network([1.0], [2], [3]), "wi1 b1 wo1"),
        (Network([1.0, 2.0], [3, 4], [5, 6]), "wi1 wi2 b1 b2 wo1 wo2"),
        (
            Network([[1.0, 2.0], [3.0, 4.0]], [5, 6], [7, 8]),
            "wi1_1 wi1_2 wi2_1 wi2_2 b1 b2 wo1 wo2",
        ),
    ],
)
def test_parameters_by_name(model: Line | Network, names: str) -> None:
    assert model.names == names.split()
    assert model.parameters == list(range(1, len(model.names) + 1))
    for number, name in enumerate(model.names, start=1):
        assert model[name] == number
        model[name] = -number
    assert model.parameters == [-p for p in range(1, len(model.names) + 1)]


def test_parameters_are_a_copy() -> None:
    line = Line(1, 2)
    line.parameters[0] = 5
    assert line.parameters == [1, 2]
    line.parameters = [5, 6]
    assert line.predict(2) == 16


@pytest.mark.parametrize("name", cases.models())
def test_linear_parameters_move_the_answer_in_proportion(name: str) -> None:
    model = cases.models()[name]
    x = cases.data_for(model).inputs[0]
    for parameter in model.names:
        answers = []
        for value in (0, 1, 3.7):
            model[parameter] = value
            answers.append(model.predict(x))
        bend = (answers[2] - answers[0]) - 3.7 * (answers[1] - answers[0])
        assert (abs(bend) < 1e-12) == (parameter in model.linear)
