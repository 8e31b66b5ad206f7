"""The core journey through the lesson, in Chromium, Firefox and WebKit: `--engines all`.

Written once: figures, a cell, Stop, a task, training, and all of it again without a network.
"""

from __future__ import annotations

from engine.data import Data
from engine.descent import GradientDescent
from engine.losses import L2
from engine.models import Line
from tests.browser.host import Host
from tests.engines.tab import Tab
from web.toolchain import ROOT

DATA = [(1, 0.85), (2, 1.43), (3, 1.92), (4, 2.59), (5, 3.20), (6, 3.82), (7, 4.38), (8, 4.97)]

LINE = "w = {w}\nb = 1\n\ndef y(x, w, b):\n    return w * x + b\n\nprint('begun')\n"

#: the numbers that a block's chart really draws, read out of Plotly, in full
DRAWN = """(id) => {
    const plot = document.querySelector(`#${id} .js-plotly-plot`);
    return Array.from(plot?._fullData?.[0].y ?? []);
}"""

READINGS = """(...names) => names.map(
    (name) => document.querySelector(`#train output[aria-label=${name}]`).textContent
)"""

SCROLL = "(id) => document.getElementById(id).scrollIntoView({ block: 'center' })"

SOLUTION = """async (name) => {
    const site = JSON.parse(document.getElementById('site').textContent);
    return (await (await fetch(site.python)).json()).cells[name].solution;
}"""


def test_the_journey(tab: Tab) -> None:
    with Host(ROOT / "site").running() as host:
        tab.visit(host.url + "how-machines-learn/")
        a_figure_follows_its_slider(tab, "End", 10)
        a_solid_chart_appears(tab)
        a_cell_runs(tab)
        an_endless_loop_is_stopped(tab)
        a_task_is_passed(tab)
        training_plays_and_pauses(tab)
        # All files are kept, and the service worker answers for this page.
        tab.expect("activated", "() => navigator.serviceWorker.controller?.state ?? null")
    tab.reload()
    a_figure_follows_its_slider(tab, "Home", -10)
    a_cell_runs(tab)
    assert tab.told == []


def a_figure_follows_its_slider(tab: Tab, key: str, w: float) -> None:
    tab.ask(SCROLL, "line")
    tab.press("#line input[type=range][aria-label=w]", key)
    tab.expect([w * x for x in range(-10, 11)], DRAWN, "line")


def a_solid_chart_appears(tab: Tab) -> None:
    tab.ask(SCROLL, "neuron-2d")
    tab.expect(
        ["surface", True],
        """() => {
            const plot = document.querySelector('#neuron-2d .js-plotly-plot');
            return [plot?._fullData?.[0].type ?? null, !!plot?.querySelector('canvas')];
        }""",
    )


def a_cell_runs(tab: Tab) -> None:
    run(tab, "plot-a-line", LINE.format(w=2) + "print(y(3, w, b))\n")
    tab.expect_text("#plot-a-line [role=log]", "begun\n7\n")
    tab.expect(samples(2, 1), DRAWN, "plot-a-line")


def an_endless_loop_is_stopped(tab: Tab) -> None:
    tab.write("#plot-a-line [role=textbox]", LINE.format(w=4) + "while True: pass\n")
    tab.click("#plot-a-line button.run")
    tab.expect_text("#plot-a-line .run-status", "Running")
    tab.expect("begun\n", "() => document.querySelector('#plot-a-line [role=log]').textContent")
    tab.click("#plot-a-line button.stop")
    tab.expect_text("#plot-a-line .run-status", "Stopped in line 8.")
    # Its variables are there.
    tab.expect(samples(4, 1), DRAWN, "plot-a-line")


def a_task_is_passed(tab: Tab) -> None:
    run(tab, "plot-a-line", "w = 2\nb = 1\n\ndef y(x, w, b):\n    return x\n")
    tab.expect_attribute("#plot-a-line", "data-verdict", "wrong")
    run(tab, "plot-a-line", tab.ask(SOLUTION, "plot-a-line"))
    tab.expect_attribute("#plot-a-line", "data-verdict", "passed")


def training_plays_and_pauses(tab: Tab) -> None:
    run(tab, "train", tab.ask(SOLUTION, "train"))
    tab.expect_attribute("#train", "data-verdict", "passed")
    iteration = "document.querySelector('#train output[aria-label=iteration_counter]').textContent"
    timeline = "document.querySelector('#train [aria-label=iteration]').max"
    tab.click("#train button.play")
    tab.expect(True, f"() => Number({iteration}) >= 10")
    tab.click("#train button.play")
    tab.expect_text("#train button.play", "Play")
    tab.expect(True, f"() => Number({iteration}) === Number({timeline})")

    count, *shown = tab.ask(READINGS, "iteration_counter", "w", "b")
    line = Line(1, 0)
    descent = GradientDescent(line, L2(), Data(DATA), 0.001)
    for _ in range(round(float(count))):
        descent.step()
    assert shown == [f"{value:.4f}" for value in line.parameters]


def run(tab: Tab, cell: str, code: str) -> None:
    """Run the cell with new code, and wait until the run has ended."""
    tab.ask(SCROLL, cell)
    tab.expect_attribute(f"#{cell}", "data-state", "ready")
    tab.write(f"#{cell} [role=textbox]", code)
    tab.click(f"#{cell} button.run")
    tab.expect_attribute(f"#{cell}", "data-state", "ready")


def samples(w: float, b: float) -> list[float]:
    return [w * (-10 + 20 / 80 * i) + b for i in range(81)]
