"""Python for cells on a network that drops, and from a host whose files are not what they were."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import complaints
from tests.browser.conftest import PYTHON_TIMEOUT, block, button, run

BROKEN_OFF = "The connection broke off. Trying again…"
PAGE = "<!doctype html><title>Sign in to the school's network</title>"


class Faults:
    """Answers requests for a file wrongly until it is mended."""

    def __init__(self, page: Page, pattern: str, with_a_page: bool = False) -> None:
        self.mended = False
        self.with_a_page = with_a_page
        page.route(pattern, self.answer)

    def answer(self, route: Route) -> None:
        if self.mended:
            route.continue_()
        elif self.with_a_page:
            route.fulfill(content_type="text/html", body=PAGE)
        else:
            route.abort("internetdisconnected")


@pytest.mark.parametrize("name", ["pyodide-*.asm.js", "pyodide-*.asm.wasm"])
def test_a_dropped_connection_is_told_and_tried_again(page: Page, site_url: str, name: str) -> None:
    faults = Faults(page, f"**/{name}")
    page.goto(site_url + "how-machines-learn/")
    sign = page.locator(".runtime")
    expect(sign).to_contain_text(BROKEN_OFF)
    expect(sign.get_by_role("progressbar", name="Python")).to_be_visible()
    assert complaints(page, ".runtime") == []
    button(sign, "Retry").click()
    faults.mended = True
    cell = block(page, "Plotting a line")
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    expect(sign).to_be_hidden()


def test_a_workers_script_that_is_cut_off_is_asked_for_again(page: Page, site_url: str) -> None:
    faults = Faults(page, "**/cells.worker-*.js")
    with page.expect_request("**/cells.worker-*.js"):
        page.goto(site_url + "how-machines-learn/")
    expect(page.locator(".runtime")).to_contain_text(BROKEN_OFF)
    faults.mended = True
    cell = block(page, "Plotting a line")
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)


def test_a_workers_script_may_fail_before_the_page_knows_what_to_boot(
    page: Page, site_url: str
) -> None:
    """The line is slow: whether the snapshot is here already takes a moment to find out."""
    page.add_init_script(
        """performance.getEntriesByType = (type) => type !== 'resource' ? [] : [
            { encodedBodySize: 1e5, transferSize: 1e5, responseStart: 0, responseEnd: 1000 },
        ];
        let failed = false;
        caches.match = () => new Promise((resolve) => {
            if (failed) resolve(undefined);
            else window.found = () => { failed = true; resolve(undefined); };
        });"""
    )
    faults = Faults(page, "**/cells.worker-*.js")
    with page.expect_event("requestfailed", lambda request: "cells.worker" in request.url):
        page.goto(site_url + "how-machines-learn/")
    page.evaluate("found()")
    expect(page.locator(".runtime")).to_contain_text(BROKEN_OFF)
    faults.mended = True
    cell = block(page, "Plotting a line")
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)


def test_a_worker_whose_script_is_empty_is_told(page: Page, site_url: str) -> None:
    page.clock.install()
    empty = "**/cells.worker-*.js"
    page.route(empty, lambda route: route.fulfill(body="", content_type="text/javascript"))
    with page.expect_worker(lambda worker: "cells.worker" in worker.url):
        page.goto(site_url + "how-machines-learn/")
    page.clock.fast_forward(60_000)
    expect(page.locator(".runtime")).to_contain_text("Python could not be loaded.")
    page.unroute(empty)
    run(block(page, "Plotting a line"))


@pytest.mark.parametrize("name", ["pyodide-*.asm.wasm", "python-how-*.json"])
def test_what_is_no_python_is_told_and_run_tries_again(
    page: Page, site_url: str, name: str
) -> None:
    faults = Faults(page, f"**/{name}", with_a_page=True)
    page.goto(site_url + "how-machines-learn/")
    sign = page.locator(".runtime")
    expect(sign).to_contain_text("Python could not be loaded.")
    cell = block(page, "Plotting a line")
    cell.scroll_into_view_if_needed()
    button(cell, "Run").click()
    expect(cell.get_by_role("alert")).to_contain_text("Python could not be loaded.")
    assert complaints(page, ".runtime", "#plot-a-line") == []
    faults.mended = True
    run(cell)
    expect(cell.get_by_role("alert")).to_be_empty()
    expect(sign).to_be_hidden()
