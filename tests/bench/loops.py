"""What a Python loop costs in the two Pythons of the page, against the Python that builds the site.

ours: Pyodide and MicroPython, in Node, which has the JavaScript engine of Chromium
baseline: CPython, the one that this runs in

The loops are 10,000 updates of the lesson's line, with a reader's code (the solution of its task),
and the loss landscape on 61×61 places over its eight points, with the engine's.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.bench.comparison import Comparison, in_turn
from tests.bench.pages import LESSON, Bench
from web.toolchain import ROOT, node

SCRIPT = Path(__file__).with_name("loops.mjs")
PYTHONS = {"Pyodide": "pyodide", "MicroPython": "micropython"}
CPYTHON = f"CPython {sys.version_info.major}.{sys.version_info.minor}"

LANDSCAPE = """
from engine import L2, Data, Line, loss_landscape

points = Data([(x, 0.6 * x + 0.3 * (-1) ** x) for x in range(1, 9)])
values = [(i - 30) / 10 for i in range(61)]

def landscape():
    return loss_landscape(Line(1, 0), L2(), points, ("w", values), ("b", values))
"""
CALLS = {"10,000 updates of the line": "train(10000)", "a 61×61 landscape": "landscape()"}


def measure(bench: Bench, rounds: int) -> list[Comparison]:
    slug = LESSON.rstrip("/")
    (file,) = bench.folder.glob(f"assets/python-{slug}-*.json")
    lesson = json.loads(file.read_text("utf-8"))
    code = lesson["cells"]["train"]["solution"] + LANDSCAPE
    engine = {path: text for path, text in lesson["files"].items() if path.startswith("engine/")}
    work = {"files": engine, "code": code, "calls": list(CALLS.values())}
    cpython, *others = in_turn(
        rounds,
        lambda: here(code),
        *(lambda name=name: in_node(name, work) for name in PYTHONS.values()),
    )
    return [
        Comparison(
            f"{loop}, {name}",
            CPYTHON,
            tuple(times[i] for times in python),
            tuple(times[i] for times in cpython),
        )
        for name, python in zip(PYTHONS, others, strict=True)
        for i, loop in enumerate(CALLS)
    ]


def here(code: str) -> list[float]:
    """Milliseconds of each call in the Python that runs this."""
    names: dict[str, Any] = {}
    exec(code, names)
    times = []
    for call in CALLS.values():
        eval(call, names)
        began = perf_counter()
        eval(call, names)
        times.append(1000 * (perf_counter() - began))
    return times


def in_node(python: str, work: dict[str, Any]) -> list[float]:
    """The same in another Python."""
    done = subprocess.run(
        [node(), SCRIPT, python],
        input=json.dumps(work),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        check=True,
    )
    times: list[float] = json.loads(done.stdout)
    return times
