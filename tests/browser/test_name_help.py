"""The editor completes the lesson's own names, and tells what a name is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import block, editor, write


@pytest.fixture
def cell(lesson: Page) -> Locator:
    return block(lesson, "Plotting a line")


def type_at_end(cell: Locator, text: str) -> None:
    editor(cell).click()
    cell.page.keyboard.press("Control+End")
    cell.page.keyboard.type(text)


def test_names_are_completed_with_what_they_mean(cell: Locator) -> None:
    type_at_end(cell, "\nlearn")
    offered = cell.page.get_by_role("listbox").get_by_role("option")
    expect(offered).to_have_text(["learning_rate"])
    cell.page.keyboard.press("ArrowDown")
    expect(cell.page.locator(".cm-completionInfo")).to_contain_text("to get the length of a step")
    cell.page.keyboard.press("Enter")
    expect(editor(cell)).to_contain_text("learning_rate")


def test_enter_ends_the_line_while_nothing_is_chosen(cell: Locator) -> None:
    write(cell, "")
    type_at_end(cell, "wei = 1\nwe")
    expect(cell.page.get_by_role("option", name="wei")).to_be_visible()
    cell.page.keyboard.type("\nb")
    assert editor(cell).inner_text() == "wei = 1\nwe\nb"


def test_the_engines_names_follow_its_dot(cell: Locator) -> None:
    write(cell, "import engine\n")
    type_at_end(cell, "engine.Net")
    offered = cell.page.get_by_role("option", name="Network")
    expect(offered).to_be_visible()
    cell.page.keyboard.press("ArrowDown")
    expect(cell.page.locator(".cm-completionInfo")).to_contain_text("Network(wi, b, wo)")


def test_a_name_explains_itself_under_the_pointer(cell: Locator) -> None:
    write(cell, "w = 1\n\ndef y(x, w, b):\n    return w * x + b\n\nprint(y(2, w, 1))\n")
    card = cell.page.locator(".cm-tooltip-hover .name-help")
    editor(cell).get_by_text("print", exact=True).hover()
    expect(card).to_contain_text("Writes values into the output")
    editor(cell).locator(".tok-definition", has_text="y").first.hover()
    expect(card).to_contain_text("def y(x, w, b):")


@pytest.mark.parametrize(
    ("name", "says"), [("Line", "Line(w, b)"), ("curve", "curve(x, y")], ids=["Line", "curve"]
)
def test_names_of_each_import_explain_themselves(cell: Locator, name: str, says: str) -> None:
    imports = "from array import array\nfrom engine import Line\nfrom lessons.chart import (\n"
    write(cell, f"{imports}    axes, curve,\n)\n\n{name}\n")
    editor(cell).locator(".cm-line", has_text=name).last.hover(position={"x": 12, "y": 10})
    expect(cell.page.locator(".cm-tooltip-hover .name-help")).to_contain_text(says)


def test_without_its_file_code_can_be_written_all_the_same(page: Page, site_url: str) -> None:
    page.route("**/names-*.json", lambda route: route.abort())
    page.goto(site_url + "how-machines-learn/")
    cell = block(page, "Plotting a line")
    write(cell, "weight = 1\n")
    type_at_end(cell, "wei")
    expect(cell.page.get_by_role("option", name="weight")).to_be_visible()
