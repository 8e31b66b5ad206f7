"""What the editors know of names: those of the lesson's cells, of the engine, and of Python.

Taken from the sources when the site is built: how a thing is called, and what it is in a sentence.
The page offers them as completions and shows them beside a name (web/page/name-help.ts).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from markupsafe import Markup

from web import assets
from web.lesson import Lesson

#: of the modules that a reader's code may import, those whose names are offered
MODULES = ("engine", "lessons.chart", "lessons.answer")

#: sliders in these colours move what the glossary's terms of the same name explain
IDEAS = ("weight", "bias", "slope")

#: what Python itself brings along and readers of these cells use
PYTHON = {
    "abs": ("abs(x)", "x without its sign."),
    "append": ("list.append(item)", "Puts an item at the end of a list."),
    "enumerate": ("enumerate(items)", "Goes through items with their numbers, from 0."),
    "float": ("float(x)", "x as a number with decimals."),
    "global": ("global name", "Lets a function give a new value to a name from outside of it."),
    "int": ("int(x)", "x as a whole number, cut off behind the point."),
    "len": ("len(items)", "How many items there are."),
    "max": ("max(a, b, …)", "The largest of several."),
    "min": ("min(a, b, …)", "The smallest of several."),
    "print": ("print(a, b, …)", "Writes values into the output below the code."),
    "range": ("range(n)", "The whole numbers from 0 up to n, without n itself."),
    "return": ("return value", "What the function gives back. It ends there."),
    "round": ("round(x, digits)", "x rounded to so many decimals."),
    "sum": ("sum(items)", "All items added up."),
    "zip": ("zip(a, b)", "Goes through two lists at once, in pairs."),
}

Entry = dict[str, str]


def names(lesson: Lesson, root: Path) -> dict[str, dict[str, Entry]]:
    """Each name's "signature" and what it "says" of itself, by module.

    "" has the names of the lesson's cells and of Python, which no import brings.
    root: the project's folder
    """
    sources = assets.python_sources(root, lesson.folder)
    python = {name: _entry(*about) for name, about in PYTHON.items()}
    return {
        "": python | _of_cells(lesson),
        **{module: dict(_exported(module, sources)) for module in MODULES},
    }


def _entry(signature: str, says: str) -> Entry:
    return {"signature": signature, "says": says}


# The lesson's cells


def _of_cells(lesson: Lesson) -> dict[str, Entry]:
    """The names that cells define: functions as they are called, and what the glossary says."""
    found: dict[str, Entry] = {}
    terms = _terms(lesson)
    for cell in lesson.cells:
        ideas = {slider.name: slider.colour for slider in cell.sliders if slider.colour in IDEAS}
        for name, signature in _defined(ast.parse(cell.code)):
            term = ideas.get(name, name.replace("_", " "))
            says = terms.get(term, "")
            known = found.get(name)
            # The last of several is the one with everything in its brackets; w is not always moved.
            found[name] = _entry(signature, says or (known["says"] if known else ""))
    return found


def _terms(lesson: Lesson) -> dict[str, str]:
    """The first paragraph of each term of the glossary, by its name in small letters."""
    return {
        Markup(term.name_html).striptags().lower(): _plain(term.meaning_html)
        for term in lesson.glossary
    }


def _plain(html: Markup) -> str:
    """The text of a meaning as far as it needs no formula."""
    first, _, _ = html.partition("</p>")
    text = first.partition('<span class="katex')[0]
    sentences = Markup(text).striptags()
    return sentences if text == first else sentences[: sentences.rfind(".") + 1]


def _defined(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            yield statement.name, _call(statement.name, statement.args)
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    yield target.id, target.id


# Modules


def _exported(module: str, sources: Mapping[str, str]) -> Iterator[tuple[str, Entry]]:
    """The public names of a module, or of those that a package gathers."""
    path = module.replace(".", "/")
    package = f"{path}/__init__.py"
    if package in sources:
        for statement in ast.parse(sources[package]).body:
            if isinstance(statement, ast.ImportFrom) and statement.module:
                inner = dict(_exported(statement.module, sources))
                yield from ((alias.name, inner[alias.name]) for alias in statement.names)
        return
    for definition in ast.parse(sources[f"{path}.py"]).body:
        if isinstance(definition, ast.FunctionDef | ast.ClassDef):
            yield definition.name, _entry(_signature(definition), _says(definition))


def _signature(definition: ast.FunctionDef | ast.ClassDef) -> str:
    if isinstance(definition, ast.FunctionDef):
        return _call(definition.name, definition.args)
    for one in definition.body:
        if isinstance(one, ast.FunctionDef) and one.name == "__init__":
            return _call(definition.name, one.args, skipped=1)
    return f"{definition.name}()"


def _call(name: str, arguments: ast.arguments, skipped: int = 0) -> str:
    """How a function is called: its parameters without their types."""
    bare = [ast.arg(argument.arg) for argument in arguments.args[skipped:]]
    plain = ast.arguments([], bare, arguments.vararg, [], [], arguments.kwarg, arguments.defaults)
    return f"{name}({ast.unparse(plain)})"


def _says(definition: ast.FunctionDef | ast.ClassDef) -> str:
    """The first paragraph of a docstring."""
    return " ".join((ast.get_docstring(definition) or "").partition("\n\n")[0].split())
