"""Nothing jumps: what comes late takes exactly the place that was kept for it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import editor

# The browser's own account of what has moved without the reader's doing.
WATCH = """(() => {
    window.moved = [];
    new PerformanceObserver(list => {
        for (const { value, hadRecentInput, sources } of list.getEntries()) {
            if (hadRecentInput) continue;
            const named = ({ node }) => {
                const element = node?.nodeType === 1 ? node : node?.parentElement;
                return `${element?.localName}.${element?.className}`;
            };
            moved.push([value, sources.map(named).join(', ')]);
        }
    }).observe({ type: 'layout-shift', buffered: true });
})()"""

#: Of 1, which would be all of the screen moved by its whole height. Browsers call 0.1 good.
LEAST = 0.004


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_nothing_moves_while_the_page_comes_and_is_read(
    page: Page, site_url: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(WATCH)
    page.goto(site_url + "how-machines-learn/")
    for block in page.locator("main > :is(.figure, .cell)").all():
        block.evaluate("(block) => block.scrollIntoView()")
        if block.evaluate("(block) => block.matches('.cell')"):
            expect(editor(block)).to_be_visible()
        else:
            expect(block.locator(".main-svg").first).to_be_attached()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    moved: list[tuple[float, str]] = page.evaluate("moved")
    assert sum(value for value, _ in moved) < LEAST, moved


def test_an_editor_is_as_high_as_the_code_that_it_replaces(lesson: Page) -> None:
    before = lesson.evaluate(
        "() => [...document.querySelectorAll('.cell .editor')].map(e => e.offsetHeight)"
    )
    places = lesson.locator(".cell .editor").all()
    for place in places:
        place.scroll_into_view_if_needed()
        expect(place.locator(".cm-content")).to_be_visible()
    assert [place.evaluate("(e) => e.offsetHeight") for place in places] == before
