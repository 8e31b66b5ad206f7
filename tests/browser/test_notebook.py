"""The notebook that the page gives away carries what the reader has written."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import block, button, write


def test_it_carries_the_readers_own_code(lesson: Page, tmp_path: Path) -> None:
    write(block(lesson, "Plotting a line"), "mine = '<b>½</b>'\n")
    with lesson.expect_download() as download:
        button(lesson.get_by_role("main"), "Download notebook").click()
    assert download.value.suggested_filename == "how-machines-learn.ipynb"
    download.value.save_as(tmp_path / "own.ipynb")
    text = (tmp_path / "own.ipynb").read_text("utf-8")
    nbformat.validate(nbformat.reads(text, 4))  # type: ignore[no-untyped-call]
    sources = {cell["id"]: cell["source"] for cell in json.loads(text)["cells"]}
    assert sources["plot-a-line"] == "mine = '<b>½</b>'\n"
    assert sources["fit-by-hand"].startswith("data = [(1, 0.85)")


def test_without_scripts_a_link_leads_to_it(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + "how-machines-learn/")
    expect(page.get_by_role("button", name="Download notebook")).to_be_hidden()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download notebook").click()
    assert download.value.suggested_filename == "how-machines-learn.ipynb"
    nbformat.validate(nbformat.read(download.value.path(), 4))  # type: ignore[no-untyped-call]
    context.close()


def test_a_notebook_that_cannot_be_loaded_is_told(
    page: Page, site_url: str, console: list[str]
) -> None:
    page.route("**/*.ipynb", lambda route: route.abort())
    page.goto(site_url + "how-machines-learn/")
    button(page.get_by_role("main"), "Download notebook").click()
    expect(page.locator(".take-away [role=status]")).to_contain_text("could not be loaded")
    assert console
