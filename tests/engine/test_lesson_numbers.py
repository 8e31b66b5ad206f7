"""The numbers that the lesson prints come out to every digit it prints."""

from __future__ import annotations

import numpy as np
import pytest

from engine import L2, Data, GradientDescent, Line
from tests.engine.cases import PAIRS

DATA = Data(PAIRS)


def after(steps: int, learning_rate: float) -> GradientDescent:
    """Gradient descent from w = 1, b = 0."""
    descent = GradientDescent(Line(1, 0), L2(), DATA, learning_rate)
    for _ in range(steps):
        descent.step()
    return descent


def shown(descent: GradientDescent) -> tuple[str, str, str]:
    model = descent.model
    return f"{model['w']:.6f}", f"{model['b']:.6f}", f"{L2().of(model, DATA):.6f}"


def hessian() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The second derivatives of the loss. Its gradient is linear, so any two points give them."""
    origin = np.array(L2().gradient(Line(0, 0), DATA))
    along_w = np.array(L2().gradient(Line(1, 0), DATA)) - origin
    along_b = np.array(L2().gradient(Line(0, 1), DATA)) - origin
    return np.column_stack([along_w, along_b])


def test_loss_and_gradient_at_the_start() -> None:
    line = Line(1, 0)
    assert f"{L2().of(line, DATA):.4f}" == "13.7698"
    assert [f"{slope:.2f}" for slope in L2().gradient(line, DATA)] == ["74.83", "12.84"]


def test_minimum() -> None:
    start = np.array(L2().gradient(Line(0, 0), DATA))
    w, b = np.linalg.solve(hessian(), -start)
    best = Line(float(w), float(b))
    assert (f"{w:.6f}", f"{b:.6f}") == ("0.594048", "0.221786")
    assert f"{L2().of(best, DATA):.6f}" == "0.004956"
    assert L2().gradient(best, DATA) == pytest.approx([0, 0], abs=1e-10)


def test_runs_at_the_learning_rate_of_the_lesson() -> None:
    assert shown(after(100, 0.001)) == ("0.637247", "-0.021097", "0.053549")
    assert shown(after(1_000, 0.001)) == ("0.604299", "0.164147", "0.007693")
    assert shown(after(5_000, 0.001))[:2] == ("0.594065", "0.221689")


def test_bound_of_the_learning_rate() -> None:
    below, above = np.linalg.eigvalsh(hessian())
    assert (f"{above:.3f}", f"{below:.3f}") == ("210.403", "1.597")
    assert f"{2 / above:.6f}" == "0.009506"


def test_too_high_a_learning_rate_diverges() -> None:
    losses = [L2().of(after(steps, 0.01).model, DATA) for steps in range(100)]
    assert losses == sorted(losses)
    assert losses[-1] > 1e8 * losses[0]


def test_a_learning_rate_below_the_bound_settles() -> None:
    assert shown(after(2_000, 0.009)) == ("0.594048", "0.221786", "0.004956")


def test_predictions() -> None:
    line = Line(0.6, 0.2)
    assert [f"{line.predict(x):.3f}" for x in (-3, 6.28)] == ["-1.600", "3.968"]
