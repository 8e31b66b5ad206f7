"""The pictures of networks, against numpy, and the goals that readers reach with them."""

from __future__ import annotations

import importlib
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from web.modules import LessonPython, fresh_modules
from web.toolchain import ROOT

#: weights in, biases, weights out of the lesson's networks as they start
STARTS: list[tuple[list[float], list[float], list[float]]] = [
    ([1], [0], [6.28]),
    ([-1.5, 1.5], [-8, -8], [-5, 5]),
    ([0.2, -0.5, 1.9, -0.8], [1, -5.7, 0, 7.1], [7.2, 9.7, -6.3, -6.3]),
]


@pytest.fixture(scope="module")
def networks() -> Iterator[Any]:
    """The lesson's module of that name."""

    def complain(file: object, line: int, sentence: str) -> None:
        raise AssertionError(f"{file}:{line}: {sentence}")

    with fresh_modules(ROOT):
        LessonPython(ROOT / "lessons" / "how-machines-learn", complain)
        yield importlib.import_module("networks")


def by_numpy(wi: list[float], b: list[float], wo: list[float], x: Any) -> Any:
    """What each neuron adds at each x: a row for each neuron."""
    z = np.outer(wi, x) + np.array(b)[:, None]
    return np.array(wo)[:, None] / (1 + np.exp(-z))


def named(figure: Any) -> dict[str, Any]:
    """The traces of a figure's chart that have numbers of interest, by their names."""
    return {trace["name"]: trace for trace in figure.charts[0].data if "lines" in trace["mode"]}


@pytest.mark.parametrize(("wi", "b", "wo"), STARTS)
def test_a_network_starts_as_numpy_says(networks: Any, wi: Any, b: Any, wo: Any) -> None:
    figure = getattr(networks, f"network_{len(wi)}")(*wi, *b, *wo)
    traces = named(figure)
    answer = traces["y, after wo1" if len(wi) == 1 else "y, the sum"]
    x = np.array(answer["x"])
    shares = by_numpy(wi, b, wo, x)
    assert (x[0], x[-1]) == (-10, 10)
    np.testing.assert_allclose(answer["y"], shares.sum(axis=0), atol=1e-12)
    if len(wi) == 1:
        np.testing.assert_allclose(
            traces["before wo1"]["y"], by_numpy(wi, b, [1], x)[0], atol=1e-12
        )
        return
    for k, share in enumerate(shares, 1):
        np.testing.assert_allclose(traces[f"neuron {k}"]["y"], share, atol=1e-12)


@pytest.mark.parametrize("neurons", [1, 2, 3, 8, 20])
def test_networks_of_any_size_are_drawn_from_the_engines_own(networks: Any, neurons: int) -> None:
    chance = random.Random(neurons)
    wi, b, wo = ([chance.uniform(-10, 10) for _ in range(neurons)] for _ in range(3))
    network = networks.Network(wi, b, wo)
    figure = networks.drawn(network)
    answer = [trace for name, trace in named(figure).items() if name.startswith("y")][-1]
    wanted = [network.predict(x) for x in answer["x"]]
    np.testing.assert_allclose(answer["y"], wanted, atol=1e-9)
    diagram = figure.parts["diagram"]
    given = {
        parameter["name"]: parameter["value"]
        for neuron in diagram["neurons"]
        for parameter in (*neuron["inputs"], neuron["bias"], neuron["output"])
    }
    assert given == dict(zip(network.names, network.parameters, strict=True))
    parts = {trace["meta"]["part"] for trace in figure.charts[0].data if "meta" in trace}
    assert parts == {neuron["name"] for neuron in diagram["neurons"]}


def test_a_neurons_little_curve_is_what_it_adds(networks: Any) -> None:
    wi, b, wo = STARTS[2]
    neurons = networks.network_4(*wi, *b, *wo).parts["diagram"]["neurons"]
    x = np.linspace(-10, 10, len(neurons[0]["curve"]))
    wanted = by_numpy(wi, b, wo, x)
    np.testing.assert_allclose([neuron["curve"] for neuron in neurons], wanted, atol=1e-12)


def test_the_formula_has_every_parameter_with_its_sign(networks: Any) -> None:
    wi, b, wo = STARTS[2]
    parts = networks.network_4(*wi, *b, *wo).formula
    text = "".join(part if isinstance(part, str) else part[1] for part in parts)
    assert text.replace("\u00a0", " ") == (
        "y = 7.2·σ(0.2·x + 1) + 9.7·σ(−0.5·x − 5.7) − 6.3·σ(1.9·x + 0) − 6.3·σ(−0.8·x + 7.1)"
    )
    names = [part[0] for part in parts if not isinstance(part, str)]
    assert names == [f"{kind}{k}" for k in (1, 2, 3, 4) for kind in ("wo", "wi", "b")]


def test_the_picture_is_told_in_words(networks: Any) -> None:
    says = networks.network_2(-1.5, 1.5, -8, -8, -5, 5).charts[0].says
    assert says == (
        "y runs from −5 at x = −10 over 0 at x = 0 to 5 at x = 10. It is a sum: "
        "neuron 1 switches off at x = −5.33 with the weight −1.5 and adds −5 when on; "
        "neuron 2 switches on at x = 5.33 with the weight 1.5 and adds 5 when on."
    )
    flat = networks.network_1(0, 0, 4).charts[0].says
    assert flat.endswith("The one neuron always adds 2.")


@pytest.mark.parametrize(
    ("wi1", "b1", "wo1", "settled"),
    [
        (1, 0, -5, True),
        (10, 0, -5.05, True),
        (-1, 0, -5, False),  # there on the left, gone on the right
        (0.1, 0, -5, False),  # on its way there, far beyond the chart
        (0, 0, -10, True),  # flat everywhere
        (1, -8.4, -10, False),  # passes −5 near the end, and falls on
        (1, 0, 6.28, False),
        (1, 0, -5.2, False),
    ],
)
def test_settling(networks: Any, wi1: float, b1: float, wo1: float, settled: bool) -> None:
    x = np.linspace(8, 10, 201)
    stays = np.abs(by_numpy([wi1], [b1], [wo1], x)[0] + 5) <= 0.1
    assert networks.settles_at(-5, wi1, b1, wo1) is settled is bool(stays.all())


@pytest.mark.parametrize(
    ("wi", "b", "wo", "bump", "valley"),
    [
        ([-1.5, 1.5], [-8, -8], [-5, 5], False, False),  # a staircase, as the figure starts
        ([-1.5, 1.5], [-8, -8], [-5, -5], True, False),  # a table, with both its edges
        ([-1.5, 1.5], [-8, -8], [5, 5], False, True),
        ([1.5, 1.5], [4, -4], [5, -5], True, False),  # one up, one down again
        ([1.5, 1.5], [4, -4], [-5, 5], False, True),
        ([1.5, 1.5], [4, -4], [5, -1.1], True, False),  # comes down by little more than has to be
        ([1.5, 1.5], [4, -4], [5, -0.9], False, False),
        ([1.5, 1.5], [4, -4], [0.8, -0.8], False, False),  # too small to see
        ([0.5, 4], [0, 0], [10, -7], False, False),  # up, down and up again
        ([0, 0], [0, 0], [5, 5], False, False),
        ([10, 10], [50, -103], [10, -10], False, False),  # comes down only beyond the end
    ],
)
def test_bumps_and_valleys(
    networks: Any, wi: list[float], b: list[float], wo: list[float], bump: bool, valley: bool
) -> None:
    assert networks.single_bump(*wi, *b, *wo) is bump
    assert networks.single_valley(*wi, *b, *wo) is valley
    # A picture upside down has its bumps where the valleys were; a mirrored one keeps them.
    assert networks.single_valley(*wi, *b, *(-w for w in wo)) is bump
    assert networks.single_bump(*(-w for w in wi), *b, *wo) is bump
