"""`--with`: packages come from an index and a distribution that the tests serve."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wheels import COMPILED, Shelf, wheel
from web.errors import UserError
from web.packages import PYODIDE, catalogue, fetch
from web.serve import serving
from web.toolchain import ROOT

LOCK = json.loads((ROOT / "node_modules/pyodide/pyodide-lock.json").read_text("utf-8"))


class Shop(Shelf):
    """A shelf that is served."""

    url = ""

    def fetch(self, *wanted: str) -> list[Path]:
        return fetch(wanted, self.root, self.cache, self.url + "full/")

    def names(self, *wanted: str) -> list[str]:
        return [file.name.split("-")[0] for file in self.fetch(*wanted)]

    def refusal(self, *wanted: str) -> str:
        """What a person is told who wants this."""
        with pytest.raises(UserError) as error:
            self.fetch(*wanted)
        assert "\n" not in str(error.value)
        return str(error.value)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    shop = Shop(tmp_path)
    numbers = wheel(tmp_path, "numbers", {"numbers_/__init__.py": ""}, "2.4.6", COMPILED)
    shop.compile(numbers, ["numbers_"])
    shop.publish(wheel(tmp_path, "leaf", {"leaf.py": ""}))
    with serving(shop.served) as url:
        shop.url = url
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_INDEX_URL", url + "simple/")
        monkeypatch.setenv("PIP_RETRIES", "1")
        yield shop


def test_nothing_wanted_is_nothing_fetched(tmp_path: Path) -> None:
    assert fetch([], tmp_path, tmp_path / ".cache") == []
    assert not (tmp_path / ".cache").exists()


def test_compiled_code_comes_from_pyodides_distribution(shop: Shop) -> None:
    assert shop.names("numbers") == ["micropip", "numbers"]


def test_a_package_of_pyodides_can_be_named_as_code_imports_it(shop: Shop) -> None:
    assert shop.names("numbers_") == ["micropip", "numbers"]


def test_a_second_build_asks_nobody(shop: Shop) -> None:
    first = shop.fetch("numbers", "leaf")
    shop.url = "http://127.0.0.1:9/"
    assert shop.fetch("leaf", "numbers") == first


def test_what_a_package_needs_comes_with_it(shop: Shop, tmp_path: Path) -> None:
    needs = ["leaf", "numbers>=2"]
    shop.publish(wheel(tmp_path, "branch", {"branch.py": ""}, requires=needs))
    assert shop.names("branch") == ["branch", "leaf", "micropip", "numbers"]


def test_what_is_needed_is_decided_for_the_page_and_not_for_this_machine(
    shop: Shop, tmp_path: Path
) -> None:
    needs = [
        "leaf; sys_platform == 'emscripten'",
        "nowhere; sys_platform != 'emscripten' and python_version < '3'",
        "nowhere; extra == 'all'",
    ]
    shop.publish(wheel(tmp_path, "branch", {"branch.py": ""}, requires=needs))
    assert shop.names("branch") == ["branch", "leaf", "micropip"]


def test_the_page_is_what_the_lock_file_is_for() -> None:
    assert LOCK["info"]["python"] == PYODIDE["python_full_version"]
    assert PYODIDE["python_full_version"].startswith(PYODIDE["python_version"] + ".")


def test_a_wheel_can_be_given_by_its_path(shop: Shop, tmp_path: Path) -> None:
    own = wheel(tmp_path / "own", "own", {"own.py": ""}, requires=["leaf"])
    numbers = next(shop.full.glob("numbers*"))
    here = tmp_path / "by-hand" / numbers.name
    here.parent.mkdir()
    numbers.rename(here)
    assert shop.names(str(own), str(here)) == ["leaf", "micropip", "numbers", "own"]


def test_a_file_that_is_not_the_one_of_the_lock_file_is_refused(shop: Shop) -> None:
    numbers = next(shop.full.glob("numbers*"))
    wheel(shop.full, "numbers", {"numbers_/__init__.py": "evil"}, "2.4.6", COMPILED)
    refused = f"{numbers.name} is not the file that Pyodide's lock file names: its sha256 is "
    assert shop.refusal("numbers").startswith(refused)
    assert shop.refusal(str(numbers)).startswith(refused)
    assert list(shop.cache.rglob("*.whl")) == []


def test_without_a_network_it_says_what_to_get_by_hand(shop: Shop) -> None:
    shop.url = "http://127.0.0.1:9/"
    said = shop.refusal("numbers")
    assert "is there a network? " in said
    file = f"numbers-2.4.6-{COMPILED}.whl"
    assert said.endswith(
        f"get http://127.0.0.1:9/full/{file} elsewhere and give its path: --with {file}"
    )


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("nowhere", "requirement nowhere (from versions: none). Cells can have pure Python"),
        ("leaf==2.0", "requirement leaf==2.0 (from versions: 1.0)"),
        ("two words", "--with takes names of packages and paths of wheels, not 'two words'"),
        ("gone.whl", "--with gone.whl: there is no such file"),
    ],
)
def test_what_is_not_to_be_had_is_one_line(shop: Shop, wanted: str, said: str) -> None:
    assert said in shop.refusal(wanted)


def test_a_file_that_is_no_wheel_is_one_line(shop: Shop, tmp_path: Path) -> None:
    page = tmp_path / "numpy-1.0-py3-none-any.whl"
    page.write_text("<html>Please log in</html>", "utf-8")
    assert shop.refusal(str(page)) == "numpy-1.0-py3-none-any.whl is not a wheel"


def test_the_catalogue_tells_what_each_import_takes(shop: Shop, tmp_path: Path) -> None:
    shop.publish(wheel(tmp_path, "twig", {"twig/__init__.py": ""}, requires=["leaf"]))
    modules = {"branch/__init__.py": "", "branch.libs/x.so": "", "_quick.cpython-314.so": ""}
    shop.publish(wheel(tmp_path, "branch-tools", modules, requires=["twig"]))
    told = catalogue(shop.fetch("branch-tools"))
    leaf, twig = "leaf-1.0-py3-none-any.whl", "twig-1.0-py3-none-any.whl"
    branch = "branch_tools-1.0-py3-none-any.whl"
    micropip = told["installer"]
    assert told["imports"] == {
        "_quick": [branch, leaf, twig],
        "branch": [branch, leaf, twig],
        "leaf": [leaf],
        "micropip": [micropip],
        "twig": [leaf, twig],
    }
    assert set(told["files"]) == {branch, leaf, micropip, twig}
    content = shop.served / "simple" / "leaf" / leaf
    assert told["files"][leaf]["size"] == content.stat().st_size
