"""How long a step of a slider takes to the screen, against the same chart in plain JavaScript.

ours: the slider w of the figure `line` in the lesson's page, once Python for cells has come
baselines: the chart alone and the lesson's page without its scripts: the same Plotly call with a
line computed in JavaScript

A step sets the slider's value and sends `input`. It is *drawn* when Plotly says so
(`plotly_afterplot`) and the line's new numbers stand in the chart; *painted* after the next
animation frame has been made, which is when the browser shows it. Steps begin at all moments
between two frames, as a hand's do. A round is the median of STEPS steps on each page.

Python's share is the time from a call's arrival in the figures' worker to its answer, MicroPython
and the copying of numbers included, taken inside the worker in the same steps; its baseline is
the whole step until it is drawn.
"""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass
from statistics import median

from playwright.sync_api import Page

from tests.bench.comparison import Comparison, in_turn
from tests.bench.pages import LESSON, LINE, Bench, marked, near, still

CHART_ALONE = "the chart alone with plain JavaScript and the same Plotly"
SAME_PAGE = "the same page with plain JavaScript and the same Plotly"
#: what the project promises, as a multiple of what the same chart takes in the same page when
#: plain JavaScript computes it; the chart on an empty page also shows what the page itself costs
LIMIT = 1.25
WARM_UP = 1
STEPS = 60

# Moves a figure's slider through its values; a number in the first trace shows each new one.
SLIDE = """async ({ figure, slider: name, shown, steps }) => {
    const block = document.getElementById(figure);
    const slider = block.querySelector(`input[type=range][aria-label=${name}]`);
    const plot = block.querySelector('.js-plotly-plot');
    const channel = new MessageChannel();
    const frame = () => new Promise(requestAnimationFrame);
    // A message sent from an animation frame arrives when that frame's picture has been made.
    const made = () => new Promise(resolve => {
        channel.port1.onmessage = resolve;
        channel.port2.postMessage(null);
    });
    const drawn = wanted => new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${figure} shows no ${wanted}`)), 10_000);
        plot.on('plotly_afterplot', function check() {
            const found = shown.reduce((value, key) => value[key], plot._fullData[0]);
            if (Math.abs(found - wanted) > 1e-9) return;
            plot.removeListener('plotly_afterplot', check);
            clearTimeout(late);
            resolve();
        });
    });
    const times = { drawn: [], painted: [] };
    for (const [i, [value, wanted]] of steps.entries()) {
        await frame();
        await new Promise(resolve => setTimeout(resolve, (7 * i) % 17));
        const began = performance.now();
        const follows = drawn(wanted);
        slider.value = value;
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        await follows;
        times.drawn.push(performance.now() - began);
        await frame();
        await made();
        times.painted.push(performance.now() - began);
    }
    return times;
}"""

# Inside the worker: whoever handles a call begins by reading its message, and ends by answering.
WATCH_CALLS = """() => {
    let began = 0;
    self.times = [];
    const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data');
    Object.defineProperty(MessageEvent.prototype, 'data', {
        get() {
            began ||= performance.now();
            return get.call(this);
        },
    });
    const post = self.postMessage;
    self.postMessage = (...answer) => {
        self.times.push(performance.now() - began);
        began = 0;
        post.apply(self, answer);
    };
}"""
TAKE_TIMES = "self.times.splice(0)"


@dataclass(frozen=True)
class Slide:
    """A figure's slider, the values to move it to, and how its picture shows that it follows.

    shown: the keys that lead to a number in the figure's first trace
    steps: pairs of the slider's value and what that number is then, no two alike in a row
    """

    figure: str
    slider: str
    shown: tuple[str | int, ...]
    steps: tuple[tuple[float, float], ...]


def back_and_forth(reach: float, count: int) -> list[float]:
    """Values from one end of a slider's range to the other, by less each time."""
    return [round(reach * (-1) ** i * (1 - i / count), 2) for i in range(count)]


#: w·10 is where the line ends on the right, at the last of 21 places
LINE_STEPS = Slide(
    LINE.name, LINE.slider, ("y", 20), tuple((w, 10 * w) for w in back_and_forth(10, STEPS))
)


@dataclass(frozen=True)
class Step:
    """The median step of a round, in milliseconds."""

    drawn: float
    painted: float


def measure(bench: Bench, rounds: int) -> list[Comparison]:
    with contextlib.ExitStack() as stack:
        visit = stack.enter_context(bench.visitor())
        lesson, plain_lesson, plain_chart = (
            stack.enter_context(visit(path)) for path in (LESSON, LINE.in_lesson, LINE.alone)
        )
        for page, mark in [
            (lesson, "python-ready"),
            (plain_lesson, "figures-ready"),
            (plain_chart, "figures-ready"),
        ]:
            marked(page, mark)
            near(page, LINE.name)
        still(lesson)
        (worker,) = [found for found in lesson.workers if "/figures.worker" in found.url]
        worker.evaluate(WATCH_CALLS)
        shares: list[float] = []

        def slide_lesson() -> Step:
            worker.evaluate(TAKE_TIMES)
            step = slide(lesson)
            shares.append(median(worker.evaluate(TAKE_TIMES)))
            return step

        sides = (slide_lesson, lambda: slide(plain_lesson), lambda: slide(plain_chart))
        in_turn(WARM_UP, *sides)
        shares.clear()
        ours, same_page, chart_alone = in_turn(rounds, *sides)

    def compared(
        name: str, time: str, plain: list[Step], against: str, limit: float | None
    ) -> Comparison:
        left, right = (tuple(getattr(step, time) for step in side) for side in (ours, plain))
        return Comparison(name, against, left, right, limit)

    drawn = tuple(step.drawn for step in ours)
    return [
        compared("slider to paint", "painted", same_page, SAME_PAGE, LIMIT),
        compared("slider to paint", "painted", chart_alone, CHART_ALONE, None),
        compared("slider to drawn", "drawn", same_page, SAME_PAGE, None),
        compared("slider to drawn", "drawn", chart_alone, CHART_ALONE, None),
        Comparison("Python's share", "the whole step, drawn", tuple(shares), drawn, limit=8),
    ]


def slide(page: Page, along: Slide = LINE_STEPS) -> Step:
    """A round of steps."""
    times = slid(page, along)
    return Step(median(times["drawn"]), median(times["painted"]))


def slid(page: Page, along: Slide) -> dict[str, list[float]]:
    """Each step's milliseconds until it was drawn, and until it was painted.

    Only the page in front is painted, so it is brought there.
    """
    page.bring_to_front()
    times: dict[str, list[float]] = page.evaluate(SLIDE, asdict(along))
    return times
