"""Every analytic gradient against central differences and against numpy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine import L1, L2, Data, Line, Network, Neuron, misses
from engine.losses import Loss
from engine.models import Model

Array = NDArray[np.float64]


@dataclass
class Problem:
    """A model with its parameters as arrays, and data for it. x: points × inputs, y: points."""

    model: Model
    w: Array  # inputs, or for a network neurons × inputs
    b: Array  # none, or for a network neurons
    wo: Array  # for a network, neurons
    x: Array
    y: Array

    @property
    def data(self) -> Data:
        return Data([(x.tolist(), y) for x, y in zip(self.x, self.y.tolist(), strict=True)])


KINDS = ["line", "neuron", "network"]


@st.composite
def problems(draw: st.DrawFn, kind: str, largest: float) -> Problem:
    """Up to 3 inputs, 4 hidden neurons and 8 points, all numbers between -largest and largest."""
    inputs = draw(st.integers(1, 3))
    neurons = draw(st.integers(1, 4))
    points = draw(st.integers(1, 8))

    def array(*shape: int) -> Array:
        size = int(np.prod(shape))
        number = st.floats(-largest, largest)
        values = draw(st.lists(number, min_size=size, max_size=size))
        return np.array(values, dtype=np.float64).reshape(shape)

    x, y, wo = array(points, inputs), array(points), array(neurons)
    if kind == "network":
        w, b = array(neurons, inputs), array(neurons)
        return Problem(Network(w.tolist(), b.tolist(), wo.tolist()), w, b, wo, x, y)
    w, b = array(inputs), array(1)[0]
    model = (Line if kind == "line" else Neuron)(w.tolist(), b.item())
    return Problem(model, w, b, wo, x, y)


def central_difference(function: Callable[[], float], model: Model, k: int) -> float:
    """∂function/∂(parameter k), from four values around it: the error shrinks with h⁴."""
    h = 1e-3
    before = model.parameters

    def at(offset: float) -> float:
        model.parameters = [p + offset * (i == k) for i, p in enumerate(before)]
        return function()

    slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)
    model.parameters = before
    return slope


def is_the_slope(slope: float) -> object:
    """Compares to 1e-6 relative, or to what the rounding of values around 1,000 leaves of 0."""
    return pytest.approx(slope, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_model_against_central_differences(kind: str, data: st.DataObject) -> None:
    problem = data.draw(problems(kind, largest=3))
    model = problem.model
    for x in problem.x.tolist():
        analytic = model.gradient(x)
        answer = partial(model.predict, x)
        for k in range(len(model.names)):
            assert analytic[k] == is_the_slope(central_difference(answer, model, k))


@pytest.mark.parametrize("loss", [L1(), L2()], ids=["L1", "L2"])
@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_loss_against_central_differences(kind: str, loss: Loss, data: st.DataObject) -> None:
    problem = data.draw(problems(kind, largest=3))
    model, points = problem.model, problem.data
    if isinstance(loss, L1):  # no point's answer may pass over its kink in a step of 2h = 0.002
        assume(all(abs(miss) > 0.02 for miss in misses(model, points)))
    analytic = loss.gradient(model, points)
    value = partial(loss.of, model, points)
    for k in range(len(model.names)):
        assert analytic[k] == is_the_slope(central_difference(value, model, k))


@dataclass
class Answers:
    """What numpy makes of a problem, all points at once, with other formulas than the engine's."""

    y: Array  # ŷ of each point
    slopes: Array  # ∂ŷ/∂p: points × parameters
    size: Array  # the absolute values of the terms that make ŷ: what its rounding is relative to


def numpy_answers(problem: Problem) -> Answers:
    x, w, b, wo = problem.x, problem.w, problem.b, problem.wo
    z = x @ w.T + b
    sigmoid = (1 + np.tanh(z / 2)) / 2
    derivative = 1 / (2 * np.cosh(z / 2)) ** 2
    if isinstance(problem.model, Network):
        by_z = wo * derivative
        by_wi = (by_z[:, :, None] * x[:, None, :]).reshape(len(x), -1)
        return Answers(sigmoid @ wo, np.hstack([by_wi, by_z, sigmoid]), sigmoid @ np.abs(wo))
    slopes = np.hstack([x, np.ones((len(x), 1))])
    if isinstance(problem.model, Neuron):
        return Answers(sigmoid, slopes * derivative[:, None], sigmoid)
    return Answers(z, slopes, np.abs(x) @ np.abs(w) + np.abs(b))


def assert_close(found: object, expected: Array | np.float64, size: Array | np.float64) -> None:
    """Equal to 1e-12 of the absolute values of what was added up, for each number."""
    error = np.abs(np.asarray(found) - expected)
    assert np.all(error <= 1e-12 * size + 1e-15), (found, expected)


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_against_numpy(kind: str, data: st.DataObject) -> None:
    problem = data.draw(problems(kind, largest=10))
    model, points, numpy = problem.model, problem.data, numpy_answers(problem)
    inputs = problem.x.tolist()
    assert_close([model.predict(x) for x in inputs], numpy.y, numpy.size)
    assert_close([model.gradient(x) for x in inputs], numpy.slopes, np.abs(numpy.slopes))

    miss = numpy.y - problem.y
    size = numpy.size + np.abs(problem.y)
    assert_close(misses(model, points), miss, size)
    assert_close(L1().of(model, points), np.sum(np.abs(miss)), np.sum(size))
    assert_close(L2().of(model, points), miss @ miss / 2, size @ size)
    slopes = np.abs(numpy.slopes)
    assert_close(L2().gradient(model, points), miss @ numpy.slopes, size @ slopes)
    assume(np.all(np.abs(miss) > 1e-12 * size + 1e-14))  # otherwise rounding decides the sign
    assert_close(L1().gradient(model, points), np.sign(miss) @ numpy.slopes, slopes.sum(axis=0))


def test_no_slope_is_taken_at_the_kink_of_l1() -> None:
    """The line answers two of three points exactly: those leave it alone."""
    line, data = Line(2, 1), Data([(0, 1), (3, 7), (5, 0)])
    assert misses(line, data) == [0, 0, 11]
    assert L1().derivative(misses(line, data)) == [0, 0, 1]
    assert L1().gradient(line, data) == [5, 1]
    assert L1().derivative([-0.0, 5e-324, -5e-324]) == [0, 1, -1]
