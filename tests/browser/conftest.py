"""The lesson in Chromium, watched: a foreign request or a word in the console is a failure."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Route, expect

#: stock Pyodide needs seconds on a quiet machine and many on a busy one
PYTHON_TIMEOUT = 90_000

#: How long anything else may take that a test waits for. It is met in milliseconds as a rule, but
#: a machine that is busy with other tests, or has no graphics card, can be a hundred times slower.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

#: Chromium's hints on the speed of its own software WebGL, told where no graphics card is
GRAPHICS = "GL Driver Message (OpenGL, Performance"
#: Playwright's word on a service worker that a test does not want
BLOCKED = "Service Worker registration blocked by Playwright"


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """Without the service worker, whose requests no route of a test sees."""
    size = {"width": 1280, "height": 900}
    return {**browser_context_args, "viewport": size, "service_workers": "block"}


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def foreign_requests(context: BrowserContext, site_url: str) -> list[str]:
    """The requests that left the site's own host, each of them refused."""
    host = urlsplit(site_url).netloc
    left: list[str] = []

    def guard(route: Route) -> None:
        if urlsplit(route.request.url).netloc == host:
            route.continue_()
        else:
            left.append(route.request.url)
            route.abort()

    context.route("**/*", guard)
    return left


@pytest.fixture
def console(page: Page) -> list[str]:
    """What the page put into the browser's console, and errors that nothing caught."""
    lines: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if not any(note in message.text for note in (GRAPHICS, BLOCKED)):
            lines.append(f"{message.type}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: lines.append(f"uncaught: {error}"))
    return lines


@pytest.fixture
def lesson(
    page: Page, site_url: str, foreign_requests: list[str], console: list[str]
) -> Iterator[Page]:
    """The first lesson, opened; afterwards its console must be empty, its host the only one."""
    page.goto(site_url + "how-machines-learn/")
    expect_unfolded(page)
    yield page
    assert foreign_requests == []
    assert console == []


def expect_unfolded(page: Page) -> None:
    """Wait until what lies below the first screen has its place too."""
    expect(page.locator("[data-folded]")).to_have_count(0)


def storage(page: Page) -> str:
    """All that the device keeps for the reader, as JSON.

    How fast the line was is not theirs; on a busy machine it may have looked slow.
    """
    text: str = page.evaluate(
        """() => JSON.stringify(
            Object.entries(localStorage).filter(([key]) => key !== 'python-modules').sort()
        )"""
    )
    return text


def block(page: Page, title: str) -> Locator:
    return page.get_by_role("group", name=title, exact=True)


def slider(block: Locator, name: str) -> Locator:
    return block.get_by_role("slider", name=name, exact=True)


def number_field(block: Locator, name: str) -> Locator:
    return block.get_by_role("spinbutton", name=name, exact=True)


def button(block: Locator, name: str) -> Locator:
    return block.get_by_role("button", name=name, exact=True)


def editor(block: Locator) -> Locator:
    block.scroll_into_view_if_needed()
    return block.get_by_role("textbox", name="Python code")


def write(block: Locator, code: str) -> None:
    """Replace the editor's text, as by pasting: typing would meet the editor's own indentation."""
    editor(block).fill(code)


def run(block: Locator, code: str | None = None) -> None:
    """Run the cell, with new code if given, and wait until the run has ended."""
    if code is not None:
        write(block, code)
    # Cells hear of nothing before their editor is there.
    expect(editor(block)).to_be_visible()
    button(block, "Run").click()
    expect(block).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)


def drawn(block: Locator, trace: int = 0, axis: str = "y") -> list[float]:
    """The numbers that the block's chart really draws, read out of Plotly."""
    plot = block.locator(".js-plotly-plot").first
    values: list[float] = plot.evaluate(
        "(plot, [trace, axis]) => Array.from(plot._fullData[trace][axis])", [trace, axis]
    )
    return values


def expect_drawn(block: Locator, wanted: list[float], trace: int = 0) -> None:
    """Wait until the chart draws these numbers."""
    plot = block.locator(".js-plotly-plot").first
    expect(plot).to_be_visible()
    plot.page.wait_for_function(
        """([plot, trace, wanted]) => {
            const given = plot._fullData?.[trace]?.y ?? [];
            return given.length === wanted.length &&
                wanted.every((value, i) => Math.abs(given[i] - value) < 1e-9);
        }""",
        arg=[plot.element_handle(), trace, wanted],
        timeout=PYTHON_TIMEOUT,
    )
