"""Gradient descent, a step at a time."""

from __future__ import annotations

import pytest

from engine import L1, L2, Data, GradientDescent, Line
from engine.losses import Loss
from tests.engine import cases


@pytest.mark.parametrize("loss", [L1(), L2()], ids=["L1", "L2"])
@pytest.mark.parametrize("name", cases.models())
def test_a_step_goes_against_the_gradient(name: str, loss: Loss) -> None:
    model = cases.models()[name]
    data = cases.data_for(model)
    before, slopes = model.parameters, loss.gradient(model, data)
    descent = GradientDescent(model, loss, data, 0.125)
    descent.step()
    assert descent.model is model
    assert descent.iteration == 1
    assert model.parameters == [p - 0.125 * slope for p, slope in zip(before, slopes, strict=True)]


@pytest.mark.parametrize("loss", [L1(), L2()], ids=["L1", "L2"])
@pytest.mark.parametrize("name", cases.models())
def test_small_steps_lower_the_loss(name: str, loss: Loss) -> None:
    model = cases.models()[name]
    data = cases.data_for(model)
    start = loss.of(model, data)
    descent = GradientDescent(model, loss, data, 1e-3)
    for _ in range(50):
        descent.step()
    assert loss.of(model, data) < start


def test_stays_where_the_gradient_is_0() -> None:
    descent = GradientDescent(Line(2, 1), L2(), Data([(0, 1), (3, 7)]), 0.1)
    descent.step()
    assert descent.model.parameters == [2, 1]
    assert descent.iteration == 1
