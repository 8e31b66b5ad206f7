"""The loss as a landscape over two of a model's parameters."""

from array import array

from engine.data import Data
from engine.losses import Loss, misses
from engine.models import Model
from engine.validation import finite_number


def loss_landscape(
    model: Model,
    loss: Loss,
    data: Data,
    columns: tuple[str, list[float]],
    rows: tuple[str, list[float]],
) -> "array[float]":
    """The loss on a grid, row after row: column c of row r is at r · (number of columns) + c.

    columns, rows: each the name of a parameter and its values. The model ends as it began.
    """
    before = model.parameters
    column = model.index(columns[0])
    column_values = [finite_number(value, columns[0]) for value in columns[1]]
    losses = array("d")
    try:
        for row_value in rows[1]:
            model[rows[0]] = row_value
            if columns[0] in model.linear:
                # Along the row each miss is a start plus a slope times the value.
                model[columns[0]] = 0.0
                slopes = [model.gradient(x)[column] for x in data.inputs]
                along = list(zip(misses(model, data), slopes))
                for value in column_values:
                    losses.append(loss.value([start + slope * value for start, slope in along]))
            else:
                for value in column_values:
                    model[columns[0]] = value
                    losses.append(loss.of(model, data))
    finally:
        model.parameters = before
    return losses
