"""The cells with data: points follow the hand, and the code follows the points."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import (
    PYTHON_TIMEOUT,
    block,
    button,
    drawn,
    editor,
    number_field,
    run,
    slider,
)

DATA: list[tuple[float, float]] = [
    (1, 0.85),
    (2, 1.43),
    (3, 1.92),
    (4, 2.59),
    (5, 3.20),
    (6, 3.82),
    (7, 4.38),
    (8, 4.97),
]
LIST = """data = [(1, 0.85), (2, 1.43), (3, 1.92), (4, 2.59),
        (5, 3.20), (6, 3.82), (7, 4.38), (8, 4.97)]"""
LINE = "\nw = 1\nb = 0\n\ndef y(x, w, b):\n    return w * x + b\n"


@pytest.fixture
def fit(lesson: Page) -> Locator:
    return awake(block(lesson, "Fitting the line to data"))


@pytest.fixture
def landscape(lesson: Page) -> Locator:
    return awake(block(lesson, "The loss landscape"))


def awake(cell: Locator) -> Locator:
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    cell.scroll_into_view_if_needed()
    expect(editor(cell)).to_be_visible()
    return cell


def readout(cell: Locator, expression: str) -> Locator:
    return cell.get_by_role("status", name=expression, exact=True)


def on_screen(cell: Locator, x: float, y: float, chart: int = 0) -> tuple[float, float]:
    """Where a place of a chart is in the window, asked of Plotly's own axes."""
    plot = cell.locator(".chart").nth(chart).locator(".js-plotly-plot")
    plot.scroll_into_view_if_needed()
    place: list[float] = plot.evaluate(
        """(plot, [x, y]) => {
            const box = plot.getBoundingClientRect();
            const { xaxis, yaxis } = plot._fullLayout;
            const across = xaxis._offset + xaxis.d2p(x), down = yaxis._offset + yaxis.d2p(y);
            return [box.left + across, box.top + down];
        }""",
        [x, y],
    )
    return place[0], place[1]


def drag(cell: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    mouse = cell.page.mouse
    mouse.move(*on_screen(cell, *start))
    mouse.down()
    place = on_screen(cell, *end)
    mouse.move(*place, steps=8)
    # A hand goes on until the point is where it should be, even if the page has scrolled, or a
    # busy machine has said for a moment that a picture took too long.
    while (there := after_a_frame(cell, *end)) != place:
        place = there
        mouse.move(*place)
    mouse.up()


def after_a_frame(cell: Locator, x: float, y: float) -> tuple[float, float]:
    """Where the place of the chart is when all that has moved has been drawn."""
    cell.page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    return on_screen(cell, x, y)


def text(cell: Locator) -> str:
    lines = cell.locator(".cm-line").all_inner_texts()
    return "\n".join("" if line == "\n" else line for line in lines)


def points(cell: Locator) -> list[tuple[float, float]]:
    """The points as the chart draws them."""
    index = trace(cell, "data")
    return list(zip(drawn(cell, index, "x"), drawn(cell, index, "y"), strict=True))


def trace(cell: Locator, name: str) -> int:
    index: int = cell.locator(".js-plotly-plot").first.evaluate(
        "(plot, name) => plot._fullData.findIndex((t) => t.name === name)", name
    )
    return index


def expect_points(cell: Locator, wanted: Sequence[tuple[float, float]]) -> None:
    plot = cell.locator(".js-plotly-plot").first
    cell.page.wait_for_function(
        """([plot, wanted]) => {
            const data = plot._fullData?.find((trace) => trace.name === 'data');
            return data && data.x.length === wanted.length &&
                wanted.every(([x, y], i) => data.x[i] === x && data.y[i] === y);
        }""",
        arg=[plot.element_handle(), [list(point) for point in wanted]],
        timeout=PYTHON_TIMEOUT,
    )


def test_the_code_follows_a_dragged_point_and_undo_takes_it_back(fit: Locator) -> None:
    before = text(fit)
    assert before.startswith(LIST + "\n")
    drag(fit, (5, 3.2), (4.5, 7))
    (x, y) = moved = re.findall(r"\n        \((.+?), (.+?)\), \(6, 3.82\)", text(fit))[0]
    assert abs(float(x) - 4.5) < 0.05
    assert abs(float(y) - 7) < 0.05
    assert all(len(number.partition(".")[2]) <= 2 for number in moved)
    assert text(fit) == before.replace("(5, 3.20)", f"({x}, {y})")
    expect_points(fit, [*DATA[:4], (float(x), float(y)), *DATA[5:]])
    expect(fit.get_by_role("log", name="Output")).to_be_hidden()
    editor(fit).press("Control+z")
    assert text(fit) == before
    expect_points(fit, DATA)
    editor(fit).press("Control+y")
    expect_points(fit, [*DATA[:4], (float(x), float(y)), *DATA[5:]])


def test_each_drag_is_one_step_and_the_axes_are_its_limits(fit: Locator) -> None:
    before = text(fit)
    drag(fit, (1, 0.85), (2, 5))
    once = text(fit)
    drag(fit, (8, 4.97), (30, 30))
    assert "(10, 10)]" in text(fit)
    editor(fit).press("Control+z")
    assert text(fit) == once
    editor(fit).press("Control+z")
    assert text(fit) == before


def test_a_run_after_a_drag_draws_the_same_points(fit: Locator) -> None:
    drag(fit, (3, 1.92), (3, 8))
    before = text(fit)
    numbers = re.findall(r"\((\S+), (\S+)\)", before.split("\n\n")[0])
    wanted = [(float(x), float(y)) for x, y in numbers]
    assert wanted[:2] + wanted[3:] == DATA[:2] + DATA[3:]
    assert abs(wanted[2][1] - 8) < 0.05
    expect_points(fit, wanted)
    run(fit)
    expect_points(fit, wanted)
    assert text(fit) == before


def test_points_that_the_code_does_not_list_stay(fit: Locator) -> None:
    run(fit, "data = [(x, x / 2) for x in range(1, 9)]\n" + LINE)
    before = text(fit)
    drag(fit, (4, 2), (4, 8))
    assert text(fit) == before
    expect(fit.locator(".run-status")).to_contain_text("cannot be dragged")
    expect_points(fit, [(x, x / 2) for x in range(1, 9)])


def test_the_table_moves_points_too(fit: Locator) -> None:
    fit.get_by_text("Show as table").click()
    field = number_field(fit, "y of point 3")
    expect(field).to_have_value("1.92")
    field.fill("6.5")
    field.press("Tab")
    expect_points(fit, [*DATA[:2], (3, 6.5), *DATA[3:]])
    assert "(3, 6.5), (4, 2.59)" in text(fit)
    field.fill("99")
    field.press("Tab")
    expect(field).to_have_value("10")
    expect_points(fit, [*DATA[:2], (3, 10), *DATA[3:]])


def test_a_touch_drags_a_point(browser_page_with_touch: Page) -> None:
    fit = awake(block(browser_page_with_touch, "Fitting the line to data"))
    x, y = on_screen(fit, 5, 3.2)
    end = on_screen(fit, 5, 7)
    scrolled = fit.page.evaluate("scrollY")
    touch(fit.page, [(x, y + (end[1] - y) * i / 8) for i in range(9)])
    assert abs(float(re.findall(r"\((?:5|4.99|5.01), (.+?)\)", text(fit))[0]) - 7) < 0.1
    assert fit.page.evaluate("scrollY") == scrolled


@pytest.fixture
def browser_page_with_touch(lesson: Page) -> Page:
    session = lesson.context.new_cdp_session(lesson)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    return lesson


def touch(page: Page, way: list[tuple[float, float]]) -> None:
    """A finger that goes down at the first place, and up at the last."""
    session = page.context.new_cdp_session(page)
    for i, (x, y) in enumerate(way):
        kind = "touchMove" if i else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_the_task_passes_by_its_sliders(fit: Locator) -> None:
    run(fit)
    expect(fit).to_have_attribute("data-verdict", "wrong")
    expect(fit.locator(".verdict")).to_have_text("The line is too steep still: make w smaller.")
    number_field(fit, "w").fill("0.6")
    expect(fit.locator(".verdict")).to_have_text("The line lies too low still: make b larger.")
    number_field(fit, "b").fill("0.2")
    expect(fit).to_have_attribute("data-verdict", "passed")


def test_the_run_answers_the_prediction(lesson: Page) -> None:
    cell = awake(block(lesson, "Predicting what was never measured"))
    question = cell.get_by_role("group", name="What will it print for x = −3?")
    revealed = question.get_by_role("status")
    question.get_by_role("radio", name="1.6", exact=True).check()
    expect(revealed).to_be_empty()
    run(cell)
    expect(revealed).to_have_text("You said 1.6. It is −1.6.")
    expect(cell.get_by_role("log", name="Output")).to_have_text("-3 -1.6\n6.28 3.968\n")
    question.get_by_role("radio", name="−1.6").check()
    expect(revealed).to_be_empty()
    run(cell)
    expect(revealed).to_have_text("As you said: −1.6.")
    lesson.reload()
    expect(question.get_by_role("radio", name="−1.6")).to_be_checked()
    expect(revealed).to_have_text("As you said: −1.6.")


def test_the_model_says_what_the_data_said(lesson: Page) -> None:
    cell = awake(block(lesson, "The model instead of the data"))
    run(cell)
    expect(cell.get_by_role("log", name="Output")).to_have_text(
        "1 0.8\n2 1.4\n3 2.0\n4 2.6\n5 3.2\n6 3.8\n7 4.4\n8 5.0\n"
    )


def test_the_loss_is_read_out_live(lesson: Page) -> None:
    cell = awake(block(lesson, "The loss function"))
    expect(readout(cell, "loss()")).to_have_text("13.7698")
    number_field(cell, "w").fill("0.6")
    number_field(cell, "b").fill("0.2")
    loss = sum((0.6 * x + 0.2 - y) ** 2 for x, y in DATA) / 2
    expect(readout(cell, "loss()")).to_have_text(f"{loss:.4f}")


def test_a_click_on_the_map_moves_the_point(landscape: Locator) -> None:
    expect(readout(landscape, "loss(w, b)")).to_have_text("13.7698")
    expect(landscape.locator(".chart").nth(1).locator(".js-plotly-plot")).to_be_visible()
    landscape.page.mouse.click(*on_screen(landscape, -5, 10, chart=1))
    w = float(number_field(landscape, "w").input_value())
    b = float(number_field(landscape, "b").input_value())
    assert abs(w + 5) < 0.2
    assert abs(b - 10) < 0.2
    loss = sum((w * x + b - y) ** 2 for x, y in DATA) / 2
    expect(readout(landscape, "loss(w, b)")).to_have_text(f"{loss:.4f}")
    expect(landscape.get_by_role("img").nth(2)).to_have_accessible_name(
        re.compile(f"your line for w = {w:g} and b = {b:g}".replace("-", "−"))
    )


def test_the_gradient_is_read_out(lesson: Page) -> None:
    cell = awake(block(lesson, "The gradient vector"))
    expect(readout(cell, "gradient()")).to_have_text("(74.8300, 12.8400)")
    slider(cell, "w").focus()
    lesson.keyboard.press("Home")
    miss = [-2.5 * x - y for x, y in DATA]
    dw, db = sum(m * x for m, (x, _) in zip(miss, DATA, strict=True)), sum(miss)
    expect(readout(cell, "gradient()")).to_have_text(f"({dw:.4f}, {db:.4f})")
    expect(readout(cell, "loss(w, b)")).to_have_text(f"{sum(m * m for m in miss) / 2:.4f}")


BAD = [
    ("data = []" + LINE, "data is empty"),
    ("data = [(1, 2)]" + LINE, "only one point"),
    ("data = [(1, 2), (1, 2)]" + LINE, "on the same spot"),
    ("data = [(1, 2), (2, '3')]" + LINE, "Point 2 of data has '3' for y"),
    ("data = [(1, 2), (2, float('nan'))]" + LINE, "has nan for y"),
    ("data = [(1, 2), (float('inf'), 2)]" + LINE, "has inf for x"),
    (LIST + LINE.replace("return w * x + b", "return 1 / (x - 5)"), "ZeroDivisionError"),
    (LIST + LINE.replace("return w * x + b", "return (x - 5) ** 0.5"), "a complex number"),
    (LIST + LINE.replace("return w * x + b", "return [x]"), "one single number"),
    (LIST + LINE.replace("return w * x + b", "w * x + b"), "gave None"),
    (LIST + LINE.replace("w = 1\n", ""), "your code does not define w"),
    (LINE, "your code does not define data"),
    ("data = [(1, 1e308), (2, -1e308)]" + LINE, "too far apart for a chart"),
    (LIST + LINE.replace("def y", "def z"), "your code does not define y"),
]


def test_bad_input_meets_a_sentence_and_the_next_run_recovers(fit: Locator) -> None:
    alert = fit.get_by_role("alert")
    good = 1
    for code, sentence in BAD:
        run(fit, code)
        expect(alert).to_contain_text(sentence)
        expect_points(fit, [(good, 2), (5, 5)] if good > 1 else DATA)
        good += 1
        run(fit, f"data = [({good}, 2), (5, 5)]{LINE}")
        expect(alert).to_be_empty()
        expect_points(fit, [(good, 2), (5, 5)])
        if good == 4:
            good = 1
            run(fit, LIST + LINE)
            expect_points(fit, DATA)


def test_code_that_fails_leaves_the_last_good_picture_alive(fit: Locator) -> None:
    run(fit, "data = [(1, 2)\n")
    expect(fit.get_by_role("alert")).to_contain_text("SyntaxError")
    number_field(fit, "w").fill("0.5")
    expect(fit.get_by_role("img")).to_have_accessible_name(re.compile("w = 0.5 and b = 0"))
    expect(fit.get_by_role("alert")).to_be_empty()


def test_ten_thousand_points_are_drawn_thinly_and_can_be_moved_through(landscape: Locator) -> None:
    loss = "\ndef loss(w, b):\n    return sum((y(x, w, b) - given) ** 2 for x, given in data) / 2\n"
    run(landscape, "data = [(i / 1000, i / 2000) for i in range(10_000)]" + LINE + loss)
    line = landscape.get_by_role("img").nth(2)
    expect(line).to_have_accessible_name(re.compile("10,000 points, of which each 25th is drawn"))
    number_field(landscape, "w").fill("0.5")
    expect(readout(landscape, "loss(w, b)")).to_have_text("0.0000")


def test_reset_brings_the_points_back(fit: Locator) -> None:
    drag(fit, (2, 1.43), (2, 9))
    button(fit, "Reset").click()
    assert text(fit).startswith(LIST)
    expect_points(fit, DATA)
    number_field(fit, "w").fill("0.6")
    expect(fit.get_by_role("img")).to_have_accessible_name(re.compile("w = 0.6 and b = 0"))
    expect_points(fit, DATA)
