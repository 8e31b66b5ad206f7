"""The lesson under a finger, on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import block, button, editor, write


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


def test_nothing_scrolls_sideways(lesson: Page) -> None:
    widths = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    for found in lesson.locator(".block").all():
        found.evaluate("(block) => block.scrollIntoView()")
    scroll, client = lesson.evaluate(widths)
    assert scroll == client == 360
