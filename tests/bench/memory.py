"""What scrolling leaves behind: the page's memory after three times, against after the first.

A time goes from the top of the page to its end in half screens, and waits at each until the charts
on the screen are drawn; then the garbage is collected. Each round is a visitor's first visit.

Memory is V8's heap with the array buffers that it holds and the browser's own part of it. A WebGL
context counts while it is neither lost nor collected; its baseline is how many were ever made.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page

from tests.bench.comparison import Comparison
from tests.bench.pages import LESSON, Bench, marked

AGAIN = 3
MEGABYTE = 1e6
ONCE = "after scrolling the page once"
#: what the project promises, as a multiple of what the first time left
LIMIT = 1.1
#: how many a page may have before browsers on small devices take the oldest away
CONTEXTS = 4

WATCH_CONTEXTS = """() => {
    self.contexts = new Set();
    self.made = 0;
    const { getContext } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        const context = getContext.call(this, kind, ...rest);
        const known = [...self.contexts].some((held) => held.deref() === context);
        if (context && kind.includes('webgl') && !known) {
            self.made += 1;
            self.contexts.add(new WeakRef(context));
        }
        return context;
    };
}"""
COUNT_CONTEXTS = """() => {
    const live = [...self.contexts].map((held) => held.deref());
    return [live.filter((context) => context && !context.isContextLost()).length, self.made];
}"""

SCROLL = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const visible = (chart) => {
        const { top, bottom } = chart.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
    };
    const drawn = (chart) => chart.querySelector('.svg-container') !== null;
    const charts = [...document.querySelectorAll('.chart')];
    const end = () => document.documentElement.scrollHeight - innerHeight;
    for (let top = 0; top < end() + innerHeight / 2; top += innerHeight / 2) {
        scrollTo({ top, behavior: 'instant' });
        const begun = performance.now();
        do {
            await frame();
            await frame();
            if (performance.now() - begun > 30_000) throw new Error(`no chart at ${top}`);
        } while (!charts.filter(visible).every(drawn));
    }
    scrollTo({ top: 0, behavior: 'instant' });
    await frame();
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 2000 }));
}"""


@dataclass(frozen=True)
class Left:
    """What a page holds after its garbage was collected."""

    megabytes: float
    nodes: float
    live_contexts: float
    made_contexts: float


def measure(bench: Bench, rounds: int) -> list[Comparison]:
    visits = [scrolled(bench) for _ in range(rounds)]

    def compared(name: str, what: str, unit: str) -> Comparison:
        once, again = (tuple(getattr(left[i], what) for left in visits) for i in (0, 1))
        return Comparison(name, ONCE, again, once, LIMIT, unit=unit)

    live, made = (
        tuple(getattr(left[1], what) for left in visits)
        for what in ("live_contexts", "made_contexts")
    )
    return [
        compared("memory after scrolling three times", "megabytes", "MB"),
        compared("the page's nodes after three times", "nodes", "nodes"),
        Comparison(
            "live WebGL contexts", "all ever made", live, made, limit=CONTEXTS, unit="contexts"
        ),
    ]


def scrolled(bench: Bench) -> tuple[Left, Left]:
    """What a new visitor's page holds after scrolling once, and after AGAIN times."""
    with bench.visitor() as visit, visit("") as page:
        page.add_init_script(f"({WATCH_CONTEXTS})()")
        page.goto(bench.url + LESSON)
        marked(page, "python-ready")
        session = page.context.new_cdp_session(page)
        page.evaluate(SCROLL)
        once = left(page, session)
        for _ in range(AGAIN - 1):
            page.evaluate(SCROLL)
        return once, left(page, session)


def left(page: Page, session: CDPSession) -> Left:
    session.send("HeapProfiler.enable")
    # What the first collection lets go of may hold more, which the second one takes.
    session.send("HeapProfiler.collectGarbage")
    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")
    parts = ("usedSize", "embedderHeapUsedSize", "backingStorageSize")
    nodes = session.send("Memory.getDOMCounters")["nodes"]
    live, made = page.evaluate(COUNT_CONTEXTS)
    session.send("HeapProfiler.disable")
    return Left(sum(heap[part] for part in parts) / MEGABYTE, nodes, live, made)
