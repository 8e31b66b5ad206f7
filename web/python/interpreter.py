"""The interpreter that the reader's code runs in, and how it is cleaned after every run.

Whatever code changes outside its own names is put back when it ends: functions that it replaced in
modules, built-ins that it deleted, what it did to `sys`. So pictures are drawn and the next run
begins as if nothing had happened, and no task of asyncio's is left. What cannot be put back makes
the interpreter worn: the page then wakes another before the next run.
"""

from __future__ import annotations

import _abc  # type: ignore[import-not-found]  # CPython has it, typeshed has not.
import _locale
import _tracemalloc
import abc
import asyncio
import atexit
import builtins
import codecs
import copy
import gc
import io
import os
import random
import signal
import sys
import time
import warnings
from collections.abc import Callable
from functools import cache
from importlib.machinery import SourceFileLoader
from operator import is_
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any, NoReturn

# The functions below have built-ins of their own, which code that deletes some leaves alone.
globals()["__builtins__"] = dict(vars(builtins))

#: Python looks for an interrupt only once in fifty rounds of a loop; so many seconds is each
NAP = 0.001

#: What lasts beyond the end of a run, by the names of Python's audit events
LASTING = frozenset(
    {
        "gc.get_objects",
        "gc.get_referents",
        "gc.get_referrers",
        "object.__delattr__",
        "object.__setattr__",
        "os.chdir",
        "os.chmod",
        "os.link",
        "os.mkdir",
        "os.putenv",
        "os.remove",
        "os.rename",
        "os.rmdir",
        "os.symlink",
        "os.truncate",
        "os.unsetenv",
        "os.utime",
        "sys.addaudithook",
    }
)

#: modules through which code reaches below Python
BELOW = frozenset({"_ctypes", "ctypes", "js", "pyodide_js"})

#: modules of ours that the page holds: code that imports one gets a copy
HELD = frozenset({"cells_worker", "edited_figures", "hints", "interpreter", "show", "training"})

#: in the paths of all that was installed
INSTALLED = "site-packages"

#: modules that answer the page: what code changes within their functions and objects is put back
ANSWERING = ("json", "json.decoder", "json.encoder")

#: where the worker leaves numbers for the page
OURS = frozenset({"/numbers"})

#: how Python finds modules: what it notes while doing so is true in the next run as well
IMPORTING = frozenset({"_frozen_importlib", "_frozen_importlib_external", "importlib", "sys"})

#: what Python keeps within itself: how to ask for it, and how to set it
SETTINGS: tuple[tuple[Callable[[], Any], Callable[[Any], object]], ...] = (
    (sys.getrecursionlimit, sys.setrecursionlimit),
    (sys.get_int_max_str_digits, sys.set_int_max_str_digits),
    (sys.getswitchinterval, sys.setswitchinterval),
    (sys.get_coroutine_origin_tracking_depth, sys.set_coroutine_origin_tracking_depth),
    (sys.get_asyncgen_hooks, lambda hooks: sys.set_asyncgen_hooks(*hooks)),
    (gc.get_debug, gc.set_debug),
    (gc.get_threshold, lambda counts: gc.set_threshold(*counts)),
    (
        lambda: _locale.setlocale(_locale.LC_ALL, None),
        lambda name: _locale.setlocale(_locale.LC_ALL, name),
    ),
)

#: how text is told that no encoding has; Python cannot forget what code adds, which harms nobody
CODEC_ERRORS = (
    "backslashreplace",
    "ignore",
    "namereplace",
    "replace",
    "strict",
    "surrogateescape",
    "surrogatepass",
    "xmlcharrefreplace",
)

#: the signals that code can have answered; interrupts are a matter of their own
SIGNALS = sorted(set(signal.Signals) - {signal.SIGINT, signal.SIGKILL, signal.SIGSTOP})

#: what profilers and the like watch code with, and their places there; none before Python 3.12
MONITORING: Any = getattr(sys, "monitoring", None)
MONITORS = range(6 if MONITORING else 0)

NO_INPUT = (
    "input() cannot wait for an answer here. Put the value into a variable instead, "
    "such as: name = 'Ada'"
)
NO_LOOP = (
    "There is no event loop outside of asyncio.run(). Write what shall run as one function with "
    "async def, and call asyncio.run() with it."
)
NO_THREADS = "Python in a browser cannot start threads. Call the function itself."


class Interpreter:
    """What a run finds, as it was when this was made."""

    def __init__(self) -> None:
        self.worn = False
        self._watching = False
        forget_below()
        #: how code finds encodings of its own
        self._searches: list[Any] = []
        codecs.register = noting(codecs.register, self._searches)
        #: what each run finds; all that is not among it leaves before the next
        self._modules = {name: module for name, module in sys.modules.items() if name not in HELD}
        self._settings = [(put, get()) for get, put in SETTINGS]
        self._frozen = gc.get_freeze_count()
        self._codecs = [(name, codecs.lookup_error(name)) for name in CODEC_ERRORS]
        self._signals = [(one, signal.getsignal(one)) for one in SIGNALS]
        self._streams = [Stream(one) for one in (sys.stdout, sys.stderr)]
        modules = {
            name: module for name, module in sys.modules.items() if type(module) is ModuleType
        }
        self._near = [Names(vars(modules[name])) for name in ("builtins", "sys")]
        self._names = [Names(vars(module)) for module in modules.values()]
        found = [value for module in modules.values() for value in vars(module).values()]
        classes = {id(value): value for value in found if isinstance(value, type)}
        self._classes = [ClassNames(value) for value in classes.values() if not is_static(value)]
        self._bases = [Subclasses(one) for one in classes.values() if isinstance(one, abc.ABCMeta)]
        self._registered = abc.get_cache_token()
        lists: list[Any] = [sys.path, sys.meta_path, sys.path_hooks, warnings.filters, gc.callbacks]
        library = sys.stdlib_module_names - IMPORTING
        tables = [
            value
            for name, module in modules.items()
            if name.partition(".")[0] in library
            for key, value in vars(module).items()
            # What a cache holds is worth keeping, and the worker keeps the reader's lines in one.
            if type(value) in (list, dict, set) and not key.startswith("__") and "cache" not in key
        ]
        lists += [vars(os.environ)["_data"], sys.argv, sys.warnoptions, sys._xoptions]
        contents = {id(one): one for one in [*lists, *tables]}
        self._contents = [Contents(one) for one in contents.values()]
        self._insides = [
            Inside(value)
            for name in ANSWERING
            for value in vars(modules[name]).values()
            if getattr(value, "__module__", None) in ANSWERING and not isinstance(value, type)
        ]
        self._insides.append(Inside(random._inst))
        self._values = [
            (value, copy.deepcopy(value))
            for name, module in modules.items()
            if name.partition(".")[0] == "engine"
            for key, value in vars(module).items()
            if type(value) in (list, dict, set) and not key.startswith("__")
        ]
        sys.addaudithook(self._audit)

    def begin(self) -> None:
        """Prepare a run: what others have imported and drawn is forgotten, chance begins anew."""
        self.clean()
        forget_below()
        new = {name: one for name, one in sys.modules.items() if name not in self._modules}
        lasting = compiled_packages(new)
        for name in new:
            if name.partition(".")[0] not in lasting:
                del sys.modules[name]
        for name in ("random", "numpy.random"):
            if name in sys.modules:
                sys.modules[name].seed()

    def run(self, call: Callable[[], None]) -> BaseException | None:
        """Run the reader's code and put everything back; the error that it ended with."""
        try:
            return self.watch(call)
        finally:
            # Python does not tell what importlib.import_module imports.
            if not (BELOW | HELD).isdisjoint(sys.modules):
                self.worn = True
            self.clean()

    def watch(self, call: Callable[[], None]) -> BaseException | None:
        """Call what calls the reader's functions, then put back what is soon done.

        A slider calls them many times a second: the rest waits for the next run.
        """
        watching = self._watching
        loop = asyncio._get_running_loop()
        policy = asyncio.events._event_loop_policy  # type: ignore[attr-defined]
        asyncio._set_running_loop(None)
        asyncio.events._event_loop_policy = Policy()  # type: ignore[attr-defined]
        asyncio.run = run_to_the_end
        self._watching = True
        try:
            call()
        except BaseException as error:
            return error
        finally:
            # Here, as it may watch the beginning of any function.
            for tool in MONITORS:
                if MONITORING.get_tool(tool):
                    MONITORING.free_tool_id(tool)
            self._watching = watching
            asyncio._set_running_loop(loop)
            asyncio.events._event_loop_policy = policy  # type: ignore[attr-defined]
            self.put_back_near()
            self._flush()
        return None

    def put_back_near(self) -> None:
        """Put back the names that any code of ours needs: built-ins and what `sys` has."""
        for names in self._near:
            names.restore()

    def _flush(self) -> None:
        """Have printed what was printed without the end of its line."""
        for stream in self._streams:
            try:
                stream.restore()
            except (OSError, ValueError):  # Code has closed it, or led it elsewhere.
                self.worn = True

    def clean(self) -> None:
        """Put back what can be put back."""
        self.put_back_near()
        if any(sys.modules.get(name) is not module for name, module in self._modules.items()):
            sys.modules.update(self._modules)
        for names in self._names:
            names.restore()
        for classes in self._classes:
            classes.restore()
        for contents in self._contents:
            contents.restore()
        for inside in self._insides:
            inside.restore()
        for value, original in self._values:
            if value != original:
                put_back(value, original)
        for put, setting in self._settings:
            put(setting)
        sys.settrace(None)
        sys.setprofile(None)
        _tracemalloc.stop()
        gc.enable()
        if gc.get_freeze_count() != self._frozen:
            gc.unfreeze()
        if abc.get_cache_token() != self._registered:
            for base in self._bases:
                base.restore()
            self._registered = abc.get_cache_token()
        while self._searches:
            codecs.unregister(self._searches.pop())
        for name, handler in self._codecs:
            codecs.register_error(name, handler)
        for one, answer in self._signals:
            if signal.getsignal(one) is not answer:
                signal.signal(one, answer)
        # Nothing of ours waits for the end of this Python.
        atexit._clear()
        if signal.getsignal(signal.SIGINT) is not interrupt:
            signal.signal(signal.SIGINT, interrupt)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Python tells what code does that reaches beyond it; nothing can take this hook away."""
        if not self._watching or self.worn:
            return
        if event in LASTING:
            self.worn = True
        elif event == "import":
            self.worn = arguments[0] in BELOW | HELD
        elif event == "open":
            path, _, flags = arguments
            self.worn = path not in OURS and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


class Stream:
    """Where Python prints to, and how."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.place = self._place()
        self.settings = {
            name: getattr(stream, name)
            for name in ("encoding", "errors", "line_buffering", "write_through")
        }

    def _place(self) -> tuple[int, int]:
        status = os.fstat(self.stream.fileno())
        return status.st_dev, status.st_ino

    def restore(self) -> None:
        """Print what waits for the end of its line. Raises where the stream cannot be put back."""
        for name in list(getattr(self.stream, "__dict__", ())):
            if name != "mode":
                delattr(self.stream, name)
        self.stream.flush()
        if self._place() != self.place:
            raise ValueError("it leads elsewhere")
        # Python does not tell what it makes of the ends of lines.
        self.stream.reconfigure(newline="\n", **self.settings)


class Names:
    """The names of a module, and what they stood for."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self.before = dict(names)
        self._keys = list(names)
        self._values = list(names.values())

    def restore(self) -> None:
        names = self.names
        if all(map(is_, names.values(), self._values)) and list(names) == self._keys:
            return
        for name in names.keys() - self.before.keys():
            # A module that was imported later hangs below its package.
            if not isinstance(names[name], ModuleType):
                del names[name]
        names.update(self.before)
        self._keys = list(names)
        self._values = list(names.values())


class ClassNames:
    """The names of a class, and what they stood for."""

    def __init__(self, owner: type) -> None:
        self.owner = owner
        self.before = dict(vars(owner))
        self._keys = list(vars(owner))
        self._values = list(vars(owner).values())

    def restore(self) -> None:
        names = vars(self.owner)
        if all(map(is_, names.values(), self._values)) and list(names) == self._keys:
            return
        for name in [name for name in names if name not in self.before]:
            type.__delattr__(self.owner, name)
        for name, value in self.before.items():
            if vars(self.owner).get(name) is not value:
                type.__setattr__(self.owner, name, value)
        self._keys = list(vars(self.owner))
        self._values = list(vars(self.owner).values())


class Subclasses:
    """The classes that an abstract one counts as its own although they do not inherit from it."""

    def __init__(self, owner: abc.ABCMeta) -> None:
        self.owner = owner
        self.before = self._registered()

    def _registered(self) -> list[type]:
        references, *_ = _abc._get_dump(self.owner)
        found = [reference() for reference in references]
        return [one for one in found if one is not None]

    def restore(self) -> None:
        now = self._registered()
        new = [one for one in now if one not in self.before]
        # What is not built in vanishes with whoever made it, and belongs to them until then.
        kept = [one for one in new if not is_static(one)]
        if len(kept) == len(new) and all(one in now for one in self.before):
            return
        _abc._reset_registry(self.owner)
        _abc._reset_caches(self.owner)
        for one in [*self.before, *kept]:
            _abc._abc_register(self.owner, one)


class Contents:
    """What a list, dict or set holds. What is within that stays as it is."""

    def __init__(self, values: Any) -> None:
        self.values = values
        self.before = values.copy()

    def restore(self) -> None:
        if not same(self.values, self.before):
            self.values.clear()
            if isinstance(self.values, list):
                self.values.extend(self.before)
            else:
                self.values.update(self.before)


class Inside:
    """What a function takes for keywords that are not given, and what an object knows."""

    def __init__(self, owner: Any) -> None:
        self.owner = owner
        self.names = dict(getattr(owner, "__dict__", {}))
        self.defaults = dict(getattr(owner, "__kwdefaults__", None) or {})

    def restore(self) -> None:
        names = getattr(self.owner, "__dict__", {})
        if not same(names, self.names):
            names.clear()
            names.update(self.names)
        if self.defaults and self.owner.__kwdefaults__ != self.defaults:
            self.owner.__kwdefaults__ = dict(self.defaults)


def same(values: Any, before: Any) -> bool:
    """Whether two lists, dicts or sets hold the very same objects; none of these is asked."""
    if len(values) != len(before) or not all(map(is_, values, before)):
        return False
    return not isinstance(values, dict) or all(map(is_, values.values(), before.values()))


def noting(register: Callable[[Any], None], noted: list[Any]) -> Callable[[Any], None]:
    """The same function, but what it is given is noted."""

    def register_and_note(function: Any) -> None:
        register(function)
        noted.append(function)

    return register_and_note


def forget_below() -> None:
    """Python tells of imports only where a module is not there yet."""
    for name in list(sys.modules):
        if name.partition(".")[0] in BELOW:
            del sys.modules[name]


def is_static(owner: type) -> bool:
    """Whether a class is built in, so that nobody can change it."""
    return not owner.__flags__ & (1 << 9) or bool(owner.__flags__ & (1 << 8))


def compiled_packages(modules: dict[str, Any]) -> set[str]:
    """Those of the installed packages that are not made to be loaded twice.

    These are the ones with a compiled module, as numpy, and those that they use: loaded anew, a
    package would not know the objects that they have of it.
    """
    installed: dict[str, list[dict[str, Any]]] = {}
    lasting = set()
    for name, module in modules.items():
        if type(module) is not ModuleType:
            continue
        file = str(vars(module).get("__file__"))
        if INSTALLED in file:
            package = name.partition(".")[0]
            installed.setdefault(package, []).append(vars(module))
            if file.endswith(".so"):
                lasting.add(package)
    new = lasting
    # Where all are lasting, there is nothing to look for.
    while new and len(lasting) < len(installed):
        used = {
            origin(value) for one in new for names in installed[one] for value in names.values()
        }
        new = (used & installed.keys()) - lasting
        lasting = lasting | new
    return lasting


def origin(value: Any) -> str:
    """The package that a module, class or function comes from; nothing for other values."""
    name = ""
    if type(value) is ModuleType:
        name = vars(value).get("__name__", "")
    elif type(value) in (type, FunctionType):
        name = value.__module__
    return name.partition(".")[0] if type(name) is str else ""


def put_back(value: Any, before: Any) -> None:
    """Make a list, dict or set equal to what it was."""
    value.clear()
    again = copy.deepcopy(before)
    if isinstance(value, list):
        value.extend(again)
    else:
        value.update(again)


class Loop(asyncio.BaseEventLoop):
    """An event loop that waits for nothing but time: it ends within the run that began it."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = self

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("Every task waits for another: none of them can go on.")
        time.sleep(timeout)
        return []

    def _process_events(self, events: list[Any]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


class Policy:
    """Has asyncio make such loops, and none unasked: Pyodide's goes on after the run."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    def get_event_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            raise RuntimeError(NO_LOOP)
        return self._loop

    def set_event_loop(self, loop: asyncio.AbstractEventLoop | None) -> None:
        self._loop = loop

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return Loop()


def run_to_the_end(main: Any, *, debug: bool | None = None, loop_factory: Any = Loop) -> Any:
    """What `asyncio.run` is elsewhere: Pyodide's goes on after the run that called it."""
    runner = asyncio.Runner(debug=debug, loop_factory=loop_factory)
    loop = runner.get_loop()
    try:
        return runner.run(main)
    except KeyboardInterrupt:
        abandon(loop)
        raise
    finally:
        if not loop.is_closed():
            runner.close()


def abandon(loop: asyncio.AbstractEventLoop) -> None:
    """Close a loop that was interrupted.

    Each task may take one more step, to end what it has begun: one that goes on nevertheless, or
    begins others, does not keep the reader waiting.
    """
    loop.set_exception_handler(lambda *_: None)
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()


def interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """Do what Python does at an interrupt.

    Python's own function for it is one that asyncio replaces by another, which only cancels the
    main task.
    """
    raise KeyboardInterrupt


def attentive(sleep: Callable[[float], None]) -> Callable[[float], None]:
    """A `time.sleep` that can be interrupted: Pyodide's own notices nothing until it is over."""

    def attentive_sleep(seconds: float) -> None:
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            sleep(min(left, NAP))

    return attentive_sleep


def no_input(prompt: object = "") -> NoReturn:
    """What `input` is where nobody can be waited for."""
    raise EOFError(NO_INPUT)


class NoInput(io.TextIOBase):
    """What `sys.stdin` is there."""

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> NoReturn:
        raise EOFError(NO_INPUT)

    def readline(self, size: int = -1, /) -> NoReturn:  # type: ignore[override]
        raise EOFError(NO_INPUT)


def compiled_once(compile_source: Callable[..., CodeType]) -> Callable[..., CodeType]:
    """How `SourceFileLoader` compiles source, but an installed package's only the first time.

    Each run that imports it loads it afresh, and compiling takes most of that time.
    """
    compiled: dict[str, CodeType] = {}

    def source_to_code(loader: object, data: bytes, path: str, **options: int) -> CodeType:
        if INSTALLED not in path:
            return compile_source(loader, data, path, **options)
        if path not in compiled:
            compiled[path] = compile_source(loader, data, path, **options)
        return compiled[path]

    return source_to_code


@cache
def interpreter() -> Interpreter:
    """The one that this is, as it was before it has run anything of the reader's.

    What would never end or never answer in a browser's worker is replaced, and what would compile
    packages again in every run.
    """
    time.sleep = attentive(time.sleep)  # type: ignore[assignment]
    builtins.input = no_input
    sys.stdin = NoInput()
    sys.dont_write_bytecode = True
    # Every loader has it from its class: there is no other place to hand this one in.
    SourceFileLoader.source_to_code = compiled_once(  # type: ignore[method-assign]
        SourceFileLoader.source_to_code
    )
    return Interpreter()
