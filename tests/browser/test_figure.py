"""The figure `line`: it follows its sliders, by mouse, by keyboard and by typing."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import block, drawn, expect_drawn, number_field, slider

X = list(range(-10, 11))


def line(w: float, b: float) -> list[float]:
    return [w * x + b for x in X]


def test_it_teaches_before_it_is_touched(lesson: Page) -> None:
    figure = block(lesson, "The line")
    expect_drawn(figure, line(1, 0))
    expect(figure.get_by_role("img")).to_have_accessible_name(
        "A straight line that rises by 1 for each step to the right and crosses y at 0."
    )
    expect(figure.locator(".formula")).to_have_text("y = 1·x + 0")


def test_the_line_follows_a_drag(lesson: Page) -> None:
    figure = block(lesson, "The line")
    handle = slider(figure, "w")
    expect_drawn(figure, line(1, 0))
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    lesson.mouse.move(box["x"] + box["width"] * 0.55, y)
    lesson.mouse.down()
    lesson.mouse.move(box["x"] + box["width"] * 0.2, y, steps=12)
    lesson.mouse.up()
    w = float(number_field(figure, "w").input_value())
    assert -8 < w < -4
    expect_drawn(figure, line(w, 0))


def test_keys_move_a_slider(lesson: Page) -> None:
    figure = block(lesson, "The line")
    handle = slider(figure, "b")
    handle.focus()
    values = []
    for key in ("ArrowRight", "ArrowLeft", "PageUp", "PageDown", "End", "Home"):
        lesson.keyboard.press(key)
        values.append(float(handle.input_value()))
    right, left, up, down, end, home = values
    assert right > 0 == left
    assert up > right
    assert down == 0
    assert (end, home) == (10, -10)
    expect_drawn(figure, line(1, -10))


def test_a_typed_number_moves_the_slider(lesson: Page) -> None:
    figure = block(lesson, "The line")
    number_field(figure, "w").fill("-2.345")
    number_field(figure, "b").fill("5")
    expect_drawn(figure, line(-2.345, 5))
    assert float(slider(figure, "w").input_value()) == -2.345
    expect(figure.locator(".formula")).to_have_text("y = −2.35·x + 5")


def test_a_number_out_of_range_is_not_drawn(lesson: Page) -> None:
    figure = block(lesson, "The line")
    field = number_field(figure, "w")
    field.fill("99")
    expect(field).to_have_attribute("aria-invalid", "")
    expect_drawn(figure, line(1, 0))
    field.press("Tab")
    expect(field).to_have_value("10")
    expect_drawn(figure, line(10, 0))
    field.fill("")
    field.press("Tab")
    expect(field).to_have_value("10")


def test_the_sentence_changes_with_the_picture(lesson: Page) -> None:
    figure = block(lesson, "The line")
    number_field(figure, "w").fill("0")
    number_field(figure, "b").fill("-3")
    expect(figure.get_by_role("img")).to_have_accessible_name("A flat line at y = −3.")


def test_goals_tick_themselves_and_stay_ticked(lesson: Page) -> None:
    figure = block(lesson, "The line")
    goals = figure.get_by_role("list", name="Try this").get_by_role("checkbox")
    expect(goals).to_have_count(3)
    for i in range(3):
        expect(goals.nth(i)).not_to_be_checked()
    number_field(figure, "w").fill("-1")
    expect(goals.nth(0)).to_be_checked()
    number_field(figure, "w").fill("1")
    expect_drawn(figure, line(1, 0))
    expect(goals.nth(0)).to_be_checked()
    expect(goals.nth(1)).not_to_be_checked()


def test_the_table_gives_the_charts_numbers(lesson: Page) -> None:
    figure = block(lesson, "The line")
    number_field(figure, "w").fill("2")
    figure.get_by_text("Show as table").click()
    last = figure.get_by_role("table", name="y", exact=True).get_by_role("row").last
    expect(last.get_by_role("cell")).to_have_text(["10", "20"])


def test_it_moves_before_pyodide_has_arrived(page: Page, site_url: str) -> None:
    held: list[Route] = []
    page.route("**/pyodide-*.asm.wasm", lambda route: held.append(route))
    page.goto(site_url + "how-machines-learn/")
    figure = block(page, "The line")
    number_field(figure, "w").fill("3")
    expect_drawn(figure, line(3, 0))
    expect(block(page, "Plotting a line")).to_have_attribute("data-state", "asleep")
    expect(page.get_by_role("progressbar", name="Python")).to_be_visible()
    for route in held:
        route.abort()


def test_what_it_waits_for_is_told_and_moves_nothing(page: Page, site_url: str) -> None:
    held: list[Route] = []
    page.route("**/micropython-*.wasm", lambda route: held.append(route))
    page.goto(site_url + "how-machines-learn/#line")
    figure = block(page, "The line")
    field = number_field(figure, "w")
    expect(figure.locator(".js-plotly-plot")).to_be_visible()
    before = field.bounding_box()
    field.fill("3")
    notice = figure.get_by_text("This figure follows its sliders as soon as its Python is here.")
    expect(notice).to_be_in_viewport(ratio=1)
    assert field.bounding_box() == before
    for route in held:
        route.continue_()
    expect(notice).to_have_count(0)
    expect_drawn(figure, line(3, 0))


def test_axes_stay_still(lesson: Page) -> None:
    figure = block(lesson, "The line")
    number_field(figure, "w").fill("9")
    expect_drawn(figure, line(9, 0))
    ranges = figure.locator(".js-plotly-plot").evaluate(
        "plot => [plot._fullLayout.xaxis.range, plot._fullLayout.yaxis.range]"
    )
    assert ranges == [[-10, 10], [-10, 10]]


def test_a_theme_repaints_the_chart(lesson: Page) -> None:
    figure = block(lesson, "The line")
    expect_drawn(figure, line(1, 0))
    plot = figure.locator(".js-plotly-plot")
    paint = "plot => plot._fullData[0].line.color"
    assert plot.evaluate(paint) == "#1d5fc4"
    lesson.emulate_media(color_scheme="dark")
    lesson.wait_for_function(
        "plot => plot._fullData[0].line.color === '#7fb0ff'", arg=plot.element_handle()
    )
    assert drawn(figure) == line(1, 0)
