"""What every test may ask for: the project's Chromium, and the built site behind an address."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from web.serve import serving
from web.toolchain import ROOT, chromium

# The same cases in every run, however slow the machine: a failure is seen by everybody or nobody.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

ENGINES = ("chromium", "firefox", "webkit")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engines",
        type=engines,
        default="chromium",
        help=f"where to make the journey of tests/engines: {', '.join(ENGINES)}, or all",
    )


def engines(text: str) -> list[str]:
    chosen = list(ENGINES) if text == "all" else text.split(",")
    if not set(chosen) <= set(ENGINES):
        raise argparse.ArgumentTypeError(f"all, or some of {','.join(ENGINES)}, not {text!r}")
    return chosen


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": str(chromium())}


@pytest.fixture(scope="session")
def site_url() -> Iterator[str]:
    """The address of the site that `build.py test` has built, with a slash at its end."""
    with serving(ROOT / "site") as url:
        yield url
