"""What a reader's own function gave back, checked before anything is drawn or judged with it."""

import math


class Unusable(Exception):
    """Something of the reader's cannot be used; the text is a sentence for the reader."""


def called(name, arguments):
    """The call as the reader would write it: ``called("y", (2, 3.0))`` is ``y(2, 3)``."""
    return name + "(" + ", ".join([shown(argument) for argument in arguments]) + ")"


def shown(value):
    """A value as short text: whole numbers without their ".0", other numbers with six digits."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        text = repr(value)
        return text if len(text) <= 40 else text[:37] + "..."
    if isinstance(value, float) and value == value and abs(value) < 1e15 and value == int(value):
        value = int(value)
    return str(value) if isinstance(value, int) else "{:.6g}".format(value)


def real(value, what):
    """Return `value` as a float.

    what: the expression that gave it, for the message, such as ``y(2, 3, 1)``.
    Raises Unusable for everything that is not a finite real number.
    """
    if value is None:
        raise Unusable(what + " gave None. A function gives its result back with return.")
    if isinstance(value, str):
        raise Unusable(what + " gave the text " + shown(value) + ". It should be a number.")
    if isinstance(value, complex):
        raise Unusable(
            what + " gave " + shown(value) + ", a complex number. It should be a real one."
        )
    if isinstance(value, (list, tuple, dict, set)):
        raise Unusable(what + " gave " + shown(value) + ". It should be one single number.")
    try:
        result = float(value)
    except OverflowError as error:
        raise Unusable(what + " gave a number that is too large to draw.") from error
    except (TypeError, ValueError) as error:
        raise Unusable(what + " gave " + shown(value) + ". It should be a number.") from error
    if math.isnan(result):
        raise Unusable(what + " gave nan, which is not a number: look for inf - inf or inf * 0.")
    if math.isinf(result):
        raise Unusable(what + " gave " + shown(result) + ", which is beyond every number.")
    return result


def readout(value, what):
    """A value as a readout shows it: with four decimals, or a tuple of such numbers.

    what: the expression that gave it. Raises Unusable as `real` does.
    """
    if isinstance(value, tuple):
        return "(" + ", ".join([readout(item, what) for item in value]) + ")"
    return "{:.4f}".format(real(value, what))
