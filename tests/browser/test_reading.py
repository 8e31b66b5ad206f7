"""What surrounds the figures: contents, anchors, terms, the summary, and a place to read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from tests.browser.conftest import (
    PYTHON_TIMEOUT,
    block,
    expect_drawn,
    expect_unfolded,
    number_field,
    run,
    slider,
)

RIGHT = "w = 2\nb = 1\n\ndef y(x, w, b):\n    return w * x + b\n"


@pytest.fixture
def contents(lesson: Page) -> Locator:
    return lesson.get_by_role("navigation", name="Contents")


def phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})


def scroll_to(page: Page, heading: str) -> None:
    page.get_by_role("heading", name=heading, exact=True).evaluate(
        "heading => heading.scrollIntoView({block: 'start', behavior: 'instant'})"
    )


def current(contents: Locator) -> Locator:
    return contents.locator("[aria-current]")


# Contents


def test_the_contents_name_every_heading_and_lead_to_it(lesson: Page, contents: Locator) -> None:
    links = contents.get_by_role("link")
    headings = lesson.locator("main > .heading > :is(h2, h3)")
    assert links.all_inner_texts() == headings.all_inner_texts()
    for link in links.all():
        anchor = (link.get_attribute("href") or "").removeprefix("#")
        assert lesson.locator(f"[id='{anchor}']").count() == 1


def test_the_contents_follow_the_scroll(lesson: Page, contents: Locator) -> None:
    expect(current(contents)).to_have_count(0)
    for heading in ("A line that bends", "How wrong is a line?", "More than one input"):
        scroll_to(lesson, heading)
        expect(current(contents)).to_have_text(heading)
    lesson.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(current(contents)).to_have_text("To read on")
    lesson.evaluate("scrollTo(0, 0)")
    expect(current(contents)).to_have_count(0)


def test_a_link_in_the_contents_goes_there(lesson: Page, contents: Locator) -> None:
    contents.get_by_role("link", name="How wrong is a line?").click()
    heading = lesson.get_by_role("heading", name="How wrong is a line?")
    expect(heading).to_be_in_viewport()
    expect(current(contents)).to_have_text("How wrong is a line?")
    assert lesson.url.endswith("#how-wrong-is-a-line")


def test_wide_screens_have_the_contents_beside_the_text(lesson: Page, contents: Locator) -> None:
    expect(contents.get_by_role("link").first).to_be_visible()
    for width in (1280, 1920):
        lesson.set_viewport_size({"width": width, "height": 900})
        beside = contents.bounding_box()
        text = lesson.locator("main > p").nth(1).bounding_box()
        card = block(lesson, "The line").bounding_box()
        assert beside is not None
        assert text is not None
        assert card is not None
        assert beside["x"] + beside["width"] <= card["x"]
        assert text["width"] == 648
        assert abs(text["x"] + text["width"] / 2 - (width - scrollbar(lesson)) / 2) <= 1


def test_wide_screens_have_the_picture_beside_the_code(lesson: Page) -> None:
    cell = block(lesson, "The gradient descent algorithm")
    cell.scroll_into_view_if_needed()
    code, chart = cell.locator(".editor"), cell.get_by_role("img").first
    lesson.set_viewport_size({"width": 1280, "height": 900})
    above, below = box(code), box(chart)
    assert above["y"] + above["height"] <= below["y"]
    lesson.set_viewport_size({"width": 1920, "height": 900})
    cell.evaluate("(cell) => cell.scrollIntoView()")
    left, right = box(code), box(chart)
    assert left["x"] + left["width"] <= right["x"]
    assert abs(left["y"] - right["y"]) < 16
    # Short code stays in sight beside pictures that are higher than the screen.
    landscape = block(lesson, "The loss landscape")
    landscape.get_by_role("slider", name="b", exact=True).scroll_into_view_if_needed()
    expect(landscape.locator(".editor")).to_be_in_viewport(ratio=0.9)


def box(place: Locator) -> FloatRect:
    found = place.bounding_box()
    assert found is not None
    return found


def scrollbar(page: Page) -> float:
    width: float = page.evaluate("innerWidth - document.documentElement.clientWidth")
    return width


def test_on_phones_the_contents_open_and_close(lesson: Page, contents: Locator) -> None:
    phone(lesson)
    link = contents.get_by_role("link", name="A line that bends")
    expect(link).to_be_hidden()
    contents.get_by_text("Contents", exact=True).click()
    expect(link).to_be_visible()
    lesson.keyboard.press("Escape")
    expect(link).to_be_hidden()
    contents.get_by_text("Contents", exact=True).click()
    link.click()
    expect(link).to_be_hidden()
    heading = lesson.get_by_role("heading", name="A line that bends")
    expect(heading).to_be_in_viewport()
    expect(contents.locator(".here")).to_have_text("A line that bends")
    bar, top = contents.bounding_box(), heading.bounding_box()
    assert bar is not None
    assert top is not None
    assert bar["y"] + bar["height"] <= top["y"]


@pytest.mark.parametrize("width", [320, 360, 768, 1280, 1920])
def test_the_page_never_scrolls_sideways(lesson: Page, width: int) -> None:
    lesson.set_viewport_size({"width": width, "height": 800})
    expect_drawn(block(lesson, "The line"), [float(x) for x in range(-10, 11)])
    root = lesson.locator(":root")
    assert root.evaluate("root => root.scrollWidth - root.clientWidth") <= 0


def test_every_heading_has_a_link_of_its_own(lesson: Page) -> None:
    heading = lesson.get_by_role("heading", name="A line that bends", exact=True)
    link = heading.locator("xpath=..").get_by_role("link", name="Link to this section")
    link.focus()
    expect(link).to_have_css("opacity", "1")
    lesson.keyboard.press("Enter")
    assert lesson.url.endswith("#a-line-that-bends")
    expect(heading).to_be_in_viewport()


# Terms


@pytest.fixture
def term(lesson: Page) -> Locator:
    term = lesson.get_by_role("button", name="sigmoid", exact=True).first
    term.scroll_into_view_if_needed()
    return term


def meaning(page: Page) -> Locator:
    return page.locator("#term-sigmoid")


def test_a_term_opens_while_the_pointer_rests_on_it(lesson: Page, term: Locator) -> None:
    expect(meaning(lesson)).to_be_hidden()
    term.hover()
    expect(meaning(lesson)).to_be_visible()
    expect(meaning(lesson)).to_contain_text("smooth switch")
    # It can be reached with the pointer, to select or to enlarge it.
    meaning(lesson).hover()
    expect(meaning(lesson)).to_be_visible()
    lesson.mouse.move(0, 0)
    expect(meaning(lesson)).to_be_hidden()


def test_a_term_opens_with_the_focus_and_closes_with_escape(lesson: Page, term: Locator) -> None:
    term.evaluate("term => { term.focus({focusVisible: true}); }")
    expect(meaning(lesson)).to_be_visible()
    expect(term).to_have_accessible_description(re.compile("smooth switch"))
    lesson.keyboard.press("Escape")
    expect(meaning(lesson)).to_be_hidden()
    expect(term).to_be_focused()
    lesson.keyboard.press("Enter")
    expect(meaning(lesson)).to_be_visible()
    lesson.keyboard.press("Enter")
    expect(meaning(lesson)).to_be_hidden()


def test_a_pressed_term_stays_open_until_it_is_pressed_again(lesson: Page, term: Locator) -> None:
    lesson.clock.install()
    term.click()
    expect(meaning(lesson)).to_be_visible()
    lesson.mouse.move(0, 0)
    lesson.clock.run_for(2000)
    expect(meaning(lesson)).to_be_visible()
    term.click()
    expect(meaning(lesson)).to_be_hidden()


def test_only_one_meaning_is_open(lesson: Page, term: Locator) -> None:
    term.click()
    other = lesson.get_by_role("button", name="neuron", exact=True).first
    other.click()
    expect(lesson.locator("#term-neuron")).to_be_visible()
    expect(meaning(lesson)).to_be_hidden()


def test_a_term_opens_where_it_can_be_read(lesson: Page) -> None:
    phone(lesson)
    for term in lesson.locator("button.term").all():
        term.scroll_into_view_if_needed()
        term.click()
        opened = lesson.locator(".meaning:popover-open")
        expect(opened).to_be_visible()
        expect(opened).to_be_in_viewport(ratio=0.99)
        lesson.keyboard.press("Escape")


def test_a_tap_opens_and_closes_a_term(browser: Browser, site_url: str) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 360, "height": 740})
    touched = context.new_page()
    touched.goto(site_url + "how-machines-learn/")
    term = touched.get_by_role("button", name="sigmoid", exact=True).first
    term.tap()
    expect(meaning(touched)).to_be_visible()
    touched.get_by_role("heading", name="A line that bends").tap()
    expect(meaning(touched)).to_be_hidden()
    context.close()


# The summary


def test_the_summary_counts_what_was_reached_and_remembers_it(lesson: Page) -> None:
    summary = lesson.locator("#summary")
    tasks = summary.get_by_role("list", name="Tasks").get_by_role("listitem")
    expect(tasks.filter(has_text="Plotting a line")).to_contain_text("open")
    goals = summary.locator(".goals-reached")
    expect(goals).to_contain_text("You have reached 0 of the")
    number_field(block(lesson, "The line"), "w").fill("-1")
    expect(goals).to_contain_text("You have reached 1 of the")
    run(block(lesson, "Plotting a line"), RIGHT)
    expect(tasks.filter(has_text="Plotting a line")).to_contain_text("solved")
    lesson.reload()
    expect(goals).to_contain_text("You have reached 1 of the")
    expect(tasks.filter(has_text="Plotting a line")).to_contain_text("solved")
    first = block(lesson, "The line").get_by_role("checkbox").first
    expect(first).to_be_checked()


# A place to read


def test_nothing_moves_when_the_fonts_arrive(page: Page, site_url: str) -> None:
    """The device's fonts stand in at the same size: no line of the first screens breaks anew."""
    heights: list[float] = []
    for fonts in ("refused", "served"):
        if fonts == "refused":
            page.route("**/*.woff2", lambda route: route.abort())
        else:
            page.unroute("**/*.woff2")
        page.goto(site_url + "how-machines-learn/")
        expect_unfolded(page)
        page.evaluate("document.fonts.ready.then(() => null)")
        heights.append(
            page.locator("main").evaluate(
                """main => [...main.querySelectorAll(':scope > p')]
                    .reduce((sum, p) => sum + p.getBoundingClientRect().height, 0)"""
            )
        )
    fallback, ours = heights
    assert abs(fallback - ours) < 0.03 * ours


def test_the_slider_of_a_goal_already_reached_still_moves(lesson: Page) -> None:
    figure = block(lesson, "The line")
    number_field(figure, "w").fill("-1")
    expect(figure.get_by_role("checkbox").first).to_be_checked()
    lesson.reload()
    expect(figure.get_by_role("checkbox").first).to_be_checked()
    slider(figure, "w").focus()
    lesson.keyboard.press("End")
    expect_drawn(figure, [10.0 * x for x in range(-10, 11)])
    expect(block(lesson, "Plotting a line")).to_have_attribute(
        "data-state", "ready", timeout=PYTHON_TIMEOUT
    )


def test_short_formulas_and_numbers_with_their_names_stay_in_one_line(lesson: Page) -> None:
    phone(lesson)
    broken = lesson.evaluate(
        """() => {
            const lines = range => new Set([...range.getClientRects()]
                .filter(({ width }) => width > 0).map(({ bottom }) => Math.round(bottom))).size;
            const formulas = [...document.querySelectorAll('p .unbroken .katex-html')]
                .filter(formula => !formula.closest('[hidden], [popover]'));
            const bases = formula => [...formula.querySelectorAll('.katex-base')]
                .map(base => base.getBoundingClientRect());
            // What stands in one line goes on to the right.
            const cut = formulas.filter(formula =>
                bases(formula).some(({ left }, i, all) => i > 0 && left < all[i - 1].left));
            const questions = [];
            for (const { firstChild } of document.querySelectorAll('.predict legend')) {
                for (const { index, 0: text } of firstChild.data.matchAll(/\\w\\s=\\s\\S+/g)) {
                    const range = new Range();
                    range.setStart(firstChild, index);
                    range.setEnd(firstChild, index + text.length);
                    questions.push([text, lines(range)]);
                }
            }
            return [formulas.length, cut.map(formula => formula.textContent), questions];
        }"""
    )
    count, cut, questions = broken
    assert count > 10
    assert cut == []
    assert len(questions) >= 6
    assert {lines for _, lines in questions} == {1}, questions


def test_what_a_block_offers_stands_in_one_row_on_a_phone(lesson: Page) -> None:
    phone(lesson)
    tops = lesson.evaluate(
        """() => [...document.querySelectorAll('#line .foot > *')]
            .map(part => part.getBoundingClientRect())
            .map(({ top, bottom }) => Math.round((top + bottom) / 2))"""
    )
    assert len(tops) == 3
    assert max(tops) - min(tops) <= 2
