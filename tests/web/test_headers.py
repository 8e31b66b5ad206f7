"""The headers of the built site: in its `_headers`, in every page, and sent by our own server."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from web.assets import ASSETS
from web.headers import CONTENT_SECURITY_POLICY, EVERYWHERE, FOR_EVER, POLICY, headers_file
from web.toolchain import ROOT

PAGES = sorted((ROOT / "site").rglob("*.html"))


class Head(HTMLParser):
    """The elements of a page up to the end of its head, and all its scripts and styles."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.head: list[tuple[str, dict[str, str | None]]] = []
        self.active: list[tuple[str, dict[str, str | None]]] = []
        self.in_head = True
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if self.in_head:
            self.head.append((tag, values))
        if tag in ("script", "style") or any(name.startswith("on") for name in values):
            self.active.append((tag, values))

    def handle_endtag(self, tag: str) -> None:
        self.in_head = self.in_head and tag != "head"


@pytest.fixture(params=PAGES, ids=lambda page: page.parent.name)
def page(request: pytest.FixtureRequest) -> Head:
    return Head(request.param)


def test_there_are_pages() -> None:
    assert len(PAGES) >= 2


def test_a_page_says_its_policy_before_it_loads_anything(page: Head) -> None:
    names = [(values.get("http-equiv") or values.get("name"), tag) for tag, values in page.head]
    policy = names.index(("Content-Security-Policy", "meta"))
    referrer = names.index(("referrer", "meta"))
    first = next(i for i, (tag, _) in enumerate(page.head) if tag in ("link", "script"))
    assert max(policy, referrer) < first
    assert unescape(page.head[policy][1]["content"] or "") == CONTENT_SECURITY_POLICY
    assert page.head[referrer][1]["content"] == EVERYWHERE["referrer-policy"]


def test_a_page_has_no_script_or_style_of_its_own(page: Head) -> None:
    for tag, values in page.active:
        assert tag == "script"
        assert values.get("src") or values.get("type") == "application/json"


def test_the_policy_lets_nothing_foreign_in() -> None:
    assert POLICY["default-src"] == ("'none'",)
    for values in POLICY.values():
        assert not any(
            re.search(r"[/*.]|https?|unsafe-eval'$", one)
            for one in values
            if not one.startswith(("'sha256-", "'wasm-"))
        )
    unsafe = [name for name, values in POLICY.items() if "'unsafe-inline'" in values]
    assert unsafe == ["style-src-attr"]
    # Blocks are meant to be embedded by other sites.
    assert "frame-ancestors" not in POLICY


def test_the_sites_own_file_says_all_of_it() -> None:
    text = (ROOT / "site" / "_headers").read_text("utf-8")
    assert text == headers_file(ASSETS)
    everywhere, for_ever = re.findall(r"^(/\S+)\n((?:  .+\n)+)", text, re.MULTILINE)
    assert (everywhere[0], for_ever[0]) == ("/*", "/assets/*")
    assert read(everywhere[1]) == EVERYWHERE
    assert read(for_ever[1]) == FOR_EVER


def read(lines: str) -> dict[str, str]:
    pairs = [line.strip().partition(": ") for line in lines.splitlines()]
    return {name: value for name, _, value in pairs}


def test_files_that_are_kept_for_ever_have_their_content_in_their_names() -> None:
    """Our ten hexadecimal digits or esbuild's eight letters, in the file's name or its folder's."""
    hashed = re.compile(r"-(?:[0-9a-f]{10}|[A-Z0-9]{8})(?=$|[./])")
    assets = ROOT / "site" / ASSETS
    files = [file.relative_to(assets).as_posix() for file in assets.rglob("*") if file.is_file()]
    assert files
    assert [name for name in files if not hashed.search(name)] == []
