"""The lesson on hosts that send no special header and know few types, at the root and below it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import block, expect_drawn, number_field, run
from tests.browser.host import FAMILIAR, Host
from web.toolchain import ROOT

KNOWN = FAMILIAR | {".mjs": "text/javascript"}
#: by their suffixes, the files that many a host has never heard of
UNKNOWN = (".wasm", ".whl", ".bin", ".zip", ".woff2", ".webmanifest")


@pytest.mark.parametrize(
    ("types", "path"),
    [
        (KNOWN | dict.fromkeys(UNKNOWN, "application/octet-stream"), ""),
        (KNOWN | dict.fromkeys(UNKNOWN, "text/plain"), "school/year-11/lessons/"),
        (KNOWN, "school/year-11/lessons/"),
    ],
    ids=["binary", "text", "no-type"],
)
def test_figures_and_cells_work(
    page: Page, console: list[str], tmp_path: Path, types: Mapping[str, str], path: str
) -> None:
    site = tmp_path / "host" / path
    site.parent.mkdir(parents=True, exist_ok=True)
    site.symlink_to(ROOT / "site")
    with Host(tmp_path / "host", types).running() as host:
        page.goto(host.url + path)
        page.get_by_role("link", name="How Machines Learn").click()
        line = block(page, "The line")
        line.scroll_into_view_if_needed()
        number_field(line, "w").fill("2")
        expect_drawn(line, [2.0 * x for x in range(-10, 11)])
        cell = block(page, "Plotting a line")
        run(cell, "w = 2\nb = 1\n\ndef y(x, w, b):\n    return w * x + b\n")
        expect(cell).to_have_attribute("data-verdict", "passed")
    assert console == []
