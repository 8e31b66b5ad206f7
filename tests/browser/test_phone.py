"""The lesson under a finger, on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, Route, expect

from tests.browser.conftest import (
    PYTHON_TIMEOUT,
    block,
    button,
    editor,
    expect_drawn,
    expect_unfolded,
    slider,
    write,
)


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    return {**browser_context_args, **phone}


def test_a_swipe_over_a_solid_chart_scrolls_until_it_is_tapped(lesson: Page) -> None:
    neuron = block(lesson, "A neuron with two inputs")
    chart = neuron.locator(".chart")
    chart.scroll_into_view_if_needed()
    cover = chart.get_by_text("Tap to turn")
    expect(cover).to_be_visible()
    expect(cover).to_have_css("touch-action", "pan-y")
    chart.tap()
    expect(cover).to_be_hidden()
    neuron.get_by_role("heading").tap()
    expect(cover).to_be_visible()


def test_the_camera_turns_by_buttons(lesson: Page) -> None:
    neuron = block(lesson, "A neuron with two inputs")
    chart = neuron.locator(".chart")
    chart.scroll_into_view_if_needed()
    expect(chart.locator("canvas").first).to_be_attached()
    plot = chart.locator(".js-plotly-plot").element_handle()
    eye = "(plot) => plot._fullLayout.scene.camera.eye"
    before = lesson.evaluate(eye, plot)
    button(neuron, "Turn right").tap()
    lesson.wait_for_function(f"([plot, x]) => ({eye})(plot).x > x", arg=[plot, before["x"]])
    assert lesson.evaluate(eye, plot)["z"] == pytest.approx(before["z"])
    button(neuron, "Look from higher").tap()
    lesson.wait_for_function(f"([plot, z]) => ({eye})(plot).z > z", arg=[plot, before["z"]])


def test_the_keys_that_a_phone_lacks(lesson: Page) -> None:
    cell = block(lesson, "Plotting a line")
    expect(editor(cell)).to_be_visible()
    keys = cell.get_by_role("toolbar", name="Keys")
    expect(keys).to_be_hidden()
    write(cell, "x = ")
    lesson.keyboard.press("End")
    for name in ("Opening bracket", "Opening square bracket"):
        keys.get_by_role("button", name=name, exact=True).tap()
    expect(editor(cell)).to_be_focused()
    expect(editor(cell)).to_have_text("x = ([])")
    keys.get_by_role("button", name="Undo").tap()
    expect(editor(cell)).not_to_have_text("x = ([])")


def test_code_that_is_scrolled_sideways_goes_beneath_its_numbers(lesson: Page) -> None:
    cell = block(lesson, "The loss function")
    expect(editor(cell)).to_be_visible()
    scroller = cell.locator(".cm-scroller")
    assert scroller.evaluate("(code) => (code.scrollLeft = 60, code.scrollLeft)") == 60
    paint = "(element) => getComputedStyle(element).backgroundColor"
    assert scroller.locator(".cm-gutters").evaluate(paint) == cell.locator(".editor").evaluate(
        paint
    )


def test_nothing_scrolls_sideways(lesson: Page) -> None:
    widths = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    for found in lesson.locator(".block").all():
        found.evaluate("(block) => block.scrollIntoView()")
    scroll, client = lesson.evaluate(widths)
    assert scroll == client == 360


def test_the_editor_comes_without_a_jump(page: Page, site_url: str) -> None:
    held: list[Route] = []
    page.route("**/editor-*.js", lambda route: held.append(route))
    page.goto(site_url + "how-machines-learn/")
    expect_unfolded(page)
    place = block(page, "Plotting a line").locator(".editor")
    place.scroll_into_view_if_needed()
    while not held:
        page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(place.locator("pre.code")).to_be_visible()
    before = place.bounding_box()
    held[0].continue_()
    expect(place.locator(".cm-editor")).to_be_visible()
    after = place.bounding_box()
    assert before
    assert after
    assert after["height"] == pytest.approx(before["height"], abs=0.5)


def test_run_hears_the_first_tap_after_writing(lesson: Page) -> None:
    cell = block(lesson, "Plotting a line")
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    write(cell, "print('heard')")
    expect(cell.get_by_role("toolbar", name="Keys")).to_be_visible()
    box = button(cell, "Run").bounding_box()
    assert box
    # Where the button is while the editor has the focus, whatever moves meanwhile.
    lesson.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(cell.get_by_role("log", name="Output")).to_have_text("heard\n")


def test_a_swipe_that_begins_on_a_slider_leaves_it_as_it_was(lesson: Page) -> None:
    line = block(lesson, "The line")
    w = slider(line, "w")
    w.scroll_into_view_if_needed()
    before = lesson.evaluate("scrollY")
    box = w.bounding_box()
    assert box
    x, y = box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2
    finger = lesson.context.new_cdp_session(lesson)
    finger.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    for step in range(1, 12):
        point = {"x": x, "y": y - 15 * step}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    lesson.wait_for_function("before => scrollY > before", arg=before)
    expect(w).to_have_value("1")
    expect_drawn(line, [1.0 * x for x in range(-10, 11)])


def test_what_a_cell_says_of_its_run_moves_nothing(lesson: Page) -> None:
    cell = block(lesson, "Predicting what was never measured")
    heights = cell.evaluate("""(cell) => {
      const status = cell.querySelector('.run-status');
      const says = ['', 'Running…', 'Another cell is running. This one is next.'];
      return says.map((text) => {
        status.textContent = text;
        return cell.offsetHeight;
      });
    }""")
    assert len(set(heights)) == 1


def test_letters_twice_as_large_leave_everything_within_reach(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    site_url: str,
) -> None:
    large = {**browser_type_launch_args, "args": ["--blink-settings=defaultFontSize=32"]}
    with (
        browser_type.launch(**large) as browser,
        browser.new_context(**browser_context_args) as context,
    ):
        page = context.new_page()
        page.goto(site_url + "how-machines-learn/")
        expect_unfolded(page)
        expect(page.locator("html")).to_have_css("font-size", "32px")
        for found in page.locator(".block").all():
            found.scroll_into_view_if_needed()
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        w = slider(block(page, "The line"), "w").bounding_box()
        assert w
        assert w["width"] > 200
        output = block(page, "Two hidden neurons").locator(".output").bounding_box()
        assert output
        assert output["x"] + output["width"] < 360
