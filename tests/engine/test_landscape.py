"""The landscape is the loss, asked for at every point of the grid."""

from __future__ import annotations

from itertools import permutations

import pytest

from engine import L1, L2, Data, Line, loss_landscape
from engine.losses import Loss
from tests.engine import cases

COLUMNS = [-3.0, -0.5, 0.0, 2.0]
ROWS = [-1.0, 0.25, 4.0]


@pytest.mark.parametrize("loss", [L1(), L2()], ids=["L1", "L2"])
@pytest.mark.parametrize("name", cases.models())
def test_is_the_loss_at_every_point_for_any_two_parameters(name: str, loss: Loss) -> None:
    model = cases.models()[name]
    data = cases.data_for(model)
    before = model.parameters
    for column_name, row_name in permutations(model.names, 2):
        landscape = loss_landscape(model, loss, data, (column_name, COLUMNS), (row_name, ROWS))
        assert landscape.typecode == "d"
        assert model.parameters == before
        expected = []
        for row in ROWS:
            for column in COLUMNS:
                model[row_name], model[column_name] = row, column
                expected.append(loss.of(model, data))
        model.parameters = before
        assert landscape.tolist() == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_rows_follow_each_other() -> None:
    """At x = 0 only b counts, and b changes from row to row."""
    landscape = loss_landscape(Line(1, 0), L1(), Data([(0, 0)]), ("w", COLUMNS), ("b", ROWS))
    assert landscape.tolist() == [1, 1, 1, 1, 0.25, 0.25, 0.25, 0.25, 4, 4, 4, 4]
