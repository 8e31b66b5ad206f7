"""The sigmoid and its derivative, for every float there is."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Line, Network, Neuron, sigmoid, sigmoid_derivative

any_float = st.floats(allow_nan=False)
finite = st.floats(allow_nan=False, allow_infinity=False)


@given(any_float)
def test_lies_between_0_and_1_and_is_symmetric(x: float) -> None:
    assert 0 <= sigmoid(x) <= 1
    assert sigmoid(x) + sigmoid(-x) == pytest.approx(1, rel=1e-15)


@given(any_float, any_float)
def test_never_falls(x: float, y: float) -> None:
    below, above = sorted((x, y))
    # Rounded in its last digit, two neighbours may change places.
    assert sigmoid(below) <= sigmoid(above) * (1 + 1e-15)


@given(st.floats(-700, 700))
def test_follows_its_definition(x: float) -> None:
    assert sigmoid(x) == pytest.approx(1 / (1 + math.exp(-x)), rel=1e-14)


@given(st.floats(-300, 300))
def test_derivative_follows_the_formula_to_every_digit(x: float) -> None:
    """σ'(x) = e^-|x| / (1 + e^-|x|)², where nothing is subtracted and so nothing is lost."""
    e = math.exp(-abs(x))
    assert sigmoid_derivative(x) == pytest.approx(e / (1 + e) ** 2, rel=1e-14)


@pytest.mark.parametrize(
    ("x", "value"),
    [(0, 0.5), (1e308, 1), (-1e308, 0), (math.inf, 1), (-math.inf, 0), (-1e-300, 0.5), (710, 1)],
)
def test_ends_of_the_range(x: float, value: float) -> None:
    assert sigmoid(x) == value


def test_a_number_that_is_none_stays_none() -> None:
    assert math.isnan(sigmoid(math.nan))


@given(st.lists(st.tuples(finite, finite), min_size=1, max_size=5), finite)
def test_models_answer_for_every_float(pairs: list[tuple[float, float]], b: float) -> None:
    """Products may overflow, and to both sides at once; the answer is still that of the formula."""
    w, x = [w for w, _ in pairs], [x for _, x in pairs]
    exact = sum((Fraction(w) * Fraction(x) for w, x in pairs), Fraction(b))
    size = max([abs(Fraction(w) * Fraction(x)) for w, x in pairs] + [abs(Fraction(b))])
    answer = Line(w, b).predict(x)
    if math.isinf(answer):
        assert (answer > 0) == (exact > 0)
        assert abs(exact) > Fraction(1.79e308)
    else:
        assert abs(Fraction(answer) - exact) <= size * Fraction(1e-15) * len(pairs) + Fraction(1e-9)
    assert 0 <= Neuron(w, b).predict(x) <= 1
    assert not any(math.isnan(slope) for slope in Neuron(w, b).gradient(x))
    assert not math.isnan(Network([w, w], [b, -b], [b, -b]).predict(x))
    assert not any(math.isnan(slope) for slope in Network([w, w], [b, -b], [b, -b]).gradient(x))
