"""Packages in cells: the wheels are the tests' own, carried by a site that is built with them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import PYTHON_TIMEOUT, block, button, run, write
from tests.wheels import COMPILED, wheel
from web.packages import fetch
from web.serve import serving
from web.site import build
from web.toolchain import ROOT

#: a megabyte and a half, which these wheels hold as it is
WEIGHT = "# " + "x" * 1_500_000 + "\n"


#: code that no interrupt ends
STUBBORN = """\
print('on')
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""


@pytest.fixture(scope="module")
def site_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site with `branch`, which needs `leaf`, and `solid`, which passes for compiled."""
    folder = tmp_path_factory.mktemp("carrying")
    leaf = wheel(folder, "leaf", {"leaf.py": WEIGHT + "def grow(x):\n    return x + 1\n"})
    branch = wheel(
        folder,
        "branch-tools",
        {"branch/__init__.py": "from leaf import grow\nprint('branch is here')\n"},
        requires=["leaf"],
    )
    solid = wheel(folder, "solid", {"solid/__init__.py": "size = 7\n"}, tags=COMPILED)
    carried = fetch([str(leaf), str(branch), str(solid)], ROOT, ROOT / ".cache")
    build(ROOT, folder / "site", carried)
    with serving(folder / "site") as url:
        yield url


@pytest.fixture
def cell(lesson: Page) -> Locator:
    return block(lesson, "Predicting what was never measured")


def status(cell: Locator) -> Locator:
    return cell.locator(".run-status")


def alert(cell: Locator) -> Locator:
    return cell.get_by_role("alert")


def output(cell: Locator) -> Locator:
    return cell.get_by_role("log", name="Output")


def test_packages_come_when_code_imports_them(cell: Locator) -> None:
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    cell.page.context.route("**/leaf-1.0-*.whl", hold)
    write(
        cell, "def grown():\n    from branch import grow\n    return grow(41)\n\nprint(grown())\n"
    )
    button(cell, "Run").click()
    expect(status(cell)).to_have_text("Loading branch… 0.1 of 1.6 MB", timeout=PYTHON_TIMEOUT)
    asked[0].continue_()
    expect(output(cell)).to_have_text("branch is here\n42\n", timeout=PYTHON_TIMEOUT)
    expect(cell).to_have_attribute("data-state", "ready")
    expect(status(cell)).to_have_text("")

    solid = "from importlib import import_module\nsolid = import_module('solid')\n"
    run(cell, f"import leaf\n{solid}print(solid.size, leaf.grow(1))\n")
    expect(output(cell)).to_have_text("7 2\n")
    assert len(asked) == 1, "what is installed is not asked for again"

    run(cell, "import leaf\nimport numpy as np\n")
    expect(alert(cell)).to_have_text(
        "numpy is not part of this site. If it is a package, the site's author can add it "
        "with python3 build.py --with numpy. "
        "Line 2: ModuleNotFoundError: No module named 'numpy'"
    )
    expect(cell.locator(".error-line")).to_have_text("import numpy as np")

    run(cell, "try:\n    import tkinter\nexcept ImportError as error:\n    print(error.name)\n")
    expect(output(cell)).to_have_text("tkinter\n")
    run(cell, "import tkinter\n")
    expect(alert(cell)).to_contain_text("tkinter is a part of Python that no browser has.")


def test_code_that_hides_its_imports_is_told_how_to_name_them(cell: Locator) -> None:
    run(cell, "exec('import so' + 'lid')\n")
    expect(alert(cell)).to_have_text(
        "solid comes when the code asks for it in a line of its own: import solid "
        "Line 1: ModuleNotFoundError: No module named 'solid'"
    )


def test_packages_are_in_each_run_as_they_were_made(cell: Locator) -> None:
    grown = "import branch, leaf\nprint(leaf.grow(1), branch.grow(1))\n"
    run(cell, "import branch, leaf\nleaf.grow = branch.grow = lambda x: 99\nprint(leaf.grow(1))\n")
    expect(output(cell)).to_have_text("branch is here\n99\n")
    run(cell, grown)
    expect(output(cell)).to_have_text("branch is here\n2 2\n")


def test_packages_come_again_after_a_stop(cell: Locator) -> None:
    run(cell, "import solid\nprint(solid.size)\n")
    write(cell, STUBBORN)
    button(cell, "Run").click()
    expect(output(cell)).to_have_text("on\n")
    button(cell, "Stop").click()
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    run(cell, "import solid\nprint(solid.size)\n")
    expect(output(cell)).to_have_text("7\n")


def test_without_a_network_it_says_so_and_the_next_run_goes_on(page: Page, site_url: str) -> None:
    page.goto(site_url + "how-machines-learn/")
    cell = block(page, "Predicting what was never measured")
    run(cell, "print('awake')\n")
    page.context.set_offline(True)
    run(cell, "x = 1\nimport solid\nprint(solid.size)\n")
    expect(alert(cell)).to_have_text(
        "solid could not be loaded: check the connection and press Run again. "
        "Line 2: ModuleNotFoundError: No module named 'solid'"
    )
    page.context.set_offline(False)
    button(cell, "Run").click()
    expect(output(cell)).to_have_text("7\n", timeout=PYTHON_TIMEOUT)
    expect(alert(cell)).not_to_contain_text("solid")
