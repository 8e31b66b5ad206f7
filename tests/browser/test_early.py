"""What a reader does before the page's script is there is done as soon as it has come."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import (
    PYTHON_TIMEOUT,
    block,
    button,
    expect_drawn,
    number_field,
    slider,
    storage,
)


def line(w: float, b: float) -> list[float]:
    return [w * x + b for x in range(-10, 11)]


@pytest.fixture
def held(page: Page) -> Callable[[], None]:
    """Holds the page's script back; gives what lets it go, then and from then on."""
    waiting: list[Route] | None = []

    def answer(route: Route) -> None:
        if waiting is None:
            route.continue_()
        else:
            waiting.append(route)

    def let_go() -> None:
        nonlocal waiting
        routes, waiting = waiting or [], None
        for route in routes:
            route.continue_()

    page.route("**/main-*.js", answer)
    return let_go


def opened(page: Page, site_url: str) -> None:
    page.goto(site_url + "how-machines-learn/", wait_until="commit")
    expect(block(page, "Plotting a line")).to_be_attached()


def test_a_slider_stays_where_it_was_put(
    page: Page, site_url: str, held: Callable[[], None]
) -> None:
    opened(page, site_url)
    figure = block(page, "The line")
    slider(figure, "w").press("End")
    number_field(figure, "b").fill("-3")
    held()
    expect_drawn(figure, line(10, -3))
    expect(slider(figure, "w")).to_have_js_property("value", "10")
    expect(slider(figure, "b")).to_have_js_property("value", "-3")
    # As all that a reader does, it is kept.
    page.wait_for_function("() => localStorage.getItem('how-machines-learn/line') !== null")
    page.reload()
    expect_drawn(figure, line(10, -3))


def test_what_is_done_now_counts_more_than_what_was_kept(
    page: Page, site_url: str, held: Callable[[], None]
) -> None:
    opened(page, site_url)
    page.evaluate(
        """() => localStorage.setItem('how-machines-learn/line',
            JSON.stringify({ version: 1, work: { sliders: { w: 4, b: 2 } } }))"""
    )
    page.goto(site_url)
    opened(page, site_url)
    figure = block(page, "The line")
    slider(figure, "w").press("Home")
    held()
    expect_drawn(figure, line(-10, 2))


def test_the_title_figure_does_not_move_by_itself_any_more(
    page: Page, site_url: str, held: Callable[[], None]
) -> None:
    page.emulate_media(reduced_motion="reduce")  # It would go to its end at once.
    opened(page, site_url)
    steps = block(page, "A line that learns").get_by_role("slider")
    steps.press("Home")
    steps.press("ArrowRight")
    put = steps.input_value()
    held()
    page.wait_for_function("() => performance.getEntriesByName('python-ready').length > 0")
    expect(steps).to_have_js_property("value", put)


def test_run_runs_once_however_often_it_was_pressed(
    page: Page, site_url: str, held: Callable[[], None]
) -> None:
    opened(page, site_url)
    cell = block(page, "Plotting a line")
    for _ in range(3):
        button(cell, "Run").click()
    held()
    expect(cell).to_have_attribute("data-verdict", "wrong", timeout=PYTHON_TIMEOUT)


def test_a_prediction_is_kept(page: Page, site_url: str, held: Callable[[], None]) -> None:
    opened(page, site_url)
    cell = page.locator("lesson-cell:has(.predict)").first
    choice = cell.get_by_role("radio").nth(1)
    choice.check()
    assert storage(page) == "[]"
    held()
    page.wait_for_function("() => JSON.stringify(localStorage).includes('guessed')")
    expect(choice).to_be_checked()


def test_what_is_half_typed_is_not_wiped_out(
    page: Page, site_url: str, held: Callable[[], None]
) -> None:
    opened(page, site_url)
    figure = block(page, "The line")
    number_field(figure, "w").fill("")
    number_field(figure, "w").press("-")
    held()
    expect(number_field(figure, "w")).to_have_attribute("aria-invalid", "")
    page.keyboard.type("2")
    expect_drawn(figure, line(-2, 0))


@pytest.mark.parametrize("title", ["The line", "Plotting a line"])
def test_copy_link_copies(page: Page, site_url: str, held: Callable[[], None], title: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, site_url)
    pressed = block(page, title)
    button(pressed, "Copy link").click()
    held()
    expect(pressed.get_by_text("Copied")).to_be_visible()
