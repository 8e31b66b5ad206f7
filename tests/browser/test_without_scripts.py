"""The lesson where JavaScript is off, and where the page's own script does not come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import PATIENCE, block, expect_unfolded
from web.picture_maker import FLAT


@pytest.fixture
def still(browser: Browser, site_url: str) -> Iterator[Page]:
    """The first lesson, as it is without JavaScript."""
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(site_url + "how-machines-learn/")
    yield page
    context.close()


def visible(locator: Locator) -> list[Locator]:
    return [one for one in locator.all() if one.is_visible()]


def has_come(image: Locator) -> bool:
    """Images come when they are near: then one is as high as it says, and not empty."""
    image.scroll_into_view_if_needed()
    box = image.bounding_box()
    return box is not None and box["height"] > 40 and box["width"] > 100


def test_every_figure_is_a_picture_that_is_told_in_words(still: Page) -> None:
    blocks = still.locator("lesson-figure, lesson-cell").all()
    assert len(blocks) > 15
    for one in blocks:
        charts = one.locator(".chart").all()
        for chart in charts:
            picture = chart.locator("img:visible")
            expect(picture).to_be_visible()
            assert has_come(picture)
        said = one.locator(".says")
        expect(said).to_have_count(len(charts))
        for sentence, chart in zip(said.all(), charts, strict=True):
            expect(sentence).to_have_text(chart.get_attribute("aria-label") or "none")
            expect(sentence).to_be_visible()


def test_every_picture_arrives(still: Page, site_url: str) -> None:
    answers = []
    for image in still.locator(".block img").all():
        address = image.evaluate("(image) => image.src")
        answers.append(still.request.get(address).status)
    assert set(answers) == {200}


def test_networks_are_pictures_too(still: Page) -> None:
    diagrams = still.locator(".diagram")
    assert diagrams.count() == 3
    for diagram in diagrams.all():
        expect(diagram.locator("img:visible")).to_have_count(1)


def test_nothing_is_shown_that_only_a_script_could_answer(still: Page) -> None:
    controls = still.locator("input, [role=checkbox], progress, [role=tab], select, textarea")
    assert visible(controls) == []
    # A term opens its meaning without any script.
    assert visible(still.locator("button:not(.term)")) == []
    assert visible(still.locator(".plot, .neurons, .player")) == []
    for link in visible(still.get_by_role("link")):
        assert link.inner_text().strip() or link.get_attribute("aria-label")


def test_formulas_and_readouts_have_their_starting_numbers(still: Page) -> None:
    line = block(still, "The line")
    expect(line.locator(".formula")).to_have_text("y = 1·x + 0")
    expect(line.locator(".formula .weight")).to_have_text("1")
    expect(still.locator("#loss output")).to_be_visible()


def test_code_questions_hints_and_solutions_can_be_read(still: Page) -> None:
    cell = still.locator("#plot-a-line")
    expect(cell.get_by_role("region", name="starter code")).to_contain_text("def y(x, w, b):")
    # Playwright looks for no text in what noscript holds, only for elements.
    cell.locator(".help summary").click()
    expect(cell.get_by_role("region", name="a solution")).to_be_visible()
    expect(still.locator("#gradient .predict noscript p")).to_have_text("It is positive.")


def test_a_term_opens_on_the_screen(still: Page) -> None:
    term = still.locator("button.term").first
    term.click()
    meaning = still.locator(f"#{term.get_attribute('popovertarget')}")
    expect(meaning).to_be_in_viewport()


def test_it_says_why_nothing_moves(still: Page) -> None:
    expect(still.locator(".without-scripts")).to_contain_text("because JavaScript is off")


def test_on_a_phone_in_the_dark_nothing_is_too_wide(browser: Browser, site_url: str) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, color_scheme="dark"
    )
    page = context.new_page()
    page.goto(site_url + "how-machines-learn/")
    for image in page.locator(".block img:visible").all():
        box = image.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
    sheet = page.locator("#plane .stand-in")
    assert has_come(sheet.locator(".dark"))
    expect(sheet.locator(".light")).to_be_hidden()
    context.close()


@pytest.mark.parametrize(
    ("system", "chosen", "shown"),
    [
        ("light", None, "light"),
        ("dark", None, "dark"),
        ("dark", "light", "light"),
        ("light", "dark", "dark"),
    ],
)
def test_the_picture_is_the_one_of_the_theme_and_only_that_one_is_fetched(
    page: Page,
    site_url: str,
    system: Literal["light", "dark"],
    chosen: str | None,
    shown: Literal["light", "dark"],
) -> None:
    page.emulate_media(color_scheme=system)
    page.route("**/main-*.js", lambda route: route.abort())
    page.goto(site_url + "how-machines-learn/")
    if chosen:
        page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", chosen)
    sheet = page.locator("#plane .stand-in")
    expect_unfolded(page)
    image = sheet.locator(f".{shown}")
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", True)
    come = (
        "(images) => images.filter((image) => image.naturalWidth).map((image) => image.className)"
    )
    assert sheet.locator("img").evaluate_all(come) == [shown]


def test_pictures_stand_in_where_the_script_does_not_come(page: Page, site_url: str) -> None:
    page.route("**/main-*.js", lambda route: route.abort())
    page.goto(site_url + "how-machines-learn/")
    frame = block(page, "The line").locator(".chart")
    height = frame.evaluate("(frame) => frame.getBoundingClientRect().height")
    expect(frame.locator("img")).to_be_visible()
    picture = frame.locator("img").evaluate("(image) => image.getBoundingClientRect().height")
    # The frame keeps the chart's own height, so that nothing jumps when it comes.
    assert picture <= height == 352


def test_where_scripts_run_no_picture_is_in_the_way(lesson: Page) -> None:
    line = block(lesson, "The line")
    line.scroll_into_view_if_needed()
    expect(line.locator(".js-plotly-plot")).to_be_visible()
    expect(line.locator("img")).to_be_hidden()


def test_the_page_s_own_plotly_can_draw_its_pictures(browser: Browser, site_url: str) -> None:
    """As `build.py pictures` asks it to, which does without the page's policy."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(site_url + "how-machines-learn/#line")
    plot = block(page, "The line").locator(".js-plotly-plot")
    plot.scroll_into_view_if_needed()
    expect(plot.locator(".main-svg").first).to_be_visible()
    svg = plot.evaluate(FLAT)
    assert svg.startswith("<svg ")
    assert svg.count('class="xtick"') > 3
    context.close()
