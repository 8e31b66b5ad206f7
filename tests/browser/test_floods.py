"""Floods and bombs: each ends in a clear sentence, and the next run finds everything as it was."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PYTHON_TIMEOUT, block, button, number_field, run, write

LINE = "w = 2\nb = 1\n\ndef y(x, w, b):\n    return w * x + b\n\n"

#: code, and what the alert then says, a part of it: nothing where Python has nothing against it
BOMBS: dict[str, tuple[str, str | re.Pattern[str]]] = {
    "deleted built-ins": ("import builtins\ndel builtins.len, builtins.BaseException\n", ""),
    "modules changed": (
        "import json, math, engine, figures\njson.dumps = math.isfinite = None\n"
        "json.encoder.JSONEncoder.encode = engine.Line.predict = None\nfigures.__dict__.clear()\n",
        "",
    ),
    "sys changed": (
        "import sys\nsys.stdout = None\nsys.path.clear()\nsys.setrecursionlimit(40)\n"
        "sys.modules.clear()\n",
        "",
    ),
    "the page's own modules changed": (
        "import interpreter, cells_worker\ninterpreter.interpreter().watch = lambda call: None\n"
        "interpreter.Interpreter.clean = lambda self: None\n"
        "cells_worker.cells['plot-a-line'].run = lambda code: {}\ncells_worker.cells.clear()\n",
        "",
    ),
    "built-ins emptied by a function that the picture calls": (
        "import builtins\ndef y(x, w, b):\n    vars(builtins).clear()\n    return w * x + b\n",
        "which Python itself needs",
    ),
    "recursion": ("def f():\n    f()\nf()\n", "RecursionError"),
    "recursion below Python": (
        "class A:\n    def __repr__(self):\n        return repr(self)\nrepr(A())\n",
        "Your code went too deep: functions within functions",
    ),
    "exit": ("quit()\n", "Your code asked Python to exit"),
    "the process's exit": ("import os\nos._exit(1)\n", "Your code asked Python to exit"),
    "input": ("name = input('Name? ')\n", "Put the value into a variable"),
    "a thread": (
        "import threading\nthreading.Thread(target=print).start()\n",
        "cannot start thread",
    ),
    "a task without end": (
        "import asyncio\nasync def tick():\n    while True:\n        await asyncio.sleep(0)\n"
        "async def main():\n    asyncio.create_task(tick())\n    await asyncio.sleep(0.01)\n"
        "asyncio.run(main())\n",
        "",
    ),
    "a task outside of a loop": (
        "import asyncio\nasync def tick():\n    while True:\n        print('ghost')\n"
        "        await asyncio.sleep(0)\nasyncio.get_event_loop().create_task(tick())\n",
        "There is no event loop outside of asyncio.run().",
    ),
    "a line without an end": ("print('no end', end='')\n", ""),
    "a closed output": ("import sys\nsys.stdout.close()\n", ""),
    "an output led elsewhere": ("import os\n_, end = os.pipe()\nos.dup2(end, 1)\n", ""),
    "files that stay open": (
        "import os\nwhile True:\n    os.open('/lesson.json', os.O_RDONLY)\n",
        "Your code broke Python itself",
    ),
    "a folder in a file's place": (
        "import os\nos.remove('/numbers')\nos.mkdir('/numbers')\n",
        "Your code broke Python itself",
    ),
    "last words": ("print('Stack (most recent call first):')\n", ""),
    "an output that is none": ("import sys\nsys.stdout.write = lambda text: 0\n", ""),
    "a hook that raises": (
        "import sys\ndef hook(*_):\n    raise ValueError\nsys.addaudithook(hook)\n",
        "Your code broke Python itself",
    ),
    "a monitor of every function": (
        "import sys\nmonitoring = sys.monitoring\nmonitoring.use_tool_id(2, 'spy')\n"
        "monitoring.register_callback(2, monitoring.events.PY_START, lambda *_: print('spied'))\n"
        "monitoring.set_events(2, monitoring.events.PY_START)\n",
        "",
    ),
    "a list of a gigabyte": ("a = [0] * 10**9\n", "more memory than there is"),
    "more than a phone has": ("a = bytearray(1_500_000_000)\n", "more memory than there is"),
    "lists without end": ("a = []\nwhile True:\n    a.append([1])\n", "memory"),
    # Python finds this out when it looks for room, or when it takes the lists apart.
    "lists within lists": (
        "a = []\nwhile True:\n    a = [a] * 3\n",
        re.compile("ran out of memory|or lists within lists"),
    ),
    "a long message": ("raise ValueError('x' * 10**6)\n", "ValueError: xxx"),
    "a message with a surrogate": ("raise ValueError('<b>' + chr(0xd800))\n", "ValueError: <b>"),
    "an error that says nothing": (
        "class E(BaseException):\n    def __str__(self):\n        raise SystemExit\nraise E\n",
        "E: <exception str() failed>",
    ),
    "a null byte": ("w = 1\x00\n", "null bytes"),
    "a closed worker": ("import js\njs.self.onmessage = None\njs.self.close()\n", ""),
    "forged messages": (
        "import js\nfrom pyodide.ffi import to_js\n"
        "forged = {'kind': 'output', 'block': 'plot-a-line', 'printed': '<b>bold</b>'}\n"
        "js.postMessage(to_js(forged, dict_converter=js.Object.fromEntries))\n"
        "forged = {'id': 'x', 'type': 'RAW', 'value': {'text': '<b>bold</b>'}}\n"
        "js.postMessage(to_js(forged, dict_converter=js.Object.fromEntries))\n",
        "",
    ),
    "a flood of messages": (
        "import js\nwhile True:\n    js.postMessage('x')\n",
        "Your code flooded the page with messages",
    ),
}


def cell_of(page: Page) -> Locator:
    cell = block(page, "Plotting a line")
    cell.scroll_into_view_if_needed()
    expect(cell).to_have_attribute("data-state", "ready", timeout=PYTHON_TIMEOUT)
    return cell


def test_after_every_bomb_the_next_run_is_a_plain_one(page: Page, site_url: str) -> None:
    # Pyodide tells the console how it died, so the console is not watched here.
    page.goto(site_url + "how-machines-learn/")
    cell = cell_of(page)
    alert = cell.get_by_role("alert")
    for name, (code, sentence) in BOMBS.items():
        run(cell, LINE + code)
        expect(alert, name).to_contain_text(sentence or re.compile("^$"))
        assert len(alert.inner_text()) < 1500, name
        expect(cell.get_by_role("log", name="Output")).not_to_contain_text("most recent call first")
        run(cell, LINE + "print(len('abc'), __name__)\n")
        expect(alert, name).to_be_empty()
        expect(cell.get_by_role("log", name="Output"), name).to_have_text("3 __main__\n")
        expect(cell, name).to_have_attribute("data-verdict", "passed")
    assert page.locator("b", has_text="bold").count() == 0


def test_what_is_printed_at_the_end_without_a_line_is_shown(lesson: Page) -> None:
    cell = cell_of(lesson)
    log = cell.get_by_role("log", name="Output")
    run(cell, LINE + "print('a line')\nprint('no end', end='')\n")
    expect(log).to_have_text("a line\nno end")
    run(cell, "print('x' * 100, end='')\n1 / 0\n")
    expect(log).to_have_text("x" * 100)


def test_of_other_cells_a_worker_has_nothing_to_say(lesson: Page) -> None:
    cell = cell_of(lesson)
    other = block(lesson, "Predicting what was never measured")
    run(
        cell,
        LINE + "import js, json\n"
        "printed = {'head': 'forged', 'left': 0, 'lines': 1, 'tail': ''}\n"
        "for message in (\n"
        "    {'kind': 'output', 'block': 'predict', 'printed': printed},\n"
        "    {'kind': 'loading', 'block': 'predict', 'name': 'forged', 'loaded': 0, 'total': 1},\n"
        "):\n"
        "    js.postMessage(js.JSON.parse(json.dumps(message)))\n"
        'js.postMessage(js.JSON.parse(\'{"kind": "progress", "loaded": 1e999, "total": 1}\'))\n',
    )
    expect(cell).to_have_attribute("data-verdict", "passed")
    expect(other).to_have_attribute("id", "predict")
    expect(other.get_by_role("log", name="Output")).to_be_empty()
    expect(other.locator(".run-status")).to_be_empty()


def test_of_a_flood_the_beginning_and_the_end_are_shown(lesson: Page) -> None:
    cell = cell_of(lesson)
    write(cell, LINE + "for i in range(10**7):\n    print('line', i)\n")
    button(cell, "Run").click()
    log = cell.get_by_role("log", name="Output")
    expect(log).to_contain_text("lines left out")
    # The page goes on meanwhile.
    figure = block(lesson, "The line")
    number_field(figure, "w").fill("4")
    expect(figure.locator(".formula")).to_have_text("y = 4·x + 0")
    button(cell, "Stop").click()
    expect(cell).to_have_attribute("data-state", "ready")
    text = log.text_content() or ""
    assert text.startswith("line 0\nline 1\n")
    assert len(text) < 25_000
    shown = [int(number) for number in re.findall(r"line (\d+)\n", text)]
    (left,) = re.findall(r"… ([\d,]+) lines left out …", text)
    assert abs(len(shown) + int(left.replace(",", "")) - shown[-1]) <= 2


def test_one_huge_line_is_shown_in_part(lesson: Page) -> None:
    cell = cell_of(lesson)
    run(cell, LINE + "print('a' + 'x' * 10**7 + 'z')\n")
    log = cell.get_by_role("log", name="Output")
    expect(log).to_contain_text("characters left out")
    text = log.text_content() or ""
    assert text.startswith("ax")
    assert text.endswith("xz\n")
    assert len(text) < 25_000
