"""A copied link opens a block in its exact state, runs nothing and touches nothing that is kept."""

from __future__ import annotations

import base64
import json
import re
import zlib
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import (
    PYTHON_TIMEOUT,
    block,
    button,
    drawn,
    editor,
    expect_drawn,
    number_field,
    run,
    slider,
    storage,
    write,
)
from tests.browser.test_data_cells import drag

X = list(range(-10, 11))

#: keeps what the page copies, where a test can read it
CLIPBOARD = """Object.defineProperty(navigator, 'clipboard', {
    value: {writeText: async (text) => { window.copied = text; }}});"""


def fragment(name: str, state: Any) -> str:
    """The fragment that the page itself would make for a state, made by other means."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(json.dumps(state).encode()) + packer.flush()
    return f"#{name}~v1.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def open_link(page: Page, fragment: str) -> None:
    """Follow a link on a page that is open already, when it hears of links."""
    expect(page.locator("lesson-summary:defined")).to_have_count(1)
    page.evaluate("fragment => { location.hash = fragment; }", fragment)


def copied(figure: Locator, name: str = "Copy link") -> str:
    page = figure.page
    page.evaluate("window.copied = null")
    button(figure, name).click()
    page.wait_for_function("() => window.copied")
    expect(figure.locator(".share .told")).to_have_text("Copied")
    return str(page.evaluate("window.copied"))


def bar(figure: Locator) -> Locator:
    return figure.locator(".shared")


def test_links_carry_sliders_points_and_code(page: Page, lesson: Page) -> None:
    page.add_init_script(CLIPBOARD)
    lesson.reload()
    plain = block(lesson, "The line")
    begun = copied(plain)
    assert "#line~v1." in begun
    assert copied(lesson.locator("#summary")) == lesson.url + "#summary"
    assert copied(plain, "Copy embed code").split('"')[1].endswith("=how-machines-learn#line")
    number_field(plain, "w").fill("-2")
    button(plain, "Show the Python").click()
    write(plain, "# ½ shared\n")
    line = copied(plain)
    assert "#line~v1." in line
    assert button(plain, "Copy embed code").is_visible()
    snippet = copied(plain, "Copy embed code")
    assert snippet.startswith('<iframe src="')
    assert "/embed.html?lesson=how-machines-learn#line~v1." in snippet
    title = block(lesson, "A line that learns")
    title.scroll_into_view_if_needed()
    expect(number_field(title, "step")).to_have_value("200")
    drag(title, (8, 5.8), (8, 1.0))
    points = drawn(title)
    learning = copied(title)
    cell = block(lesson, "Plotting a line")
    write(cell, "theirs = 1\n")
    plot = copied(cell)
    # In a browser that has never been here:
    lesson.evaluate("localStorage.clear()")
    other = lesson.context.browser.new_page()  # type: ignore[union-attr]
    other.goto(line)
    figure = block(other, "The line")
    expect(bar(figure)).to_contain_text("This is a shared state.")
    expect(number_field(figure, "w")).to_have_value("-2")
    expect_drawn(figure, [-2 * x for x in X])
    expect(editor(figure)).to_contain_text("½ shared")
    expect(figure.locator(".run-status")).to_contain_text("Press Run")
    # A page that is open already takes on what its address says.
    # That the block was as it begins is a state too.
    other.evaluate("(address) => { location.href = address; }", begun)
    expect(number_field(figure, "w")).to_have_value("1")
    expect(bar(figure)).to_be_visible()
    other.evaluate("(address) => { location.href = address; }", learning)
    expect_drawn(block(other, "A line that learns"), points)
    other.evaluate("(address) => { location.href = address; }", plot)
    theirs = block(other, "Plotting a line")
    expect(bar(theirs)).to_be_in_viewport()
    expect(editor(theirs)).to_contain_text("theirs = 1")
    expect(theirs.get_by_role("log")).to_be_hidden()
    assert storage(other) == "[]"
    other.close()


def test_what_is_mine_is_touched_only_when_i_choose(lesson: Page) -> None:
    figure = block(lesson, "The line")
    number_field(figure, "w").fill("3")
    cell = block(lesson, "Plotting a line")
    write(cell, "mine = 1\n")
    lesson.wait_for_function("() => localStorage.getItem('how-machines-learn/plot-a-line')")
    before = storage(lesson)
    open_link(lesson, fragment("line", {"sliders": {"w": -2}}))
    expect_drawn(figure, [-2 * x for x in X])
    number_field(figure, "b").fill("4")
    expect_drawn(figure, [-2 * x + 4 for x in X])
    open_link(lesson, fragment("plot-a-line", {"code": "x = 1"}))
    expect(editor(cell)).to_have_text("x = 1")
    # The goal of a falling line is reached by somebody else's line, and so is not ticked.
    expect(figure.get_by_role("checkbox", checked=True)).to_have_count(0)
    lesson.evaluate("dispatchEvent(new Event('pagehide'))")
    assert storage(lesson) == before
    button(cell, "Back to mine").click()
    expect(editor(cell)).to_have_text("mine = 1")
    expect(bar(cell)).to_have_count(0)
    assert lesson.url.endswith("/#plot-a-line")
    button(figure, "Back to mine").click()
    expect_drawn(figure, [3 * x for x in X])
    open_link(lesson, fragment("line", {"sliders": {"w": -2}}))
    button(figure, "Keep it as mine").click()
    lesson.reload()
    expect(number_field(figure, "w")).to_have_value("-2")
    expect(bar(figure)).to_have_count(0)
    expect(editor(cell)).to_have_text("mine = 1")


def test_links_carry_the_camera(page: Page, lesson: Page) -> None:
    page.add_init_script(CLIPBOARD)
    lesson.reload()
    solid = lesson.locator(".block:has(button.turn)").first
    solid.scroll_into_view_if_needed()
    camera = "plot => plot._fullLayout?.scene?.camera?.eye"
    plot = solid.locator(".plot").first
    lesson.wait_for_function(f"plot => ({camera})(plot)", arg=plot.element_handle())
    button(solid, "Turn left").click()
    eye = plot.evaluate(camera)
    link = copied(solid)
    button(solid, "Turn left").click()
    assert plot.evaluate(camera) != eye
    lesson.evaluate("localStorage.clear()")
    lesson.goto("about:blank")
    lesson.goto(link)
    lesson.wait_for_function(
        f"([plot, eye]) => JSON.stringify(({camera})(plot)) === JSON.stringify(eye)",
        arg=[plot.element_handle(), eye],
    )


def broken_links() -> list[tuple[str, str]]:
    return [
        ("#line~v1.AAAA", "damaged"),
        ("#line~v1.%%%", "damaged"),
        ("#line~nonsense", "damaged"),
        ("#line~v9.AAAA", "another version"),
        (fragment("line", None), "damaged"),
        (fragment("line", [1]), "damaged"),
        (fragment("line", {"sliders": {"w": "<img src=x onerror=hacked=1>"}}), "damaged"),
        (fragment("line", {"code": "1", "html": "<b>"}), "damaged"),
        (fragment("line", {"code": "x" * 600_000}), "damaged"),
        (fragment("line", "x" * 100_000_000), "damaged"),
        ("#line~v1." + "A" * 300_000, "damaged"),
        (fragment("nowhere", {"code": "1"}), "not in this lesson"),
        (fragment("__proto__", {"code": "1"}), "not in this lesson"),
        (fragment("site", {"code": "1"}), "not in this lesson"),
    ]


def test_broken_links_are_told_and_harm_nothing(lesson: Page) -> None:
    trouble = lesson.locator(".link-trouble")
    for address, sentence in broken_links():
        open_link(lesson, address)
        expect(trouble).to_contain_text(sentence)
        button(trouble, "Close").click()
        expect(trouble).to_be_empty()
    expect(lesson.locator(".shared")).to_have_count(0)
    assert lesson.evaluate("window.hacked") is None
    assert storage(lesson) == "[]"
    # What can be shown stays within what a hand could reach.
    state = {"sliders": {"step": 1e12, "w": 1e300, "__proto__": 1}, "numbers": [1, 2]}
    open_link(lesson, fragment("learning", state))
    title = block(lesson, "A line that learns")
    expect(number_field(title, "step")).to_have_value("200")
    expect(title.get_by_role("alert")).to_be_empty()
    number_field(title, "step").fill("7")
    expect(slider(title, "step")).to_have_value("7")


def test_without_compression_and_without_a_clipboard(page: Page, lesson: Page) -> None:
    page.add_init_script(
        "delete window.CompressionStream;"
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
    )
    lesson.reload()
    figure = block(lesson, "The line")
    number_field(figure, "w").fill("-2")
    button(figure, "Copy link").click()
    field = figure.get_by_role("textbox", name="what to copy")
    expect(field).to_be_focused()
    link = field.input_value()
    assert "#line~v1-plain." in link
    lesson.evaluate("localStorage.clear()")
    lesson.goto("about:blank")
    lesson.goto(link)
    expect(bar(figure)).to_be_visible()
    expect(number_field(figure, "w")).to_have_value("-2")


def test_sliders_of_a_cell_with_its_own_code_are_opened_as_they_stand(lesson: Page) -> None:
    fit = block(lesson, "Fitting the line to data")
    open_link(lesson, fragment("fit-by-hand", {"sliders": {"w": 0.3, "b": 1}}))
    expect(number_field(fit, "w")).to_have_value("0.3")
    expect(fit.get_by_role("img")).to_have_accessible_name(
        re.compile("w = 0.3 and b = 1"), timeout=PYTHON_TIMEOUT
    )
    number_field(fit, "b").fill("0")
    expect(fit.get_by_role("img")).to_have_accessible_name(re.compile("w = 0.3 and b = 0"))
    expect(bar(fit)).to_be_visible()
    expect(fit.get_by_role("log", name="Output")).to_be_empty()


def test_code_that_was_taken_over_is_the_readers_own(lesson: Page) -> None:
    cell = block(lesson, "Plotting a line")
    status = cell.locator(".run-status")
    open_link(lesson, fragment("plot-a-line", {"code": "x = 1"}))
    expect(status).to_contain_text("This code came with the link.")
    button(cell, "Keep it as mine").click()
    expect(status).to_contain_text("Your code is as you left it.")
    expect(editor(cell)).to_have_text("x = 1")


@pytest.mark.parametrize("where", ["", "embed"])
def test_code_of_a_link_is_there_although_the_editor_comes_late(
    page: Page, site_url: str, where: str
) -> None:
    held: list[Route] = []
    page.route("**/editor-*.js", lambda route: held.append(route))
    state = fragment("plot-a-line", {"code": "shared = 1"})
    with page.expect_request("**/editor-*.js"):
        page.goto(f"{site_url}how-machines-learn/{'?embed' if where else ''}{state}")
    cell = block(page, "Plotting a line")
    expect(bar(cell)).to_be_visible()
    expect(cell.locator(".editor")).to_have_text("shared = 1")
    for route in held:
        route.continue_()
    expect(editor(cell)).to_have_text("shared = 1")


def test_sliders_are_where_they_were_shared_once_their_changed_code_has_run(lesson: Page) -> None:
    fit = block(lesson, "Fitting the line to data")
    code = lesson.locator("#fit-by-hand .editor").inner_text() + "\n# changed"
    state = {"sliders": {"w": 0.6, "b": 0.2}, "code": code}
    open_link(lesson, fragment("fit-by-hand", state))
    run(fit)
    for name, value in (("w", "0.6"), ("b", "0.2")):
        expect(number_field(fit, name)).to_have_value(value)
    expect(fit.get_by_role("img")).to_have_accessible_name(re.compile("w = 0.6 and b = 0.2"))
    expect(fit).to_have_attribute("data-verdict", "passed")


def test_what_is_too_long_for_a_link_is_told(lesson: Page) -> None:
    cell = block(lesson, "Plotting a line")
    write(cell, "#" + "".join(map(str, range(120_000))))
    button(cell, "Copy link").click()
    expect(cell.locator(".share .told")).to_have_text(
        "This is too long for a link. Save your work as a file instead."
    )
