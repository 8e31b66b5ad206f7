"""Python for cells wakes from a snapshot, and in the ordinary way wherever that cannot be."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import PYTHON_TIMEOUT, block, button, run

SNAPSHOT = "**/snapshot-*.bin"
LIBRARY = "**/python_stdlib-*.zip"
PROGRAM = "**/pyodide-*.asm.wasm"
ORDINARY = "Python starts in the ordinary way"


def cell_of(page: Page) -> Locator:
    return block(page, "Plotting a line")


def awake(page: Page, site_url: str) -> Locator:
    page.goto(site_url + "how-machines-learn/")
    cell = cell_of(page)
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    return cell


def prints(cell: Locator, code: str, text: str) -> None:
    run(cell, code)
    expect(cell.get_by_role("log", name="Output")).to_have_text(text)


def test_it_wakes_from_the_snapshot(lesson: Page, console: list[str]) -> None:
    cell = cell_of(lesson)
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    code = "import statistics, engine\nfrom importlib.metadata import version\n"
    prints(cell, code + "print(statistics.mean([1, 3]), version('engine'))", "2 1.0.0")
    # Not in the snapshot, so the library has to come; and its source is there to be read.
    code = "import calendar, inspect\nprint(calendar.isleap(2028), 'def isleap' in "
    prints(cell, code + "inspect.getsource(calendar))", "True True")
    assert console == []


def test_chance_differs_from_one_waking_to_the_next(lesson: Page) -> None:
    numbers = set()
    for _ in range(2):
        cell = cell_of(lesson)
        run(cell, "import random\nprint(random.random())")
        output = cell.get_by_role("log", name="Output")
        expect(output).to_contain_text("0.")
        numbers.add(output.inner_text())
        lesson.reload()
    assert len(numbers) == 2


def test_a_stopped_python_wakes_with_what_the_first_one_had(page: Page, site_url: str) -> None:
    cell = awake(page, site_url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    button(cell, "Run").scroll_into_view_if_needed()
    cell.get_by_role("textbox", name="Python code").fill("while True:\n    pass")
    button(cell, "Run").click()
    button(cell, "Stop").click()
    prints(cell, "print('again')", "again")
    assert not [url for url in asked if "/snapshot-" in url or ".asm.wasm" in url]


def damaged(route: Route) -> None:
    """A snapshot that can be unpacked, but has nothing of one in it."""
    route.fulfill(body=gzip.compress(b"\x02\x00\x00\x00{}" + bytes(1000)))


@pytest.mark.parametrize("fault", ["missing", "damaged", "not compressed"])
def test_without_a_snapshot_it_starts_in_the_ordinary_way(
    page: Page, site_url: str, console: list[str], fault: str
) -> None:
    answer = {
        "missing": lambda route: route.fulfill(status=404),
        "damaged": damaged,
        "not compressed": lambda route: route.fulfill(body=bytes(1000)),
    }[fault]
    page.route(SNAPSHOT, answer)
    prints(awake(page, site_url), "import calendar\nprint(calendar.isleap(2028))", "True")
    assert ORDINARY in "\n".join(console)


@pytest.mark.parametrize(
    "lack",
    [
        "delete globalThis.DecompressionStream",
        "WebAssembly.compileStreaming = async () => { throw new Error('not here') }",
    ],
)
def test_a_browser_that_lacks_something_starts_in_the_ordinary_way(
    page: Page, site_url: str, console: list[str], lack: str
) -> None:
    def lacking(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=f"{lack};{response.text()}")

    page.route("**/cells.worker-*.js", lacking)
    prints(awake(page, site_url), "print('awake')", "awake")
    assert ORDINARY in "\n".join(console)


def test_a_library_that_never_comes_is_told_when_it_is_needed(page: Page, site_url: str) -> None:
    page.route(LIBRARY, lambda route: route.fulfill(status=404))
    cell = awake(page, site_url)
    prints(cell, "import random\nprint('here')", "here")
    run(cell, "import calendar")
    expect(cell.get_by_role("alert")).to_contain_text(
        "calendar is in a part of Python that has not been loaded."
    )


def test_with_save_data_python_comes_only_near_a_cell(
    page: Page, site_url: str, console: list[str]
) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site_url + "how-machines-learn/")
    page.wait_for_function("() => customElements.get('lesson-summary') !== undefined")
    page.evaluate("() => new Promise((settle) => requestIdleCallback(settle))")
    assert [url for url in asked if "cells.worker" in url or "pyodide" in url] == []
    with page.expect_request("**/pyodide*"):
        block(page, "Plotting a line").scroll_into_view_if_needed()
    assert console == []
