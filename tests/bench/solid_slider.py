"""How long a step of a slider takes to the screen in a solid chart, against plain JavaScript.

ours: the slider w1 of the figure `neuron-2d` in the lesson's page, once Python for cells has come
baseline: a page with nothing but this chart and its slider, where JavaScript computes the same
surface and border and makes the same Plotly call

Timed as in `slider_to_paint`. Without a graphics card most of a step is the browser's own drawing.
"""

from __future__ import annotations

import contextlib
from math import exp

from tests.bench.comparison import Comparison, in_turn
from tests.bench.pages import LESSON, NEURON_2D, Bench, marked, near, still
from tests.bench.slider_to_paint import CHART_ALONE, LIMIT, Slide, back_and_forth, slide

STEPS = 16
WARM_UP = 1

#: beside the middle of the surface, at x1 = 0.5 and x2 = 0, the sigmoid shows w1
SURFACE = Slide(
    NEURON_2D.name,
    NEURON_2D.slider,
    ("z", 20, 21),
    tuple((w, 1 / (1 + exp(-w / 2))) for w in back_and_forth(10, STEPS)),
)


def measure(bench: Bench, rounds: int) -> list[Comparison]:
    with contextlib.ExitStack() as stack:
        visit = stack.enter_context(bench.visitor())
        lesson, plain = (stack.enter_context(visit(path)) for path in (LESSON, NEURON_2D.alone))
        marked(plain, "figures-ready")
        marked(lesson, "python-ready")
        still(lesson)
        near(lesson, NEURON_2D.name)
        lesson.locator("#neuron-2d canvas").first.wait_for(state="attached")
        sides = (lambda: slide(lesson, SURFACE), lambda: slide(plain, SURFACE))
        in_turn(WARM_UP, *sides)
        ours, alone = in_turn(rounds, *sides)
    return [
        Comparison(
            f"solid slider to {time}",
            CHART_ALONE,
            tuple(getattr(step, time) for step in ours),
            tuple(getattr(step, time) for step in alone),
            limit,
        )
        for time, limit in [("painted", LIMIT), ("drawn", None)]
    ]
