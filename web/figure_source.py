"""Cuts a figure's function out of its module, with all it stands on, for the reader to change.

What is cut out runs by itself: it has the imports it uses, and those functions and constants of
its module that it reaches. Modules of the lesson that it imports stay imports.
"""

from __future__ import annotations

import ast
import builtins
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from symtable import symtable

#: an import line longer than this is folded
WIDTH = 70


@dataclass
class _Module:
    """A module's text, and where it gives each name its meaning."""

    lines: list[str]
    #: by name, the statements at the module's left margin that define it, in their order
    definitions: dict[str, list[ast.stmt]] = field(default_factory=dict)
    #: by name, the import that brings it, cut down to that name
    imports: dict[str, ast.Import | ast.ImportFrom] = field(default_factory=dict)


def figure_source(folder: Path, function: str) -> str:
    """The source of a lesson's figure function, ready to run in a namespace of its own.

    folder: the lesson's; function: a name that its figures.py defines or imports from another
    module of the folder. Raises LookupError where neither is so.
    """
    module, name = _where(folder, "figures", function)
    statements, imports = _reached(module, name)
    parts = [_import_lines(imports)] if imports else []
    parts += [_text(module, statement) for statement in statements]
    if name != function:
        parts.append(f"{function} = {name}")
    return "\n\n\n".join(parts) + "\n"


def parameters(folder: Path, function: str) -> list[tuple[str, bool]]:
    """The names of a figure function's parameters, and whether each may be left out.

    As for `figure_source`.
    """
    module, name = _where(folder, "figures", function)
    for statement in reversed(module.definitions[name]):
        if isinstance(statement, ast.FunctionDef):
            names = [argument.arg for argument in statement.args.args]
            required = len(names) - len(statement.args.defaults)
            return [(name, place >= required) for place, name in enumerate(names)]
    raise LookupError(f"{name} is no function")


def _where(folder: Path, module_name: str, name: str) -> tuple[_Module, str]:
    """The module of the folder that defines a name, and what it is called there."""
    file = folder / f"{module_name}.py"
    if not file.is_file():
        raise LookupError(f"{name} is not defined in the lesson's folder")
    module = _read(file.read_text("utf-8"))
    if name in module.definitions:
        return module, name
    brought = module.imports.get(name)
    if isinstance(brought, ast.ImportFrom) and brought.module and not brought.level:
        return _where(folder, brought.module, brought.names[0].name)
    raise LookupError(f"{module_name}.py does not define {name}")


def _read(text: str) -> _Module:
    module = _Module(text.splitlines())
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                module.imports[alias.asname or alias.name.partition(".")[0]] = _only(
                    statement, alias
                )
        else:
            for name in _defined(statement):
                module.definitions.setdefault(name, []).append(statement)
    return module


def _only(statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> ast.Import | ast.ImportFrom:
    if isinstance(statement, ast.Import):
        return ast.Import([alias])
    return ast.ImportFrom(statement.module, [alias], statement.level)


def _defined(statement: ast.stmt) -> set[str]:
    """The names that a statement at the left margin gives a meaning."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _used(statement: ast.stmt) -> set[str]:
    """The module's names that a statement reads, and no names of its functions' own."""
    used: set[str] = set()
    tables = [symtable(ast.unparse(statement), "figure", "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (symbol.is_global() or table.get_type() == "module"):
                used.add(symbol.get_name())
    return {name for name in used if not hasattr(builtins, name)}


def _reached(
    module: _Module, name: str
) -> tuple[list[ast.stmt], list[ast.Import | ast.ImportFrom]]:
    """All that a name stands on, in the module's own order, which is one that works."""
    statements: dict[int, ast.stmt] = {}
    brought: dict[str, ast.Import | ast.ImportFrom] = {}
    waiting = [name]
    seen = set(waiting)
    while waiting:
        name = waiting.pop()
        if name in module.imports:
            brought[name] = module.imports[name]
        for statement in module.definitions.get(name, []):
            statements[statement.lineno] = statement
            new = _used(statement) - seen
            seen |= new
            waiting += new
    in_order = [brought[name] for name in module.imports if name in brought]
    return [statements[line] for line in sorted(statements)], in_order


def _import_lines(imports: list[ast.Import | ast.ImportFrom]) -> str:
    """One line for each module, in the order of the module they were cut from."""
    lines: list[str] = []
    joined: dict[str, list[str]] = {}
    for one in imports:
        text = ast.unparse(one)
        if isinstance(one, ast.ImportFrom):
            head, _, alias = text.partition(" import ")
            if head not in joined:
                lines.append(head)
            joined.setdefault(head, []).append(alias)
        else:
            lines.append(text)
    return "\n".join(
        _folded(f"{line} import ", joined[line]) if line in joined else line for line in lines
    )


def _folded(head: str, names: list[str]) -> str:
    line = head + ", ".join(names)
    if len(line) <= WIDTH:
        return line
    inner = textwrap.fill(", ".join(names) + ",", WIDTH - 4)
    return f"{head}(\n{textwrap.indent(inner, '    ')}\n)"


def _text(module: _Module, statement: ast.stmt) -> str:
    """A statement as it is written, with its decorators and the comment above it."""
    decorators = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(decorator.lineno for decorator in decorators)]) - 1
    while first > 0 and module.lines[first - 1].startswith("#"):
        first -= 1
    return "\n".join(module.lines[first : statement.end_lineno])
