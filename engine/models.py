"""Three models: a line, a neuron, and a network of neurons.

Each says in `predict` what it answers for an input x, and beside it in `gradient` how that answer
changes with each parameter. x is a number, or a list with one number for each input.
"""

from math import isfinite

from engine.activations import sigmoid, sigmoid_derivative
from engine.validation import finite_number, finite_numbers


class Model:
    """Parameters in a fixed order, to read and to change by name: model["w"] = 2.

    names: what they are called. inputs: how many numbers x has. linear: the names of those whose
    change moves the answer in proportion. ValueError for an unknown name or a wrong value.
    """

    def __init__(self, names: list[str], values: list[float], inputs: int) -> None:
        self.names = names
        self.parameters = values
        self.inputs = inputs
        self.linear = names

    @property
    def parameters(self) -> list[float]:
        """All values, in the order of `names`: a copy. Assign such a list to change the model."""
        return list(self._values)

    @parameters.setter
    def parameters(self, values: list[float]) -> None:
        if len(values) != len(self.names):
            raise ValueError(f"{len(values)} parameters given, but there are {len(self.names)}")
        self._values = [finite_number(value, name) for name, value in zip(self.names, values)]

    def index(self, name: str) -> int:
        """The place of a parameter in `names`."""
        if name not in self.names:
            raise ValueError(f"no parameter {name!r}: there are {', '.join(self.names)}")
        return self.names.index(name)

    def __getitem__(self, name: str) -> float:
        return self._values[self.index(name)]

    def __setitem__(self, name: str, value: float) -> None:
        self._values[self.index(name)] = finite_number(value, name)

    def as_list(self, x: float | list[float]) -> list[float]:
        """The numbers of x; ValueError unless they are finite and one for each input."""
        inputs = [finite_number(x, "x")] if isinstance(x, (int, float)) else x
        if len(inputs) != self.inputs:
            raise ValueError(f"x must have length {self.inputs}, but it has length {len(inputs)}")
        for value in inputs:
            if not isfinite(value):
                raise ValueError(f"x must have finite numbers, but it is {x!r}")
        return inputs

    def predict(self, x: float | list[float]) -> float:
        """ŷ, the answer for x."""
        raise NotImplementedError

    def gradient(self, x: float | list[float]) -> list[float]:
        """∂ŷ/∂p for each parameter p, in the order of `names`."""
        raise NotImplementedError


class Line(Model):
    """ŷ = w·x + b, for several inputs Σ_i w_i·x_i + b. The bias b belongs to no input.

    w: a number, or a list with one weight for each input. Parameters: w, b or w1, w2, …, b.
    """

    def __init__(self, w: float | list[float], b: float) -> None:
        weights = finite_numbers(w, "w")
        names = [f"w{i + 1}" for i in range(len(weights))] if len(weights) > 1 else ["w"]
        super().__init__(names + ["b"], weights + [b], len(weights))

    def predict(self, x: float | list[float]) -> float:
        return weighted_sum(self._values[:-1], self.as_list(x), self._values[-1])

    def gradient(self, x: float | list[float]) -> list[float]:
        """∂ŷ/∂w_i = x_i and ∂ŷ/∂b = 1, whatever the parameters are."""
        return list(self.as_list(x)) + [1.0]


class Neuron(Line):
    """ŷ = σ(z) with z = Σ_i w_i·x_i + b: a line through a sigmoid. Parameters as of the line."""

    def __init__(self, w: float | list[float], b: float) -> None:
        super().__init__(w, b)
        self.linear = []

    def predict(self, x: float | list[float]) -> float:
        return sigmoid(super().predict(x))

    def gradient(self, x: float | list[float]) -> list[float]:
        """Chain rule: ∂ŷ/∂p = σ'(z) · ∂z/∂p, the sigmoid's derivative times the line's."""
        outer = sigmoid_derivative(super().predict(x))
        return [outer * inner for inner in super().gradient(x)]


class Network(Model):
    """ŷ = Σ_k wo_k · σ(z_k) with z_k = Σ_j wi_kj·x_j + b_k: hidden neurons, weighed and added up.

    wi, b, wo: lists with the input weight (or a list with one for each input), the bias and the
    output weight of each hidden neuron. Parameters: wi1, wi2, …, b1, b2, …, wo1, wo2, …; wi1_2 is
    the first neuron's weight for the second of several inputs.
    """

    def __init__(
        self, wi: list[float] | list[list[float]], b: list[float], wo: list[float]
    ) -> None:
        if not 0 < len(wi) == len(b) == len(wo):
            sizes = f"{len(wi)}, {len(b)} and {len(wo)}"
            raise ValueError(f"wi, b, wo need one entry for each hidden neuron, but have {sizes}")
        rows = [finite_numbers(weights, f"wi[{k}]") for k, weights in enumerate(wi)]
        inputs = len(rows[0])
        if any(len(row) != inputs for row in rows):
            raise ValueError(f"each entry of wi needs as many weights as wi[0] has: {inputs}")
        self.neurons = len(rows)
        numbers = range(1, self.neurons + 1)
        ends = [f"_{j + 1}" for j in range(inputs)] if inputs > 1 else [""]
        names = [f"wi{k}{end}" for k in numbers for end in ends]
        names += [f"b{k}" for k in numbers] + [f"wo{k}" for k in numbers]
        super().__init__(names, [w for row in rows for w in row] + list(b) + list(wo), inputs)
        self.linear = names[-self.neurons :]

    def layers(self, x: list[float]) -> tuple[list[float], list[float]]:
        """z_k of each hidden neuron, and wo_k, the weight that its answer gets."""
        m, n = self.neurons, self.inputs
        wi, b, wo = self._values[: -2 * m], self._values[-2 * m : -m], self._values[-m:]
        return [weighted_sum(wi[k * n : k * n + n], x, b[k]) for k in range(m)], wo

    def predict(self, x: float | list[float]) -> float:
        z, wo = self.layers(self.as_list(x))
        return weighted_sum(wo, [sigmoid(z_k) for z_k in z], 0.0)

    def gradient(self, x: float | list[float]) -> list[float]:
        """Chain rule, from the answer back to x: first ∂ŷ/∂z_k, then that times ∂z_k/∂p."""
        inputs = self.as_list(x)
        z, wo = self.layers(inputs)
        by_z = [wo_k * sigmoid_derivative(z_k) for wo_k, z_k in zip(wo, z)]
        by_wi = [by_z_k * x_j for by_z_k in by_z for x_j in inputs]  # ∂z_k/∂wi_kj = x_j
        by_wo = [sigmoid(z_k) for z_k in z]
        return by_wi + by_z + by_wo  # by_z itself for b: ∂z_k/∂b_k = 1


def weighted_sum(weights: list[float], inputs: list[float], bias: float) -> float:
    """Σ_i weights_i · inputs_i + bias: perhaps infinite, but never NaN."""
    total = bias
    for weight, value in zip(weights, inputs):
        total += weight * value
    if isfinite(total):
        return total
    # Something overflowed, and inf - inf is NaN. Made smaller, two floats have a product below
    # 2^1008: thousands of those can be added before the sum is made large again.
    small = 2.0**-520
    factors = [weight * small for weight in weights], [value * small for value in inputs]
    return weighted_sum(factors[0], factors[1], bias * small * small) / small / small
