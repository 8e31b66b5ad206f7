"""How cost grows with size, against the smallest of each kind.

`measure` builds lessons with more and more of something and visits them: figures on a page, data
points and neurons in a figure. `builds` builds sites with more and more lessons. Both go the way
of any lesson, through the builder; nothing is made for them but the text of the lessons.

ours: a size; baseline: the smallest one. A build may take no more than in proportion. Pages are
timed to `figures-ready`, figures from a slider's `input` until Plotly has drawn what it brought,
each step when the one before is drawn.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.bench.comparison import Comparison, in_turn
from tests.bench.figure_shares import stepped
from tests.bench.pages import Bench, marked, near
from web.serve import serving
from web.site import build
from web.toolchain import ROOT

POINTS = (8, 100, 1000, 10_000)
NEURONS = (1, 4, 16, 32)
FIGURES = (1, 10, 40)
LESSONS = (1, 20, 200)
#: only what is near the screen is drawn, however much there is on a page
READY_LIMIT = 2

#: what a project has besides its lessons
ROOMS = ("engine", "web")
FILES = ("package-lock.json", "tsconfig.json", "pyproject.toml", "LICENSE")

LESSON = """---
title: {title}
description: Synthetic.
minutes: 1
order: {order}
---

A line is $y = wx + b$, and this one is number ${order}$.
"""

FIGURE = """
```{{figure}} {name}
---
title: {name}
sliders: {{w: 1}}
---
```
"""

PYTHON = """
from array import array
from math import exp

from lessons.chart import Chart, Figure, axes, curve, points, span


def among_points(count, w):
    x = span(-10, 10, count)
    data = array("d", [2 * value / 3 + (i % 7 - 3) for i, value in enumerate(x)])
    misses = [w * value - target for value, target in zip(x, data)]
    loss = sum([miss * miss for miss in misses]) / count
    traces = [points(x, data), curve(span(-10, 10, 2), array("d", [-10 * w, 10 * w]))]
    return Figure(Chart(traces, axes(), "A line among %d points: %g." % (count, loss)))


def of_neurons(count, w):
    x = span(-10, 10, 120)
    y = array("d", [0.0 for _ in x])
    for neuron in range(count):
        b = 20 * (neuron + 0.5) / count - 10
        for i, value in enumerate(x):
            y[i] += 1 / (1 + exp(-w * (value - b))) / count
    return Figure(Chart([curve(x, y)], axes(), "A curve of %d neurons." % count))
"""
CALL = """

def {name}(w):
    return {function}({size}, w)
"""


def measure(bench: Bench, rounds: int) -> list[Comparison]:
    """Figures on a page, points in a figure, neurons in a figure."""
    pages = {
        f"figures-{count}": [(f"line-{i}", "among_points", 8) for i in range(count)]
        for count in FIGURES
    }
    pages |= {f"points-{count}": [(f"points-{count}", "among_points", count)] for count in POINTS}
    pages |= {f"neurons-{count}": [(f"neurons-{count}", "of_neurons", count)] for count in NEURONS}
    with project() as root:
        for order, (slug, figures) in enumerate(pages.items(), 1):
            write_lesson(root, slug, order, figures)
        built(root)
        with serving(root / "site") as url, replace(bench, url=url).visitor() as visit:

            def ready(count: int) -> float:
                with visit(f"figures-{count}/") as page:
                    return marked(page, "figures-ready")

            def step(name: str) -> float:
                with visit(f"{name}/") as page:
                    marked(page, "figures-ready")
                    near(page, name)
                    return median(stepped(page, name, own=False)[1:])

            return [
                *growth("figures on a page, ready", FIGURES, rounds, ready, lambda _: READY_LIMIT),
                *growth("points, a step", POINTS, rounds, lambda count: step(f"points-{count}")),
                *growth("neurons, a step", NEURONS, rounds, lambda count: step(f"neurons-{count}")),
            ]


def builds(_: Bench, rounds: int) -> list[Comparison]:
    """Lessons in a build, of two figures each."""
    with contextlib.ExitStack() as stack:
        roots = {count: stack.enter_context(project()) for count in LESSONS}
        # What takes long is kept from build to build, as it is for an author.
        made: Path | None = None
        for count, root in roots.items():
            for order in range(1, count + 1):
                figures = [("line", "among_points", 8), ("neurons", "of_neurons", 4)]
                write_lesson(root, f"lesson-{order}", order, figures)
            if made:
                shutil.copytree(made, root / ".cache")
            built(root)
            made = root / ".cache"
        return growth("lessons, a build", LESSONS, rounds, lambda count: built(roots[count]), float)


def growth(
    name: str,
    sizes: Sequence[int],
    rounds: int,
    time: Callable[[int], float],
    limit: Callable[[int], float | None] = lambda _: None,
) -> list[Comparison]:
    """Every size beside the smallest one.

    limit: what is promised for a size, as a multiple of what the smallest takes
    """
    smallest, *others = sizes
    base, *times = in_turn(rounds, *(lambda size=size: time(size) for size in sizes))
    return [
        Comparison(
            f"{size:,} {name}",
            f"{smallest} of them",
            tuple(grown),
            tuple(base),
            ratio_limit=limit(size),
        )
        for size, grown in zip(others, times, strict=True)
    ]


@contextlib.contextmanager
def project() -> Iterator[Path]:
    """A project without lessons."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for room in ROOMS:
            shutil.copytree(ROOT / room, root / room)
        for name in FILES:
            shutil.copyfile(ROOT / name, root / name)
        (root / "node_modules").symlink_to(ROOT / "node_modules")
        (root / "lessons").mkdir()
        for file in (ROOT / "lessons").glob("*.py"):
            shutil.copyfile(file, root / "lessons" / file.name)
        yield root


def write_lesson(root: Path, slug: str, order: int, figures: list[tuple[str, str, int]]) -> None:
    """figures: the name of each, the function of PYTHON that draws it, and the size for that."""
    folder = root / "lessons" / slug
    folder.mkdir()
    prose = LESSON.format(title=slug, order=order)
    blocks = [FIGURE.format(name=name) for name, _, _ in figures]
    (folder / "lesson.md").write_text(prose + "".join(blocks), "utf-8")
    calls = [
        CALL.format(name=name.replace("-", "_"), function=function, size=size)
        for name, function, size in figures
    ]
    (folder / "figures.py").write_text(PYTHON + "".join(calls), "utf-8")


def built(root: Path) -> float:
    """Milliseconds of a build; what it prints is for its author."""
    began = perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        build(root, root / "site")
    return 1000 * (perf_counter() - began)
