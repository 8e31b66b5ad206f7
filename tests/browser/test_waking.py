"""Python for cells wakes by a shortcut, and in the ordinary way wherever there is none.

The shortcut is a snapshot, or modules that are compiled already where the line is slow.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.conftest import PYTHON_TIMEOUT, block, button, run

SNAPSHOT = "**/snapshot-*.bin"
MODULES = "**/modules-*.bin"
LIBRARY = "**/python_stdlib-*.zip"
PROGRAM = "**/pyodide-*.asm.wasm"
ORDINARY = "Python starts in the ordinary way"

#: What a browser would tell of files that came in so many milliseconds. On a busy machine they may
#: take long although the line is fast.
CAME_IN = """
    const entries = performance.getEntriesByType.bind(performance);
    const came = [{ encodedBodySize: 1e5, transferSize: 1e5, responseStart: 0, responseEnd: %d }];
    performance.getEntriesByType = (type) => type === 'resource' ? came : entries(type);
"""
FAST, SLOW = 1, 1000

#: After a reload the browser has all files, and nothing tells how fast the line is.
THEN_HERE = "if (entries('navigation')[0].type === 'reload') came.length = 0;"


@pytest.fixture(params=[FAST], ids=lambda took: "slow line" if took == SLOW else "fast line")
def page(page: Page, request: pytest.FixtureRequest) -> Page:
    """A page that finds its line fast, unless a test says otherwise."""
    if request.param is not None:
        page.add_init_script(CAME_IN % request.param)
    return page


over_any_line = pytest.mark.parametrize("page", [FAST, SLOW], indirect=True)


@pytest.fixture
def asked(context: BrowserContext) -> list[str]:
    """The names of the files that were asked for, without their hashes."""
    names: list[str] = []
    context.on("request", lambda it: names.append(it.url.split("/")[-1].split("-")[0]))
    return names


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


@over_any_line
def test_it_wakes_by_a_shortcut(lesson: Page, console: list[str]) -> None:
    cell = cell_of(lesson)
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    code = "import statistics, engine\nfrom importlib.metadata import version\n"
    prints(cell, code + "print(statistics.mean([1, 3]), version('engine'))", "2 1.0.0")
    # In no shortcut, so the library has to come; and its source is there to be read.
    code = "import calendar, inspect\nprint(calendar.isleap(2028), 'def isleap' in "
    prints(cell, code + "inspect.getsource(calendar))", "True True")
    assert console == []


def test_it_takes_the_snapshot_where_the_line_is_fast(
    page: Page, site_url: str, asked: list[str]
) -> None:
    awake(page, site_url)
    assert "snapshot" in asked
    assert "modules" not in asked


@pytest.mark.parametrize("page", [None], indirect=True)
def test_over_a_slow_line_it_takes_the_modules(
    page: Page, site_url: str, asked: list[str], console: list[str]
) -> None:
    page.add_init_script(CAME_IN % SLOW + THEN_HERE)
    prints(awake(page, site_url), "print('awake')", "awake")
    page.reload()
    cell = cell_of(page)
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    prints(cell, "print('again')", "again")
    assert "modules" in asked
    assert "snapshot" not in asked
    assert console == []


@over_any_line
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


@over_any_line
def test_a_stopped_python_wakes_with_what_the_first_one_had(
    page: Page, site_url: str, asked: list[str]
) -> None:
    cell = awake(page, site_url)
    button(cell, "Run").scroll_into_view_if_needed()
    cell.get_by_role("textbox", name="Python code").fill("while True:\n    pass")
    asked.clear()
    button(cell, "Run").click()
    button(cell, "Stop").click()
    prints(cell, "print('again')", "again")
    assert not {"snapshot", "modules", "pyodide"}.intersection(asked)


def missing(route: Route) -> None:
    route.fulfill(status=404)


def damaged(route: Route) -> None:
    """It can be unpacked, but has nothing in it of what should be there."""
    route.fulfill(body=gzip.compress(b"\x02\x00\x00\x00{}" + bytes(1000)))


def not_compressed(route: Route) -> None:
    route.fulfill(body=bytes(1000))


@pytest.mark.parametrize("fault", [missing, damaged, not_compressed])
@over_any_line
def test_without_its_shortcut_it_starts_in_the_ordinary_way(
    page: Page, site_url: str, console: list[str], fault: Callable[[Route], None]
) -> None:
    page.route(SNAPSHOT, fault)
    page.route(MODULES, fault)
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


@over_any_line
def test_a_library_that_never_comes_is_told_when_it_is_needed(page: Page, site_url: str) -> None:
    page.route(LIBRARY, lambda route: route.fulfill(status=404))
    cell = awake(page, site_url)
    prints(cell, "import random\nprint('here')", "here")
    run(cell, "import calendar")
    alert = cell.get_by_role("alert")
    expect(alert).to_contain_text("calendar is in a part of Python that has not been loaded.")
    expect(alert).not_to_contain_text("no browser has")


@over_any_line
def test_a_library_that_is_a_page_is_asked_for_again(page: Page, site_url: str) -> None:
    page.route(LIBRARY, lambda route: route.fulfill(content_type="text/html", body="<p>Sign in"))
    cell = awake(page, site_url)
    run(cell, "import calendar")
    expect(cell.get_by_role("alert")).to_contain_text("has not been loaded")
    page.unroute(LIBRARY)
    prints(cell, "import calendar\nprint(calendar.isleap(2028))", "True")


def test_with_save_data_python_comes_only_near_a_cell(
    page: Page, site_url: str, asked: list[str], console: list[str]
) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    )
    page.goto(site_url + "how-machines-learn/")
    page.wait_for_function("() => customElements.get('lesson-summary') !== undefined")
    page.evaluate("() => new Promise((settle) => requestIdleCallback(settle))")
    assert not {"cells.worker", "pyodide"}.intersection(asked)
    with page.expect_request("**/pyodide*"):
        block(page, "Plotting a line").scroll_into_view_if_needed()
    assert console == []
