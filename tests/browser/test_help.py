"""The page's help: opened by a button and by "?", and true in what it says of the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import block, button, editor, number_field, slider


@pytest.fixture
def help_sheet(lesson: Page) -> Locator:
    return lesson.get_by_role("dialog", name="How this page works")


def test_a_button_opens_it_and_escape_gives_the_focus_back(
    lesson: Page, help_sheet: Locator
) -> None:
    opener = button(lesson.get_by_role("main"), "How this page works")
    opener.click()
    expect(help_sheet.get_by_role("heading", level=2)).to_be_focused()
    for said in ("on this device", "Nothing that you write or do here is sent anywhere"):
        expect(help_sheet).to_contain_text(said)
    lesson.keyboard.press("Escape")
    expect(help_sheet).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_question_mark_opens_it_where_nothing_is_typed(lesson: Page, help_sheet: Locator) -> None:
    line = block(lesson, "The line")
    number_field(line, "w").focus()
    lesson.keyboard.press("?")
    expect(help_sheet).to_be_hidden()
    slider(line, "w").focus()
    lesson.keyboard.press("?")
    expect(help_sheet).to_be_visible()
    button(help_sheet, "Close").click()
    expect(help_sheet).to_be_hidden()
    code = editor(block(lesson, "Plotting a line"))
    code.click()
    lesson.keyboard.type("?")
    expect(code).to_contain_text("?")
    expect(help_sheet).to_be_hidden()


def test_the_key_can_be_refused_for_good(lesson: Page, help_sheet: Locator) -> None:
    button(lesson.get_by_role("main"), "How this page works").click()
    help_sheet.get_by_role("checkbox").uncheck()
    lesson.reload()
    slider(block(lesson, "The line"), "w").focus()
    lesson.keyboard.press("?")
    button(lesson.get_by_role("main"), "How this page works").click()
    expect(help_sheet.get_by_role("checkbox")).not_to_be_checked()


def test_sliders_have_the_keys_it_tells_of(lesson: Page) -> None:
    line = block(lesson, "The line")
    w = slider(line, "w")
    w.focus()
    before = 1.0
    for key in ("ArrowRight", "PageUp", "End"):
        lesson.keyboard.press(key)
        after = float(w.input_value())
        assert after > before
        before = after
    for key in ("ArrowDown", "PageDown", "Home"):
        lesson.keyboard.press(key)
        after = float(w.input_value())
        assert after < before
        before = after
