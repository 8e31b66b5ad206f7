"""The mathematics of the lessons. Read activations, models, data, losses, descent, landscape.

For example: GradientDescent(Line(w=1, b=0), L2(), Data([(1, 0.85), (2, 1.43)]), 0.1).step()
"""

from engine.activations import sigmoid, sigmoid_derivative
from engine.data import Data
from engine.descent import GradientDescent
from engine.landscape import loss_landscape
from engine.losses import L1, L2, misses
from engine.models import Line, Network, Neuron

__all__ = [
    "L1",
    "L2",
    "Data",
    "GradientDescent",
    "Line",
    "Network",
    "Neuron",
    "loss_landscape",
    "misses",
    "sigmoid",
    "sigmoid_derivative",
]
