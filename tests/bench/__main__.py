"""Measures the built site, each number beside a baseline from the same browser run.

Prints a table, and writes the same with every single time as JSON. `ours` and `baseline` are
medians of rounds in which the two took turns; `ratio` is the median of the rounds' own ratios.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from playwright.sync_api import sync_playwright

from tests.bench import (
    figure_shares,
    figures_ready,
    lighthouse,
    loops,
    memory,
    python_ready,
    sizes,
    slider_to_paint,
    solid_slider,
    stopping,
    training,
)
from tests.bench.comparison import Comparison
from tests.bench.pages import Bench, ground
from tests.bench.table import as_json, markdown, table
from web.errors import UserError
from web.toolchain import ROOT, chromium

Measurement = Callable[[Bench, int], list[Comparison]]

#: what measures, and how many rounds tell more than noise in a fair time. A new measurement is a
#: module with such a function, and a line here.
MEASUREMENTS: dict[str, tuple[Measurement, int]] = {
    "python-ready": (python_ready.measure, 4),
    "python-ready-lines": (python_ready.over_lines, 2),
    "python-ready-firefox": (python_ready.in_firefox, 4),
    "figures-ready": (figures_ready.measure, 6),
    "figures-ready-lines": (figures_ready.over_lines, 3),
    "slider-to-paint": (slider_to_paint.measure, 5),
    "solid-slider": (solid_slider.measure, 5),
    "figure-shares": (figure_shares.measure, 3),
    "stopping": (stopping.measure, 4),
    "training": (training.measure, 5),
    "memory": (memory.measure, 2),
    "loops": (loops.measure, 5),
    "sizes": (sizes.measure, 3),
    "lessons": (sizes.builds, 2),
    "lighthouse": (lighthouse.measure, 3),
}
RESULTS = ROOT / ".cache" / "bench.json"


def main(arguments: Sequence[str]) -> int:
    options = parse(arguments)
    comparisons: list[Comparison] = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=str(chromium()))
        conditions = {
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "browser": f"Chromium {browser.version}",
            "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        }
        with ground(playwright, browser, Path(folder)) as bench:
            for name in options.only or MEASUREMENTS:
                measure, usual = MEASUREMENTS[name]
                rounds = options.rounds or (1 if options.quick else usual)
                print(
                    f"{name}, {rounds} {'round' if rounds == 1 else 'rounds'} …",
                    file=sys.stderr,
                    flush=True,
                )
                comparisons += measure(bench, rounds)
                # After each: what comes later may fail, or take longer than anybody waits.
                options.json.write_text(as_json(comparisons, conditions), "utf-8")
        browser.close()
    print(" · ".join(conditions.values()), end="\n\n")
    print(markdown(comparisons) if options.markdown else table(comparisons))
    print(f"Every single time is in {options.json}")
    return 0


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        raise UserError(f"{message}; `python3 build.py bench --help` lists the options")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser(
        prog="build.py bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=MEASUREMENTS,
        metavar="NAME",
        help=f"one measurement, or several by repeating this: {', '.join(MEASUREMENTS)}",
    )
    parser.add_argument(
        "--rounds", type=count, metavar="N", help="rounds of each, in place of its usual number"
    )
    parser.add_argument(
        "--quick", action="store_true", help="one round of each: shows that it works"
    )
    parser.add_argument(
        "--markdown", action="store_true", help="print the table as README.md has it"
    )
    parser.add_argument(
        "--json",
        type=in_a_folder,
        default=RESULTS,
        metavar="FILE",
        help="where the JSON goes; .cache/bench.json if not said",
    )
    return parser.parse_args(arguments)


def count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"rounds are counted from 1, not {text!r}")
    return int(text)


def in_a_folder(text: str) -> Path:
    """A file that can be written in the end: minutes of measuring should not be lost for it."""
    file = Path(text)
    if not os.access(file.parent, os.W_OK) or file.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is no file in a folder that can be written to")
    return file


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except UserError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
