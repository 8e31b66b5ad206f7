"""`build.py pictures`: lets a browser draw the static pictures of a lesson's charts.

It opens the built lesson in both themes and takes what the page's own charts show at the start: a
flat chart as SVG, small and sharp on paper, a solid one and a network's diagram as WebP. Its cover
is the first of them once it has played. The preview is the page itself in a small window, laid out
by web/styles/preview.css.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import (
    Browser,
    FloatRect,
    Locator,
    Page,
    ViewportSize,
    sync_playwright,
)

from web.lesson import CellBlock, FigureBlock, Lesson
from web.modules import fresh_modules
from web.pictures import (
    COVER,
    FOLDER,
    PREVIEW,
    PREVIEW_SIZE,
    RECORD,
    Kept,
    Pictures,
    Record,
    Static,
    drawn_blocks,
    made_from,
    preview_made_from,
    title_figure,
    write_record,
)
from web.reader import lesson_folders, read_lessons
from web.serve import serving
from web.site import address, typesetter
from web.themed_svg import themed
from web.toolchain import chromium

#: the window that the lesson is read in
WINDOW: ViewportSize = {"width": 1280, "height": 900}

#: and one in which the title figure's words are so large that a phone's cover can be read too
NARROW: ViewportSize = {"width": 600, "height": 900}

#: what stands alone in its row is drawn so small that its words can be read on a phone too
SIZES = """
  .charts[data-count="1"] .chart, .charts[data-count="3"] .chart:first-child {
    width: 30rem;
    height: 18rem;
  }
  .diagram { max-width: 28rem; }
"""

#: What would play by itself stays at its start, as it does under a reader's hand.
AT_START = """document.addEventListener('figures-settled', () => {
  for (const block of document.querySelectorAll('.block')) block.dispatchEvent(new Event('input'));
})"""

#: pixels of a solid chart's picture for each of the page's
SHARPNESS = 2

#: how many pixels of a preview stand for one of the page: most are shown smaller than they are
ENLARGED = 1.5

#: how long a chart may take, in milliseconds, on a machine without a graphics card
PATIENCE = 120_000

#: pixels around a diagram that its nodes may reach into
EDGE = 8

#: the bundle's own Plotly draws the chart once more; what a player draws above it is not left out
FLAT = """async (plot) => {
  const { chunks } = JSON.parse(document.getElementById('site').textContent);
  const { default: Plotly } = await import(new URL(chunks.plotly, document.baseURI).href);
  const { width, height } = plot.getBoundingClientRect();
  const data = plot.data.map((trace) => (trace.meta?.plays ? { ...trace, opacity: 1 } : trace));
  const options = { format: 'svg', width, height, imageDataOnly: true };
  return Plotly.toImage({ data, layout: plot.layout }, options);
}"""

#: in the size that it has now
IS_DRAWN = """(plot) =>
  plot._fullData?.length > 0 &&
  Math.abs(plot._fullLayout.width - plot.getBoundingClientRect().width) < 1"""
IS_SOLID = "(plot) => plot._fullData.some(({ type }) => /^(surface|scatter3d)$/.test(type))"

SAYS = "([frame, said]) => frame.getAttribute('aria-label') === said"

#: what WebGL draws can be seen two frames later
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

#: a PNG as a WebP, both in base64
WEBP = """async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.toDataURL('image/webp', 0.85).split(',')[1];
}"""

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")


@dataclass(frozen=True)
class Shot:
    """What one theme shows: an SVG's text, or the bytes of a PNG; its size in CSS pixels."""

    drawn: str | bytes
    width: int
    height: int


def make_pictures(root: Path, slug: str | None) -> None:
    """Make the missing and stale pictures of one lesson of the built site, or of all lessons."""
    with fresh_modules(root):
        lessons = read_lessons(lesson_folders(root), address, typesetter(root))
    with serving(root / "site") as url, _browser() as browser:
        for lesson in lessons:
            if slug in (None, lesson.slug) and drawn_blocks(lesson):
                _Maker(root, browser, f"{url}{lesson.slug}/", lesson).make()


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium()))
        yield browser
        browser.close()


class _Maker:
    def __init__(self, root: Path, browser: Browser, url: str, lesson: Lesson) -> None:
        self._browser = browser
        self._url = url
        self._root = root
        self._lesson = lesson
        self._folder = lesson.folder / FOLDER
        self._encoder = browser.new_page()
        self._pages: dict[Theme, Page] = {theme: self._open(theme) for theme in THEMES}

    def make(self) -> None:
        self._folder.mkdir(exist_ok=True)
        blocks = drawn_blocks(self._lesson)
        before = Pictures(self._lesson.folder)
        made = [block.id for block in blocks if not before.of(block)]
        kept = {block.id: before.of(block) or self._block(block) for block in blocks}
        record = Record(kept, *self._title(before))
        write_record(self._folder, record)
        files = {name for block in kept.values() for one in block.all for name in one.files}
        if record.cover:
            files |= {PREVIEW, *record.cover.files}
        self._clear(files)
        for page in (self._encoder, *self._pages.values()):
            page.close()
        size = sum(file.stat().st_size for file in self._folder.iterdir())
        names = ", ".join(made) or "no block: all of them show what is drawn"
        print(f"Pictures of {self._lesson.slug} ({size // 1000} kB): made those of {names}")

    def _clear(self, wanted: set[str]) -> None:
        for file in self._folder.iterdir():
            if file.name not in wanted and file.name != RECORD:
                file.unlink()

    def _title(self, before: Pictures) -> tuple[str, Static] | tuple[None, None]:
        """Make preview and cover, unless they are as they should be: what from, and the cover."""
        figure = title_figure(self._lesson)
        if figure is None:
            return None, None
        cover = before.cover(self._lesson)
        if cover is None or before.preview(self._lesson) is None:
            played = [self._played(figure, theme) for theme in THEMES]
            cover = self._static(COVER, *(_chart(frame) for frame in played))
            self._preview(played[0])
            for frame in played:
                frame.page.close()
        return preview_made_from(self._lesson, figure), cover

    def _played(self, figure: FigureBlock, theme: Theme) -> Locator:
        """The chart of the title figure, when that has played."""
        page = self._browser.new_page(
            viewport=NARROW,
            device_scale_factor=ENLARGED,
            color_scheme=theme,
            reduced_motion="reduce",
            bypass_csp=True,
        )
        page.set_default_timeout(PATIENCE)
        page.goto(self._url)
        frame = page.locator(f"[id={figure.id}] .chart").first
        said = json.loads(figure.end.text)["charts"][0]["says"]
        page.wait_for_function(SAYS, arg=[frame.element_handle(), said])
        return frame

    def _preview(self, frame: Locator) -> None:
        page = frame.page
        width, height = (round(side / ENLARGED) for side in PREVIEW_SIZE)
        page.set_viewport_size({"width": width, "height": height})
        # Only now: of charts that it draws hidden, Plotly remembers that words have no size.
        page.add_style_tag(path=self._root / "web" / "styles" / "preview.css")
        _drawn(frame)
        page.evaluate("() => document.fonts.ready")
        page.evaluate(FRAMES)
        page.screenshot(path=self._folder / PREVIEW)

    def _open(self, theme: Theme) -> Page:
        page = self._browser.new_page(
            viewport=WINDOW,
            device_scale_factor=SHARPNESS,
            color_scheme=theme,
            bypass_csp=True,
        )
        page.set_default_timeout(PATIENCE)
        page.add_init_script(AT_START)
        page.goto(self._url)
        page.add_style_tag(content=SIZES)
        return page

    def _block(self, block: FigureBlock | CellBlock) -> Kept:
        frames = self._pages["light"].locator(f"[id={block.id}] .chart").count()
        charts = [self._chart(block, place) for place in range(frames)]
        diagram = isinstance(block, FigureBlock) and block.diagram
        return Kept(made_from(block), tuple(charts), self._diagram(block) if diagram else None)

    def _chart(self, block: FigureBlock | CellBlock, place: int) -> Static:
        charts = (
            page.locator(f"[id={block.id}] .chart").nth(place) for page in self._pages.values()
        )
        return self._static(f"{block.id}-{place + 1}", *map(_chart, charts))

    def _static(self, name: str, light: Shot, dark: Shot) -> Static:
        """Writes a chart's picture for both themes."""
        if isinstance(light.drawn, str) and isinstance(dark.drawn, str):
            file = f"{name}.svg"
            (self._folder / file).write_text(themed(light.drawn, dark.drawn), "utf-8")
            return Static(file, None, light.width, light.height)
        return self._painted(name, light, dark)

    def _diagram(self, block: FigureBlock | CellBlock) -> Static:
        light, dark = (
            _screenshot(page.locator(f"[id={block.id}] .diagram"), EDGE)
            for page in self._pages.values()
        )
        return self._painted(f"{block.id}-diagram", light, dark)

    def _painted(self, name: str, light: Shot, dark: Shot) -> Static:
        files = [f"{name}.webp", f"{name}-dark.webp"]
        for file, shot in zip(files, (light, dark), strict=True):
            assert isinstance(shot.drawn, bytes)
            png = base64.b64encode(shot.drawn).decode()
            webp = self._encoder.evaluate(WEBP, png)
            (self._folder / file).write_bytes(base64.b64decode(webp))
        return Static(files[0], files[1], light.width, light.height)


def _drawn(frame: Locator) -> Locator:
    """The chart in a frame, when it is drawn."""
    frame.scroll_into_view_if_needed()
    plot = frame.locator(".js-plotly-plot")
    plot.wait_for()
    frame.page.wait_for_function(IS_DRAWN, arg=plot.element_handle())
    return plot


def _chart(frame: Locator) -> Shot:
    plot = _drawn(frame)
    if plot.evaluate(IS_SOLID):
        frame.page.evaluate(FRAMES)
        return _screenshot(frame)
    box = frame.bounding_box()
    assert box
    return Shot(plot.evaluate(FLAT), round(box["width"]), round(box["height"]))


def _screenshot(element: Locator, edge: int = 0) -> Shot:
    element.scroll_into_view_if_needed()
    element.page.evaluate(FRAMES)
    box = element.bounding_box()
    assert box
    left, top = box["x"] - edge, box["y"] - edge
    width, height = round(box["width"] + 2 * edge), round(box["height"] + 2 * edge)
    clip: FloatRect = {"x": left, "y": top, "width": width, "height": height}
    return Shot(element.page.screenshot(clip=clip), width, height)
