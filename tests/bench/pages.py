"""Where measurements happen: the built site with the baselines' pages beside it, in one browser."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, Playwright, ViewportSize

from tests.bench.line import Line, Slowed
from web.assets import bundle
from web.compression import compress
from web.serve import Server, answering, application, serving
from web.site import in_script
from web.toolchain import ROOT, node

LESSON = "how-machines-learn/"
STOCK_PYTHON = "stock-python/"
STOCK_FILES = "assets/stock-python/"

PAGES = Path(__file__).with_name("pages")
PYODIDE = ROOT / "node_modules" / "pyodide"
#: what loadPyodide() takes, as npm has it: the site may come to ship something faster
PYODIDE_FILES = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)
VIEWPORT: ViewportSize = {"width": 1280, "height": 900}

# The scripts of a lesson's page, the links that announce them, and what tells them where all is.
PAGE_SCRIPT = re.compile(
    r'<script (?:type="module"|src=)[^>]*></script>\n|<link rel="modulepreload"[^>]*>\n'
    r'|<script type="application/json" id="site">.*?</script>\n'
)

# A mark of a page's own; it may have been made before anybody asked.
MARKED = """name => new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`this page never came to ${name}`)), 120_000);
    new PerformanceObserver((_, observer) => {
        const [mark] = performance.getEntriesByName(name, 'mark');
        if (!mark) return;
        observer.disconnect();
        resolve(mark.startTime);
    }).observe({ type: 'mark', buffered: true });
})"""

# What stands in the chart, as the page gave it to Plotly: its own layout and colours included.
DESCRIBED = """block => {
    const { data, layout } = block.querySelector('.js-plotly-plot');
    const lists = (_, value) => ArrayBuffer.isView(value) ? Array.from(value) : value;
    return JSON.stringify({ data, layout }, lists);
}"""

# The title figure plays its slider once by itself; it has ended when the slider is at its end.
STILL = """async () => {
    const moving = '.slider.plays input[type=range]';
    const ended = ({ value, max }) => value === max;
    const begun = performance.now();
    while (![...document.querySelectorAll(moving)].every(ended)) {
        if (performance.now() - begun > 60_000) throw new Error('a figure still plays');
        await new Promise(requestAnimationFrame);
    }
}"""


@dataclass(frozen=True)
class PlainFigure:
    """A figure of the lesson that has a driver in plain JavaScript, pages/plain-<name>.js.

    slider: the one that the driver follows
    solid: whether Plotly needs its 3-D chunk for it
    """

    name: str
    slider: str
    solid: bool = False

    @property
    def alone(self) -> str:
        """The page with nothing but this chart and its slider."""
        return f"plain-{self.name}/"

    @property
    def in_lesson(self) -> str:
        """The lesson's page, where a driver in plain JavaScript stands in for all scripts."""
        return f"plain-{self.name}-lesson/"


#: the first figure of the page, which `figures-ready` is about
LEARNING = PlainFigure("learning", "step")
LINE = PlainFigure("line", "w")
NEURON_2D = PlainFigure("neuron-2d", "w1", solid=True)


@dataclass(frozen=True)
class Bench:
    """What a measurement works with.

    folder: has the site and the baselines' pages; url: its address, with a slash at its end
    slowdown: how many times slower the main thread of pages is
    """

    playwright: Playwright
    browser: Browser
    folder: Path
    url: str
    slowdown: float = 1

    @contextlib.contextmanager
    def over(self, line: Line) -> Iterator[Bench]:
        """The same, behind a slower line."""
        slowed = application(self.folder)
        slowed.add_middleware(Slowed, line=line)
        with answering(Server(slowed)) as url:
            yield replace(self, url=url, slowdown=line.slowdown)

    @contextlib.contextmanager
    def firefox(self) -> Iterator[Bench | None]:
        """The same in Firefox; None where there is none."""
        found = shutil.which("firefox-esr") or shutil.which("firefox")
        if not found:
            yield None
            return
        browser = self.playwright.firefox.launch(executable_path=found, channel="moz-firefox")
        yield replace(self, browser=browser)
        browser.close()

    @contextlib.contextmanager
    def visitor(
        self, script: str = ""
    ) -> Iterator[Callable[[str], contextlib.AbstractContextManager[Page]]]:
        """Someone who has never been here: nothing is cached until they visit a page.

        Gives a function that opens a page by its path, and closes it after a with block. What comes
        back on a later visit comes from the browser's cache, for the site as for the baselines:
        there is no service worker. script: a function to call in each page before its own scripts
        """
        with self.browser.new_context(viewport=VIEWPORT, service_workers="block") as context:
            if script:
                context.add_init_script(f"({script})()")

            @contextlib.contextmanager
            def visit(path: str) -> Iterator[Page]:
                page = context.new_page()
                if self.slowdown > 1:
                    session = context.new_cdp_session(page)
                    session.send("Emulation.setCPUThrottlingRate", {"rate": self.slowdown})
                page.goto(urljoin(self.url, path), wait_until="commit")
                yield page
                page.close()

            yield visit


def marked(page: Page, name: str) -> float:
    """Wait for a performance mark; milliseconds from the navigation to it.

    Raises playwright's Error when it does not come in two minutes.
    """
    when: float = page.evaluate(MARKED, name)
    return when


def still(page: Page) -> None:
    """Wait until nothing in the lesson's page moves by itself any more."""
    page.bring_to_front()
    page.evaluate(STILL)


def near(page: Page, block: str) -> None:
    """Bring a block into view, and wait for its chart."""
    page.locator(f"#{block}").scroll_into_view_if_needed()
    page.locator(f"#{block} .main-svg").first.wait_for(state="attached")


@contextlib.contextmanager
def ground(playwright: Playwright, browser: Browser, folder: Path) -> Iterator[Bench]:
    """Serve the site from `folder`, an empty one, with the baselines' pages in it.

    Both lie there compressed, as a build leaves the site.
    """
    shutil.copytree(ROOT / "site", folder, dirs_exist_ok=True)
    # Below the site's assets, where the server lets browsers keep files without asking.
    stock = folder / STOCK_FILES
    shutil.copytree(PAGES / "stock-python", stock)
    (folder / STOCK_PYTHON).mkdir()
    (stock / "index.html").rename(folder / STOCK_PYTHON / "index.html")
    for name in PYODIDE_FILES:
        shutil.copyfile(PYODIDE / name, stock / name)
    with serving(folder) as url:
        bench = Bench(playwright, browser, folder, url)
        write_plain_pages(bench, folder)
        compress(folder, ROOT / ".cache" / "compressed")
        yield bench


def write_plain_pages(bench: Bench, folder: Path) -> None:
    """Figures in plain JavaScript, each alone on a page and in the lesson's page.

    They import the site's own Plotly, asked for as early as a page can, and draw the description
    that the lesson's page gave to it. The lesson's page is otherwise as it was, without scripts.
    """
    plotly = bundle(ROOT, node(), ROOT / ".cache")
    lesson = PAGE_SCRIPT.sub("", (folder / LESSON / "index.html").read_text("utf-8"))
    empty = Template((PAGES / "plain-chart.html").read_text("utf-8"))
    with bench.visitor() as visit, visit(LESSON) as page:
        still(page)
        for figure in (LEARNING, LINE, NEURON_2D):
            near(page, figure.name)
            block = page.locator(f"#{figure.name}")
            described = in_script(json.loads(block.evaluate(DESCRIBED)))
            slider = block.locator(f"input[type=range][aria-label={figure.slider}]")
            alone = empty.substitute(figure=figure.name, slider=slider.evaluate("e => e.outerHTML"))
            entries = ["plotly.js", *(["plotly-3d.js"] if figure.solid else [])]
            loads = dict.fromkeys(file for entry in entries for file in plotly.loads[entry])
            script = Template((PAGES / f"plain-{figure.name}.js").read_text("utf-8")).substitute(
                plotly=f"../assets/{plotly.names['plotly.js']}",
                solid=f"../assets/{plotly.names['plotly-3d.js']}",
            )
            head = "".join(
                f'<link rel="modulepreload" href="{file}">\n'
                for file in (*(f"../assets/{file}" for file in loads), "figure.js")
            )
            body = (
                f'<script type="application/json" id="chart">{described}</script>\n'
                '<script type="module" src="figure.js"></script>\n'
            )
            for path, html in [(figure.alone, alone), (figure.in_lesson, lesson)]:
                (folder / path).mkdir()
                (folder / path / "figure.js").write_text(script, "utf-8")
                whole = html.replace("</head>", head + "</head>").replace(
                    "</body>", body + "</body>"
                )
                (folder / path / "index.html").write_text(whole, "utf-8")
