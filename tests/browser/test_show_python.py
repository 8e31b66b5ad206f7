""" "Show the Python" below the figure `line`: the reader's version of its code draws it."""

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
    slider,
    write,
)

X = list(range(-10, 11))

#: the figure's function as a reader might change it: the line becomes a parabola
PARABOLA = """\
from array import array
from lessons.chart import Chart, Figure, axes, curve, span


def line(w, b):
    x = span(-10, 10, 21)
    y = array("d", [w * value * value + b for value in x])
    return Figure(Chart([curve(x, y)], axes(), "A parabola."), formula=["y = ", ("w", "w"), "·x²"])
"""


def parabola(w: float, b: float) -> list[float]:
    return [w * x * x + b for x in X]


def line(w: float, b: float) -> list[float]:
    return [w * x + b for x in X]


@pytest.fixture
def figure(lesson: Page) -> Locator:
    figure = block(lesson, "The line")
    button(figure, "Show the Python").click()
    expect(editor(figure)).to_be_visible()
    return figure


def apply(figure: Locator, code: str) -> None:
    write(figure, code)
    button(figure, "Run").click()


def test_it_opens_the_figures_own_function_with_all_it_stands_on(figure: Locator) -> None:
    show = button(figure, "Show the Python")
    expect(show).to_have_attribute("aria-expanded", "true")
    code = editor(figure).inner_text()
    assert "def line(w, b):" in code
    assert "from engine import Line" in code
    assert "def slope" not in code
    figure.get_by_text("What it imports").click()
    figure.get_by_text("engine/models.py", exact=True).click()
    expect(figure.get_by_text("class Line(Model)")).to_be_visible()
    show.click()
    expect(show).to_have_attribute("aria-expanded", "false")
    expect(figure.get_by_role("textbox", name="Python code")).to_be_hidden()


def test_our_own_code_draws_the_same_picture(figure: Locator) -> None:
    button(figure, "Run").click()
    expect(figure.get_by_role("status").filter(has_text="Your Python draws")).to_be_visible(
        timeout=PYTHON_TIMEOUT
    )
    number_field(figure, "w").fill("-2")
    expect_drawn(figure, line(-2, 0))
    expect(figure.get_by_role("alert")).to_be_empty()


def test_the_readers_version_follows_the_sliders(figure: Locator) -> None:
    apply(figure, PARABOLA)
    expect_drawn(figure, parabola(1, 0))
    expect(figure.get_by_role("img")).to_have_accessible_name("A parabola.")
    expect(figure.locator(".formula")).to_have_text("y = w·x²")
    number_field(figure, "w").fill("-0.5")
    expect_drawn(figure, parabola(-0.5, 0))
    slider(figure, "b").focus()
    figure.page.keyboard.press("End")
    expect_drawn(figure, parabola(-0.5, 10))
    goals = figure.get_by_role("list", name="Try this").get_by_role("checkbox")
    expect(goals.nth(0)).to_be_checked()


def test_keys_apply_a_change(figure: Locator) -> None:
    write(figure, PARABOLA)
    figure.page.keyboard.press("Control+Enter")
    expect_drawn(figure, parabola(1, 0))


def test_reset_brings_ours_back(figure: Locator) -> None:
    apply(figure, PARABOLA)
    expect_drawn(figure, parabola(1, 0))
    number_field(figure, "w").fill("3")
    button(figure, "Reset").click()
    expect_drawn(figure, line(3, 0))
    expect(editor(figure)).to_contain_text("model = Line(w, b)")
    expect(editor(figure)).not_to_contain_text("value * value")
    number_field(figure, "b").fill("-4")
    expect_drawn(figure, line(3, -4))


def test_an_error_names_and_marks_the_readers_line(figure: Locator) -> None:
    apply(figure, PARABOLA)
    expect_drawn(figure, parabola(1, 0))
    apply(figure, PARABOLA.replace("w * value", "weight * value"))
    alert = figure.get_by_role("alert")
    expect(alert).to_contain_text("Line 7: NameError: name 'weight' is not defined")
    expect(figure.locator(".error-line")).to_contain_text("weight * value")
    expect(figure.locator("details.trace pre")).to_contain_text('File "<your code>", line 7')
    expect_drawn(figure, parabola(1, 0))
    apply(figure, PARABOLA)
    expect(alert).to_be_empty()
    expect(figure.locator("details.trace")).to_be_hidden()


def test_a_syntax_error_names_its_line(figure: Locator) -> None:
    apply(figure, PARABOLA.replace("def line(w, b):", "def line(w, b)"))
    expect(figure.get_by_role("alert")).to_contain_text(
        "Line 5: SyntaxError: expected ':'", timeout=PYTHON_TIMEOUT
    )
    expect(figure.locator(".error-line")).to_have_text("def line(w, b)")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("def lime(w, b):\n    pass\n", "It should begin like this: def line(w, b):"),
        ("def line(w, b):\n    pass\n", "gave None, not a Figure."),
        ("def line(w):\n    return w\n", "unexpected keyword argument 'b'"),
        (
            "from lessons.chart import Figure\ndef line(w, b):\n    return Figure(w)\n",
            "A Figure is made of Charts",
        ),
    ],
)
def test_what_is_no_figure_is_told(figure: Locator, code: str, sentence: str) -> None:
    apply(figure, code)
    expect(figure.get_by_role("alert")).to_contain_text(sentence, timeout=PYTHON_TIMEOUT)


def test_an_error_at_one_value_goes_with_the_value(figure: Locator) -> None:
    apply(figure, PARABOLA.replace("w * value * value", "value * value / w"))
    expect_drawn(figure, parabola(1, 0))
    number_field(figure, "w").fill("0")
    expect(figure.get_by_role("alert")).to_contain_text("division by zero")
    number_field(figure, "w").fill("2")
    expect_drawn(figure, parabola(0.5, 0))
    expect(figure.get_by_role("alert")).to_be_empty()


def test_code_without_end_is_stopped_and_ours_goes_on(figure: Locator) -> None:
    apply(figure, "def line(w, b):\n    while True:\n        pass\n")
    button(figure, "Stop").click(timeout=PYTHON_TIMEOUT)
    expect(figure.locator(".run-status")).to_contain_text("Stopped", timeout=PYTHON_TIMEOUT)
    number_field(figure, "w").fill("5")
    expect_drawn(figure, line(5, 0))
    apply(figure, PARABOLA)
    expect_drawn(figure, parabola(5, 0))


def test_it_says_that_python_is_on_its_way_and_ours_goes_on(page: Page, site_url: str) -> None:
    held: list[Route] = []
    page.route("**/pyodide-*.asm.wasm", lambda route: held.append(route))
    page.goto(site_url + "how-machines-learn/")
    figure = block(page, "The line")
    button(figure, "Show the Python").click()
    apply(figure, PARABOLA)
    expect(figure.locator(".run-status")).to_contain_text("Python is on its way")
    number_field(figure, "w").fill("2")
    expect_drawn(figure, line(2, 0))
    for route in held:
        route.continue_()
    expect_drawn(figure, parabola(2, 0))


def test_stop_is_for_the_figure_and_not_for_the_cell_it_waits_for(figure: Locator) -> None:
    cell = block(figure.page, "Plotting a line")
    run(cell)
    write(cell, "print('begun')\nwhile True: pass\n")
    button(cell, "Run").click()
    expect(cell.get_by_role("log", name="Output")).to_contain_text("begun")
    apply(figure, PARABOLA)
    status = figure.locator(".run-status")
    expect(status).to_have_text("Another cell is running. This one is next.")
    button(figure, "Stop").click()
    expect(status).to_contain_text("Stopped")
    expect(cell).to_have_attribute("data-state", "running")
    apply(figure, PARABOLA)
    expect(status).to_have_text("Another cell is running. This one is next.")
    button(cell, "Stop").click()
    expect_drawn(figure, parabola(1, 0))
    expect(status).not_to_contain_text("Another cell")
