"""Stop, and the limits of what sliders call: the reader's variables and the page survive both."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import (
    PYTHON_TIMEOUT,
    block,
    button,
    editor,
    expect_drawn,
    number_field,
    run,
    write,
)

LINE = "w = 2\nb = 1\n\ndef y(x, w, b):\n    return w * x + b\n\nprint('begun')\n"

#: what no interrupt ends
STUBBORN = "while True:\n    try:\n        while True: pass\n    except: pass\n"

#: what goes on for ever, and the line in which it is then stopped
ENDLESS = {
    "a tight loop": ("while True: pass\n", 8),
    "a flood of lines": ("while True: print('flood')\n", 8),
    "a sum over a generator": ("sum(i * i for i in range(10**12))\n", 8),
    "a sleep": ("from time import sleep\nsleep(10**6)\n", 9),
    "a loop in a function": ("def f():\n    while True: pass\nf()\n", 9),
}


@pytest.fixture
def cell(lesson: Page) -> Locator:
    cell = block(lesson, "Plotting a line")
    cell.scroll_into_view_if_needed()
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    return cell


def samples(w: float, b: float) -> list[float]:
    return [w * (-10 + 20 / 80 * i) + b for i in range(81)]


def begin(cell: Locator, code: str) -> None:
    """Run code that begins by saying so, and wait until it does."""
    write(cell, code)
    button(cell, "Run").click()
    expect(cell.get_by_role("log", name="Output")).to_contain_text("begun")


def stopped(cell: Locator, code: str) -> None:
    """Run the code, stop it once it prints, and wait until the cell is ready again."""
    write(cell, code)
    button(cell, "Run").click()
    expect(cell).to_have_attribute("data-state", "running")
    expect(cell.get_by_role("log", name="Output")).to_contain_text("begun")
    button(cell, "Stop").click()
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)


def test_what_has_no_end_is_stopped_and_its_variables_stay(cell: Locator) -> None:
    workers = list(cell.page.workers)
    status = cell.locator(".run-status")
    for w, (code, line) in enumerate(ENDLESS.values()):
        stopped(cell, LINE.replace("w = 2", f"w = {w}") + code)
        expect(status).to_contain_text(f"Stopped in line {line}.")
        expect(cell.get_by_role("log", name="Output")).to_contain_text("begun")
        expect_drawn(cell, samples(w, 1))
        number_field(cell, "b").fill("-3")
        expect_drawn(cell, samples(w, -3))
    assert cell.page.workers == workers
    assert "def f():" in editor(cell).inner_text()
    expect(cell.get_by_role("alert")).to_be_empty()


def test_the_first_interrupt_ends_a_coroutine_and_all_its_tasks(cell: Locator) -> None:
    stopped(
        cell,
        LINE + "import asyncio\nasync def breed():\n    asyncio.create_task(breed())\n"
        "async def main():\n    await breed()\n    await asyncio.sleep(0.01)\n"
        "    try:\n        while True: pass\n"
        "    finally:\n        print('cancelled', asyncio.current_task().cancelling(), 'times')\n"
        "asyncio.run(main())\n",
    )
    expect(cell.locator(".run-status")).to_contain_text("Stopped in line 15.")
    expect(cell.get_by_role("log", name="Output")).to_have_text("begun\ncancelled 0 times\n")
    expect_drawn(cell, samples(2, 1))
    number_field(cell, "b").fill("-3")
    expect_drawn(cell, samples(2, -3))


def test_stopped_too_early_the_cell_is_as_it_was(cell: Locator) -> None:
    run(cell, LINE)
    stopped(cell, "print('begun')\nwhile True: pass\n")
    expect(cell.locator(".run-status")).to_contain_text("Stopped in line 2.")
    number_field(cell, "w").fill("4")
    expect_drawn(cell, samples(4, 1))


def test_reset_ends_a_run_and_has_the_last_word(cell: Locator) -> None:
    starter = editor(cell).inner_text()
    begin(cell, LINE + "while True: pass\n")
    button(cell, "Reset").click()
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    assert editor(cell).inner_text() == starter
    expect(cell).to_have_attribute("data-verdict", "open")
    expect(cell.locator(".run-status")).to_be_empty()
    expect(cell.get_by_role("log", name="Output")).to_be_empty()
    run(cell, LINE)
    expect(cell).to_have_attribute("data-verdict", "passed")


def test_what_does_not_obey_is_ended_and_python_starts_afresh(cell: Locator) -> None:
    # The state may last a moment only: it is noted when it comes.
    cell.evaluate(
        """cell => {
            cell.states = [];
            new MutationObserver(() => cell.states.push(cell.dataset.state))
                .observe(cell, { attributes: true, attributeFilter: ['data-state'] });
        }"""
    )
    stubborn = (
        "while True:\n    try:\n        while True:\n            pass\n    except:\n        pass\n"
    )
    stopped(cell, LINE + stubborn)
    expect(cell.locator(".run-status")).to_contain_text("Python has started afresh")
    assert "stopping" in cell.evaluate("cell => cell.states")
    expect(cell.get_by_role("log", name="Output")).to_have_text("begun\n")
    assert "while True:" in editor(cell).inner_text()
    run(cell, LINE)
    expect(cell).to_have_attribute("data-verdict", "passed")


def test_figures_do_not_notice(cell: Locator) -> None:
    write(cell, "while True: pass\n")
    button(cell, "Run").click()
    expect(cell).to_have_attribute("data-state", "running")
    figure = block(cell.page, "The line")
    number_field(figure, "w").fill("4")
    expect(figure.locator(".formula")).to_have_text("y = 4·x + 0")
    expect(cell.locator(".run-status")).to_have_text(
        "Your code takes long. Wait for it, or press Stop."
    )
    button(cell, "Stop").click()
    expect(cell).to_have_attribute("data-state", "ready")


def test_a_function_that_a_slider_calls_has_a_limit(cell: Locator) -> None:
    run(cell, LINE.replace("    return", "    while w == 5:\n        pass\n    return"))
    number_field(cell, "w").fill("5")
    expect(cell.get_by_role("alert")).to_have_text(
        "Line 6: y() took too long and was interrupted. The next move calls it again."
    )
    expect(cell.locator(".error-line")).to_have_text("        pass")
    number_field(cell, "w").fill("4")
    expect_drawn(cell, samples(4, 1))
    expect(cell.get_by_role("alert")).to_be_empty()


def test_a_slider_ends_what_does_not_let_itself_be_interrupted(cell: Locator) -> None:
    run(
        cell,
        "w = 2\nb = 1\ndef y(x, w, b):\n    while w == 5:\n        try:\n"
        "            while True:\n                pass\n        except:\n            pass\n"
        "    return w * x + b\n",
    )
    number_field(cell, "w").fill("5")
    expect(cell.get_by_role("alert")).to_contain_text("did not let itself be interrupted")
    number_field(cell, "w").fill("4")
    expect_drawn(cell, samples(4, 1))


def test_a_slider_that_moves_while_code_runs_is_followed_when_it_has_ended(cell: Locator) -> None:
    run(cell, LINE)
    begin(cell, "print('begun')\nfrom time import sleep\nsleep(10**6)\n")
    number_field(cell, "w").fill("-7")
    button(cell, "Stop").click()
    expect(cell).to_have_attribute("data-state", "ready")
    expect(number_field(cell, "w")).to_have_value("-7")
    expect_drawn(cell, samples(-7, 1))


def test_a_cell_that_waits_for_another_says_so(cell: Locator) -> None:
    run(cell, LINE)
    other = block(cell.page, "Predicting what was never measured")
    begin(other, "print('begun')\nwhile True: pass\n")
    number_field(cell, "w").fill("5")
    expect(cell.locator(".run-status")).to_have_text("Another cell is running. This one is next.")
    button(other, "Stop").click()
    expect_drawn(cell, samples(5, 1))
    expect(cell.locator(".run-status")).to_be_empty()
    expect(other.locator(".run-status")).to_contain_text("Stopped in line 2.")


def test_code_that_a_slider_has_run_again_can_be_stopped(cell: Locator) -> None:
    run(cell, "from time import sleep\nsleep(2)\n" + LINE)
    # Another cell ends the worker that knew these names.
    other = block(cell.page, "Predicting what was never measured")
    begin(other, "print('begun')\n" + STUBBORN)
    button(other, "Stop").click()
    expect(other).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    number_field(cell, "w").fill("5")
    expect(cell).to_have_attribute("data-state", "running")
    expect(cell.locator(".run-status")).to_have_text(
        "Your code takes long. Wait for it, or press Stop."
    )
    button(cell, "Stop").click()
    expect(cell).to_have_attribute("data-state", "ready")
    number_field(cell, "w").fill("4")
    expect_drawn(cell, samples(4, 1))


def test_stop_is_for_its_own_cell_and_what_waits_runs_to_its_end(cell: Locator) -> None:
    other = block(cell.page, "Predicting what was never measured")
    third = block(cell.page, "The loss function")
    write(other, "print('begun')\nwhile True: pass\n")
    write(cell, LINE + "from time import sleep\nsleep(1)\nprint('ended')\n")
    write(third, "print('third')\n")
    button(other, "Run").click()
    expect(other.get_by_role("log", name="Output")).to_contain_text("begun")
    for waiting in (cell, third):
        button(waiting, "Run").click()
    # What has not begun is stopped without a word, and leaves the others alone.
    button(third, "Stop").click()
    expect(third).to_have_attribute("data-state", "ready")
    expect(other).to_have_attribute("data-state", "running")
    button(other, "Stop").click()
    expect(other.locator(".run-status")).to_contain_text("Stopped in line 2.")
    expect(cell.get_by_role("log", name="Output")).to_have_text("begun\nended\n")
    expect(cell).to_have_attribute("data-verdict", "passed")
    expect(third.get_by_role("log", name="Output")).to_be_empty()
    expect(third.get_by_role("alert")).to_be_empty()


def test_reset_takes_a_run_back_that_waits_for_another_cell(cell: Locator) -> None:
    other = block(cell.page, "Predicting what was never measured")
    write(other, "print('begun')\nwhile True: pass\n")
    write(cell, LINE)
    button(other, "Run").click()
    expect(other.get_by_role("log", name="Output")).to_contain_text("begun")
    button(cell, "Run").click()
    button(cell, "Reset").click()
    expect(cell).to_have_attribute("data-state", "ready")
    expect(other).to_have_attribute("data-state", "running")
    button(other, "Stop").click()
    expect(other.locator(".run-status")).to_contain_text("Stopped in line 2.")
    # Another run comes after whatever might still have waited.
    run(other, "print('after')")
    expect(other.get_by_role("log", name="Output")).to_have_text("after\n")
    expect(cell.get_by_role("log", name="Output")).to_be_empty()
    expect(cell).to_have_attribute("data-verdict", "open")


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        (STUBBORN, "started afresh"),
        ("import os\nos.chdir('/')\nwhile True: pass\n", "Stopped in line 4."),
    ],
    ids=["a worker that is ended", "a worker that is changed for good"],
)
def test_what_waits_for_another_cell_runs_in_a_fresh_python_where_it_must(
    cell: Locator, ending: str, told: str
) -> None:
    run(cell, LINE + "import os\nprint(os.getcwd())\n")
    printed = cell.get_by_role("log", name="Output").inner_text()
    other = block(cell.page, "Predicting what was never measured")
    begin(other, "print('begun')\n" + ending)
    button(cell, "Run").click()
    button(other, "Stop").click()
    expect(other.locator(".run-status")).to_contain_text(told)
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    expect(cell.get_by_role("log", name="Output")).to_have_text(printed + "\n")
    expect(cell.get_by_role("alert")).to_be_empty()


def test_a_run_that_is_stopped_before_its_python_is_there_does_not_begin(cell: Locator) -> None:
    run(cell, LINE + "import os\nos.chdir('/')\n")
    held: list[Route] = []
    cell.page.route("**/cells.worker-*.js", lambda route: held.append(route))
    with cell.page.expect_request("**/cells.worker-*.js"):
        button(cell, "Run").click()
    button(cell, "Stop").click()
    expect(button(cell, "Run")).to_be_visible()
    held[0].continue_()
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    other = block(cell.page, "Predicting what was never measured")
    run(other, "print('after')")
    expect(other.get_by_role("log", name="Output")).to_have_text("after\n")
    expect(cell.get_by_role("log", name="Output")).to_be_empty()
    expect(cell.get_by_role("alert")).to_be_empty()


def test_training_that_waits_for_another_cell_says_so(cell: Locator) -> None:
    training = block(cell.page, "The gradient descent algorithm")
    write(training, training.locator(".solution pre").text_content() or "")
    write(cell, LINE + "while True: pass\n")
    expect(editor(training)).to_be_visible()
    button(training, "Play").click()
    expect(training.locator(".end")).not_to_have_text("0")
    button(cell, "Run").click()
    expect(training.locator(".run-status")).to_have_text(
        "Another cell is running. This one is next."
    )
    button(training, "Stop").click()
    expect(button(training, "Play")).to_be_visible()
    expect(cell).to_have_attribute("data-state", "running")
    button(cell, "Stop").click()
    expect(cell.locator(".run-status")).to_contain_text("Stopped in line 8.")


def test_a_slider_that_waited_for_a_cell_that_was_ended_is_followed(cell: Locator) -> None:
    run(cell, LINE)
    other = block(cell.page, "Predicting what was never measured")
    begin(other, "print('begun')\n" + STUBBORN)
    number_field(cell, "w").fill("5")
    expect(cell.locator(".run-status")).to_have_text("Another cell is running. This one is next.")
    button(other, "Stop").click()
    expect_drawn(cell, samples(5, 1))
    expect(cell.get_by_role("alert")).to_be_empty()
