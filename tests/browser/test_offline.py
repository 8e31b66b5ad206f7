"""After one visit the lesson needs no network: the host is stopped, and nobody gets around that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from tests.browser.conftest import PATIENCE, PYTHON_TIMEOUT, block, expect_drawn, run, slider
from tests.browser.host import Host
from web.toolchain import ROOT

#: true as soon as the service worker has all files and answers for this page
KEPT = "() => navigator.serviceWorker.controller?.state === 'activated'"


@pytest.fixture
def context(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    tmp_path: Path,
) -> Iterator[BrowserContext]:
    """A reader's own browser: a private window has a small cache, and nothing gets installed."""
    arguments = {**browser_context_args, **browser_type_launch_args, "service_workers": "allow"}
    with browser_type.launch_persistent_context(tmp_path, **arguments) as context:
        context.set_default_timeout(PATIENCE)
        yield context


@pytest.fixture
def host() -> Iterator[Host]:
    with Host(ROOT / "site").running() as host:
        yield host


def test_the_lessons_can_be_installed(page: Page, host: Host) -> None:
    page.goto(host.url + "how-machines-learn/")
    browser = page.context.new_cdp_session(page)
    assert browser.send("Page.getInstallabilityErrors") == {"installabilityErrors": []}
    manifest = browser.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"] == host.url + "site.webmanifest"


def test_everything_works_without_a_network(page: Page, host: Host, console: list[str]) -> None:
    page.goto(host.url + "how-machines-learn/")
    page.wait_for_function(KEPT, timeout=2 * PYTHON_TIMEOUT)
    # What the page had fetched comes out of the browser's own cache.
    twice = [path for path, times in Counter(host.sent).items() if times > 1]
    assert [path for path in twice if path.startswith("/assets/")] == []

    host.stop()
    page.reload()
    line = block(page, "The line")
    line.scroll_into_view_if_needed()
    slider(line, "w").focus()
    page.keyboard.press("End")
    expect_drawn(line, [-100 + 10 * x for x in range(21)])
    cell = block(page, "Plotting a line")
    run(cell, "w = 2\nb = 1\n\ndef y(x, w, b):\n    return w * x + b\n")
    expect(cell).to_have_attribute("data-verdict", "passed")
    # A solid chart's script was never asked for on the first visit.
    plane = block(page, "A line with two inputs")
    plane.scroll_into_view_if_needed()
    expect(plane.locator("canvas").first).to_be_attached()

    page.get_by_role("link", name="All lessons").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lessons you can take apart")
    page.goto(host.url + "how-machines-learn")
    assert page.url == host.url + "how-machines-learn/"
    page.goto(host.url + "how-machines-learn/index.html?from=a-friend#loss")
    expect(page.get_by_role("heading", level=1)).to_have_text("How Machines Learn")
    assert console == []


def test_python_takes_the_snapshot_once_it_is_kept_whatever_the_line(
    page: Page, host: Host
) -> None:
    page.goto(host.url + "how-machines-learn/")
    page.wait_for_function(KEPT, timeout=2 * PYTHON_TIMEOUT)
    # As if the first visit's line had been slow.
    page.evaluate(
        """() => {
            const { pyodide } = JSON.parse(document.getElementById('site').textContent);
            localStorage.setItem('python-modules', pyodide.modules.address);
        }"""
    )
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url.split("/")[-1]))
    page.reload()
    cell = block(page, "Plotting a line")
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    assert [name for name in asked if name.startswith("snapshot-")]
    assert not [name for name in asked if name.startswith("modules-")]
