"""The points that a model learns from."""

from engine.validation import finite_number, finite_numbers


class Data:
    """Measured points: a list of pairs (x, y) with y a number and x a number or a list of numbers.

    ValueError, with the place, if there are none, if one is not a pair, if two x differ in length,
    or if a number is NaN or infinite. inputs: each x as a list. targets: each y.
    """

    def __init__(self, pairs: object) -> None:
        if not isinstance(pairs, (list, tuple)) or not pairs:
            raise ValueError(f"data must have at least one pair (x, y), but it is {pairs!r}")
        self.inputs: list[list[float]] = []
        self.targets: list[float] = []
        for i, pair in enumerate(pairs):
            try:
                x, y = pair
            except (TypeError, ValueError):
                raise ValueError(f"data[{i}] must be a pair (x, y), but it is {pair!r}") from None
            self.inputs.append(finite_numbers(x, f"x of data[{i}]"))
            self.targets.append(finite_number(y, f"y of data[{i}]"))
            if len(self.inputs[i]) != len(self.inputs[0]):
                raise ValueError(f"x of data[{i}] and x of data[0] differ in length")
