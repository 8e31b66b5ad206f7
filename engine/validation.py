"""Numbers that come from outside are checked where they enter."""


def finite_number(value: object, name: str) -> float:
    """The value as a float; a ValueError with its name if it is NaN, infinite or no number."""
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float))
        or not abs(value) <= 1.7976931348623157e308  # the largest float; not so for NaN
    ):
        raise ValueError(f"{name} must be a finite number, but it is {value!r}")
    return float(value)


def finite_numbers(values: object, name: str) -> list[float]:
    """A list or tuple of numbers as a list of floats; one number counts as a list of one."""
    if not isinstance(values, (list, tuple)):
        return [finite_number(values, name)]
    if not values:
        raise ValueError(f"{name} is empty")
    return [finite_number(value, f"{name}[{i}]") for i, value in enumerate(values)]
