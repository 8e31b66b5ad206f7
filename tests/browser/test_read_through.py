"""A whole reading, from top to bottom, with every slider moved and every task solved."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PYTHON_TIMEOUT, editor, run
from web.modules import fresh_modules
from web.reader import lesson_folders, read_lessons
from web.site import address, typesetter
from web.toolchain import ROOT

#: remembers every WebGL context that the page asks for
COUNT_CONTEXTS = """
    const asked = [];
    const getContext = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...options) {
        const context = getContext.call(this, kind, ...options);
        if (context && /webgl/.test(kind) && !asked.includes(context)) asked.push(context);
        return context;
    };
    window.liveContexts = () => asked.filter((context) => !context.isContextLost()).length;
"""

#: how many different colours a PNG has, few for a chart that was never drawn
COUNT_COLOURS = """
    async (png) => {
        const image = new Image();
        image.src = `data:image/png;base64,${png}`;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, image.width, image.height);
        return new Set(new Uint32Array(data.buffer)).size;
    }
"""


@pytest.fixture(scope="session")
def solutions() -> dict[str, str]:
    """The solution of each task, by the id of its cell."""
    with fresh_modules(ROOT):
        (lesson,) = read_lessons(lesson_folders(ROOT), address, typesetter(ROOT))
    return {cell.id: cell.task.solution for cell in lesson.cells if cell.task}


@pytest.fixture(params=[(1280, 900), (360, 740)], ids=["desktop", "phone"])
def reading(
    page: Page,
    site_url: str,
    foreign_requests: list[str],
    console: list[str],
    request: pytest.FixtureRequest,
) -> Iterator[Page]:
    width, height = request.param
    page.set_viewport_size({"width": width, "height": height})
    page.add_init_script(COUNT_CONTEXTS)
    page.goto(site_url + "how-machines-learn/")
    yield page
    assert foreign_requests == []
    assert console == []


def test_a_whole_reading(reading: Page, solutions: dict[str, str]) -> None:
    blocks = reading.locator("lesson-figure, lesson-cell")
    for i in range(blocks.count()):
        block = blocks.nth(i)
        name = block.get_attribute("id") or ""
        block.scroll_into_view_if_needed()
        expect_charts(block)
        # The starter of a task may ignore its sliders: solve it before they are moved.
        if reading.locator(f"lesson-cell#{name}").count():
            expect(editor(block)).to_be_visible()
            run(block, solutions.get(name))
            if name in solutions:
                expect(block).to_have_attribute("data-verdict", "passed")
            expect(block.get_by_role("alert").first).to_be_empty()
        for slider in block.locator(".sliders").get_by_role("slider").all():
            if slider.is_visible():
                expect_moving(block, slider)
        assert reading.evaluate("liveContexts()") <= 4, name
        sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert reading.evaluate(sideways) <= 0, name


def expect_charts(block: Locator) -> None:
    """Wait until each of the block's charts is drawn, and look whether it shows more than paper."""
    for chart in block.locator(".chart").all():
        chart.scroll_into_view_if_needed()
        block.page.wait_for_function(
            "chart => chart.querySelector('.js-plotly-plot')?._fullData?.length",
            arg=chart.element_handle(),
            timeout=PYTHON_TIMEOUT,
        )
        png = base64.b64encode(chart.screenshot()).decode()
        assert block.page.evaluate(COUNT_COLOURS, png) > 12, chart.get_attribute("aria-label")


def expect_moving(block: Locator, slider: Locator) -> None:
    """Press a key on the slider and wait until a chart of the block draws other numbers."""
    drawn = """
        block => JSON.stringify([...block.querySelectorAll('.js-plotly-plot')].map((plot) =>
            (plot._fullData ?? []).map(({ x, y, z }) => [x, y, z].map((axis) =>
                Array.from(axis ?? []).map((row) => Array.from(row.length ? row : [row]))))))
    """
    before = block.evaluate(drawn)
    slider.focus()
    at_end = slider.evaluate("slider => slider.value === slider.max")
    block.page.keyboard.press("PageDown" if at_end else "PageUp")
    block.page.wait_for_function(
        f"([block, before]) => ({drawn})(block) !== before",
        arg=[block.element_handle(), before],
        timeout=PYTHON_TIMEOUT,
    )


def test_scrolling_the_page_again_asks_for_no_more_contexts(reading: Page) -> None:
    blocks = reading.locator("lesson-figure, lesson-cell")
    for _ in range(3):
        for i in range(blocks.count()):
            blocks.nth(i).scroll_into_view_if_needed()
            expect_charts(blocks.nth(i))
            assert reading.evaluate("liveContexts()") <= 4
