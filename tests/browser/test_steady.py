"""Nothing jumps: what comes late takes exactly the place that was kept for it."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import (
    PYTHON_TIMEOUT,
    block,
    editor,
    expect_unfolded,
    number_field,
)
from tests.browser.test_shared import fragment

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


# On a busy machine a page may not be in place when its text, after three seconds, is shown anyway.
PATIENT = """new MutationObserver(() => {
    document.querySelector('main')?.style.setProperty('animation', 'none', 'important');
}).observe(document, { childList: true, subtree: true })"""


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_nothing_moves_on_the_first_screen_although_fonts_come_late(
    page: Page, site_url: str, width: int
) -> None:
    fonts: list[Route] = []
    late = True
    page.route("**/*.woff2", lambda font: fonts.append(font) if late else font.continue_())
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(WATCH)
    page.goto(site_url + "how-machines-learn/", wait_until="commit")
    # It has played, and Python has come, of which the page tells at its foot.
    expect_unfolded(page)
    expect(number_field(block(page, "A line that learns"), "step")).to_have_value("200")
    cell = block(page, "Plotting a line")
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    late = False
    for font in fonts:
        font.continue_()
    page.evaluate("() => document.fonts.ready")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert fonts
    assert page.evaluate("moved") == []


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_nothing_moves_while_the_page_comes_and_is_read(
    page: Page, site_url: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(WATCH)
    page.goto(site_url + "how-machines-learn/")
    for each in page.locator("main > :is(.figure, .cell)").all():
        each.evaluate("(block) => block.scrollIntoView()")
        if each.evaluate("(block) => block.matches('.cell')"):
            expect(editor(each)).to_be_visible()
        else:
            expect(each.locator(".main-svg").first).to_be_attached()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert page.evaluate("moved") == []


def test_an_editor_is_as_high_as_the_code_that_it_replaces(lesson: Page) -> None:
    before = lesson.evaluate(
        "() => [...document.querySelectorAll('.cell .editor')].map(e => e.offsetHeight)"
    )
    places = lesson.locator(".cell .editor").all()
    for place in places:
        place.scroll_into_view_if_needed()
        expect(place.locator(".cm-content")).to_be_visible()
    assert [place.evaluate("(e) => e.offsetHeight") for place in places] == before


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_for_who_comes_to_their_own_code_or_to_that_of_a_link(
    page: Page, site_url: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(WATCH)
    page.add_init_script(PATIENT)
    code = "w = 1\n" * 30
    cell = block(page, "Plotting a line")
    page.goto(site_url + "how-machines-learn/" + fragment("plot-a-line", {"code": code}))
    expect(cell.locator(".shared")).to_be_visible()
    expect(editor(cell)).to_be_visible()
    assert page.evaluate("moved") == []
    kept = json.dumps({"version": 1, "work": {"code": code}})
    page.evaluate("kept => { localStorage['how-machines-learn/plot-a-line'] = kept; }", kept)
    page.goto(site_url)
    page.goto(site_url + "how-machines-learn/#plot-a-line")
    expect(cell).to_be_in_viewport()
    expect(editor(cell)).to_be_visible()
    expect(cell.locator(".run-status")).to_contain_text("as you left it")
    assert page.evaluate("moved") == []


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_for_who_comes_to_a_figure_s_code_by_a_link(
    page: Page, site_url: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(WATCH)
    page.goto(site_url + "how-machines-learn/" + fragment("line", {"code": "# theirs\n" * 9}))
    expect(editor(block(page, "The line"))).to_contain_text("theirs")
    expect(page.locator("html")).not_to_have_attribute("data-arriving", "")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    assert page.evaluate("moved") == []


@pytest.mark.parametrize("name", ["line", "network-2"])
def test_who_comes_to_the_sliders_of_a_link_sees_them_when_their_picture_stands(
    page: Page, site_url: str, name: str
) -> None:
    held: list[Route] = []
    late = True
    page.route(
        "**/micropython-*.wasm", lambda file: held.append(file) if late else file.continue_()
    )
    slider = {"line": "w", "network-2": "wi1"}[name]
    page.goto(site_url + "how-machines-learn/" + fragment(name, {"sliders": {slider: -1.25}}))
    figure = page.locator(f"#{name}")
    expect(figure.locator(".shared")).to_be_attached()
    for _ in range(3):
        page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(page.locator("html")).to_have_attribute("data-arriving", "")
    late = False
    for file in held:
        file.continue_()
    expect(page.locator("html")).not_to_have_attribute("data-arriving", "")
    assert "−1.25" in figure.locator(".formula").inner_text()
