"""What training costs the page, and what playing costs the training.

ours: the cell `train` with its task's solution, as it plays
baselines: the same page with nothing playing; for iterations, the reader's `train` called in a loop
by a cell's own code, in the same worker

Frames are counted over SECONDS each. At full speed the learning rate is so low that the run does
not arrive while it is measured. There the slider of the figure `line` is moved: an input is
*painted* after the next animation frame has been made, whatever that shows, and the line *follows*
when the frame shows it, as in `slider_to_paint`; the 95th percentile of the steps is what counts.
The worker's own clock tells how much of its time it had a call in hand.
"""

from __future__ import annotations

from dataclasses import replace
from statistics import quantiles

from playwright.sync_api import Page

from tests.bench.comparison import Comparison, in_turn
from tests.bench.pages import LESSON, LINE, Bench, marked, near, still
from tests.bench.slider_to_paint import LINE_STEPS, WATCH_CALLS, slid

IDLE = "the same page with nothing playing"
SECONDS = 2
FULL_SPEED = 1000
#: a frame in a hundred or so may be late on any page
FRAME_LIMIT = 1.05
#: from input to paint, in milliseconds
INPUT_LIMIT = 50
#: the worker's whole time as a multiple of the time in which it has a call in hand
IDLE_LIMIT = 1.05
INPUT_COUNT = 40
PYTHON_TIMEOUT = 60_000

SOLUTION = """async () => {
    const site = JSON.parse(document.getElementById('site').textContent);
    return (await (await fetch(site.python)).json()).cells.train.solution;
}"""
RATE, SLOW_RATE = "learning_rate = 0.001", "learning_rate = 0.0000001"

# Milliseconds a frame, and iterations in a millisecond, over some seconds.
WATCH_FRAMES = """seconds => new Promise(resolve => {
    const counter = document.querySelector('#train output[aria-label=iteration_counter]');
    const iterations = () => Number(counter.textContent);
    let frames = 0;
    requestAnimationFrame(begun => {
        const before = iterations();
        requestAnimationFrame(function next(now) {
            frames += 1;
            const passed = now - begun;
            if (passed < seconds * 1000) requestAnimationFrame(next);
            else resolve([passed / frames, (iterations() - before) / passed]);
        });
    });
})"""

# Milliseconds from each input to the end of the next frame. Inputs come at all moments of a frame.
INPUTS = """async values => {
    const slider = document.querySelector('#line input[type=range][aria-label=w]');
    const channel = new MessageChannel();
    const frame = () => new Promise(requestAnimationFrame);
    const made = () => new Promise(resolve => {
        channel.port1.onmessage = resolve;
        channel.port2.postMessage(null);
    });
    const times = [];
    for (const [i, value] of values.entries()) {
        await frame();
        await frame();
        await new Promise(resolve => setTimeout(resolve, (7 * i) % 17));
        const began = performance.now();
        slider.value = value;
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        await frame();
        await made();
        times.push(performance.now() - began);
    }
    return times;
}"""

# Inside the worker: the time since it was asked last, and the time of that in its calls.
BUSY = """() => {
    const before = self.asked ?? 0;
    self.asked = performance.now();
    return [self.asked - before, self.times.splice(0).reduce((a, b) => a + b, 0)];
}"""

# Runs the reader's train alone for a second; prints the milliseconds that 1000 iterations take.
ALONE = """
from time import perf_counter
began = perf_counter()
count = 0
while perf_counter() < began + 1:
    train(1000)
    count += 1
print(1000 * (perf_counter() - began) / count)
"""


def measure(bench: Bench, rounds: int) -> list[Comparison]:
    with bench.visitor() as visit, visit(LESSON) as page:
        marked(page, "python-ready")
        still(page)
        near(page, LINE.name)
        solution: str = page.evaluate(SOLUTION)
        run(page, "train", solution)
        idle, slow, fast = in_turn(
            rounds,
            lambda: frames(page, None),
            lambda: frames(page, 1),
            lambda: frames(page, 10),
        )
        endless = solution.replace(RATE, SLOW_RATE)
        run(page, "train", endless)
        at_rest, played = in_turn(
            rounds, lambda: slowest_inputs(page, None), lambda: slowest_inputs(page, FULL_SPEED)
        )
        (worker,) = [found for found in page.workers if "/cells.worker" in found.url]
        worker.evaluate(WATCH_CALLS)

        def full_speed() -> tuple[float, float, float]:
            """Milliseconds that 1000 iterations take; of the worker's time, all and in calls."""
            play(page, FULL_SPEED)
            page.evaluate(WATCH_FRAMES, 0.1)
            worker.evaluate(BUSY)
            _, each = page.evaluate(WATCH_FRAMES, SECONDS)
            whole, busy = worker.evaluate(BUSY)
            stop(page)
            return 1000 / each, whole, busy

        def alone() -> float:
            run(page, "replace-the-data", endless + ALONE)
            return float(page.locator("#replace-the-data [role=log]").inner_text())

        # In turn by hand, since the two do not give the same.
        at_full_speed, in_a_loop = [], []
        for _ in range(rounds):
            at_full_speed.append(full_speed())
            in_a_loop.append(alone())
    (paint_still, line_still), (paint, line) = (
        tuple(zip(*side, strict=True)) for side in (at_rest, played)
    )
    thousand, whole, busy = zip(*at_full_speed, strict=True)
    return [
        Comparison("a frame while training at 1×", IDLE, tuple(slow), tuple(idle), FRAME_LIMIT),
        Comparison("a frame while training at 10×", IDLE, tuple(fast), tuple(idle), FRAME_LIMIT),
        Comparison("input to paint at 1000×, p95", IDLE, paint, paint_still, limit=INPUT_LIMIT),
        Comparison("the line follows at 1000×, p95", IDLE, line, line_still),
        Comparison("the worker at 1000×", "its time in calls", whole, busy, IDLE_LIMIT),
        Comparison(
            "1000 iterations at 1000×",
            "train() alone in the same worker",
            thousand,
            tuple(in_a_loop),
        ),
    ]


def run(page: Page, cell: str, code: str) -> None:
    """Run code in a cell, and wait until the run has ended."""
    block = page.locator(f"#{cell}")
    block.scroll_into_view_if_needed()
    block.get_by_role("textbox", name="Python code").fill(code)
    block.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_function(
        "id => document.getElementById(id).dataset.state === 'ready'",
        arg=cell,
        timeout=PYTHON_TIMEOUT,
    )


def play(page: Page, speed: int) -> None:
    """Play the run from its start, and wait until it is under way."""
    cell = page.locator("#train")
    cell.get_by_role("radio", name=f"{speed}×", exact=True).check(force=True)
    cell.get_by_role("button", name="Play", exact=True).click()
    cell.locator(".player").scroll_into_view_if_needed()
    page.wait_for_function(
        "Number(document.querySelector('#train output[aria-label=iteration_counter]').textContent)"
    )


def stop(page: Page) -> None:
    """Stop playing, and take the run back to its start."""
    cell = page.locator("#train")
    cell.get_by_role("button", name="Pause", exact=True).click()
    cell.locator(".player").get_by_role("button", name="Reset", exact=True).click()


def frames(page: Page, speed: int | None) -> float:
    """Milliseconds a frame takes while the run plays at a speed, or none plays."""
    if speed:
        play(page, speed)
    frame: float = page.evaluate(WATCH_FRAMES, SECONDS)[0]
    if speed:
        stop(page)
    return frame


def slowest_inputs(page: Page, speed: int | None) -> tuple[float, float]:
    """95th percentiles in milliseconds: until an input is painted, until the line follows."""
    if speed:
        play(page, speed)
    painted = page.evaluate(INPUTS, [value for value, _ in LINE_STEPS.steps[:INPUT_COUNT]])
    follows = slid(page, replace(LINE_STEPS, steps=LINE_STEPS.steps[:INPUT_COUNT]))["painted"]
    if speed:
        stop(page)
    return quantiles(painted, n=20)[-1], quantiles(follows, n=20)[-1]
