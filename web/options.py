"""YAML options that remember their lines, so that a complaint can point at the very option."""

from __future__ import annotations

import keyword
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from web.complaints import did_you_mean

#: takes a line of the file that the options stand in, and a sentence
ComplainAt = Callable[[int, str], None]

_KINDS = {str: "text", bool: "true or false", int: "a number", float: "a number"}
_KINDS |= {list: "a list", dict: "a table of names and values", type(None): "nothing"}


@dataclass(frozen=True)
class Option:
    """One value: a scalar, a list of options, or a dict of them.

    source: a scalar as it is written, before YAML makes a number or a truth value of it
    line, name_line: where the value begins, and where its name stands
    """

    value: Any
    source: str
    line: int
    name_line: int

    @property
    def kind(self) -> str:
        return _KINDS.get(type(self.value), type(self.value).__name__)


class _Loader(yaml.SafeLoader):
    """YAML without dates: 2024-01-01 as a title is text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(text: str, first_line: int, complain: ComplainAt) -> dict[str, Option] | None:
    """Read YAML whose first line is line `first_line` of its file.

    Gives None, having complained, where it is not a table of names and values.
    """
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return {}
        option = _option(loader, node, first_line, first_line + node.start_mark.line, complain)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "it cannot be read"
        line = first_line + (mark.line if mark else 0)
        complain(line, f"these options are not YAML: {problem}")
        return None
    except yaml.YAMLError as error:
        complain(first_line, f"these options are not YAML: {' '.join(str(error).split())}")
        return None
    finally:
        loader.dispose()
    if not isinstance(option.value, dict):
        complain(option.line, f"options are lines of the form `name: value`, not {option.kind}")
        return None
    return option.value


def _option(
    loader: _Loader, node: yaml.Node, first: int, name_line: int, complain: ComplainAt
) -> Option:
    line = first + node.start_mark.line
    if isinstance(node, yaml.ScalarNode):
        # A block scalar (| or >) begins with its mark; its text begins on the next line.
        begins = line + 1 if node.style in ("|", ">") else line
        return Option(loader.construct_object(node), node.value, begins, name_line)
    if isinstance(node, yaml.SequenceNode):
        items = [
            _option(loader, item, first, first + item.start_mark.line, complain)
            for item in node.value
        ]
        return Option(items, "", line, name_line)
    table: dict[str, Option] = {}
    for key, value in node.value:
        key_line = first + key.start_mark.line
        name = str(key.value)
        if name in table:
            complain(key_line, f"{name} is given twice")
        else:
            table[name] = _option(loader, value, first, key_line, complain)
    return Option(table, "", line, name_line)


class Options:
    """The options of one block, taken out one by one with the type that each must have."""

    def __init__(
        self,
        table: dict[str, Option],
        known: Iterable[str],
        line: int,
        what: str,
        complain: ComplainAt,
    ) -> None:
        """
        known: the names that may occur
        line: the line to complain at where an option is missing
        what: whose options these are, for the sentences, such as "a figure"
        """
        known = tuple(known)
        self._table = table
        self._line = line
        self._what = what
        self._complain = complain
        for name, option in table.items():
            if name not in known:
                hint = did_you_mean(name, known)
                complain(option.name_line, f"{what} has no option {name}{hint}")

    def get(self, name: str, required: bool = False) -> Option | None:
        option = self._table.get(name)
        if option is None and required:
            self._complain(self._line, f"{self._what} needs the option {name}")
        return option

    def text(self, name: str, required: bool = False) -> Option | None:
        """An option whose value is text that says something."""
        option = self.get(name, required)
        if option is None:
            return None
        if not isinstance(option.value, str):
            self._complain(option.line, f"{name} should be text, not {option.kind}")
            return None
        if not option.value.strip():
            self._complain(option.line, f"{name} is empty")
            return None
        return option

    def number(
        self, name: str, required: bool = False, default: float | None = None
    ) -> float | None:
        """A finite number. None, having complained, where the option is something else."""
        option = self.get(name, required)
        return default if option is None else number(option, name, self._complain)

    def flag(self, name: str) -> bool:
        option = self.get(name)
        if option is None:
            return False
        if not isinstance(option.value, bool):
            self._complain(option.line, f"{name} should be true or false, not {option.kind}")
            return False
        return option.value

    def choices(self, name: str) -> list[Option] | None:
        """Two texts or more, all different. None, having complained, where they are not.

        YAML takes some texts for something else, such as 1.6 or no: what counts is the source.
        """
        items = self.get(name, required=True)
        if items is None:
            return None
        if not isinstance(items.value, list) or len(items.value) < 2:
            self._complain(items.line, f"{name} should be a list of two texts or more")
            return None
        seen = set()
        for item in items.value:
            if not item.source.strip():
                self._complain(item.line, f"{name} should be texts, not {item.kind}")
                return None
            if item.source in seen:
                self._complain(item.line, f"{name} has {item.source} twice")
                return None
            seen.add(item.source)
        return items.value

    def list(self, name: str) -> list[Option]:
        option = self.get(name)
        if option is None:
            return []
        if not isinstance(option.value, list):
            self._complain(option.line, f"{name} should be a list, not {option.kind}")
            return []
        return option.value

    def table(self, name: str) -> dict[str, Option]:
        option = self.get(name)
        if option is None or option.value is None:
            return {}
        if not isinstance(option.value, dict):
            sentence = f"{name} should be a table of names and values, not {option.kind}"
            self._complain(option.line, sentence)
            return {}
        return option.value


def number(option: Option, name: str, complain: ComplainAt) -> float | None:
    """A finite number, whole where it is written whole. 1e-3 is one too, which YAML 1.1 denies."""
    value = option.value
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            complain(option.line, f"{name} should be a number, not the text {option.source!r}")
            return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        complain(option.line, f"{name} should be a number, not {option.kind}")
        return None
    if not math.isfinite(value):
        complain(option.line, f"{name} should be a finite number, not {option.source}")
        return None
    return value


def is_name(text: str) -> bool:
    """Whether Python would take `text` as the name of a parameter."""
    return text.isidentifier() and not keyword.iskeyword(text)
