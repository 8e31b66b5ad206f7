"""The sigmoid, the function that bends a line, and its derivative."""

from math import exp


def sigmoid(x: float) -> float:
    """σ(x) = 1 / (1 + e^-x), between 0 and 1, for every float: σ(-inf) = 0, σ(inf) = 1."""
    if x >= 0:
        return 1 / (1 + exp(-x))
    # The same fraction multiplied by e^x / e^x: e^-x would overflow below x = -709.
    e = exp(x)
    return e / (e + 1)


def sigmoid_derivative(x: float) -> float:
    """σ'(x) = σ(x) · (1 - σ(x)), written with 1 - σ(x) = σ(-x).

    Subtracting a σ(x) close to 1 from 1 would lose its digits; σ(-x) has all of them.
    """
    return sigmoid(x) * sigmoid(-x)
