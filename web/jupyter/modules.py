import linecache
import sys
from types import ModuleType

from IPython.core.magic import register_cell_magic


@register_cell_magic
def module(line, cell):
    """Makes a module of the Python in a cell: %%module engine.models can then be imported."""
    name = line.strip()
    package, _, last = name.rpartition(".")
    made = sys.modules.setdefault(name, ModuleType(name))
    if package:
        parent = sys.modules.setdefault(package, ModuleType(package))
        parent.__path__ = []  # what has a path is a package
        setattr(parent, last, made)
    source = "<" + name + ">"
    linecache.cache[source] = (len(cell), None, cell.splitlines(keepends=True), source)
    exec(compile(cell, source, "exec"), made.__dict__)
