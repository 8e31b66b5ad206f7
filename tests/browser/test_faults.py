"""A file of the site missing, damaged or answered with a page; no WebGL, no storage, no worker.

Pyodide's files are in test_python_faults.py, what a download does in test_download.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.axe import complaints
from tests.browser.conftest import block, button, editor, number_field, slider
from web.toolchain import ROOT

PAGE = "<!doctype html><title>Sign in to the school's network</title><p>Sign in"

NO_WEBGL = """
    const original = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (type, ...rest) {
        return type.includes('webgl') ? null : original.call(this, type, ...rest);
    };
"""
REFUSED_STORAGE = """
    Object.defineProperty(window, 'localStorage', {
        get() { throw new DOMException('refused', 'SecurityError'); },
    });
"""
FULL_STORAGE = """
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
"""
RUBBISH = """
    for (const [block, text] of Object.entries({
        'line': '{"reached": [99, "x", null, -1]}',
        'plot-a-line': 'null',
        'fit-by-hand': '{"passed": "yes", "predicted": {}}',
        'steps': '{{{',
        'train': '{"trained": {"readouts": [1, null], "chart": {"data": [null], "layout": {}}}}',
    })) localStorage.setItem('how-machines-learn/' + block, text);
"""


def missing(route: Route) -> None:
    route.fulfill(status=404, content_type="text/html", body=PAGE)


def page_instead(route: Route) -> None:
    route.fulfill(content_type="text/html", body=PAGE)


def truncated(route: Route) -> None:
    response = route.fetch()
    body = response.body()
    route.fulfill(response=response, body=body[: len(body) // 2])


def empty(route: Route) -> None:
    route.fulfill(body="", content_type="text/javascript")


def cut_off(route: Route) -> None:
    route.abort("connectionreset")


Check = Callable[[Page], None]


def nothing_moves(page: Page) -> None:
    sentence = page.locator(".lifeless")
    # Where the browser tells nothing, it comes after a while.
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    expect(sentence).to_be_visible()
    expect(sentence).to_contain_text("could not be loaded. Reload to try again.")
    assert complaints(page) == []


def looks_are_missing(page: Page) -> None:
    expect(page.get_by_text("The looks of this page could not be loaded.")).to_be_visible()
    # Charts and diagrams have no size of their own then, and must not grow with their frames.
    plot = block(page, "A line that learns").locator(".js-plotly-plot .main-svg").first
    expect(plot).to_be_attached()
    expect(block(page, "Four hidden neurons").locator(".wires")).to_be_attached()
    expect(page.locator("[data-folded]")).to_have_count(0)
    before, later = page.evaluate(
        """async () => {
            const heights = [];
            for (let frame = 0; frame < 120; frame++) {
                await new Promise(requestAnimationFrame);
                heights.push(document.documentElement.scrollHeight);
            }
            return [heights.at(60), heights.at(-1)];
        }"""
    )
    assert later <= before


def figures_are_drawn(page: Page) -> None:
    expect(follows(page).locator(".js-plotly-plot")).to_be_visible()


def charts_are_missing(page: Page) -> None:
    figure = follows(page)
    expect(figure.locator(".notice")).to_contain_text("The chart could not be drawn")
    expect(figure.locator(".stand-in")).to_be_visible()
    figure.get_by_text("Show as table").click()
    expect(figure.get_by_role("table").first).to_be_visible()
    assert complaints(page, "#line") == []


def surfaces_are_flat(page: Page) -> None:
    figure = solid(page)
    expect(figure.locator(".notice")).to_contain_text("This surface is seen from above")
    assert types(figure) == ["contour", "scatter"]
    expect(button(figure, "Try again")).to_be_visible()
    assert complaints(page, "#neuron-2d") == []


def editor_is_plain(page: Page) -> None:
    cell = block(page, "Plotting a line")
    editor(cell).fill("print(1)")
    expect(cell.locator("textarea")).to_have_value("print(1)")
    expect(cell.locator(".notice")).to_contain_text("The editor could not be loaded.")
    assert complaints(page, "#plot-a-line") == []


def editor_completes_without_names(page: Page) -> None:
    cell = block(page, "Plotting a line")
    editor(cell).fill("pri")
    editor(cell).press("End")
    page.keyboard.type("n")
    expect(editor(cell)).to_have_text("prin")
    expect(cell.locator(".notice")).to_have_count(0)


def figures_stay(page: Page) -> None:
    figure = block(page, "The line")
    figure.scroll_into_view_if_needed()
    number_field(figure, "w").fill("3")
    expect(figure.get_by_role("alert")).to_contain_text("its Python could not be loaded")
    expect(figure.locator(".js-plotly-plot")).to_be_visible()
    assert complaints(page, "#line") == []


def figures_follow(page: Page) -> None:
    follows(page)


def large_start_is_missing(page: Page) -> None:
    figure = block(page, "One slope for each parameter")
    figure.scroll_into_view_if_needed()
    expect(figure).to_contain_text("This picture could not be loaded.")
    # Its own Python draws it as soon as a slider moves.
    slider(figure, "w").press("ArrowRight")
    expect(figure.locator(".js-plotly-plot").first).to_be_visible()


#: What comes before plotly.js: see web/page/plotly-parts.ts.
PLOTLY_PARTS = r"(axes|d3|lib|plot_api|shapes)-\w+\.js"

#: What the page does without the files that match, the first pattern first.
WITHOUT: list[tuple[str, Check]] = [
    (r"main-\w+\.js", nothing_moves),
    (r"before-paint-\w+\.js", figures_follow),  # the modules start their Python then
    (r"main-\w+\.css", looks_are_missing),
    (r"plotly-3d-\w+\.js", surfaces_are_flat),
    (r"plotly-\w+\.js", charts_are_missing),
    (PLOTLY_PARTS, figures_are_drawn),  # in one piece, by plotly.js
    (r"editor-\w+\.js", editor_is_plain),
    (r"figures\.worker-\w+\.js", figures_stay),
    (r"micropython-\w+\.wasm", figures_stay),
    (r"drawing-[\w-]+\.json", figures_stay),
    (r"python-[\w-]+\.json", figures_follow),  # of what it is for, test_python_faults.py tells
    (r"names-[\w-]+\.json", editor_completes_without_names),
    (r"start-[\w-]+\.json", large_start_is_missing),
    (r"\w[\w-]*\.(woff2|svg|png|webp)", figures_follow),
]

#: Whose absence is told elsewhere, or by nobody as nothing depends on them.
ELSEWHERE = [
    r"(pyodide|pyodide-lock|python_stdlib)-.*",  # test_python_faults.py
    r"(snapshot|modules)-.*",  # test_waking.py
    r"cells\.worker-\w+\.js",  # test_python_faults.py
    r"packages-\w+/.*",  # a cell's import says so
    r"chunk-\w+\.js",  # main.js or plotly.js does not start without them
    r"embed-\w+\.js",  # embed.html has links to the lessons
    r".*\.(ipynb|LEGAL\.txt|webmanifest)",
    r".*\.(br|gz)",  # only the host reads them
]


def test_every_file_has_its_expectation() -> None:
    assets = ROOT / "site" / "assets"
    files = [file.relative_to(assets).as_posix() for file in assets.rglob("*") if file.is_file()]
    assert files
    patterns = [pattern for pattern, _ in WITHOUT] + ELSEWHERE
    assert [f for f in files if not any(re.fullmatch(p, f) for p in patterns)] == []
    assert [p for p, _ in WITHOUT if not any(re.fullmatch(p, f) for f in files)] == []


def test_a_script_that_does_not_come_is_told_at_once(page: Page, site_url: str) -> None:
    page.route("**/main-*.js", lambda route: route.fulfill(status=404))
    page.goto(site_url + "how-machines-learn/")
    sentence = page.locator(".lifeless")
    expect(sentence).to_have_css("animation-delay", "0s")
    expect(sentence).to_be_visible()


@pytest.mark.parametrize(("pattern", "check"), WITHOUT, ids=[pattern for pattern, _ in WITHOUT])
@pytest.mark.parametrize("fault", [missing, page_instead])
def test_a_page_without_a_file(
    page: Page, site_url: str, pattern: str, check: Check, fault: Callable[[Route], None]
) -> None:
    open_without(page, site_url, pattern, fault)
    check(page)


@pytest.mark.parametrize("fault", [truncated, cut_off])
@pytest.mark.parametrize(
    ("pattern", "check"),
    [
        (r"main-\w+\.js", nothing_moves),
        (r"main-\w+\.css", looks_are_missing),
        (r"editor-\w+\.js", editor_is_plain),
    ],
)
def test_a_script_that_came_in_part(
    page: Page, site_url: str, pattern: str, check: Check, fault: Callable[[Route], None]
) -> None:
    open_without(page, site_url, pattern, fault)
    check(page)


def test_a_worker_whose_script_is_empty(page: Page, site_url: str) -> None:
    page.clock.install()
    open_without(page, site_url, r"figures\.worker-\w+\.js", empty)
    figure = block(page, "The line")
    figure.scroll_into_view_if_needed()
    number_field(figure, "w").fill("3")
    # Once for the worker that came with the page, once for the next one.
    for _ in range(2):
        page.clock.fast_forward(60_000)
    expect(figure.get_by_role("alert")).to_contain_text("its Python could not be loaded")


def open_without(page: Page, site_url: str, pattern: str, fault: Callable[[Route], None]) -> None:
    without_cells(page)
    page.route(re.compile(rf"/assets/{pattern}(\?.*)?$"), fault)
    page.goto(site_url + "how-machines-learn/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main > p").nth(3)).to_be_visible()


def without_cells(page: Page) -> None:
    """Pyodide would only cost time."""
    page.route(re.compile(r"/(pyodide|snapshot|modules)-"), lambda route: route.abort())


def follows(page: Page) -> Locator:
    """The figure follows its slider, if not its chart."""
    figure = block(page, "The line")
    figure.scroll_into_view_if_needed()
    number_field(figure, "w").fill("3")
    expect(figure.locator(".formula")).to_have_text("y = 3·x + 0")
    return figure


def solid(page: Page) -> Locator:
    figure = block(page, "A neuron with two inputs")
    figure.scroll_into_view_if_needed()
    expect(figure.locator(".js-plotly-plot")).to_be_visible()
    return figure


def types(figure: Locator) -> list[str]:
    """What is really drawn, read out of Plotly."""
    drawn: list[str] = figure.locator(".js-plotly-plot").evaluate(
        "(plot) => plot._fullData.map((trace) => trace.type)"
    )
    return drawn


def test_a_missing_editor_comes_later_and_takes_the_code_over(page: Page, site_url: str) -> None:
    open_without(page, site_url, r"editor-\w+\.js", missing)
    editor_is_plain(page)
    page.unroute_all()
    without_cells(page)
    cell = block(page, "Plotting a line")
    button(cell, "Try again").click()
    expect(cell.locator(".cm-content")).to_have_text("print(1)")
    expect(cell.locator(".notice")).to_have_count(0)


def test_without_webgl_a_surface_is_seen_from_above(page: Page, site_url: str) -> None:
    page.add_init_script(NO_WEBGL)
    without_cells(page)
    page.goto(site_url + "how-machines-learn/")
    figure = solid(page)
    expect(figure.locator(".notice")).to_contain_text("the browser cannot draw in space now")
    assert types(figure) == ["contour", "scatter"]
    number_field(figure, "w1").fill("0")
    expect(figure.locator(".formula")).to_contain_text("0·x₁")
    button(figure, "View from above").click()
    assert types(figure) == ["contour", "scatter"]


def test_a_lost_context_comes_back(page: Page, site_url: str) -> None:
    without_cells(page)
    page.goto(site_url + "how-machines-learn/")
    figure = solid(page)
    loses = figure.locator(".gl-container canvas").first.evaluate_handle(
        "(canvas) => canvas.getContext('webgl').getExtension('WEBGL_lose_context')"
    )
    loses.evaluate("(extension) => extension.loseContext()")
    expect(figure.locator(".notice")).to_contain_text("This surface is seen from above")
    assert types(figure) == ["contour", "scatter"]
    loses.evaluate("(extension) => extension.restoreContext()")
    expect(figure.locator(".notice")).to_have_count(0)
    assert types(figure) == ["surface", "scatter3d"]


@pytest.mark.parametrize("storage", [REFUSED_STORAGE, FULL_STORAGE], ids=["refused", "full"])
def test_a_browser_that_keeps_nothing_is_told_once(page: Page, site_url: str, storage: str) -> None:
    page.add_init_script(storage)
    without_cells(page)
    page.goto(site_url + "how-machines-learn/")
    figure = follows(page)
    for w in ("-3", "2"):
        number_field(figure, "w").fill(w)
    number_field(figure, "b").fill("5")
    expect(figure.get_by_role("checkbox", checked=True)).to_have_count(2)
    told = page.locator(".notice", has_text="lets the page keep nothing")
    expect(told).to_have_count(1)


def test_rubbish_in_storage_is_passed_over(page: Page, site_url: str, console: list[str]) -> None:
    page.add_init_script(RUBBISH)
    page.goto(site_url + "how-machines-learn/")
    figure = follows(page)
    expect(figure.get_by_role("checkbox", checked=True)).to_have_count(0)
    summary = block(page, "Your own line")
    expect(summary).to_contain_text("There is nothing here yet.")
    assert console == []


def test_a_lost_worker_is_replaced(page: Page, site_url: str) -> None:
    """As when a browser that is short of memory ends it: nobody is told."""
    page.clock.install()
    without_cells(page)
    with page.expect_worker(lambda worker: "figures.worker" in worker.url) as first:
        page.goto(site_url + "how-machines-learn/")
    page.clock.resume()
    figure = follows(page)
    first.value.evaluate("self.close()")
    number_field(figure, "w").fill("4")
    page.clock.run_for(11_000)
    expect(figure.locator(".formula")).to_have_text("y = 4·x + 0")


def test_a_figure_that_was_left_otherwise_has_a_picture_even_without_its_python(
    page: Page, site_url: str
) -> None:
    left = '{"work": {"sliders": {"w": 3}}}'
    page.add_init_script(f"localStorage.setItem('how-machines-learn/line', '{left}')")
    open_without(page, site_url, r"drawing-[\w-]+\.json", missing)
    figure = block(page, "The line")
    figure.scroll_into_view_if_needed()
    expect(number_field(figure, "w")).to_have_value("3")
    expect(figure.get_by_role("alert")).to_contain_text("its Python could not be loaded")
    expect(figure.locator(".js-plotly-plot")).to_be_visible()
