"""How soon the first figure follows its slider, against the same figure in plain JavaScript.

ours: the lesson's page, to its mark `figures-ready`
baselines: the same page with its scripts replaced by one that imports the site's own Plotly and
computes the figure in JavaScript; and a page with nothing but this chart and its slider. Both to
their own mark, set when the chart is drawn and follows the slider

Timed from the navigation, for a first visit and for one with everything in the browser's cache;
also over the slower lines of line.py.
"""

from __future__ import annotations

from tests.bench.comparison import Comparison, in_turn
from tests.bench.line import BROADBAND, PHONE
from tests.bench.pages import LEARNING, LESSON, Bench, marked

#: what the project promises, as a multiple of what the same page takes in plain JavaScript
LIMIT = 1.2


def measure(bench: Bench, rounds: int) -> list[Comparison]:
    return compared(bench, rounds, "", LIMIT)


def over_lines(bench: Bench, rounds: int) -> list[Comparison]:
    comparisons = []
    for line in (BROADBAND, PHONE):
        with bench.over(line) as slowed:
            comparisons += compared(slowed, rounds, f", {line.name}", LIMIT)
    return comparisons


def compared(bench: Bench, rounds: int, where: str, limit: float) -> list[Comparison]:
    ours, same_page, chart_alone = in_turn(
        rounds,
        lambda: two_visits(bench, LESSON),
        lambda: two_visits(bench, LEARNING.in_lesson),
        lambda: two_visits(bench, LEARNING.alone),
    )
    comparisons = []
    for visit, name in enumerate(["first visit", "later visit"]):
        for against, plain, own_limit in [
            ("the same page with plain JavaScript and the same Plotly", same_page, limit),
            ("the chart alone with plain JavaScript and the same Plotly", chart_alone, None),
        ]:
            left, right = (tuple(times[visit] for times in side) for side in (ours, plain))
            name_there = f"figures-ready, {name}{where}"
            comparisons.append(Comparison(name_there, against, left, right, own_limit))
    return comparisons


def two_visits(bench: Bench, path: str) -> tuple[float, float]:
    with bench.visitor() as visit:
        with visit(path) as page:
            first = marked(page, "figures-ready")
        with visit(path) as page:
            later = marked(page, "figures-ready")
    return first, later
