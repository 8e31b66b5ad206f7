"""Python's share in every figure of the lesson, against the whole step until it is drawn.

A step moves the figure's first slider, over its whole range in a round; where readers change the
figure's own numbers (they draw a curve, or drag points), steps that do so are measured as well.

ours: from a call's arrival in the figures' worker to its answer, MicroPython and the copying of
numbers included
baseline: the same steps from the slider's `input` until Plotly has drawn what they brought
"""

from __future__ import annotations

from statistics import median

from playwright.sync_api import Page

from tests.bench.comparison import Comparison
from tests.bench.pages import LESSON, Bench, marked
from tests.bench.slider_to_paint import TAKE_TIMES, WATCH_CALLS

#: what the project promises for every figure, in milliseconds
LIMIT = 8
STEPS = 15

FIGURES = """() => [...document.querySelectorAll('lesson-figure')].map(({ id, dataset }) => ({
    id,
    slides: document.querySelector(`#${id} input[type=range]`) !== null,
    has_numbers: dataset.numbers !== undefined,
}))"""

# Changes one thing of a figure step after step, each when the one before is drawn.
STEP = """async ({ id, own, steps }) => {
    const block = document.getElementById(id);
    block.scrollIntoView({ block: 'center', behavior: 'instant' });
    const frame = () => new Promise(requestAnimationFrame);
    const slider = block.querySelector('input[type=range]');
    const show = block.show;
    const drawn = () => new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${id} did not follow`)), 20_000);
        block.show = async function (picture) {
            await show.call(this, picture);
            clearTimeout(late);
            resolve();
        };
    });
    // Of the targets to draw, the last is the one that readers draw themselves.
    if (own) block.querySelector('.choices label:last-of-type input')?.click();
    const times = [];
    for (let i = 0; i < steps; i++) {
        await frame();
        await frame();
        const follows = drawn();
        const began = performance.now();
        if (own) {
            block.numbers[(7 * i) % block.numbers.length] += 0.05;
            block.send();
        } else {
            const [min, max] = [Number(slider.min), Number(slider.max)];
            slider.value = min + ((max - min) * ((i * 4) % steps)) / (steps - 1);
            slider.dispatchEvent(new Event('input', { bubbles: true }));
        }
        await follows;
        times.push(performance.now() - began);
    }
    delete block.show;
    return times;
}"""


def measure(bench: Bench, rounds: int) -> list[Comparison]:
    with bench.visitor() as visit, visit(LESSON) as page:
        marked(page, "python-ready")
        (worker,) = [found for found in page.workers if "/figures.worker" in found.url]
        worker.evaluate(WATCH_CALLS)

        def share(figure: str, own: bool) -> tuple[float, float]:
            """A round's median share and median step; the first step only warms up."""
            worker.evaluate(TAKE_TIMES)
            steps = stepped(page, figure, own)
            return median(worker.evaluate(TAKE_TIMES)[1:]), median(steps[1:])

        comparisons = []
        for figure in page.evaluate(FIGURES):
            for own, wanted in [(False, figure["slides"]), (True, figure["has_numbers"])]:
                if not wanted:
                    continue
                found = [share(figure["id"], own) for _ in range(rounds)]
                shares, steps = zip(*found, strict=True)
                name = f"Python's share, {figure['id']}" + (", its own numbers" if own else "")
                against = "the whole step, drawn"
                comparisons.append(Comparison(name, against, shares, steps, limit=LIMIT))
    return comparisons


def stepped(page: Page, figure: str, own: bool) -> list[float]:
    times: list[float] = page.evaluate(STEP, {"id": figure, "own": own, "steps": STEPS})
    return times
