"""What the built site weighs, against what the project promises, in bytes as they are sent.

A school's network is slow and shared by thirty: each budget is what a reader waits for.
"""

from __future__ import annotations

import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

from web.toolchain import ROOT

KB = 1000
SITE = ROOT / "site"
LESSON = SITE / "how-machines-learn" / "index.html"

#: what the title, the first words and the first figure are set in
FIRST_SCREEN_FONTS = ("source-serif-4", "inter", "jetbrains-mono")


class Page(HTMLParser):
    """What a page asks for before it is alive, and what it tells its scripts."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file
        self.scripts: list[Path] = []
        self.preloads: list[Path] = []
        self.styles: list[Path] = []
        self.site = ""
        self._in_site = False
        self.feed(file.read_text("utf-8"))
        self.config = json.loads(self.site)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and given.get("src"):
            self.scripts.append(self.resolve(given["src"]))
        elif tag == "link" and given.get("rel") == "stylesheet":
            self.styles.append(self.resolve(given["href"]))
        elif tag == "link" and given.get("rel") == "modulepreload":
            self.preloads.append(self.resolve(given["href"]))
        self._in_site = tag == "script" and given.get("id") == "site"

    def handle_data(self, data: str) -> None:
        if self._in_site:
            self.site += data

    def resolve(self, address: str | None) -> Path:
        assert address
        return (self.file.parent / address).resolve()


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(LESSON)


def sent(file: Path) -> int:
    """The bytes of a file as a host with Brotli sends them."""
    copy = file.with_name(file.name + ".br")
    return (copy if copy.exists() else file).stat().st_size


def assets(pattern: str) -> list[Path]:
    found = [f for f in (SITE / "assets").iterdir() if re.fullmatch(pattern, f.name)]
    assert found, f"no file is like {pattern}"
    return found


def comes_with(entry: str) -> set[Path]:
    """The files that the bundled script asks for at once, itself included."""
    seen: set[Path] = set()
    waiting = assets(entry)
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        code = file.read_text("utf-8")
        names = re.findall(r'(?:from|import) ?"\./([\w.-]+\.js)"', code)
        waiting += [file.with_name(name) for name in names]
    return seen


def first_screen(page: Page) -> int:
    fonts = [assets(rf"{name}-latin-wght-normal-\w+\.woff2")[0] for name in FIRST_SCREEN_FONTS]
    plotly = comes_with(r"plotly-\w{8}\.js")
    scripts = {*page.scripts, *page.preloads} - plotly
    return sum(sent(file) for file in (LESSON, *page.styles, *fonts, *scripts))


def micropython(page: Page) -> int:
    worker, wasm = page.config["workers"]["figures"], page.config["micropython"]["wasm"]
    return sum(sent(page.resolve(address)) for address in (worker, wasm))


def test_the_first_screen(page: Page) -> None:
    assert first_screen(page) <= 200 * KB


def test_micropython(page: Page) -> None:
    assert micropython(page) <= 200 * KB


def test_plotly() -> None:
    flat = comes_with(r"plotly-\w{8}\.js")
    assert sum(map(sent, flat)) <= 310 * KB
    solid = comes_with(r"plotly-3d-\w{8}\.js") - flat
    assert sum(map(sent, solid)) <= 125 * KB


def test_the_editor() -> None:
    page_scripts = comes_with(r"main-\w{8}\.js")
    assert sum(map(sent, comes_with(r"editor-\w{8}\.js") - page_scripts)) <= 120 * KB


def test_python_before_it_is_ready(page: Page) -> None:
    needed = [
        page.resolve(page.config["workers"]["cells"]),
        page.resolve(page.config["python"]),
        *(page.resolve(page.config["pyodide"][part]["address"]) for part in BEFORE_READY),
    ]
    assert sum(len(gzip.compress(file.read_bytes())) for file in needed) <= 8_000 * KB


#: the standard library comes behind, and in place of the snapshot slow lines take what is smaller
BEFORE_READY = ("script", "program", "packages", "snapshot")


def test_what_slow_lines_take_is_much_smaller(page: Page) -> None:
    modules, snapshot = (
        sent(page.resolve(page.config["pyodide"][part]["address"]))
        for part in ("modules", "snapshot")
    )
    assert modules <= snapshot / 2


def test_compressed_copies_are_true() -> None:
    for ending, unpack in ((".br", brotli.decompress), (".gz", gzip.decompress)):
        copies = [*SITE.rglob(f"*{ending}")]
        assert copies
        for copy in copies:
            assert unpack(copy.read_bytes()) == copy.with_suffix("").read_bytes(), copy
