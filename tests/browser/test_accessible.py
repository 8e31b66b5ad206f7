"""The lesson for everyone: under a keyboard, a screen reader, large text and forced colours."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserType, Locator, Page, expect

from tests.browser.axe import complaints
from tests.browser.conftest import (
    PYTHON_TIMEOUT,
    block,
    button,
    editor,
    number_field,
    run,
    slider,
    write,
)
from tests.browser.test_player import code_of

#: What the keyboard's focus stands on: enough to judge where it went and whether it is seen.
FOCUS = """(before) => {
    const focused = document.activeElement;
    const { left, right, top, bottom } = focused.getBoundingClientRect();
    const across = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
    const down = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
    const over = document.elementFromPoint(across, down);
    const outlined = (element) => getComputedStyle(element).outlineStyle !== 'none';
    const frame = focused.closest('.editor, .speeds label') ?? focused;
    const after = before && before.compareDocumentPosition(focused);
    window.focusedBefore = focused;
    return {
        what: focused.outerHTML.slice(0, 120),
        before: before?.outerHTML.slice(0, 120),
        outlined: outlined(focused) || outlined(frame),
        uncovered: over !== null && (frame.contains(over) || over.contains(focused)),
        forwards: !before || (after & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
        backwards: !before || (after & Node.DOCUMENT_POSITION_PRECEDING) !== 0,
        types: focused.matches('.cm-content, textarea'),
    };
}"""

#: All that can be pressed, set or written in, without what is hidden and links in the text.
TARGETS = """() => [...document.querySelectorAll('a, button, input, select, summary, textarea')]
    .filter((target) => target.checkVisibility({ visibilityProperty: true }))
    .filter((target) => !target.matches('.term, .skip, p :is(a:not(.back), .help-opener), sup a'))
    .map((target) => {
        const { width, height } = (target.closest('label') ?? target).getBoundingClientRect();
        return { width, height, dragged: target.type === 'range', what: target.outerHTML };
    })"""

#: What would be cut off or would make the page scroll sideways.
LOST = """() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const cut = [...document.querySelectorAll('button, summary, label, .title, .formula, output')]
        .filter((element) => element.checkVisibility())
        .filter((element) => !element.closest('.diagram') && !element.matches('.formula'))
        .filter(({ scrollWidth, clientWidth }) => clientWidth && scrollWidth > clientWidth + 1)
        .map((element) => element.outerHTML.slice(0, 120));
    return wide > 0 ? [`the page is ${wide} px too wide`, ...cut] : cut;
}"""


def seen(page: Page) -> None:
    """Bring every block near the screen once, so that all is there that it will ever have."""
    for found in page.locator(".block").all():
        found.evaluate("(block) => block.scrollIntoView()")
    for code in page.locator(".cell .editor").all():
        code.scroll_into_view_if_needed()
        expect(code.get_by_role("textbox")).to_be_attached()
    expect(page.locator(".diagram .parameter")).to_have_count(21)


class TestOnAPhone:
    @pytest.fixture
    def browser_context_args(self, browser_context_args: dict[str, Any]) -> dict[str, Any]:
        phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
        return {**browser_context_args, **phone, "reduced_motion": "reduce"}

    def test_the_page_in_both_themes_and_its_targets(self, lesson: Page) -> None:
        seen(lesson)
        assert complaints(lesson) == []
        lesson.emulate_media(color_scheme="dark")
        assert complaints(lesson) == []
        lesson.get_by_text("Contents", exact=True).click()
        assert complaints(lesson, "nav.contents") == []
        for target in lesson.evaluate(TARGETS):
            least = 44 if target["dragged"] else 24
            assert min(target["height"] / least, target["width"] / 24) >= 1, target

    def test_python_s_whole_message_can_be_scrolled_by_keyboard(self, lesson: Page) -> None:
        lesson.emulate_media(color_scheme="dark")
        cell = block(lesson, "Plotting a line")
        run(cell, "raise ValueError('a sentence that is longer than a phone is wide, ' * 3)\n")
        cell.get_by_text("Python's whole message").click()
        message = cell.get_by_role("region", name="Python's whole message")
        expect(message).to_contain_text("ValueError")
        assert complaints(lesson, "#plot-a-line") == []


def test_the_whole_page_in_both_themes_and_on_paper(lesson: Page) -> None:
    seen(lesson)
    assert complaints(lesson) == []
    inside = "[role=img] :is(a, button, input, [tabindex]:not([tabindex='-1']))"
    assert lesson.locator(inside).count() == 0
    lesson.emulate_media(color_scheme="dark")
    assert complaints(lesson) == []
    lesson.emulate_media(color_scheme="light", media="print")
    assert complaints(lesson) == []


def test_the_list_of_lessons(page: Page, site_url: str) -> None:
    page.goto(site_url)
    assert complaints(page) == []
    page.emulate_media(color_scheme="dark")
    assert complaints(page) == []


def test_every_state_of_a_task(lesson: Page) -> None:
    cell = block(lesson, "Plotting a line")
    here = "#plot-a-line"
    expect(editor(cell)).to_be_visible()
    write(cell, "while True:\n    pass\n")
    button(cell, "Run").click()
    expect(cell).to_have_attribute("data-state", "running", timeout=PYTHON_TIMEOUT)
    assert complaints(lesson, here, ".runtime") == []
    button(cell, "Stop").click()
    expect(button(cell, "Run")).to_be_visible()
    run(cell, "print('so far')\ny(1, 2, 3)\n")
    expect(cell.get_by_role("alert")).to_contain_text("NameError")
    cell.get_by_text("Python's whole message").click()
    assert complaints(lesson, here) == []
    run(cell, "w = 1\nb = 0\ndef y(x, w, b):\n    return w * x\n")
    expect(cell).to_have_attribute("data-verdict", "wrong")
    announced = cell.locator(".announcement")
    for name in ("Hint", "Hint", "Hint"):
        button(cell, name).click()
        expect(announced).to_contain_text("Hint: ")
    button(cell, "Show solution").click()
    # The button has gone: the keyboard goes on at what it has opened.
    expect(cell.get_by_role("region", name="solution")).to_be_focused()
    cell.get_by_text("Show as table").click()
    expect(cell.get_by_role("table")).to_be_visible()
    assert complaints(lesson, here) == []
    run(cell, "w = 1\nb = 0\ndef y(x, w, b):\n    return w * x + b\n")
    expect(cell).to_have_attribute("data-verdict", "passed")
    lesson.emulate_media(color_scheme="dark")
    assert complaints(lesson, here, "#summary") == []


def test_every_state_of_figures_dialogs_and_the_glossary(lesson: Page) -> None:
    line = block(lesson, "The line")
    line.scroll_into_view_if_needed()
    number_field(line, "w").fill("-3")
    expect(line.get_by_role("checkbox", checked=True)).to_have_count(1)
    number_field(line, "b").fill("99")
    button(line, "Show the Python").click()
    expect(editor(line)).to_be_visible()
    line.get_by_text("What it imports").click()
    line.get_by_text("Show as table").click()
    assert complaints(lesson, "#line") == []
    network = block(lesson, "Two hidden neurons")
    network.get_by_text("All parameters").click()
    button(network, "wo1 = -5").click()
    misses = block(lesson, "Two ways to measure a miss")
    misses.get_by_text("Show as table").click()
    expect(number_field(misses, "y of point 3").first).to_be_visible()
    assert complaints(lesson, "#network-2", "#l1-and-l2") == []
    lesson.get_by_role("button", name="bias").first.click()
    assert complaints(lesson, ".meaning:popover-open") == []
    lesson.keyboard.press("Escape")
    button(lesson.get_by_role("main"), "How this page works").click()
    assert complaints(lesson, "dialog.help") == []


def test_a_player_in_the_midst_of_a_run(lesson: Page) -> None:
    train = block(lesson, "The gradient descent algorithm")
    train.scroll_into_view_if_needed()
    train.get_by_role("radio", name="not there yet").check()
    run(train, code_of(lesson, "train"))
    expect(train.locator(".revealed")).to_contain_text("As you said")
    button(train, "Play").click()
    counter = train.get_by_role("status", name="iteration_counter")
    expect(counter).not_to_have_text("0.0000")
    assert complaints(lesson, "#train") == []
    button(train, "Pause").click()
    button(train, "Keep this run").click()
    assert complaints(lesson, "#train") == []
    # Only what stands at the end is told.
    expect(train.locator(".announcement")).to_contain_text("iteration_counter = ")


def test_pictures_are_told_when_the_readers_hand_has_come_to_rest(lesson: Page) -> None:
    title = block(lesson, "A line that learns")
    expect(number_field(title, "step")).to_have_value("200")
    line = block(lesson, "The line")
    slider(line, "b").focus()
    for _ in range(3):
        lesson.keyboard.press("PageUp")
    announced = line.locator(".announcement")
    picture = line.get_by_role("img")
    expect(picture).to_have_accessible_name(
        "A straight line that rises by 1 for each step to the right and crosses y at 6."
    )
    expect(announced).to_have_text(picture.get_attribute("aria-label") or "")
    # The title figure has moved by itself, which is nobody's question.
    expect(title.locator(".announcement")).to_be_empty()
    button(title, "Show the Python").press("Tab")
    number_field(title, "step").fill("0")
    expect(title.locator(".announcement")).to_contain_text("After 0 steps")
    expect(title.locator(".announcement")).to_contain_text("loss = ")


class TestUnderTheKeyboard:
    @pytest.fixture
    def browser_context_args(self, browser_context_args: dict[str, Any]) -> dict[str, Any]:
        """As wide as a page with a bar at its top, which must not cover what has the focus."""
        size = {"width": 1000, "height": 900}
        return {**browser_context_args, "viewport": size, "reduced_motion": "reduce"}

    def walk(self, page: Page, key: str, way: str, last: Locator) -> int:
        """Press a key until the focus stands on the last place; how many there were before."""
        steps = 0
        while not last.evaluate("(last) => last === document.activeElement"):
            page.keyboard.press(key)
            focus = page.evaluate(f"({FOCUS})(window.focusedBefore)")
            assert all(focus[what] for what in ("outlined", "uncovered", way)), focus
            if focus["types"]:
                page.keyboard.press("Escape")
            steps += 1
        return steps

    def test_it_reaches_and_leaves_everything_in_order(self, lesson: Page) -> None:
        seen(lesson)
        first = lesson.get_by_role("link", name="Skip to the lesson")
        last = lesson.get_by_role("link", name="All lessons")
        first.focus()
        there = self.walk(lesson, "Tab", "forwards", last)
        assert there > 150
        assert self.walk(lesson, "Shift+Tab", "backwards", first) == there


def test_nothing_is_lost_at_four_times_the_size(lesson: Page) -> None:
    lesson.set_viewport_size({"width": 320, "height": 256})
    seen(lesson)
    assert lesson.evaluate(LOST) == []


def test_nothing_is_lost_when_letters_are_twice_as_large(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], site_url: str
) -> None:
    letters = "--blink-settings=defaultFontSize=32"
    with browser_type.launch(**browser_type_launch_args, args=[letters]) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, service_workers="block")
        page.goto(site_url + "how-machines-learn/")
        expect(page.locator("html")).to_have_css("font-size", "32px")
        seen(page)
        assert page.evaluate(LOST) == []


def test_letters_made_larger_by_a_style_of_the_readers_fit_beside_the_contents(
    lesson: Page,
) -> None:
    lesson.evaluate("document.documentElement.style.fontSize = '200%'")
    expect(lesson.locator("html")).to_have_css("font-size", "32px")
    assert lesson.evaluate("document.documentElement.scrollWidth") == 1280


class TestInForcedColours:
    @pytest.fixture
    def browser_context_args(self, browser_context_args: dict[str, Any]) -> dict[str, Any]:
        return {**browser_context_args, "forced_colors": "active", "color_scheme": "dark"}

    def test_what_colours_told_is_still_told(self, lesson: Page) -> None:
        lesson.get_by_label("Theme").select_option("light")
        network = block(lesson, "Two hidden neurons")
        network.scroll_into_view_if_needed()
        pressed, other = button(network, "wi1 = -1.5"), button(network, "wi2 = 1.5")
        assert paint(pressed) != paint(other)
        # The system's black page keeps its charts light, whatever theme was chosen.
        curve = network.locator(".js-plotly-plot path.js-line").last
        expect(curve).to_have_css("stroke", "rgb(127, 176, 255)")
        assert complaints(lesson, "#network-2") == []


def paint(element: Locator) -> str:
    found: str = element.evaluate("(element) => getComputedStyle(element).backgroundColor")
    return found
