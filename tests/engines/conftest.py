"""The engines that `--engines` names, each driven as a reader would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.engines.tab import Tab, engines
from web.errors import UserError


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", metafunc.config.getoption("engines"))


@pytest.fixture
def tab(engine: str, playwright: Playwright, tmp_path: Path) -> Iterator[Tab]:
    """An empty tab, for a reader who has never been here."""
    try:
        with engines(playwright, tmp_path)[engine]() as tab:
            yield tab
    except UserError as error:
        pytest.fail(str(error), pytrace=False)
