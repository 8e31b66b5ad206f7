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


#: what asks for a file, and what then tells how that went
ASKING = """\
import js

def attempt(name, call):
    try:
        call()
        print(name, "done")
    except Exception as error:
        print(name, "refused:", "can ask" in str(error))

def ask(address):
    request = js.XMLHttpRequest.new()
    request.open("GET", address, False)
    request.send()

attempt("own", lambda: ask(js.location.href))
attempt("foreign", lambda: ask(FOREIGN))
js.eval(f"void fetch('{FOREIGN}').catch(() => 0)")
print([name for name in ("WebSocket", "WebTransport", "EventSource") if hasattr(js, name)])
"""


def test_a_cell_asks_no_other_host_although_no_policy_reaches_it(
    page: Page, tmp_path: Path
) -> None:
    (tmp_path / "host").symlink_to(ROOT / "site")
    with (
        Host(tmp_path / "host", KNOWN).running() as host,
        Host(tmp_path / "host", KNOWN).running() as other,
    ):
        page.goto(host.url + "how-machines-learn/")
        cell = block(page, "Plotting a line")
        run(cell, f"FOREIGN = {other.url!r}\n{ASKING}")
        output = cell.get_by_role("log", name="Output")
        expect(output).to_have_text("own done\nforeign refused: True\n[]\n")
        run(cell, "print('again')")  # in the meantime the other question would have been asked
        expect(output).to_have_text("again")
        assert other.sent == []
