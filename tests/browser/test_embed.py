"""One block of a lesson alone, in the frame of somebody else's page."""

from __future__ import annotations

import json
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import complaints
from tests.browser.conftest import block, button, editor, expect_drawn, number_field
from tests.browser.test_shared import X, fragment


def test_a_figure_works_in_a_foreign_frame(
    page: Page, site_url: str, foreign_requests: list[str], console: list[str]
) -> None:
    state = fragment("line", {"sliders": {"w": -2, "b": 0}})
    # A frame without the right to its own origin: storage is refused there, as it may be abroad.
    page.route(
        "**/host.html",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<iframe src="{site_url}embed.html?lesson=how-machines-learn{state}" '
            'width="900" height="800"></iframe>',
        ),
    )
    page.goto(site_url + "host.html")
    frame = page.frame_locator("iframe")
    figure = frame.get_by_role("group", name="The line", exact=True)
    expect(figure.locator(".shared")).to_be_visible()
    expect_drawn(figure, [-2 * x for x in X])
    number_field(figure, "w").fill("3")
    expect_drawn(figure, [3 * x for x in X])
    assert frame.locator(".block").count() == 1
    source = frame.get_by_role("link", name="How Machines Learn")
    expect(source).to_have_attribute("href", "/how-machines-learn/#line")
    expect(source).to_have_attribute("target", "_blank")
    expect(frame.get_by_role("navigation")).to_have_count(0)
    assert foreign_requests == []
    assert console == []


def test_a_cell_alone_has_its_editor(page: Page, site_url: str, console: list[str]) -> None:
    refused = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})"
    page.add_init_script(refused)
    page.emulate_media(color_scheme="dark")
    page.goto(site_url + "embed.html?lesson=how-machines-learn#plot-a-line")
    cell = block(page, "Plotting a line")
    expect(editor(cell)).to_be_visible()
    expect(button(cell, "Run")).to_be_visible()
    assert page.locator(".block").count() == 1
    assert page.evaluate("document.documentElement.dataset.theme") is None
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert console == []
    assert complaints(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_figure_alone_is_for_everyone(
    page: Page, site_url: str, theme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=theme)
    state = fragment("line", {"sliders": {"w": -2, "b": 0}})
    page.goto(f"{site_url}embed.html?lesson=how-machines-learn{state}")
    figure = block(page, "The line")
    expect_drawn(figure, [-2 * x for x in X])
    expect(figure.locator(".shared")).to_be_visible()
    assert complaints(page) == []


def test_a_summary_alone_tells_what_was_solved(page: Page, site_url: str) -> None:
    page.goto(site_url + "how-machines-learn/")
    passed = json.dumps({"version": 1, "passed": True})
    page.evaluate(
        "(passed) => { localStorage['how-machines-learn/plot-a-line'] = passed; }", passed
    )
    page.goto(site_url + "embed.html?lesson=how-machines-learn#summary")
    tasks = block(page, "Your own line").get_by_role("list", name="Tasks").get_by_role("listitem")
    expect(tasks.first).to_contain_text("solved")
    expect(tasks.last).to_contain_text("open")
    assert complaints(page) == []


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("embed.html?lesson=nothing#line", "There is no lesson called “nothing” here."),
        ("embed.html?lesson=//elsewhere.example#line", "There is no lesson called"),
        ("embed.html", "This address names no lesson."),
        ("embed.html?lesson=how-machines-learn#nowhere", "no figure or cell called “nowhere”"),
        ("embed.html?lesson=how-machines-learn", "names no figure or cell"),
        ("embed.html?lesson=how-machines-learn#%E0%A4%A", "no figure or cell called"),
    ],
)
def test_what_is_not_there_is_told(
    page: Page, site_url: str, console: list[str], address: str, sentence: str
) -> None:
    page.goto(site_url + address)
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.get_by_role("link", name="How Machines Learn")).to_be_visible()
    assert console == []
    assert complaints(page) == []
