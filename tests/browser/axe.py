"""axe-core, which finds what would stand in the way of readers with disabilities."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

_SOURCE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

#: Plotly's drawings are hidden from assistive technology: the charts' names and tables stand in.
_RUN = """async (where) => {
    const context = {include: where ?? ['html'], exclude: ['.plot']};
    const {violations} = await axe.run(context, {resultTypes: ['violations']});
    return violations.flatMap(({id, nodes}) => nodes.map(
        ({target, failureSummary}) => `${id}: ${target.join(' ')}: ${failureSummary}`));
}"""


def complaints(page: Page, *where: str) -> list[str]:
    """What axe finds wrong in the elements that selectors name, or in the whole page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_SOURCE.read_text("utf-8"))
    found: list[str] = page.evaluate(_RUN, list(where) or None)
    return found
