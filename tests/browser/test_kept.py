"""What the reader has made of a lesson is there again at the next visit, and is only theirs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import (
    block,
    button,
    drawn,
    editor,
    expect_drawn,
    number_field,
    slider,
    storage,
    write,
)
from tests.browser.test_data_cells import drag

X = list(range(-10, 11))
MINE = "w = 1\nb = 0\n\ndef y(x, w, b):\n    return 'mine'"


def kept(page: Page, name: str) -> dict[str, Any]:
    text = page.evaluate("name => localStorage.getItem('how-machines-learn/' + name)", name)
    return json.loads(text) if text else {}


def expect_kept(page: Page, name: str, condition: str) -> None:
    """Wait until what is kept of a block is as it should be."""
    page.wait_for_function(
        f"""(name) => {{
            const kept = JSON.parse(localStorage.getItem('how-machines-learn/' + name) ?? '{{}}');
            return {condition};
        }}""",
        arg=name,
    )


def starter(page: Page, name: str) -> str:
    return page.locator(f"#{name} .editor").inner_text()


def progress(page: Page) -> Locator:
    return page.locator("nav.contents .progress")


def test_figures_come_back_as_they_were_left(lesson: Page) -> None:
    title = block(lesson, "A line that learns")
    expect(number_field(title, "step")).to_have_value("200")
    figure = block(lesson, "The line")
    number_field(figure, "w").fill("-2")
    expect_drawn(figure, [-2 * x for x in X])
    expect(progress(lesson)).to_contain_text("1 of ")
    # What the figure plays by itself is not what the reader has left.
    assert kept(lesson, "learning") == {}
    button(figure, "Show the Python").click()
    write(figure, "def line(w, b):\n    pass\n")
    lesson.reload()
    expect(number_field(figure, "w")).to_have_value("-2")
    expect_drawn(figure, [-2 * x for x in X])
    expect(figure.get_by_role("checkbox", checked=True)).to_have_count(1)
    expect(progress(lesson)).to_contain_text("1 of ")
    button(figure, "Show the Python").click()
    expect(editor(figure)).to_contain_text("pass")
    expect(figure.locator(".run-status")).to_contain_text("as you left it")
    title.scroll_into_view_if_needed()
    # Dragged points are kept, and then the title figure stands where it was left.
    expect(number_field(title, "step")).to_have_value("200")
    drag(title, (8, 5.8), (8, 1.0))
    number_field(title, "step").fill("40")
    expect(number_field(title, "step")).to_have_value("40")
    points = drawn(title)
    lesson.reload()
    expect_drawn(title, points)
    expect(number_field(title, "step")).to_have_value("40")


def test_code_comes_back_and_waits(lesson: Page) -> None:
    cell = block(lesson, "Plotting a line")
    expect(editor(cell)).to_be_visible()
    first = starter(lesson, "plot-a-line")
    write(cell, MINE)
    expect_kept(lesson, "plot-a-line", "kept.work?.code?.includes('mine')")
    assert len(kept(lesson, "plot-a-line")["based"]) == 10
    lesson.reload()
    expect(editor(cell)).to_contain_text("return 'mine'")
    expect(cell.locator(".run-status")).to_contain_text("as you left it")
    expect(cell).to_have_attribute("data-verdict", "open")
    expect(cell.get_by_role("log")).to_be_hidden()
    button(cell, "Reset").click()
    assert starter(lesson, "plot-a-line") == first
    expect_kept(lesson, "plot-a-line", "!kept.work")
    editor(cell).press("Control+z")
    expect(editor(cell)).to_contain_text("return 'mine'")


def test_a_lesson_that_has_changed_offers_its_new_code(page: Page, site_url: str) -> None:
    old = {"version": 1, "based": "0000000000", "work": {"code": MINE}}
    page.add_init_script(
        "if (!localStorage.length) localStorage.setItem("
        f"'how-machines-learn/plot-a-line', {json.dumps(json.dumps(old))});"
        'localStorage.setItem(\'how-machines-learn/gone\', \'{"work": {"code": "1"}}\');'
    )
    page.goto(site_url + "how-machines-learn/")
    cell = block(page, "Plotting a line")
    expect(editor(cell)).to_contain_text("return 'mine'")
    expect(cell.locator(".versions")).to_contain_text("Your code is kept.")
    button(cell, "Show the new code").click()
    expect(editor(cell)).not_to_contain_text("mine")
    write(cell, "new = True")
    expect_kept(page, "plot-a-line", "kept.work?.code === 'new = True'")
    page.reload()
    expect(editor(cell)).to_contain_text("new = True")
    button(cell, "Show your code").click()
    expect(editor(cell)).to_contain_text("return 'mine'")
    button(cell, "Show the new code").click()
    expect(editor(cell)).to_contain_text("new = True")
    # What a block had that is there no more stays.
    assert kept(page, "gone")["work"] == {"code": "1"}


def test_work_is_saved_forgotten_and_opened_again(
    lesson: Page, tmp_path: Path, site_url: str
) -> None:
    figure = block(lesson, "The line")
    number_field(figure, "w").fill("-2")
    expect(progress(lesson)).to_contain_text("1 of ")
    place = lesson.locator(".my-work")
    with lesson.expect_download() as download:
        button(place, "Save my work…").click()
    file = tmp_path / "work.json"
    download.value.save_as(file)
    assert json.loads(file.read_text("utf-8"))["blocks"]["line"]["work"]["sliders"]["w"] == -2
    for answer in ("Cancel", "Start again"):
        button(place, "Start again…").click()
        dialog = lesson.get_by_role("dialog", name="Start this lesson again?")
        button(dialog, answer).click()
        value = "-2" if answer == "Cancel" else "1"
        expect(number_field(figure, "w")).to_have_value(value)
    expect(progress(lesson)).to_contain_text("0 of ")
    assert storage(lesson) == "[]"
    number_field(figure, "b").fill("5")
    told = place.locator(".told")
    for content, sentence in (
        ("{", "holds no saved work"),
        ('{"format": "lesson-work", "version": 1, "blocks": []}', "holds no saved work"),
        ('{"format": "lesson-work", "version": 1, "lesson": "x", "blocks": {}}', "another lesson"),
        ("x" * 4_000_001, "too large"),
    ):
        bad = tmp_path / "bad.json"
        bad.write_text(content, "utf-8")
        place.locator("input[type=file]").set_input_files(bad)
        expect(told).to_contain_text(sentence)
    place.locator("input[type=file]").set_input_files(file)
    dialog = lesson.get_by_role("dialog", name="Open this work?")
    expect(dialog.get_by_role("listitem")).to_have_text(["The line"])
    button(dialog, "Open it").click()
    expect(number_field(figure, "w")).to_have_value("-2")
    expect(number_field(figure, "b")).to_have_value("0")
    # What was reached meanwhile stays reached.
    expect(progress(lesson)).to_contain_text("2 of ")


def test_two_tabs_share_their_ticks(lesson: Page) -> None:
    other = lesson.context.new_page()
    other.goto(lesson.url)
    expect(progress(other)).to_contain_text("0 of ")
    number_field(block(lesson, "The line"), "w").fill("-2")
    expect(progress(other)).to_contain_text("1 of ")
    # The tick is kept at once, the sliders when the reader has rested: so the first tab is done.
    expect_kept(lesson, "line", "kept.work?.sliders.w === -2")
    number_field(block(other, "The line"), "b").fill("3")
    expect_kept(lesson, "line", "kept.work?.sliders.b === 3 && kept.reached.length === 1")
    lesson.reload()
    # The one who wrote last has the block.
    expect(number_field(block(lesson, "The line"), "b")).to_have_value("3")
    expect(number_field(block(lesson, "The line"), "w")).to_have_value("1")


@pytest.mark.parametrize(
    "storage",
    [
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused') }})",
        "localStorage.setItem('how-machines-learn/line', JSON.stringify({work: {sliders: "
        "{w: 'x'}, numbers: 'x', camera: {}, code: 7}, reached: 'x', based: 3, aside: {}}));"
        "localStorage.setItem('how-machines-learn/learning', JSON.stringify({work: {sliders: "
        "{step: 1e12}, numbers: [1]}}))",
    ],
)
def test_storage_that_is_refused_or_holds_rubbish_harms_nothing(
    page: Page, site_url: str, console: list[str], storage: str
) -> None:
    page.add_init_script(storage)
    page.goto(site_url + "how-machines-learn/")
    expect(number_field(block(page, "A line that learns"), "step")).to_have_value("200")
    figure = block(page, "The line")
    expect(slider(figure, "w")).to_have_value("1")
    number_field(figure, "w").fill("-2")
    expect_drawn(figure, [-2 * x for x in X])
    assert console == []


def test_a_prediction_is_kept_before_its_run(lesson: Page) -> None:
    fit = block(lesson, "Fitting the line to data")
    fit.get_by_role("radio", name="flatter").check()
    lesson.reload()
    expect(fit.get_by_role("radio", name="flatter")).to_be_checked()
    expect(fit.locator(".revealed")).to_be_empty()


def test_long_code_is_kept_and_what_is_longer_is_told(lesson: Page) -> None:
    cell = block(lesson, "Plotting a line")
    long = "#" + "x" * 150_000
    write(cell, long)
    expect_kept(lesson, "plot-a-line", "kept.work?.code?.length > 150_000")
    write(cell, "#" + "x" * 1_000_000)
    expect(cell).to_contain_text("This code is too long for the page to keep it")
    assert kept(lesson, "plot-a-line")["work"]["code"] == long
    lesson.reload()
    expect(editor(cell)).to_contain_text("x" * 100)
