"""What the reader's code imports: the site's packages are there before it runs, or it says why not.

The names and paths that cross to and from packages.ts are JSON.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from json import dumps, loads

from waking import NOT_LOADED

#: the functions that import what they are told
IMPORTERS = frozenset({"import_module", "__import__"})

#: the modules of packages that the site carries
carried: set[str] = set()

#: those of them that the connection did not bring
unreached: set[str] = set()


def lacking(code: str) -> str:
    """The modules that the code imports anywhere and that are not there."""
    from pyodide.code import find_imports

    try:
        names = [*find_imports(code), *called_for(code)]
    except (MemoryError, RecursionError, SyntaxError, ValueError):  # Running the code will tell.
        return "[]"
    return dumps([name for name in names if "." not in name and not there(name)])


def called_for(code: str) -> Iterator[str]:
    """The modules that the code imports by calling a function with their names."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Call(
                func=ast.Attribute(attr=function) | ast.Name(id=function),
                args=[ast.Constant(value=str(name)), *_],
            ) if function in IMPORTERS:
                yield name


def there(name: str) -> bool:
    return name in sys.modules or find_spec(name) is not None


async def install(paths: str) -> None:
    """Install wheels that lie in the file system. What they need has to be among them, or there."""
    import micropip

    await micropip.install(["emfs:" + path for path in loads(paths)], deps=False)


def carries(modules: str) -> None:
    """Take note of the modules that could be brought."""
    carried.update(loads(modules))


def missed(modules: str) -> None:
    """Take note of modules whose packages could not be loaded."""
    unreached.update(loads(modules))


def advice(error: ModuleNotFoundError) -> str:
    """What can be done about a module that is missing, as a sentence; empty where nothing can."""
    name = error.name
    if not isinstance(name, str) or not name.isidentifier():
        return ""
    if name in unreached:
        return f"{name} could not be loaded: check the connection and press Run again."
    if name in carried:
        return f"{name} comes when the code asks for it in a line of its own: import {name}"
    if str(error) == NOT_LOADED.format(name):
        return ""  # It says itself what to do.
    if name in sys.stdlib_module_names:
        return f"{name} is a part of Python that no browser has."
    return (
        f"{name} is not part of this site. If it is a package, "
        f"the site's author can add it with python3 build.py --with {name}."
    )
