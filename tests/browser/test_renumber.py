"""A chart that only got new numbers looks as if Plotly had drawn all of it again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import slider

#: Blocks whose axes stay as they are, and a slider that moves their lines.
FLAT = [
    ("learning", "step"),
    ("line", "w"),
    ("neuron", "w"),
    ("network-1", "wi1"),
    ("network-2", "wi1"),
    ("network-4", "wi1"),
    ("approximator", "neurons"),
]

#: Counts how often Plotly draws the whole chart, and tells what stands in the block's charts.
DRAWINGS = """block => [...block.querySelectorAll('.js-plotly-plot')].map(plot => ({
    whole: plot.drawnWhole ?? 0,
    // Words that have become empty leave an empty group.
    svg: [...plot.querySelectorAll('.main-svg')].map(svg => svg.outerHTML).join('\\n')
        .replaceAll('<g class="textpoint"></g>', ''),
}))"""
WATCH = """block => block.querySelectorAll('.js-plotly-plot').forEach(plot => {
    plot.on('plotly_react', () => { plot.drawnWhole = (plot.drawnWhole ?? 0) + 1; });
})"""
REDRAW = """async block => {
    const { chunks } = JSON.parse(document.getElementById('site').textContent);
    const { default: Plotly } = await import(new URL(chunks.plotly, document.baseURI).href);
    for (const plot of block.querySelectorAll('.js-plotly-plot')) await Plotly.redraw(plot);
}"""


@pytest.mark.parametrize(("name", "moved"), FLAT)
def test_it_looks_the_same_as_drawn_whole(lesson: Page, name: str, moved: str) -> None:
    block = lesson.locator(f"#{name}")
    block.scroll_into_view_if_needed()
    expect(block.locator(".main-svg").first).to_be_visible()
    if name == "learning":
        expect(slider(block, "step")).to_have_value("200")
    readable = block.get_by_role("img").first
    # From the builder's picture on, whose layout has its properties in another order.
    block.evaluate(WATCH)
    for key in ("Home", "PageUp", "End", "ArrowLeft"):
        before = readable.get_attribute("aria-label") or ""
        slider(block, moved).press(key)
        expect(readable).not_to_have_attribute("aria-label", before)
        lesson.evaluate("() => new Promise(requestAnimationFrame)")
    renumbered = block.evaluate(DRAWINGS)
    block.evaluate(REDRAW)
    whole = block.evaluate(DRAWINGS)
    assert [chart["svg"] for chart in renumbered] == [chart["svg"] for chart in whole]
    assert any(chart["whole"] == 0 for chart in renumbered), "nothing was drawn in the short way"
