"""The training player of `steps` and `train`: it plays the reader's own code, and keeps the run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PYTHON_TIMEOUT, block, button, run, write

DATA = [(1, 0.85), (2, 1.43), (3, 1.92), (4, 2.59), (5, 3.20), (6, 3.82), (7, 4.38), (8, 4.97)]

#: the loops of the browser are fast, those of a busy machine are not
RUN_TIMEOUT = 30_000


def descend(rate: float, steps: int, w: float = 1.0, b: float = 0.0) -> tuple[float, float]:
    """w and b after so many steps downhill, in plain Python."""
    for _ in range(steps):
        misses = [w * x + b - y for x, y in DATA]
        dw = sum(miss * x for miss, (x, _) in zip(misses, DATA, strict=True))
        w, b = w - rate * dw, b - rate * sum(misses)
    return w, b


def loss(w: float, b: float) -> float:
    return sum((w * x + b - y) ** 2 for x, y in DATA) / 2


@pytest.fixture
def steps(lesson: Page) -> Locator:
    return awake(block(lesson, "Steps in the right direction"))


@pytest.fixture
def train(lesson: Page) -> Locator:
    return awake(block(lesson, "The gradient descent algorithm"))


def awake(cell: Locator) -> Locator:
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    cell.locator(".player").scroll_into_view_if_needed()
    expect(cell.locator(".js-plotly-plot").first).to_be_visible()
    return cell


def code_of(page: Page, name: str) -> str:
    """The solution of a cell's task."""
    text: str = page.evaluate(
        """async (name) => {
            const site = JSON.parse(document.getElementById('site').textContent);
            return (await (await fetch(site.python)).json()).cells[name].solution;
        }""",
        name,
    )
    return text


def reading(cell: Locator, expression: str) -> Locator:
    return cell.get_by_role("status", name=expression, exact=True)


def value(cell: Locator, expression: str) -> float:
    return float(reading(cell, expression).inner_text())


def expect_count(cell: Locator, count: int) -> None:
    expect(reading(cell, "iteration_counter")).to_have_text(
        re.compile(rf"^{count}(\.0+)?$"), timeout=RUN_TIMEOUT
    )


def told(cell: Locator) -> Locator:
    return cell.locator(".player .told")


def plotted(cell: Locator, chart: int, how: str, axis: str) -> list[float]:
    """The numbers of the playing trace of that kind that a chart holds."""
    text: str = (
        cell.locator(".js-plotly-plot")
        .nth(chart)
        .evaluate(
            """(plot, [how, axis]) => {
            const trace = plot._fullData.find((one) => one.meta?.plays === how);
            return JSON.stringify([...trace[axis]]);
        }""",
            [how, axis],
        )
    )
    numbers: list[float] = json.loads(text)
    return numbers


def expect_plotted(
    cell: Locator, chart: int, how: str, axis: str, right: Callable[[list[float]], bool]
) -> None:
    """Wait until the chart, which follows a moment after the canvas above it, holds the numbers."""
    for _ in range(100):
        if right(plotted(cell, chart, how, axis)):
            return
        cell.evaluate("() => new Promise(requestAnimationFrame)")
    assert right(plotted(cell, chart, how, axis)), plotted(cell, chart, how, axis)


def close(given: list[float], wanted: list[float]) -> bool:
    return len(given) == len(wanted) and all(
        abs(a - b) < 1e-9 * (1 + abs(b)) for a, b in zip(given, wanted, strict=True)
    )


def near(given: list[float], wanted: float) -> bool:
    """Whether the one number is the wanted one, to the six decimals that the lesson gives."""
    return abs(given[0] - wanted) < 6e-7


def play_to(cell: Locator, iterations: int, speed: str) -> None:
    """Play until at least so many iterations are done, then pause."""
    cell.get_by_role("radio", name=speed, exact=True).check(force=True)
    button(cell, "Play").click()
    cell.page.wait_for_function(
        "([output, wanted]) => Number(output.textContent) >= wanted",
        arg=[reading(cell, "iteration_counter").element_handle(), iterations],
        timeout=RUN_TIMEOUT,
    )
    button(cell, "Pause").click()
    expect(button(cell, "Play")).to_be_visible()


def test_steps_start_where_the_code_says(steps: Locator) -> None:
    expect(reading(steps, "w")).to_have_text("1.0000")
    expect(reading(steps, "gradient()")).to_have_text("(74.8300, 12.8400)")
    expect(reading(steps, "loss(w, b)")).to_have_text("13.7698")
    assert plotted(steps, 0, "now", "x") == [1]


def test_a_rate_too_high_diverges_and_is_told_why(steps: Locator) -> None:
    button(steps, "Step").click()
    w, b = descend(0.01, 1)
    expect(reading(steps, "w")).to_have_text(f"{w:.4f}", timeout=RUN_TIMEOUT)
    expect(reading(steps, "b")).to_have_text(f"{b:.4f}")
    expect(reading(steps, "loss(w, b)")).to_have_text(f"{loss(w, b):.4f}")
    button(steps, "×10").click()
    w, b = descend(0.01, 11)
    expect(reading(steps, "w")).to_have_text(f"{w:.4f}", timeout=RUN_TIMEOUT)
    expect(told(steps)).to_contain_text("learning_rate = 0.01 is too high")
    expect(told(steps)).to_contain_text("2 / 210.403 = 0.009506")
    trail = [descend(0.01, i)[0] for i in range(12)]
    expect_plotted(steps, 0, "trail", "x", lambda given: close(given, trail))
    name = steps.get_by_role("img").first
    expect(name).to_have_accessible_name(re.compile("trail of 11 steps"))


def test_a_diverging_run_ends_and_breaks_no_chart(steps: Locator) -> None:
    ranges = "plot => [...plot._fullLayout.xaxis.range, ...plot._fullLayout.yaxis.range]"
    plot = steps.locator(".js-plotly-plot").first
    before = plot.evaluate(ranges)
    code = code_of(steps.page, "steps").replace("learning_rate = 0.005", "learning_rate = 1000")
    run(steps, code)
    for _ in range(12):
        button(steps, "×10").click()
        expect(button(steps, "×10")).to_be_enabled()
    expect(told(steps)).to_contain_text("too large for Python", timeout=RUN_TIMEOUT)
    expect(told(steps)).to_contain_text("learning_rate = 1000 is too high")
    assert plot.evaluate(ranges) == pytest.approx(before)
    assert "NaN" not in steps.locator(".charts").inner_html()
    expect(steps.get_by_role("img").first).to_have_accessible_name(re.compile("the loss is ∞"))
    button(steps, "Reset").click()
    expect(reading(steps, "w")).to_have_text("1.0000")
    expect(told(steps)).to_contain_text("Back at the start")


def test_reset_takes_back_the_run_and_then_the_code(steps: Locator) -> None:
    run(steps, code_of(steps.page, "steps"))
    expect(steps).to_have_attribute("data-verdict", "passed")
    button(steps, "Step").click()
    w, _ = descend(0.005, 1)
    expect(reading(steps, "w")).to_have_text(f"{w:.4f}", timeout=RUN_TIMEOUT)
    button(steps, "Reset").click()
    expect(reading(steps, "w")).to_have_text("1.0000")
    expect(told(steps)).to_contain_text("Press Reset once more")
    editor = steps.get_by_role("textbox", name="Python code")
    expect(editor).to_contain_text("learning_rate = 0.005")
    button(steps, "Step").click()
    expect(reading(steps, "w")).to_have_text(f"{w:.4f}", timeout=RUN_TIMEOUT)
    button(steps, "Reset").click()
    button(steps, "Reset").click()
    expect(editor).to_contain_text("learning_rate = 0.01")
    expect(reading(steps, "gradient()")).to_have_text("(74.8300, 12.8400)")


def test_the_starter_of_train_counts_but_does_not_learn(train: Locator) -> None:
    run(train)
    expect(train).to_have_attribute("data-verdict", "wrong")
    expect(train.locator(".verdict")).to_contain_text("never called update()")
    button(train, "Step").click()
    expect_count(train, 1)
    expect(reading(train, "w")).to_have_text("1.0000")
    expect(told(train)).to_contain_text("Does anything call update()?")


@pytest.fixture
def solved(train: Locator) -> Locator:
    run(train, code_of(train.page, "train"))
    expect(train).to_have_attribute("data-verdict", "passed")
    return train


def test_step_and_the_timeline(solved: Locator) -> None:
    for count in range(1, 4):
        button(solved, "Step").click()
        expect_count(solved, count)
    timeline = solved.get_by_role("slider", name="iteration", exact=True)
    expect(timeline).to_have_value("3")
    timeline.focus()
    solved.page.keyboard.press("ArrowLeft")
    expect_count(solved, 2)
    w, b = descend(0.001, 2)
    expect(reading(solved, "w")).to_have_text(f"{w:.4f}")
    expect(reading(solved, "b")).to_have_text(f"{b:.4f}")
    line = [w * (-1 + 11 / 18 * i) + b for i in range(19)]
    expect_plotted(solved, 0, "model", "y", lambda given: close(given, line))
    solved.page.keyboard.press("Home")
    expect(reading(solved, "w")).to_have_text("1.0000")
    solved.page.keyboard.press("End")
    expect_count(solved, 3)


@pytest.mark.parametrize("speed", ["1×", "10×", "100×", "1000×"])
def test_every_speed_runs_the_same_descent(solved: Locator, speed: str) -> None:
    play_to(solved, 20, speed)
    # Calls that were under way still come in: what is shown at one moment belongs together.
    count, *shown = solved.page.wait_for_function(
        """([timeline, ...outputs]) => {
            const texts = outputs.map(output => output.textContent);
            return Number(texts[0]) === Number(timeline.max) && texts;
        }""",
        arg=[
            solved.get_by_role("slider", name="iteration", exact=True).element_handle(),
            *(reading(solved, name).element_handle() for name in ("iteration_counter", "w", "b")),
        ],
    ).json_value()
    assert float(count) >= 20
    assert shown == [f"{number:.4f}" for number in descend(0.001, round(float(count)))]

    def at_its_loss(given: list[float]) -> bool:
        now = descend(0.001, round(value(solved, "iteration_counter")))
        return close(given, [loss(*now)])

    expect_plotted(solved, 2, "now", "y", at_its_loss)


def test_the_run_has_the_lessons_numbers(solved: Locator) -> None:
    play_to(solved, 5000, "1000×")
    timeline = solved.get_by_role("slider", name="iteration", exact=True)
    for iteration, w, b in ((100, 0.637247, -0.021097), (1000, 0.604299, 0.164147)):
        timeline.fill(str(iteration))
        expect_count(solved, iteration)
        expect(reading(solved, "w")).to_have_text(f"{w:.4f}")
        expect(reading(solved, "b")).to_have_text(f"{b:.4f}")
        expect_plotted(solved, 1, "now", "y", partial(near, wanted=b))
    timeline.fill("5000")
    assert abs(value(solved, "w") - 0.594065) < 1e-4


def test_scrubbing_runs_nothing_and_play_goes_on(solved: Locator) -> None:
    write_counter = code_of(solved.page, "train").replace(
        "        update()\n", "        update()\n        print(iteration_counter)\n"
    )
    run(solved, write_counter)
    for count in (1, 2):
        button(solved, "Step").click()
        expect_count(solved, count)
    log = solved.get_by_role("log", name="Output")
    expect(log).to_have_text("0\n1\n")
    timeline = solved.get_by_role("slider", name="iteration", exact=True)
    timeline.focus()
    solved.page.keyboard.press("Home")
    expect(reading(solved, "w")).to_have_text("1.0000")
    for count in (1, 2):
        button(solved, "Step").click()
        expect_count(solved, count)
    expect(log).to_have_text("0\n1\n")
    button(solved, "Step").click()
    expect_count(solved, 3)
    expect(log).to_have_text("0\n1\n2\n")


def test_two_runs_lie_over_each_other(solved: Locator) -> None:
    for count in range(1, 4):
        button(solved, "Step").click()
        expect_count(solved, count)
    keep = button(solved, "Keep this run")
    keep.click()
    expect(keep).to_have_attribute("aria-pressed", "true")
    faster = code_of(solved.page, "train").replace("rate = 0.001", "rate = 0.004")
    run(solved, faster)
    button(solved, "Step").click()
    w, _ = descend(0.004, 1)
    expect(reading(solved, "w")).to_have_text(f"{w:.4f}", timeout=RUN_TIMEOUT)
    kept = [descend(0.001, i)[0] for i in range(4)]
    expect_plotted(solved, 1, "kept", "x", lambda given: close(given, kept))
    expect_plotted(solved, 1, "trail", "x", lambda given: close(given, [1, w]))
    expect_plotted(solved, 2, "kept", "x", lambda given: given == [0, 1, 2, 3])
    keep.click()
    expect_plotted(solved, 1, "kept", "x", lambda given: given == [])


def test_code_changed_since_the_last_run_is_what_plays(solved: Locator) -> None:
    write(solved, code_of(solved.page, "train").replace("w = 1\n", "w = 0\n"))
    button(solved, "Step").click()
    w, b = descend(0.001, 1, w=0.0)
    expect(reading(solved, "w")).to_have_text(f"{w:.4f}", timeout=RUN_TIMEOUT)
    expect(reading(solved, "b")).to_have_text(f"{b:.4f}")


def test_a_train_that_raises_shows_its_line_and_recovers(solved: Locator) -> None:
    good = code_of(solved.page, "train")
    broken = good.replace("        update()\n", "        update()\n        nothing / 0\n")
    line = broken.splitlines().index("        nothing / 0") + 1
    run(solved, broken)
    button(solved, "Step").click()
    expect(solved.get_by_role("alert")).to_contain_text(
        f"Line {line}: NameError: name 'nothing' is not defined", timeout=RUN_TIMEOUT
    )
    expect(solved.locator(".error-line")).to_have_text("        nothing / 0")
    run(solved, good)
    expect(solved.get_by_role("alert")).to_be_empty()
    button(solved, "Step").click()
    expect_count(solved, 1)


def test_a_train_that_takes_long_can_be_stopped(solved: Locator) -> None:
    good = code_of(solved.page, "train")
    # It is quick while it is judged, and takes for ever once it is played.
    slow = good.replace(
        "    for i in range(iterations):\n",
        "    while iterations == 1 and iteration_counter == 2:\n        pass\n"
        "    for i in range(iterations):\n",
    )
    run(solved, slow)
    expect(solved).to_have_attribute("data-verdict", "passed")
    for count in (1, 2):
        button(solved, "Step").click()
        expect_count(solved, count)
    button(solved, "Step").click()
    expect(solved).to_have_attribute("data-state", "running", timeout=RUN_TIMEOUT)
    expect(solved.locator(".run-status")).to_have_text(
        "Your code takes long. Wait for it, or press Stop."
    )
    button(solved, "Stop").click()
    expect(solved).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    run(solved, good)
    button(solved, "Step").click()
    expect_count(solved, 1)


def test_under_reduced_motion_it_still_arrives(solved: Locator) -> None:
    solved.page.emulate_media(reduced_motion="reduce")
    play_to(solved, 600, "10×")
    expect(told(solved)).to_have_text("Paused.")


def test_the_chosen_speed_is_there_again(train: Locator) -> None:
    page = train.page
    train.get_by_role("radio", name="100×", exact=True).check(force=True)
    page.wait_for_function(
        "() => localStorage.getItem('how-machines-learn/train')?.includes('\"speed\":100')"
    )
    page.reload()
    expect(train.get_by_role("radio", name="100×", exact=True)).to_be_checked()
    train.get_by_role("radio", name="1×", exact=True).check(force=True)
    page.wait_for_function(
        "() => !localStorage.getItem('how-machines-learn/train').includes('speed')"
    )


def test_keys_alone_are_enough(solved: Locator) -> None:
    page = solved.page
    button(solved, "Step").focus()
    page.keyboard.press("Enter")
    expect_count(solved, 1)
    page.keyboard.press("Tab")
    expect(button(solved, "Reset")).to_be_focused()
    page.keyboard.press("Tab")
    expect(solved.get_by_role("radio", name="1×", exact=True)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(solved.get_by_role("radio", name="10×", exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    expect(solved.get_by_role("slider", name="iteration", exact=True)).to_be_focused()


def test_what_is_told_again_does_not_go_in_between(steps: Locator) -> None:
    run(
        steps, code_of(steps.page, "steps").replace("learning_rate = 0.005", "learning_rate = 0.01")
    )
    button(steps, "×10").click()
    expect(told(steps)).to_contain_text("The loss rises")
    # Whatever stands there in the meantime: all that is below would jump with it.
    told(steps).evaluate(
        """(line) => {
            window.seen = [];
            new MutationObserver(() => seen.push(line.textContent)).observe(line, {
                childList: true, characterData: true, subtree: true,
            });
        }"""
    )
    before = reading(steps, "w").inner_text()
    button(steps, "×10").click()
    expect(reading(steps, "w")).not_to_have_text(before)
    assert "" not in steps.page.evaluate("seen")
