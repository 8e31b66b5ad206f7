"""What a run of the reader's code leaves behind in the interpreter, and what is put back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from web.toolchain import ROOT

#: the first code is run, then the second, each in names of its own; the last line is what it prints
PROGRAM = """
import json, math, sys
sys.path[:0] = [{python!r}, {root!r}]
import engine
from interpreter import interpreter

def run(code):
    interpreter().begin()
    return interpreter().run(lambda: exec(code, {{}}))

errors = [repr(run(code)) for code in ({first!r}, {then!r})]
json.dump([*errors, interpreter().worn], sys.__stderr__)
"""


def outcome(first: str, then: str = "pass") -> tuple[str, list[object]]:
    """Run both in a fresh interpreter: what they print, their errors, and whether it is worn."""
    program = PROGRAM.format(
        python=str(ROOT / "web" / "python"), root=str(ROOT), first=first, then=then
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout, json.loads(done.stderr)


@pytest.mark.parametrize(
    ("first", "then", "printed"),
    [
        ("import builtins; del builtins.len; builtins.print = None", "print(len('abc'))", "3"),
        ("import builtins; del builtins.BaseException, builtins.list", "print(list('a'))", "['a']"),
        ("import json; json.dumps = json.encoder.JSONEncoder.encode = None", "", ""),
        (
            "from collections.abc import Sequence; Sequence.register(int)",
            "from collections.abc import Sequence\n"
            "print(isinstance(1, Sequence), isinstance('a', Sequence))",
            "False True",
        ),
        (
            "import codecs; codecs.register(lambda name: codecs.lookup('utf-8'))",
            "import codecs\ntry: codecs.lookup('odd')\nexcept LookupError: print('none')",
            "none",
        ),
        ("import math; math.pi = 3", "import math; print(math.pi)", "3.141592653589793"),
        (
            "import engine; engine.Line.predict = None",
            "import engine; print(engine.Line(2, 1).predict(3))",
            "7.0",
        ),
        ("import sys; sys.stdout = None; sys.modules.clear()", "import math; print(1)", "1"),
        ("import sys; sys.path.clear(); sys.meta_path.clear()", "import string; print(1)", "1"),
        ("import sys; sys.setrecursionlimit(30)", "print(str([[[[1]]]]))", "[[[[1]]]]"),
        ("print('no end', end='')", "print('of line')", "no endof line"),
        ("import sys; sys.stdout.write = lambda text: 0", "print('seen')", "seen"),
        (
            "import sys; sys.stdout.reconfigure(encoding='utf-16', newline='\\r')",
            "print('seen')",
            "seen",
        ),
        (
            "import sys; sys.argv.append('more'); sys.warnoptions.append('more')",
            "import sys; print('more' in sys.argv + sys.warnoptions)",
            "False",
        ),
        (
            "import tracemalloc; tracemalloc.start()",
            "import tracemalloc; print(tracemalloc.is_tracing())",
            "False",
        ),
        (
            "import warnings; warnings.simplefilter('error')",
            "import warnings; print('error' in [rule[0] for rule in warnings.filters])",
            "False",
        ),
        (
            "import sys; sys.set_int_max_str_digits(0)",
            "import sys; print(sys.get_int_max_str_digits())",
            "4300",
        ),
        (
            "import json; json._default_encoder.encode = lambda value: 'null'",
            "import json; print(json.dumps([1]))",
            "[1]",
        ),
        (
            "import json; json.dumps.__kwdefaults__.clear()",
            "import json; print(json.loads(json.dumps([1])))",
            "[1]",
        ),
        ("import gc; gc.callbacks.append(print)", "import gc; print(gc.callbacks)", "[]"),
        (
            "from collections import UserDict; UserDict.__len__ = lambda self: 9",
            "from collections import UserDict; print(len(UserDict()))",
            "0",
        ),
        (
            "from collections.abc import Mapping; Mapping.get = None",
            "from collections.abc import Mapping; print(callable(Mapping.get))",
            "True",
        ),
        (
            "import re; type.__setattr__(re.RegexFlag, 'foo', 1)",
            "import re; print(hasattr(re.RegexFlag, 'foo'))",
            "False",
        ),
        (
            "import copy; copy._deepcopy_dispatch[list] = lambda *_: 'none'",
            "import copy; print(copy.deepcopy([1]))",
            "[1]",
        ),
        (
            "import copyreg; copyreg.dispatch_table[int] = 1",
            "import copyreg; print(int in copyreg.dispatch_table)",
            "False",
        ),
        (
            "import json; json.encoder.ESCAPE_DCT.clear()",
            "import json; print(len(json.encoder.ESCAPE_DCT) > 30)",
            "True",
        ),
        (
            "import keyword\nclass A:\n    def __eq__(self, other): raise SystemExit\n"
            "keyword.kwlist[0] = A()",
            "import keyword; print(repr(keyword.kwlist[0]))",
            "'False'",
        ),
        (
            "import os; os.environ._data[b'A'] = b'B'",
            "import os; print('A' in os.environ)",
            "False",
        ),
        (
            "import random; random._inst.choice = random._inst.seed = None",
            "import random; print(vars(random._inst))",
            "{'gauss_next': None}",
        ),
        (
            "import gc; gc.set_threshold(1); gc.set_debug(gc.DEBUG_SAVEALL); gc.freeze()",
            "import gc; print(gc.get_threshold()[0] > 1, gc.get_debug(), gc.get_freeze_count())",
            "True 0 0",
        ),
        (
            "import sys; sys.setswitchinterval(1); sys.set_coroutine_origin_tracking_depth(5)\n"
            "sys.set_asyncgen_hooks(print, print)",
            "import sys; print(sys.getswitchinterval(), sys.get_asyncgen_hooks()[0],"
            " sys.get_coroutine_origin_tracking_depth())",
            "0.005 None 0",
        ),
        (
            "import locale; locale.setlocale(locale.LC_ALL, 'C')",
            "import locale; print(locale.setlocale(locale.LC_CTYPE) == 'C')",
            "False",
        ),
        ("import atexit; atexit.register(print, 'bye')", "", ""),
        (
            "import signal; signal.signal(signal.SIGTERM, print)",
            "import signal; print(signal.getsignal(signal.SIGTERM) is signal.SIG_DFL)",
            "True",
        ),
        (
            "import codecs; codecs.register_error('namereplace', codecs.lookup_error('ignore'))",
            "print(chr(228).encode('ascii', 'namereplace'))",
            r"b'\\N{LATIN SMALL LETTER A WITH DIAERESIS}'",
        ),
        ("import string; string.digits = ''", "import string; print(string.digits)", "0123456789"),
    ],
)
def test_what_a_run_changed_is_put_back(first: str, then: str, printed: str) -> None:
    assert outcome(first, then) == (printed + "\n" if printed else "", ["None", "None", False])


@pytest.mark.parametrize(
    "code",
    [
        "open('/dev/null', 'w')",
        "import sys; sys.addaudithook(lambda *_: None)",
        "import json; json.dumps.__code__ = json.loads.__code__",
        "import ctypes",
        "import importlib; importlib.import_module('ctypes')",
        "import os; os.environ['A'] = 'B'",
        "import sys; sys.stdout.close()",
        "import os; os.close(1)",
        "import os; os.dup2(os.open('/dev/null', os.O_RDONLY), 1)",
    ],
)
def test_what_cannot_be_put_back_wears_the_interpreter(code: str) -> None:
    assert outcome(code)[1] == ["None", "None", True]


@pytest.mark.parametrize(
    "code",
    [
        "import interpreter; interpreter.interpreter().watch = lambda call: None",
        "import interpreter; interpreter.Interpreter.clean = lambda self: None",
        "from show import fold",
        "import importlib; importlib.import_module('training').Training = None",
    ],
)
def test_what_answers_the_page_is_not_there_for_code(code: str) -> None:
    assert outcome(code, "print('next')") == ("next\n", ["None", "None", True])


def test_installed_packages_are_loaded_anew_unless_compiled(tmp_path: Path) -> None:
    folder = tmp_path / "site-packages"
    folder.mkdir()
    (folder / "leaf.py").write_text("def grow(x):\n    return x + 1\n", "utf-8")
    for name, used in (("branch", ""), ("needed", ""), ("solid", "needed"), ("stem", "solid")):
        text = f"import {used}\n" if used else ""
        (folder / f"{name}.py").write_text(f"{text}size = 1\n", "utf-8")
    first = f"""
import sys; sys.path.append({str(folder)!r})
import leaf, branch, needed, solid, stem
leaf.grow = lambda x: 99
branch.size = needed.size = solid.size = stem.size = 2
solid.__file__ += ".so"
"""
    then = f"""
import sys; sys.path.append({str(folder)!r})
import leaf, branch, needed, solid, stem
print(leaf.grow(1), branch.size, needed.size, solid.size, stem.size)
"""
    assert outcome(first, then) == ("2 1 2 2 1\n", ["None", "None", False])


def test_installed_packages_are_compiled_once(tmp_path: Path) -> None:
    folder = tmp_path / "site-packages"
    folder.mkdir()
    (folder / "leaf.py").write_text("size = 1\n", "utf-8")
    program = f"""
import json, sys
sys.path[:0] = [{str(ROOT / "web" / "python")!r}]
from interpreter import interpreter

code = "import sys; sys.path.append({str(folder)!r}); import leaf; print(leaf.size); leaf.size = 2"
compiled = []
sys.addaudithook(lambda event, about: event == "compile" and compiled.append(str(about[1])))
for _ in range(3):
    interpreter().begin()
    interpreter().run(lambda: exec(code, {{}}))
print(sum(path.endswith("leaf.py") for path in compiled), "compiled")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "1\n1\n1\n1 compiled\n"


def test_chance_begins_anew_unless_the_reader_seeds_it() -> None:
    draw = "import random; print(random.random())"
    drawn = {outcome("import random; random.seed(0)", draw)[0] for _ in range(2)}
    assert len(drawn) == 2
    seeded = draw.replace("print", "random.seed(0); print")
    assert len(set(outcome(seeded, seeded)[0].splitlines())) == 1


def test_tasks_end_with_the_run_that_began_them() -> None:
    code = """
import asyncio

async def tick():
    while True:
        await asyncio.sleep(0)

async def main():
    asyncio.create_task(tick())
    await asyncio.sleep(0.01)
    print("done")

asyncio.run(main())
"""
    assert outcome(code, "print('next')") == ("done\nnext\n", ["None", "None", False])


#: what an interrupt meets within asyncio.run()
INTERRUPTED = """
import asyncio, signal, warnings

warnings.simplefilter("ignore")  # Python tells of coroutines that never began.

def interrupt():
    signal.raise_signal(signal.SIGINT)

async def deaf():
    while True:
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            pass

async def breed():
    try:
        await asyncio.sleep(0)
    finally:
        asyncio.create_task(breed())

async def tidy():
    try:
        await asyncio.sleep(1000)
    finally:
        print("tidied")

async def main():
    others = [asyncio.create_task(one()) for one in ({others})]
    await asyncio.sleep(0.01)
    try:
        {where}
    except asyncio.CancelledError:
        print("cancelled")

loops = []
def factory():
    loops.append(asyncio.new_event_loop())
    return loops[0]

try:
    asyncio.run(main(), debug=False, loop_factory=factory)
finally:
    print(len(loops), loops[0].is_closed())
"""


@pytest.mark.parametrize("others", ["", "tidy,", "deaf, tidy", "breed, tidy", "deaf, breed, tidy"])
@pytest.mark.parametrize(
    "where", ["interrupt()", "asyncio.get_running_loop().call_soon(interrupt); await tidy()"]
)
def test_one_interrupt_ends_every_task(others: str, where: str) -> None:
    code = INTERRUPTED.format(others=others, where=where)
    printed, (error, *rest) = outcome(code, "print('next')")
    assert (error, rest) == ("KeyboardInterrupt()", ["None", False])
    *ends, loops, then = printed.splitlines()
    assert (loops, then) == ("1 True", "next")
    assert ends.count("tidied") == ("tidy" in others) + ("tidy" in where)
    assert ends.count("cancelled") == ("tidy" in where)


def test_a_runner_of_ones_own_is_interrupted_at_once() -> None:
    code = """
import asyncio, signal

async def main():
    signal.raise_signal(signal.SIGINT)
    print("on")

with asyncio.Runner() as runner:
    runner.run(main())
"""
    assert outcome(code) == ("", ["KeyboardInterrupt()", "None", False])


def test_a_runs_answer_and_settings_are_kept() -> None:
    code = """
import asyncio

async def main():
    return asyncio.get_running_loop().get_debug()

print([asyncio.run(main(), debug=debug) for debug in (True, False)])
"""
    assert outcome(code) == ("[True, False]\n", ["None", "None", False])


@pytest.mark.parametrize("begun", ["get_event_loop().create_task", "ensure_future"])
def test_no_task_begins_outside_of_a_loop(begun: str) -> None:
    code = f"""
import asyncio

async def tick():
    while True:
        await asyncio.sleep(0)

tick = tick()
try:
    asyncio.{begun}(tick)
finally:
    tick.close()
"""
    printed, (error, *rest) = outcome(code, "print('next')")
    assert "There is no event loop outside of asyncio.run()." in str(error)
    assert (printed, rest) == ("next\n", ["None", False])


def test_loops_of_ones_own_wait_for_time_alone() -> None:
    code = """
import asyncio

async def main():
    await asyncio.sleep(0.001)
    print("done")

loop = asyncio.new_event_loop()
loop.run_until_complete(main())
loop.close()
with asyncio.Runner() as runner:
    runner.run(main())
"""
    assert outcome(code)[0] == "done\ndone\n"


@pytest.mark.parametrize("asks", ["sys.stdin.read()", "sys.stdin.readline()", "list(sys.stdin)"])
def test_what_reads_input_says_what_to_do_instead(asks: str) -> None:
    (error, _, worn) = outcome(f"import sys; {asks}")[1]
    assert "Put the value into a variable" in str(error)
    assert worn is False


def test_input_says_what_to_do_instead() -> None:
    (error, _, worn) = outcome("input('Name? ')")[1]
    assert "Put the value into a variable" in str(error)
    assert worn is False
