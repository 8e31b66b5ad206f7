"""How far a model is from its data, and how that changes with each of its parameters.

A miss is ŷ_i - y_i: what the model answers for a point, minus what was measured there.
"""

from engine.data import Data
from engine.models import Model


def misses(model: Model, data: Data) -> list[float]:
    """ŷ_i - y_i for each point of the data."""
    return [model.predict(x) - y for x, y in zip(data.inputs, data.targets)]


class Loss:
    """Adds up the misses of a model; L1 and L2 differ in how much each of them weighs."""

    def value(self, misses: list[float]) -> float:
        """The loss: 0 or more, and infinite beyond the largest float."""
        raise NotImplementedError

    def derivative(self, misses: list[float]) -> list[float]:
        """∂loss/∂ŷ_i for each point."""
        raise NotImplementedError

    def of(self, model: Model, data: Data) -> float:
        """The loss of a model on the data."""
        return self.value(misses(model, data))

    def gradient(self, model: Model, data: Data) -> list[float]:
        """∂loss/∂p for each parameter p of the model, in the order of its names.

        Chain rule: Σ_i ∂loss/∂ŷ_i · ∂ŷ_i/∂p, the loss's derivative times the model's.
        """
        total = [0.0] * len(model.names)
        for x, outer in zip(data.inputs, self.derivative(misses(model, data))):
            total = [before + outer * inner for before, inner in zip(total, model.gradient(x))]
        return total


class L1(Loss):
    """L1 = Σ_i |ŷ_i - y_i|: a miss twice as far counts twice."""

    def value(self, misses: list[float]) -> float:
        total = 0.0
        for miss in misses:
            total += abs(miss)
        return total

    def derivative(self, misses: list[float]) -> list[float]:
        """The sign of each miss. |miss| has a kink at 0: of its subgradients there, 0 is taken."""
        return [float((miss > 0) - (miss < 0)) for miss in misses]


class L2(Loss):
    """L2 = ½ Σ_i (ŷ_i - y_i)²: a miss twice as far counts four times."""

    def value(self, misses: list[float]) -> float:
        total = 0.0
        for miss in misses:
            total += miss * miss
        return total / 2

    def derivative(self, misses: list[float]) -> list[float]:
        """Each miss itself: the 2 that comes down from the square cancels the ½."""
        return list(misses)
