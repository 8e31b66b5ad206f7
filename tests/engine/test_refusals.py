"""What the engine refuses, and that it says which and why."""

from __future__ import annotations

import math

import pytest

from engine import L2, Data, GradientDescent, Line, loss_landscape
from tests.engine import cases


@pytest.mark.parametrize("refusal", cases.REFUSALS, ids=lambda refusal: refusal.expected)
def test_message(refusal: cases.Refusal) -> None:
    assert refusal.message() == refusal.expected


def test_a_descent_without_bound_stops_where_the_numbers_end() -> None:
    descent = GradientDescent(Line(1, 0), L2(), Data(cases.PAIRS), 1e6)

    def descend() -> None:
        for _ in range(100):
            descent.step()

    with pytest.raises(OverflowError) as refused:
        descend()
    assert str(refused.value) == "the parameters grow without bound: lower the learning rate"
    # Each step of this descent is some 10^8 times longer than the last: about 37 fit into a float.
    assert 30 < descent.iteration < 45
    assert abs(descent.model["w"]) > 1e290
    assert all(math.isfinite(value) for value in descent.model.parameters)


def test_a_refused_value_changes_nothing() -> None:
    line = Line(1, 2)
    with pytest.raises(ValueError, match="nan"):
        line["w"] = cases.NAN
    with pytest.raises(ValueError, match="1 parameters given"):
        line.parameters = [3]
    with pytest.raises(ValueError, match="nan"):
        loss_landscape(line, L2(), Data(cases.PAIRS), ("w", [5.0]), ("b", [7.0, cases.NAN]))
    assert line.parameters == [1, 2]
