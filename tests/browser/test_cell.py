"""The cell `plot-a-line`: the reader's Python runs, draws, fails and is judged."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import (
    PYTHON_TIMEOUT,
    block,
    button,
    editor,
    expect_drawn,
    number_field,
    run,
    slider,
    write,
)

RIGHT = "w = 2\nb = 1\n\ndef y(x, w, b):\n    return w * x + b\n"


def samples(w: float, b: float) -> list[float]:
    return [w * (-10 + 20 / 80 * i) + b for i in range(81)]


@pytest.fixture
def cell(lesson: Page) -> Locator:
    return block(lesson, "Plotting a line")


def test_the_starter_is_judged_wrong_with_a_helpful_sentence(cell: Locator) -> None:
    expect(cell).to_have_attribute("data-verdict", "open")
    run(cell)
    expect(cell).to_have_attribute("data-verdict", "wrong")
    expect(cell.locator(".verdict")).to_have_text("Your line ignores w: y(2, 3, 1) gave 2, not 7.")


def test_the_right_line_passes_and_follows_its_sliders(cell: Locator) -> None:
    run(cell, RIGHT)
    expect(cell).to_have_attribute("data-verdict", "passed")
    expect_drawn(cell, samples(2, 1))
    assert float(slider(cell, "w").input_value()) == 2
    number_field(cell, "w").fill("-3")
    expect_drawn(cell, samples(-3, 1))
    slider(cell, "b").focus()
    cell.page.keyboard.press("End")
    expect_drawn(cell, samples(-3, 10))


def test_a_pass_is_remembered(cell: Locator) -> None:
    run(cell, RIGHT)
    expect(cell).to_have_attribute("data-verdict", "passed")
    cell.page.reload()
    expect(cell).to_have_attribute("data-verdict", "passed")


def test_sliders_move_the_starter_before_any_run(cell: Locator) -> None:
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    cell.scroll_into_view_if_needed()
    number_field(cell, "w").fill("5")
    expect(cell.get_by_role("img")).to_have_accessible_name(
        "Your y for w = 5 and b = 0: from −10 at x = −10 to 10 at x = 10.",
        timeout=PYTHON_TIMEOUT,
    )


def test_a_syntax_error_names_and_marks_its_line(cell: Locator) -> None:
    run(cell, "w = 1\nb = 0\n\ndef y(x, w, b)\n    return x\n")
    expect(cell.get_by_role("alert")).to_have_text(
        "The colon is missing: this line must end with a : sign. Line 4: SyntaxError: expected ':'"
    )
    expect(cell.locator(".error-line")).to_have_text("def y(x, w, b)")
    expect(cell).to_have_attribute("data-verdict", "open")


def test_a_name_error_is_cut_down_to_the_readers_lines(cell: Locator) -> None:
    run(cell, "w = 1\nb = 0\n\ndef y(x, w, b):\n    return x + z\n")
    alert = cell.get_by_role("alert")
    expect(alert).to_contain_text("Line 5: NameError: name 'z' is not defined")
    expect(alert.locator(".hint")).to_contain_text("Nothing is called z yet.")
    expect(cell.locator(".error-line")).to_have_text("    return x + z")
    trace = cell.locator("details.trace pre")
    expect(trace).to_contain_text('File "<your code>", line 5, in y')
    expect(trace).not_to_contain_text(".py")


def test_the_last_good_picture_stays_after_an_error(cell: Locator) -> None:
    run(cell, RIGHT)
    expect_drawn(cell, samples(2, 1))
    run(cell, "w = 1\nb = 0\ndef y(x, w, b):\n    return None\n")
    expect(cell.get_by_role("alert")).to_contain_text("gave None")
    expect_drawn(cell, samples(2, 1))
    run(cell, RIGHT.replace("w = 2", "w = 4"))
    expect(cell.get_by_role("alert")).to_be_empty()
    expect_drawn(cell, samples(4, 1))


def test_output_appears_as_text(cell: Locator) -> None:
    run(cell, RIGHT + "print('<b>bold</b>', y(2, w, b))\n")
    expect(cell.get_by_role("log", name="Output")).to_have_text("<b>bold</b> 5\n")
    assert cell.locator("b").count() == 0


def test_an_empty_output_is_there_for_those_who_listen_and_nobody_else(cell: Locator) -> None:
    output = cell.get_by_role("log", name="Output")
    expect(output).to_have_count(1)
    expect(output).to_be_hidden()
    run(cell, RIGHT + "print(7)\n")
    expect(output).to_be_visible()
    expect(output).to_have_attribute("tabindex", "0")
    run(cell, RIGHT)
    expect(output).to_be_hidden()
    expect(output).to_have_attribute("tabindex", "-1")


def test_hints_open_one_at_a_time_and_the_solution_last(cell: Locator) -> None:
    cell.scroll_into_view_if_needed()
    hints = cell.locator(".hints li")
    solution = button(cell, "Show solution")
    for opened in range(3):
        expect(solution).to_be_hidden()
        button(cell, "Hint").click()
        for i in range(3):
            expect(hints.nth(i)).to_be_visible(visible=i <= opened)
    solution.click()
    expect(cell.get_by_text("return w * x + b")).to_be_visible()


def test_reset_brings_the_starter_back(cell: Locator) -> None:
    starter = editor(cell).inner_text()
    run(cell, RIGHT)
    button(cell, "Reset").click()
    expect(cell).to_have_attribute("data-verdict", "open")
    assert editor(cell).inner_text() == starter
    assert float(slider(cell, "w").input_value()) == 1
    expect_drawn(cell, samples(1, 0))
    cell.page.keyboard.press("Tab")


@pytest.mark.parametrize("keys", ["Control+Enter", "Shift+Enter"])
def test_keys_run_the_cell(cell: Locator, keys: str) -> None:
    write(cell, RIGHT)
    cell.page.keyboard.press(keys)
    expect(cell).to_have_attribute("data-verdict", "passed", timeout=PYTHON_TIMEOUT)


def test_tab_indents_and_escape_lets_go(cell: Locator) -> None:
    write(cell, "")
    cell.page.keyboard.press("Tab")
    assert editor(cell).inner_text().startswith("    ")
    expect(editor(cell)).to_be_focused()
    expect(editor(cell)).to_have_accessible_description(
        "Control and Enter run the code. Escape, then Tab leaves the editor."
    )
    cell.page.keyboard.press("Escape")
    cell.page.evaluate("const now = Date.now(); Date.now = () => now + 60_000")
    cell.page.keyboard.press("Tab")
    expect(editor(cell)).not_to_be_focused()
    editor(cell).press("Tab")
    expect(editor(cell)).to_be_focused()


def test_a_loop_without_end_is_stopped_and_python_comes_back(cell: Locator) -> None:
    write(cell, "print('begun')\nwhile True:\n    pass\n")
    button(cell, "Run").click()
    expect(cell).to_have_attribute("data-state", "running", timeout=PYTHON_TIMEOUT)
    figure = block(cell.page, "The line")
    number_field(figure, "w").fill("4")
    expect(figure.locator(".formula")).to_have_text("y = 4·x + 0")
    button(cell, "Stop").click()
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    expect(cell.locator(".run-status")).to_contain_text("Stopped")
    assert "while True:" in editor(cell).inner_text()
    run(cell, RIGHT)
    expect(cell).to_have_attribute("data-verdict", "passed")


def test_cells_may_import_the_engine(cell: Locator) -> None:
    run(cell, RIGHT + "from engine import Line\nprint(Line(w, b).predict(3))\n")
    expect(cell.get_by_role("log", name="Output")).to_have_text("7.0\n")
