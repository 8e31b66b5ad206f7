"""A tab of one of three browser engines, with the few verbs that a reader's journey needs.

Playwright drives Chromium and Firefox, WebDriver drives WebKit: what both can do stands here.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Page,
    Playwright,
    ViewportSize,
)
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.browser.conftest import GRAPHICS
from web.errors import UserError
from web.toolchain import chromium

#: Seconds that anything may take. WebKit on a busy machine once needed 40 for a first visit.
PATIENCE = 120

WIDTH, HEIGHT = 1280, 900

#: asks a function of the page again and again, until it gives what is wanted or time is up
AGAIN = """async (ask, wanted, seconds) => {
    const end = performance.now() + seconds * 1000;
    for (;;) {
        const answer = await ask();
        if (JSON.stringify(answer) === wanted || performance.now() > end) return answer;
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}"""

#: from here on, notes what the page puts into the console, and errors that nothing caught
LISTEN = """() => {
    window.told = [];
    for (const level of ['log', 'info', 'warn', 'error', 'debug']) {
        console[level] = (...words) => window.told.push([level, ...words].join(' '));
    }
    window.addEventListener('error', ({ message }) => window.told.push(`uncaught: ${message}`));
    window.addEventListener('unhandledrejection', ({ reason }) =>
        window.told.push(`uncaught: ${reason}`));
}"""

#: pastes a text over all that an editor holds
PASTE = """(selector, text) => {
    const editor = document.querySelector(selector);
    editor.focus();
    getSelection().selectAllChildren(editor);
    document.dispatchEvent(new Event('selectionchange'));
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    // Firefox knows the older names only.
    const older = { data: text, dataType: 'text/plain' };
    const paste = { clipboardData, ...older, bubbles: true, cancelable: true };
    editor.dispatchEvent(new ClipboardEvent('paste', paste));
}"""


class Tab(ABC):
    """Elements are given by a CSS selector. told: what the browser's console said so far."""

    told: list[str]

    @abstractmethod
    def visit(self, url: str) -> None: ...

    @abstractmethod
    def reload(self) -> None: ...

    @abstractmethod
    def click(self, selector: str) -> None: ...

    @abstractmethod
    def press(self, selector: str, key: str) -> None:
        """Give an element the focus, and press End or Home."""

    @abstractmethod
    def ask(self, function: str, *arguments: object) -> Any:
        """What a function, in JavaScript, gives in the page, waited for if it is a promise."""

    def write(self, selector: str, text: str) -> None:
        """Replace what an editor holds, as by pasting."""
        self.expect(True, "(selector) => !!document.querySelector(selector)", selector)
        self.ask(PASTE, selector, text)

    def expect(self, wanted: object, function: str, *arguments: object) -> None:
        """Wait until the function gives what is wanted."""
        given = self.ask(
            f"(wanted, ...given) => ({AGAIN})(() => ({function})(...given),"
            f" JSON.stringify(wanted), {PATIENCE})",
            wanted,
            *arguments,
        )
        assert given == wanted, f"{arguments} gave {given!r}, not {wanted!r}: {function}"

    def expect_text(self, selector: str, part: str) -> None:
        """Wait until an element's text has this in it."""
        self.expect(
            part,
            """(selector, part) => {
                const text = document.querySelector(selector)?.textContent ?? '';
                return text.includes(part) ? part : text;
            }""",
            selector,
            part,
        )

    def expect_attribute(self, selector: str, name: str, value: str) -> None:
        self.expect(
            value,
            "(selector, name) => document.querySelector(selector)?.getAttribute(name)",
            selector,
            name,
        )


class PlaywrightTab(Tab):
    def __init__(self, page: Page) -> None:
        self.told = []
        self._page = page
        page.set_default_timeout(PATIENCE * 1000)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.told.append(f"uncaught: {error}"))

    def visit(self, url: str) -> None:
        self._page.goto(url)

    def reload(self) -> None:
        self._page.reload()

    def click(self, selector: str) -> None:
        self._page.click(selector)

    def press(self, selector: str, key: str) -> None:
        element = self._page.locator(selector)
        # What is still hidden takes no focus, and the key would go elsewhere.
        element.wait_for()
        element.press(key)

    def ask(self, function: str, *arguments: object) -> Any:
        return self._page.evaluate(f"(given) => ({function})(...given)", list(arguments))

    def _hear(self, message: ConsoleMessage) -> None:
        if GRAPHICS not in message.text:
            self.told.append(f"{message.type}: {message.text}")


class WebDriverTab(Tab):
    """WebDriver knows no console: what is said while a page loads is not heard here."""

    def __init__(self, driver: webdriver.WebKitGTK) -> None:
        self.told = []
        self._driver = driver
        driver.set_page_load_timeout(PATIENCE)
        driver.set_script_timeout(PATIENCE + 30)

    def visit(self, url: str) -> None:
        self._driver.get(url)
        self.ask(LISTEN)

    def reload(self) -> None:
        self._note()
        self._driver.refresh()
        self.ask(LISTEN)

    def click(self, selector: str) -> None:
        self._wait_for(selector).click()
        self._note()

    def press(self, selector: str, key: str) -> None:
        self._wait_for(selector)
        self.ask("(selector) => document.querySelector(selector).focus()", selector)
        webdriver.ActionChains(self._driver).send_keys(getattr(Keys, key.upper())).perform()
        self._note()

    def ask(self, function: str, *arguments: object) -> Any:
        answer = self._driver.execute_async_script(
            f"""const [done, ...given] = [...arguments].reverse();
            Promise.resolve().then(() => ({function})(...given.reverse())).then(
                (value) => done({{ value }}),
                (error) => done({{ error: String(error) }}),
            );""",
            *arguments,
        )
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def _note(self) -> None:
        self.told += self.ask("() => window.told.splice(0)")

    def _wait_for(self, selector: str) -> Any:
        """The element, once it is in view and can be used."""

        def ready(driver: Any) -> Any:
            for element in driver.find_elements(By.CSS_SELECTOR, selector):
                driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
                if element.is_displayed() and element.is_enabled():
                    return element
            return None

        return WebDriverWait(self._driver, PATIENCE, 0.1).until(ready, f"no {selector} to use")


# The engines


@contextlib.contextmanager
def open_chromium(playwright: Playwright, folder: Path) -> Iterator[Tab]:
    """folder: of the reader's own: a private window has a small cache and keeps nothing."""
    with context(playwright.chromium, folder, executable_path=str(chromium())) as browser:
        yield PlaywrightTab(browser.pages[0])


@contextlib.contextmanager
def open_firefox(playwright: Playwright, folder: Path) -> Iterator[Tab]:
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    if not found:
        raise UserError("the journey in Firefox needs it: on Debian `apt install firefox-esr`")
    with screen() as display:
        options: dict[str, Any] = {"channel": "moz-firefox", "headless": False, "env": display}
        with context(playwright.firefox, folder, executable_path=found, **options) as browser:
            yield PlaywrightTab(browser.new_page())


@contextlib.contextmanager
def open_webkit() -> Iterator[Tab]:
    driver = shutil.which("WebKitWebDriver")
    browsers = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    if not driver or not browsers:
        raise UserError(
            "the journey in WebKit needs WebKitGTK: on Debian `apt install webkit2gtk-driver`"
        )
    options = Options()
    options.binary_location = str(browsers[-1])
    options.add_argument("--automation")
    with screen() as display:
        service = Service(driver, env=display)
        with webdriver.WebKitGTK(options=options, service=service) as browser:
            browser.set_window_size(WIDTH, HEIGHT)
            yield WebDriverTab(browser)


@contextlib.contextmanager
def context(browser: BrowserType, folder: Path, **options: Any) -> Iterator[BrowserContext]:
    size = ViewportSize(width=WIDTH, height=HEIGHT)
    with browser.launch_persistent_context(folder, viewport=size, **options) as opened:
        yield opened


@contextlib.contextmanager
def screen() -> Iterator[dict[str, str]]:
    """A screen that nobody sees, as environment: without one, Firefox and WebKit draw no WebGL."""
    server = shutil.which("Xvfb")
    if not server:
        raise UserError("the journey needs a screen that nobody sees: on Debian `apt install xvfb`")
    size = f"{WIDTH + 100}x{HEIGHT + 200}x24"
    command = [server, "-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        try:
            yield {**os.environ, "DISPLAY": f":{process.stdout.readline().decode().strip()}"}
        finally:
            process.terminate()


def engines(
    playwright: Playwright, folder: Path
) -> dict[str, Callable[[], contextlib.AbstractContextManager[Tab]]]:
    """What opens a tab of each engine."""
    return {
        "chromium": partial(open_chromium, playwright, folder),
        "firefox": partial(open_firefox, playwright, folder),
        "webkit": open_webkit,
    }
