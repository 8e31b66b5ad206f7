"""How soon a reader's code can run, against Pyodide as it comes.

ours: the lesson's page, to its mark `python-ready`
baseline: an otherwise empty page whose module worker calls `loadPyodide()`, with npm's files from
the same server, to the worker's message that it has returned

Each round's visitors come for the first time, then once more: the second visit finds everything
in the browser's cache. Timed from the navigation, and from the moment when the page asks for the
worker that Python runs in, which leaves out whatever it does before. Over slower lines, which
line.py tells, and in Firefox as in Chromium.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.bench.comparison import Comparison, in_turn
from tests.bench.line import BROADBAND, PHONE
from tests.bench.pages import LESSON, STOCK_PYTHON, Bench, marked

STOCK = "loadPyodide() in a worker of an empty page"
#: what the project promises, as a share of a stock boot
LIMIT = 0.3
FIREFOX_LIMIT = 0.4
#: where most of the time is the line's
BROADBAND_LIMIT = 1.0

# When workers were asked for, by the beginning of their files' names.
WATCH_WORKERS = """() => {
    self.asked = {};
    self.Worker = class extends Worker {
        constructor(address, options) {
            self.asked[String(address).split('/').at(-1).split(/[-.]/)[0]] ??= performance.now();
            super(address, options);
        }
    };
}"""


@dataclass(frozen=True)
class Boot:
    """Milliseconds until Python was ready: from the navigation, and since its worker was wanted."""

    whole: float
    worker: float


def measure(bench: Bench, rounds: int) -> list[Comparison]:
    return compared(bench, rounds, "", LIMIT)


def in_firefox(bench: Bench, rounds: int) -> list[Comparison]:
    with bench.firefox() as firefox:
        return compared(firefox, rounds, ", Firefox", FIREFOX_LIMIT) if firefox else []


def over_lines(bench: Bench, rounds: int) -> list[Comparison]:
    comparisons = []
    for line, limit in [(BROADBAND, BROADBAND_LIMIT), (PHONE, None)]:
        with bench.over(line) as slowed:
            comparisons += compared(slowed, rounds, f", {line.name}", limit)
    return comparisons


def compared(bench: Bench, rounds: int, where: str, limit: float | None) -> list[Comparison]:
    ours, stock = in_turn(
        rounds,
        lambda: two_visits(bench, LESSON, "cells"),
        lambda: two_visits(bench, STOCK_PYTHON, "worker"),
    )

    def comparison(name: str, time: str, visit: int) -> Comparison:
        left, right = (
            tuple(getattr(visits[visit], time) for visits in side) for side in (ours, stock)
        )
        return Comparison(f"python-ready, {name}{where}", STOCK, left, right, limit)

    return [
        comparison("first visit", "whole", 0),
        comparison("first visit, from its worker on", "worker", 0),
        comparison("later visit", "whole", 1),
        comparison("later visit, from its worker on", "worker", 1),
    ]


def two_visits(bench: Bench, path: str, worker: str) -> tuple[Boot, Boot]:
    with bench.visitor(WATCH_WORKERS) as visit:
        with visit(path) as page:
            first = boot(page, worker)
        with visit(path) as page:
            later = boot(page, worker)
    return first, later


def boot(page: Page, worker: str) -> Boot:
    """Wait for Python; `worker` is the beginning of the name of its worker's file."""
    ready = marked(page, "python-ready")
    asked: float = page.evaluate("worker => self.asked[worker]", worker)
    return Boot(ready, ready - asked)
