"""A lesson's own Python: figures.py, tasks.py and what they import, loaded afresh for every build.

Whatever goes wrong in them is told with the file and line of the author's own frame.
"""

from __future__ import annotations

import ctypes
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, redirect_stdout
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import find_spec, spec_from_file_location
from io import StringIO
from pathlib import Path
from threading import Thread
from time import monotonic
from traceback import walk_tb
from types import CodeType, FrameType, ModuleType
from typing import Any, TypeVar

from web.complaints import Complain, told
from web.options import is_name


@contextmanager
def fresh_modules(root: Path) -> Iterator[None]:
    """Within this context, `engine`, `lessons` and the page's Python are imported anew from `root`.

    The development server builds many times in one process: without this the second build would
    see the modules of the first.
    """
    python = root / "web" / "python"
    ours = {"engine", "lessons"} | {file.stem for file in python.glob("*.py")}

    def forget() -> None:
        for name in [name for name in sys.modules if name.partition(".")[0] in ours]:
            del sys.modules[name]

    before = sys.modules.copy()
    path, finders = sys.path[:], sys.meta_path[:]
    forget()
    sys.path[:0] = [str(root), str(python)]
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path[:], sys.meta_path[:] = path, finders
        forget()
        _forget_lessons()
        for name, module in before.items():
            sys.modules.setdefault(name, module)


class _Loader(SourceFileLoader):
    """Loads a module of a lesson, compiled anew: Python's own cache tells files by the second."""

    def get_code(self, fullname: str) -> CodeType:
        return self.source_to_code(self.get_data(self.path), self.path)


class _Finder(MetaPathFinder):
    """Finds the modules of one lesson's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        file = self._folder / f"{fullname}.py"
        if path is not None or not file.is_file():
            return None
        return spec_from_file_location(fullname, file, loader=_Loader(fullname, str(file)))


def _forget_lessons() -> None:
    """Lessons have modules of the same names: those of one must not be seen by the next."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Finder)]
    for name, module in sys.modules.copy().items():
        if isinstance(getattr(module, "__loader__", None), _Loader):
            del sys.modules[name]


#: how long an author's code may take, in seconds: a thousand times what it should
LIMIT = 10.0

#: how long code that shall stop is waited for: it may be within a call that does not notice
GRACE = 1.0

T = TypeVar("T")


class Endless(Exception):
    """An author's code has not ended in time.

    places: file name and line of each of the calls that it was in, the innermost first
    """

    def __init__(self, frame: FrameType | None) -> None:
        super().__init__(f"this is still running after {LIMIT:g} seconds")
        self.places: list[tuple[str, int]] = []
        while frame:
            self.places.append((frame.f_code.co_filename, frame.f_lineno))
            frame = frame.f_back


class _Stop(SystemExit):
    """Raised in code that shall end, which `except Exception` does not catch."""


def contained(run: Callable[[], T]) -> T:
    """Run an author's code: what it prints and asks for belongs to its page, not to the build.

    Raises what it raises, and Endless if it has not ended after LIMIT seconds.
    """
    done: Future[T] = Future()

    def work() -> None:
        try:
            done.set_result(run())
        except BaseException as error:
            done.set_exception(error)

    # A thread can be left behind, whatever it does; signals and tracing would miss some loops.
    thread = Thread(target=work, daemon=True)
    stdin = sys.stdin
    with redirect_stdout(StringIO()):
        sys.stdin = StringIO()
        try:
            thread.start()
            thread.join(LIMIT)
            if thread.is_alive():
                endless = Endless(sys._current_frames().get(thread.ident or 0))
                _stop(thread)
                raise endless
        finally:
            sys.stdin = stdin
    return done.result()


def _stop(thread: Thread) -> None:
    end = monotonic() + GRACE
    while thread.is_alive() and monotonic() < end:
        identifier = ctypes.c_ulong(thread.ident or 0)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(identifier, ctypes.py_object(_Stop))
        thread.join(GRACE / 10)


class Failure(Exception):
    """A lesson's code has failed, at a known line of a file of the author's."""

    def __init__(self, file: Path, line: int, error: BaseException) -> None:
        self.file = file
        self.line = line
        self.error = error
        super().__init__(str(error) if isinstance(error, Endless) else told(error))


#: for a file name as it stands in tracebacks: the author's file, and the line before its first
Sources = Mapping[str, tuple[Path, int]]


def guarded(sources: Sources, run: Callable[[], T]) -> T:
    """Run an author's code, contained. Raises Failure at the innermost line that is the author's.

    Where no line is, the first of `sources` is blamed, at its first line.
    """
    try:
        return contained(run)
    except (Exception, SystemExit) as error:
        raise Failure(*_blame(error, sources), error) from error


def _blame(error: BaseException, sources: Sources) -> tuple[Path, int]:
    if isinstance(error, SyntaxError) and (error.filename or "") in sources:
        file, before = sources[error.filename or ""]
        return file, before + (error.lineno or 1)
    if isinstance(error, Endless):
        places = error.places
    else:
        trace = walk_tb(error.__traceback__)
        places = [(frame.f_code.co_filename, line) for frame, line in trace][::-1]
    for name, line in places:
        if name in sources:
            file, before = sources[name]
            return file, before + line
    file, before = next(iter(sources.values()))
    return file, before + 1


class LessonPython:
    """The modules of a lesson's folder, loaded. Must be made and used within `fresh_modules`.

    figures, tasks: None for a file that is not there, or where some file fails to load
    """

    def __init__(self, folder: Path, complain: Complain) -> None:
        self.folder = folder
        self.complain = complain
        self.failed = False
        files = sorted(folder.glob("*.py"))
        self.sources: dict[str, tuple[Path, int]] = {str(file): (file, 0) for file in files}
        self._names = {file.stem for file in files}
        _forget_lessons()
        for file in files:
            self._check_name(file)
        for name in () if self.failed else self._names:
            sys.modules.pop(name, None)
        sys.meta_path.insert(0, _Finder(folder))
        self.figures = self._load("figures")
        self.tasks = self._load("tasks")
        for name in sorted(self._names):
            self._load(name)

    def _check_name(self, file: Path) -> None:
        """All of a page's modules lie side by side, so a lesson's can hide no other."""
        name = file.stem
        sentence = ""
        if not is_name(name):
            sentence = f"{file.name} cannot be imported: its name should be one in Python"
        elif name not in ("figures", "tasks") and find_spec(name):
            sentence = f"there is a module {name} already: {file.name} needs another name"
        if sentence:
            self.failed = True
            self.complain(file, 1, sentence)

    def _load(self, name: str) -> ModuleType | None:
        # Modules import each other: one mistake is told once.
        if self.failed or name not in self._names:
            return None
        here = {str(self.folder / f"{name}.py"): (self.folder / f"{name}.py", 0)}
        try:
            return guarded({**here, **self.sources}, lambda: importlib.import_module(name))
        except Failure as failure:
            self.failed = True
            self.complain(failure.file, failure.line, str(failure))
            return None

    def functions(self) -> dict[str, Callable[..., Any]]:
        """The functions that figures.py has from itself or from another of the modules, by name."""
        return {
            name: value
            for name, value in self.names().items()
            if inspect.isfunction(value) and value.__module__ in self._names
        }

    def classes(self) -> dict[str, type]:
        """The classes that tasks.py defines itself, by name."""
        names = vars(self.tasks) if self.tasks else {}
        return {
            name: value
            for name, value in names.items()
            if inspect.isclass(value) and value.__module__ == "tasks"
        }

    def names(self) -> dict[str, Any]:
        """The namespace in which conditions are read: that of figures.py."""
        return dict(vars(self.figures)) if self.figures else {}
