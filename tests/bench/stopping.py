"""How soon Stop is obeyed, and how soon Python is back where it was not.

ours: from the click on Stop to the cell's state `ready`, while the reader's code loops, floods the
output, sums over a generator or sleeps; then while it swallows every interrupt, so that its worker
is ended and the next one woken
baseline: the time that was promised for the first ones; Pyodide as it comes for the last
"""

from __future__ import annotations

from playwright.sync_api import Page

from tests.bench.comparison import Comparison, in_turn
from tests.bench.pages import LESSON, STOCK_PYTHON, Bench, marked

#: milliseconds
SOFT_LIMIT = 300
#: how long code that swallows its interrupt is waited for; see GRACE in python.ts
GRACE = 1000
STOCK = "loadPyodide() in a worker of an empty page"
#: what the project promises for a new worker, as a share of a stock boot
HARD_LIMIT = 0.25

ENDLESS = {
    "a tight loop": "while True:\n    pass\n",
    "a print flood": "while True:\n    print('flood')\n",
    "sum over a generator": "sum(i * i for i in range(10**12))\n",
    "time.sleep": "import time\ntime.sleep(10**6)\n",
}
STUBBORN = (
    "while True:\n    try:\n        while True:\n            pass\n    except:\n        pass\n"
)

# Milliseconds from the click to the state, noted when it comes.
STOPPED = """cell => new Promise(resolve => {
    const begun = performance.now();
    const look = new MutationObserver(() => {
        if (cell.dataset.state !== 'ready') return;
        look.disconnect();
        resolve(performance.now() - begun);
    });
    look.observe(cell, { attributes: true, attributeFilter: ['data-state'] });
    cell.querySelector('button.stop').click();
})"""
PAUSE = 500


def measure(bench: Bench, rounds: int) -> list[Comparison]:
    ours: list[dict[str, float]] = []
    stock: list[float] = []
    in_turn(rounds, lambda: ours.append(stops(bench)), lambda: stock.append(boot(bench)))
    compared = [
        Comparison(
            f"Stop in {name}",
            f"{SOFT_LIMIT} ms",
            tuple(times[name] for times in ours),
            (float(SOFT_LIMIT),) * rounds,
            limit=SOFT_LIMIT,
        )
        for name in ENDLESS
    ]
    hard = tuple(times[STUBBORN] - GRACE for times in ours)
    name = "a new Python after code that does not stop"
    return [*compared, Comparison(name, STOCK, hard, tuple(stock), HARD_LIMIT)]


def stops(bench: Bench) -> dict[str, float]:
    """Milliseconds from Stop to ready, for each code."""
    with bench.visitor() as visit, visit(LESSON) as page:
        marked(page, "python-ready")
        return {name: stop(page, code) for name, code in [*ENDLESS.items(), (STUBBORN, STUBBORN)]}


def stop(page: Page, code: str) -> float:
    cell = page.locator("#plot-a-line")
    cell.scroll_into_view_if_needed()
    cell.get_by_role("textbox", name="Python code").fill(code)
    cell.get_by_role("button", name="Run", exact=True).click()
    page.locator("#plot-a-line[data-state=running]").wait_for()
    page.wait_for_timeout(PAUSE)
    time: float = cell.evaluate(STOPPED)
    return time


def boot(bench: Bench) -> float:
    """Milliseconds of a stock boot whose files are in the browser's cache."""
    with bench.visitor() as visit:
        for _ in range(2):
            with visit(STOCK_PYTHON) as page:
                ready = marked(page, "python-ready")
                (worker,) = [found for found in page.workers if "/worker.js" in found.url]
                clock = "performance.timeOrigin"
                begun: float = worker.evaluate(clock) - page.evaluate(clock)
    return ready - begun
