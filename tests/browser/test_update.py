"""A new version of the site is deployed while the lesson is open in tabs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import PATIENCE, block, button, number_field
from tests.browser.host import Host
from tests.web.project import Project
from web.offline import SERVICE_WORKER
from web.serve import NO_SERVICE_WORKER
from web.site import build
from web.toolchain import ROOT

LESSON = """
This is version {version}.

```{{figure}} line
---
title: The line
sliders: {{w: 1, b: 0}}
---
```

{filling}

```{{figure}} hill
---
title: A hill
sliders: {{w: 1}}
---
```
"""
#: enough prose to keep the last figure, and its chunk, far from the first screen
FILLING = "And so on.\n\n" * 200


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two versions of a site whose pages and chunks tell which they are of."""
    project = Project(tmp_path_factory.mktemp("versions") / "project")
    for folder in ("page", "styles", "templates"):
        shutil.copytree(ROOT / "web" / folder, project.root / "web" / folder)
    for name in ("package-lock.json", "tsconfig.json", "pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, project.root)
    shutil.copytree(ROOT / "engine", project.root / "engine")
    (project.root / "node_modules").symlink_to(ROOT / "node_modules")
    chunk = project.root / "web" / "page" / "plotly-3d.ts"
    original = chunk.read_text("utf-8")
    sites = []
    for version in ("1", "2"):
        project.lesson(LESSON.format(version=version, filling=FILLING))
        chunk.write_text(f"{original}\ndocument.body.dataset.solid = '{version}';\n", "utf-8")
        site = project.root / f"site-{version}"
        build(project.root, site)
        sites.append(site)
    return sites


@pytest.fixture
def host(versions: list[Path]) -> Iterator[Host]:
    with Host(versions[0]).running() as host:
        yield host


def sign(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text="A new version of this lesson is here.")


def expect_version(page: Page, version: str) -> None:
    """Both the page, and the chunk that it asks for only now, are of this version."""
    expect(page.get_by_text(f"This is version {version}.")).to_be_attached()
    block(page, "A hill").scroll_into_view_if_needed()
    expect(page.locator("body")).to_have_attribute("data-solid", version)


#: Waits until so many of the files on the device have these letters in their addresses. (What
#: wait_for_function is given may not be asynchronous: a promise counts as true.)
UNTIL_KEPT = """async ([letters, count, patience]) => {
    const begun = performance.now();
    for (;;) {
        const all = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
        const files = (await Promise.all(all.map((cache) => cache.keys()))).flat();
        const found = files.filter(({ url }) => url.includes(letters)).length;
        if (found === count) return;
        if (performance.now() - begun > patience) throw new Error(`${found} files, not ${count}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}"""


def expect_kept(page: Page, letters: str, count: int) -> None:
    page.evaluate(UNTIL_KEPT, [letters, count, PATIENCE])


def test_a_file_that_is_gone_tells_of_the_new_version(
    page: Page, host: Host, versions: list[Path]
) -> None:
    """Without a service worker: it is refused, or this is the first visit."""
    page.goto(host.url + "lines/")
    number_field(block(page, "The line"), "w").fill("3")
    expect(block(page, "The line").locator(".formula")).to_have_text("y = 3")
    host.folder = versions[1]
    block(page, "A hill").scroll_into_view_if_needed()
    expect(sign(page)).to_be_visible()
    expect(number_field(block(page, "The line"), "w")).to_have_value("3")
    button(sign(page), "Reload").click()
    expect_version(page, "2")


class TestServiceWorker:
    """With the service worker, which keeps the files of both versions."""

    @pytest.fixture
    def browser_context_args(self, browser_context_args: dict[str, object]) -> dict[str, object]:
        return {**browser_context_args, "service_workers": "allow"}

    def test_each_tab_stays_with_one_version(
        self, context: BrowserContext, host: Host, versions: list[Path]
    ) -> None:
        old = context.new_page()
        old.goto(host.url + "lines/")
        old.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")

        host.folder = versions[1]
        new = context.new_page()
        new.goto(host.url + "lines/")
        expect(sign(new)).to_be_visible()
        expect(new.get_by_text("This is version 1.")).to_be_attached()
        number_field(block(old, "The line"), "w").fill("3")
        button(sign(new), "Reload").click()
        expect_version(new, "2")

        expect(sign(old)).to_be_visible()
        expect_version(old, "1")
        expect(number_field(block(old, "The line"), "w")).to_have_value("3")
        expect_kept(new, "/plotly-3d-", 2)

        old.close()
        new.reload()
        expect_kept(new, "/plotly-3d-", 1)
        host.stop()
        new.reload()
        expect_version(new, "2")

    def test_the_development_server_leaves_nothing_on_the_device(
        self, page: Page, host: Host, versions: list[Path], tmp_path: Path
    ) -> None:
        page.goto(host.url + "lines/")
        page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")
        served = tmp_path / "served"
        shutil.copytree(versions[1], served)
        shutil.copyfile(NO_SERVICE_WORKER, served / SERVICE_WORKER)
        host.folder = served
        page.reload()
        expect(page.get_by_text("This is version 2.")).to_be_attached()
        expect_kept(page, "/", 0)
