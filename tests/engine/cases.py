"""What the engine answers, as numbers and as messages, so that three Pythons can be compared.

Runs in CPython, MicroPython and Pyodide alike, so it keeps to what all of them have.
"""

import json
import struct

from engine import (
    L1,
    L2,
    Data,
    GradientDescent,
    Line,
    Network,
    Neuron,
    loss_landscape,
    misses,
    sigmoid,
    sigmoid_derivative,
)
from engine.losses import Loss
from engine.models import Model

INFINITY = float("inf")
NAN = float("nan")

# The lesson's data, and data for models of two inputs.
PAIRS = [(1, 0.85), (2, 1.43), (3, 1.92), (4, 2.59), (5, 3.20), (6, 3.82), (7, 4.38), (8, 4.97)]
PAIRS_OF_TWO = [([1.0, -2.0], 0.5), ([0.25, 3.0], -1.0), ([-4.0, 1.5], 2.0), ([2.0, 2.0], 0.0)]

# Whole numbers, the sign of zero and the ends of the range are easily lost on the way out.
DELICATE = [2.0, 1e10, -0.0, 0.0, 0.1, 1 / 3, 5e-324, -1.7976931348623157e308, INFINITY]


def models() -> dict[str, Model]:
    """Every kind of model: with one input, then with two."""
    return {
        "line": Line(1.3, -0.7),
        "neuron": Neuron(-0.9, 2.5),
        "network of one": Network([1.0], [0.0], [6.28]),
        "network of four": Network(
            [0.2, -0.5, 1.9, -0.8], [1, -5.7, 0, 7.1], [7.2, 9.7, -6.3, -6.3]
        ),
        "line of two inputs": Line([0.4, -1.1], 0.3),
        "neuron of two inputs": Neuron([1, 2], 0),
        "network of two inputs": Network(
            [[0.5, -1.5], [2.0, 0.1], [-1.0, 1.0]], [0, 1, -2], [3, -4, 5]
        ),
    }


def data_for(model: Model) -> Data:
    return Data(PAIRS if model.inputs == 1 else PAIRS_OF_TWO)


def numbers() -> dict[str, list[float]]:
    """Name of a case → the numbers that the engine answers."""
    wide = [-1e308, -745.2, -100.0, -36.8, -1.5, -1e-300, 0.0, 0.3, 20.0, 709.9, 1e308, INFINITY]
    cases = {
        "sigmoid": [sigmoid(x) for x in wide],
        "sigmoid's derivative": [sigmoid_derivative(x) for x in wide],
        "sums beyond the largest float": beyond_the_largest_float(),
        "descent of the lesson": descent(Line(1, 0), L2(), 0.001, (100, 900, 4000)),
        "descent on L1": descent(Line(1, 0), L1(), 0.001, (50,)),
        "descent of a network": descent(models()["network of two inputs"], L2(), 0.01, (1, 30)),
        "divergence": descent(Line(1, 0), L2(), 0.01, (10, 100)),
    }
    for name, model in models().items():
        data = data_for(model)
        cases[name + " predicts"] = [model.predict(x) for x in data.inputs]
        cases[name + " misses"] = misses(model, data)
        cases[name + " has slopes"] = [slope for x in data.inputs for slope in model.gradient(x)]
        first, last = model.names[0], model.names[-1]
        for loss in (L1(), L2()):
            case = name + " under " + type(loss).__name__
            cases[case] = loss.gradient(model, data)
            cases[case].append(loss.of(model, data))
            cases[case + " as landscape"] = list(
                loss_landscape(model, loss, data, (first, [-2, 0, 1.5]), (last, [-1, 3]))
            )
    return cases


def beyond_the_largest_float() -> list[float]:
    huge = 1e308
    return [
        Line([10, -10], 5).predict([huge, huge]),
        Line([10, -9], 5).predict([huge, huge]),
        Line([10, -11], 5).predict([huge, huge]),
        Line([huge, huge, huge], -huge).predict([huge, -huge, 1]),
        Neuron([10, -10], 0).predict([huge, huge]),
        Neuron(huge, 0).predict(huge),
        Neuron(-huge, huge).predict(huge),
        Network([0.0, 0.0, 0.0], [huge, huge, 0], [huge, huge, -huge]).predict(1),
        Network([0.0, 0.0, 0.0], [huge, huge, huge], [huge, huge, -huge]).predict(1),
    ]


def descent(model: Model, loss: Loss, learning_rate: float, runs: tuple[int, ...]) -> list[float]:
    """Parameters, loss and iteration after each of the runs, where each continues the last."""
    data = data_for(model)
    steps = GradientDescent(model, loss, data, learning_rate)
    found: list[float] = []
    for run in runs:
        for _ in range(run):
            steps.step()
        found.extend(model.parameters)
        found.extend([loss.of(model, data), float(steps.iteration)])
    return found


class Refusal:
    """A call that the engine refuses, and the message it refuses it with."""

    def __init__(self, expected: str, function: object, *arguments: object) -> None:
        self.expected = expected
        self.function = function
        self.arguments = arguments

    def message(self) -> str:
        try:
            self.function(*self.arguments)  # type: ignore[operator]
        except ValueError as error:
            return str(error)
        return "not refused"


def loss_of_a_line(data: Data) -> float:
    return L2().of(Line(1, 0), data)


def assign(values: list[float]) -> None:
    Line(1, 0).parameters = values


def descend(learning_rate: float) -> None:
    GradientDescent(Line(1, 0), L2(), Data(PAIRS), learning_rate)


def landscape(columns: tuple[str, list[float]], rows: tuple[str, list[float]]) -> None:
    loss_landscape(Line(1, 0), L2(), Data(PAIRS), columns, rows)


FINITE = " must be a finite number, but it is "
SIZES = "wi, b, wo need one entry for each hidden neuron, but have "

REFUSALS = [
    Refusal("data must have at least one pair (x, y), but it is []", Data, []),
    Refusal("data must have at least one pair (x, y), but it is 5", Data, 5),
    Refusal("data[1] must be a pair (x, y), but it is 3", Data, [(1, 2), 3]),
    Refusal("data[0] must be a pair (x, y), but it is (1, 2, 3)", Data, [(1, 2, 3)]),
    Refusal("x of data[1]" + FINITE + "nan", Data, [(1, 2), (NAN, 2)]),
    Refusal("y of data[1]" + FINITE + "nan", Data, [(1, 2), (1, NAN)]),
    Refusal("x of data[0]" + FINITE + "inf", Data, [(INFINITY, 2)]),
    Refusal("y of data[0]" + FINITE + "-inf", Data, [(1, -INFINITY)]),
    Refusal("y of data[0]" + FINITE + "'2'", Data, [(1, "2")]),
    Refusal("y of data[0]" + FINITE + "None", Data, [(1, None)]),
    Refusal("x of data[0] is empty", Data, [([], 2)]),
    Refusal("x of data[0][1]" + FINITE + "nan", Data, [([1, NAN], 2)]),
    Refusal("x of data[1] and x of data[0] differ in length", Data, [(1, 2), ([1, 2], 3)]),
    Refusal("w" + FINITE + "nan", Line, NAN, 0),
    Refusal("b" + FINITE + "inf", Line, 0, INFINITY),
    Refusal("w" + FINITE + str(10**309), Line, 10**309, 0),
    Refusal("w" + FINITE + "True", Line, True, 0),
    Refusal("w is empty", Line, [], 0),
    Refusal("w[1]" + FINITE + "-inf", Neuron, [1, -INFINITY], 0),
    Refusal("x" + FINITE + "nan", Line(1, 0).predict, NAN),
    Refusal("x" + FINITE + "inf", Line(0, 0).gradient, INFINITY),
    Refusal("x must have finite numbers, but it is [1, nan]", Line([1, 2], 0).gradient, [1, NAN]),
    Refusal("x must have length 1, but it has length 2", Neuron(1, 0).predict, [1, 2]),
    Refusal("x must have length 2, but it has length 1", Line([1, 2], 0).gradient, 3),
    Refusal("x must have length 1, but it has length 2", loss_of_a_line, Data(PAIRS_OF_TWO)),
    Refusal(SIZES + "0, 0 and 0", Network, [], [], []),
    Refusal(SIZES + "1, 2 and 1", Network, [1], [1, 2], [1]),
    Refusal(SIZES + "2, 2 and 1", Network, [1, 2], [1, 2], [1]),
    Refusal(
        "each entry of wi needs as many weights as wi[0] has: 2",
        Network,
        [[1, 2], [3]],
        [0, 0],
        [0, 0],
    ),
    Refusal("wi[1]" + FINITE + "nan", Network, [1, NAN], [0, 0], [0, 0]),
    Refusal("wi[1][1]" + FINITE + "inf", Network, [[1, 1], [1, INFINITY]], [0, 0], [0, 0]),
    Refusal("b2" + FINITE + "nan", Network, [1, 1], [0, NAN], [0, 0]),
    Refusal("wo1" + FINITE + "inf", Network, [1, 1], [0, 0], [INFINITY, 0]),
    Refusal("1 parameters given, but there are 2", assign, [1]),
    Refusal("b" + FINITE + "nan", assign, [1, NAN]),
    Refusal("no parameter 'slope': there are w, b", Line(1, 0).__getitem__, "slope"),
    Refusal("no parameter 'wo2': there are wi1, b1, wo1", Network([0.5], [0], [1]).index, "wo2"),
    Refusal("w" + FINITE + "nan", Line(1, 0).__setitem__, "w", NAN),
    Refusal("learning_rate must be above 0, but it is 0", descend, 0),
    Refusal("learning_rate must be above 0, but it is -0.1", descend, -0.1),
    Refusal("learning_rate" + FINITE + "nan", descend, NAN),
    Refusal("learning_rate" + FINITE + "inf", descend, INFINITY),
    Refusal("learning_rate" + FINITE + "'0.1'", descend, "0.1"),
    Refusal("learning_rate" + FINITE + "True", descend, True),
    Refusal("learning_rate" + FINITE + "None", descend, None),
    Refusal("no parameter 'v': there are w, b", landscape, ("v", [1]), ("b", [1])),
    Refusal("no parameter 'v': there are w, b", landscape, ("w", [1]), ("v", [1])),
    Refusal("w" + FINITE + "nan", landscape, ("w", [NAN]), ("b", [1])),
    Refusal("b" + FINITE + "inf", landscape, ("w", [1]), ("b", [INFINITY])),
]


def as_json() -> str:
    """All of it as text that loses nothing: numbers as the hexadecimal bytes of their doubles."""
    found = numbers()
    found["delicate numbers"] = DELICATE
    return json.dumps(
        {
            "numbers": {
                name: struct.pack("<" + "d" * len(values), *values).hex()
                for name, values in found.items()
            },
            "messages": [refusal.message() for refusal in REFUSALS],
        }
    )
