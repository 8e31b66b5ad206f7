"""What lies below the first screen waits for the first figure, but never for a reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import block, expect_unfolded

FIRST = "A line that learns"
SECOND = "The line"
FAR = "Plotting a line"
FOLDED = "[data-folded]"


# Keeps what the page would do when it has waited for its first figure long enough.
PATIENT = """(() => {
    const { setTimeout } = window;
    window.late = [];
    window.setTimeout = (call, delay, ...rest) =>
        [500, 3000].includes(delay) ? late.push(call) : setTimeout(call, delay, ...rest);
})()"""


@pytest.fixture
def held(page: Page) -> Callable[[], None]:
    """Holds the figures' Python back; gives what lets it go."""
    waiting: list[Route] = []
    page.route("**/micropython-*.wasm", lambda route: waiting.append(route))
    page.add_init_script(PATIENT)

    def let_go() -> None:
        for route in waiting:
            route.continue_()

    return let_go


def opened(page: Page, site_url: str, place: str = "") -> Locator:
    """The page as it stands before its first figure follows; gives a block far down in it."""
    page.goto(site_url + "how-machines-learn/" + place)
    return block(page, FAR)


def test_the_rest_comes_when_the_first_figure_follows(
    page: Page, site_url: str, held: Callable[[], None]
) -> None:
    far = opened(page, site_url)
    expect(block(page, FIRST).locator(".main-svg").first).to_be_visible()
    expect(block(page, SECOND)).to_be_visible()
    expect(far).to_be_hidden()
    assert page.evaluate("performance.getEntriesByName('figures-ready').length") == 0
    held()
    expect(far).to_be_visible()
    expect_unfolded(page)


@pytest.mark.parametrize(
    "sign",
    [
        lambda page: page.keyboard.press("PageDown"),
        lambda page: page.mouse.wheel(0, 100),
        lambda page: page.mouse.click(5, 5),
        lambda page: page.evaluate("dispatchEvent(new Event('beforeprint'))"),
    ],
    ids=["key", "wheel", "pointer", "paper"],
)
def test_it_comes_at_once_for_a_reader_who_does_anything(
    page: Page, site_url: str, held: Callable[[], None], sign: Callable[[Page], None]
) -> None:
    far = opened(page, site_url)
    expect(far).to_be_hidden()
    sign(page)
    expect_unfolded(page)
    expect(far).to_be_visible()


def test_it_does_not_wait_for_ever(page: Page, site_url: str, held: Callable[[], None]) -> None:
    far = opened(page, site_url)
    expect(far).to_be_hidden()
    page.evaluate("() => late.forEach(call => call())")
    expect(far).to_be_visible()
    expect_unfolded(page)


def test_a_link_to_a_place_finds_it(page: Page, site_url: str, held: Callable[[], None]) -> None:
    far = opened(page, site_url, "#plot-a-line")
    expect(far).to_be_in_viewport()
    expect_unfolded(page)


def test_a_place_asked_for_meanwhile_is_found(
    page: Page, site_url: str, held: Callable[[], None]
) -> None:
    far = opened(page, site_url)
    expect(far).to_be_hidden()
    page.evaluate("() => { location.hash = '#plot-a-line' }")
    expect(far).to_be_in_viewport()


def test_who_comes_back_is_where_they_were(page: Page, site_url: str) -> None:
    page.goto(site_url + "how-machines-learn/")
    far = block(page, FAR)
    far.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    assert place > 3000
    page.reload()
    page.wait_for_function("place => Math.abs(scrollY - place) < 5", arg=place)
    assert page.locator(FOLDED).count() == 0


def test_nothing_is_folded_away_where_the_page_is_lifeless(page: Page, site_url: str) -> None:
    page.route("**/main-*.js", lambda route: route.abort())
    page.goto(site_url + "how-machines-learn/")
    expect_unfolded(page)


def test_paper_has_all_of_it(page: Page, site_url: str, held: Callable[[], None]) -> None:
    far = opened(page, site_url)
    expect(far).to_be_hidden()
    page.emulate_media(media="print")
    expect(far).to_be_visible()
