"""The lesson's own figures as the page draws them: they follow, say what they show, tick goals."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import block, button, drawn, number_field, slider

SURFACE_TIMEOUT = 30_000


def figure(page: Page, title: str) -> Locator:
    """A figure that has come into view, with its chart drawn."""
    found = block(page, title)
    found.scroll_into_view_if_needed()
    # A first surface waits for the 3-D code, and then for a driver without a graphics card.
    expect(found.locator(".js-plotly-plot").first).to_be_visible(timeout=SURFACE_TIMEOUT)
    return found


def expect_says(figure: Locator, sentence: str, chart: int = 0) -> None:
    expect(figure.get_by_role("img").nth(chart)).to_have_accessible_name(sentence)


def goal(figure: Locator, text: str) -> Locator:
    return figure.get_by_role("list", name="Try this").get_by_role("checkbox", name=text)


@pytest.mark.parametrize(
    ("title", "values", "sentence", "reached"),
    [
        (
            "A line with two inputs",
            {"w1": 2},
            "A sheet that rises by 2 for each step of x₁. In the middle its height is 0.",
            "Let only x₁ count: give w₁ a value and leave w₂ at 0",
        ),
        (
            "A line through a sigmoid",
            {"w": 2, "b": -6},
            "A curve between 0 and 1 that switches on smoothly at x = 3. "
            "It climbs from 0.1 to 0.9 within 2.2.",
            "Make it switch at x = 3",
        ),
        (
            "A neuron with two inputs",
            {"w2": 0, "b": 4},
            "A step from 0 up to 1. Its border is straight, from x₁ = −4, x₂ = −10 "
            "to x₁ = −4, x₂ = 10. Across it y climbs from 0.1 to 0.9 within 4.39.",
            "Turn the border so that only x₁ decides",
        ),
        (
            "Which way is down?",
            {"x": 1.43},
            "At x = 1.43 the tangent is level: no way is down from here.",
            "Stand in the right valley",
        ),
        (
            "One slope for each parameter",
            {"w": 0.594, "b": 0.222},
            "At w = 0.59, b = 0.22 the loss is 0.005. It changes by −0.002 along w "
            "and by 0 along b.",
            "Find a place where both slopes are nearly zero",
        ),
    ],
)
def test_it_follows_and_ticks(
    lesson: Page, title: str, values: dict[str, float], sentence: str, reached: str
) -> None:
    it = figure(lesson, title)
    tick = goal(it, reached)
    expect(tick).to_have_attribute("aria-checked", "false")
    for name, value in values.items():
        number_field(it, name).fill(str(value))
    expect_says(it, sentence)
    expect(tick).to_have_attribute("aria-checked", "true")


def test_the_sigmoid_needs_no_slider(lesson: Page) -> None:
    it = figure(lesson, "The sigmoid")
    lesson.wait_for_function("(plot) => plot._fullData", arg=it.locator(".plot").element_handle())
    x, y = drawn(it, 2, "x"), drawn(it, 2)
    assert y == pytest.approx([1 / (1 + math.exp(-value)) for value in x], rel=1e-5)


def test_neurons_and_targets(lesson: Page) -> None:
    it = figure(lesson, "As many neurons as you need")
    error = it.locator("output[aria-label=error]")
    expect(error).to_have_text("0.2176")
    number_field(it, "neurons").fill("32")
    expect(error).to_have_text("0.0014")
    expect(goal(it, "Bring the error of the sine below 0.01")).to_have_attribute(
        "aria-checked", "true"
    )
    it.get_by_role("radio", name="drawn by hand").check()
    expect_says(
        it, "A target, drawn by hand, and a network of 32 hidden neurons that misses it by 0.0089."
    )
    expect(goal(it, "Fit something that you drew yourself")).to_have_attribute(
        "aria-checked", "false"
    )


def test_both_sums_of_the_misses(lesson: Page) -> None:
    it = figure(lesson, "Two ways to measure a miss")
    expect(it.locator("output[aria-label=L1]")).to_have_text("8.4000")
    expect(it.locator("output[aria-label=L2]")).to_have_text("9.9500")
    expect_says(
        it, "6 bars between the line and the points: L₁ = 8.4. The largest makes 48 % of it."
    )
    expect_says(
        it, "6 squares between the line and the points: L₂ = 9.95. The largest makes 80 % of it.", 1
    )


def test_the_slope_at_the_start(lesson: Page) -> None:
    it = figure(lesson, "Which way is down?")
    expect(it.locator("output")).to_have_text("1.3000")
    expect(it.locator("output")).to_have_accessible_name("slope of tangent")


def test_the_gradient_at_the_start(lesson: Page) -> None:
    it = figure(lesson, "One slope for each parameter")
    expect(it.locator("output[aria-label='∂L2/∂w']")).to_have_text("314.8300")
    expect(it.locator("output[aria-label='∂L2/∂b']")).to_have_text("56.8400")


def test_the_camera_stays_where_the_reader_put_it(lesson: Page) -> None:
    it = figure(lesson, "A neuron with two inputs")
    plot = it.locator(".plot").element_handle()
    height = "(plot) => plot._fullLayout?.scene?.camera?.eye.z"
    lesson.wait_for_function(height, arg=plot)
    button(it, "View from above").click()
    from_above = "(plot) => plot._fullLayout.scene.camera.eye.x === 0"
    lesson.wait_for_function(from_above, arg=plot)
    number_field(it, "b").fill("5")
    expect(it.get_by_role("img")).to_have_accessible_name(
        "A step from 0 up to 1. Its border is straight, "
        "from x₁ = 10, x₂ = −7.5 to x₁ = −10, x₂ = 2.5. "
        "Across it y climbs from 0.1 to 0.9 within 1.97."
    )
    lesson.wait_for_function(
        "(plot) => Math.abs(plot._fullData[1].y[0] * 2 + plot._fullData[1].x[0] + 5) < 1e-6",
        arg=plot,
    )
    assert lesson.evaluate(from_above, plot)


@pytest.mark.parametrize("title", ["A line with two inputs", "A neuron with two inputs"])
def test_a_surface_has_a_table(lesson: Page, title: str) -> None:
    figure = block(lesson, title)
    figure.scroll_into_view_if_needed()
    expect(figure.locator("canvas").first).to_be_attached()
    figure.get_by_text("Show as table").click()
    table = figure.get_by_role("table").first
    expect(table.get_by_role("columnheader")).to_have_count(10)
    expect(table.get_by_role("columnheader").first).to_have_text(re.compile(r"x₂ . x₁"))
    expect(table.get_by_role("rowheader")).to_have_count(9)
    corner = table.get_by_role("row").nth(1).get_by_role("cell").first
    before = corner.inner_text()
    slider(figure, "w1").press("End")
    expect(corner).not_to_have_text(before)


@pytest.mark.parametrize(
    ("title", "name", "heads", "values"),
    [
        ("A line with two inputs", "b = 0", "x₁ x₂ y", "0 0 0"),
        ("The loss landscape", "point, chart 1 of 3", "w b loss", "1 0 13.7698"),
        ("The gradient vector", "point, chart 2 of 2", "w b loss", "1 0 13.7698"),
        ("One slope for each parameter", "point, chart 1 of 3", "w b loss", "2 1 243.44"),
    ],
)
def test_a_table_has_a_points_own_height_and_not_the_drawn_one(
    lesson: Page, title: str, name: str, heads: str, values: str
) -> None:
    figure = block(lesson, title)
    figure.scroll_into_view_if_needed()
    figure.get_by_text("Show as table").click()
    table = figure.get_by_role("table", name=name, exact=True)
    expect(table.get_by_role("columnheader")).to_have_text(heads.split())
    expect(table.get_by_role("cell")).to_have_text(values.split())


@pytest.mark.parametrize(
    ("title", "name", "rows"),
    [
        ("A neuron with two inputs", "y = ½", 3),
        ("One slope for each parameter", "b stays, chart 1 of 3", 62),
        ("Fitting the line to data", "misses", 17),
        ("A line that learns", "miss", 17),
    ],
)
def test_what_is_drawn_without_hover_is_told_without_its_gaps(
    lesson: Page, title: str, name: str, rows: int
) -> None:
    figure = block(lesson, title)
    figure.scroll_into_view_if_needed()
    figure.get_by_text("Show as table").click()
    table = figure.get_by_role("table", name=name, exact=True)
    expect(table.get_by_role("row")).to_have_count(rows)
    expect(table.get_by_role("cell").filter(has_text=re.compile(r"^$"))).to_have_count(0)


def test_a_value_axis_without_a_name_has_the_name_of_its_trace(lesson: Page) -> None:
    figure = block(lesson, "As many neurons as you need")
    figure.scroll_into_view_if_needed()
    figure.get_by_text("Show as table").click()
    errors = figure.get_by_role("table", name="error, chart 2 of 2", exact=True)
    expect(errors.get_by_role("columnheader")).to_have_text(["hidden neurons", "error"])


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("As many neurons as you need", "target, chart 1 of 2"),
        ("Two hidden neurons", "neuron 1"),
    ],
)
def test_a_table_has_zeros_for_what_rounding_leaves_and_true_minus_signs(
    lesson: Page, title: str, name: str
) -> None:
    figure = block(lesson, title)
    figure.scroll_into_view_if_needed()
    figure.get_by_text("Show as table").click()
    table = figure.get_by_role("table", name=name, exact=True)
    expect(table.get_by_role("row").nth(1)).to_have_text(re.compile(r"^−10"))
    texts = table.get_by_role("cell").all_inner_texts()
    assert not [text for text in texts if "-" in text]
    if name.startswith("target"):
        assert texts[1] == "0"  # sin(−2π)
        assert not [text for text in texts if "e" in text]


def test_the_arrows_of_the_gradient_are_in_the_table(lesson: Page) -> None:
    cell = block(lesson, "The gradient vector")
    cell.scroll_into_view_if_needed()
    cell.get_by_text("Show as table").click()
    for name, end in (("uphill", r"^2\.07"), ("downhill", "^−0\\.07")):
        arrow = cell.get_by_role("table", name=f"{name}, chart 1 of 2", exact=True)
        expect(arrow.get_by_role("columnheader")).to_have_text(["w", "b"])
        expect(arrow.get_by_role("row").nth(1)).to_have_text(re.compile(r"^1\s*0$"))
        expect(arrow.get_by_role("row").nth(2)).to_have_text(re.compile(end))


def test_a_count_that_grows_moves_nothing_aside(lesson: Page) -> None:
    end = block(lesson, "The gradient descent algorithm").locator(".timeline .end")
    end.scroll_into_view_if_needed()
    before = end.bounding_box()
    end.evaluate("(end) => (end.textContent = '1,000,000')")
    assert end.bounding_box() == before


def test_what_charts_repeat_shares_a_table_and_each_table_has_its_name(lesson: Page) -> None:
    figure = block(lesson, "Two ways to measure a miss")
    figure.scroll_into_view_if_needed()
    figure.get_by_text("Show as table").click()
    expect(figure.get_by_role("table").locator("caption")).to_have_text(
        [f"{name}, chart 1 of 2" for name in ("miss", "line", "data")]
        + [f"{name}, chart 2 of 2" for name in ("miss squared", "line", "data")]
    )
    bars = figure.get_by_role("table", name="miss, chart 1 of 2")
    # The second miss goes from the line to its point.
    for row, y in ((3, "3.75"), (4, "2.85")):
        expect(bars.get_by_role("row").nth(row)).to_have_text(re.compile(rf"^2\s*3\.5\s*{y}$"))


def test_seen_from_above_a_surface_stays_where_it_is_when_a_slider_moves(lesson: Page) -> None:
    figure = block(lesson, "A neuron with two inputs")
    figure.scroll_into_view_if_needed()
    plot = figure.locator(".js-plotly-plot").element_handle()
    # How far the second axis points upwards on the screen: all the way, from above as on a map.
    up = "(plot) => Math.round(plot._fullLayout.scene._scene.glplot.camera.matrix[5])"
    lesson.emulate_media(reduced_motion="reduce")
    button(figure, "View from above").click()
    lesson.wait_for_function(f"(plot) => ({up})(plot) === 1", arg=plot)
    before = lesson.evaluate("(plot) => plot._fullData[0].z[0][0]", plot)
    slider(figure, "w1").press("End")
    lesson.wait_for_function(
        "([plot, before]) => plot._fullData[0].z[0][0] !== before", arg=[plot, before]
    )
    assert lesson.evaluate(up, plot) == 1
