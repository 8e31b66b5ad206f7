"""Gradient descent: downhill on the loss, one step at a time."""

from math import isfinite

from engine.data import Data
from engine.losses import Loss
from engine.models import Model
from engine.validation import finite_number


class GradientDescent:
    """Changes a model, a step at a time, so that its loss on the data falls.

    learning_rate: how far a step goes for each unit of slope; ValueError unless it is above 0.
    iteration: the steps taken so far.
    """

    def __init__(self, model: Model, loss: Loss, data: Data, learning_rate: float) -> None:
        self.model = model
        self.loss = loss
        self.data = data
        self.learning_rate = finite_number(learning_rate, "learning_rate")
        if self.learning_rate <= 0:
            raise ValueError(f"learning_rate must be above 0, but it is {learning_rate!r}")
        self.iteration = 0

    def step(self) -> None:
        """Every parameter goes against its slope: p becomes p - learning_rate · ∂loss/∂p.

        OverflowError, and the model stays as it is, if that is beyond the largest float: at a
        learning rate that is too high each step is longer than the last.
        """
        slopes = self.loss.gradient(self.model, self.data)
        values = [p - self.learning_rate * slope for p, slope in zip(self.model.parameters, slopes)]
        if not all(isfinite(value) for value in values):
            raise OverflowError("the parameters grow without bound: lower the learning rate")
        self.model.parameters = values
        self.iteration += 1
