"""The summary keeps the line that the reader has trained, on this device."""

from __future__ import annotations

from itertools import pairwise

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import block, button, drawn, run
from tests.browser.test_read_through import solutions as solutions


def trained_line(summary: Locator) -> list[float]:
    summary.scroll_into_view_if_needed()
    expect(summary.locator(".js-plotly-plot")).to_be_visible()
    modes = summary.locator(".js-plotly-plot").evaluate("plot => plot.data.map(({mode}) => mode)")
    return drawn(summary, modes.index("lines"))


def test_it_shows_the_readers_own_trained_line(lesson: Page, solutions: dict[str, str]) -> None:
    summary = lesson.locator("#summary")
    there = summary.get_by_role("link", name="The gradient descent algorithm").first
    expect(summary.locator(".untrained")).to_contain_text("nothing here yet")
    there.click()
    cell = block(lesson, "The gradient descent algorithm")
    expect(cell).to_be_in_viewport()
    run(cell, solutions["train"])
    button(cell, "Step").click()
    # one step from (1, 0) with 0.001: w = 1 - 0.07483, b = -0.01284
    readouts = summary.locator(".readouts")
    expect(readouts).to_contain_text("0.9252")
    expect(readouts).to_contain_text("-0.0128")
    line = trained_line(summary)
    slopes = [(b - a) / (line[-1] - line[0]) for a, b in pairwise(line)]
    assert max(slopes) - min(slopes) < 1e-9
    lesson.reload()
    expect(readouts).to_contain_text("0.9252")
    assert trained_line(summary) == line
    expect(summary.locator(".untrained")).to_be_hidden()
