"""Formulas as HTML and MathML: one call of KaTeX for all that are new, the others from the cache.

What an author can write beyond LaTeX (coloured parameters) is said in node/katex.mjs.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

#: so many signs of a formula stand beside each other on a phone at the size of the text
ON_A_PHONE = 24
#: a formula of so many signs is read as one word: no line breaks within it
A_WORD = 14

SCRIPT = Path(__file__).parent / "node" / "katex.mjs"


@dataclass(frozen=True)
class Formula:
    """LaTeX, in a line of text or, `display`, on lines of its own."""

    tex: str
    display: bool

    @property
    def wide(self) -> bool:
        """Whether its longest row has more signs than a phone has room for, by a rough count."""
        return max(_signs(row) for row in self.tex.split(r"\\")) > ON_A_PHONE

    @property
    def short(self) -> bool:
        """Whether it stays in one piece within a line of text."""
        return not self.display and _signs(self.tex) <= A_WORD


def _signs(row: str) -> int:
    """Roughly, how many signs stand beside each other."""
    return len(re.findall(r"[\w()=+'-]", re.sub(r"\\(begin\{\w+\}|[a-zA-Z]+|.)", " ", row)))


@dataclass(frozen=True)
class FormulaError:
    """What KaTeX says against a formula, and the character at which it says it, if it knows."""

    message: str
    position: int | None


#: what has become of each formula
Typeset = Mapping[Formula, Markup | FormulaError]


def typeset(formulas: Iterable[Formula], node: Path, cache: Path) -> Typeset:
    """Render formulas with KaTeX.

    node: the Node.js program
    cache: a folder in which good results are kept, under the version of KaTeX and its settings
    """
    file = cache / "formulas.json"
    version = _version()
    known = _read(file, version)
    wanted = list(dict.fromkeys(formulas))
    new = [formula for formula in wanted if _key(formula) not in known]
    errors: dict[Formula, FormulaError] = {}
    if new:
        for formula, result in zip(new, _run(new, node), strict=True):
            if "html" in result:
                known[_key(formula)] = str(result["html"])
            else:
                errors[formula] = FormulaError(result["error"], result["position"])
        _write(file, {"version": version, "formulas": known})
    return {
        formula: errors[formula] if formula in errors else Markup(known[_key(formula)])
        for formula in wanted
    }


def _key(formula: Formula) -> str:
    return ("display " if formula.display else "inline ") + formula.tex


def _version() -> str:
    """Changes with KaTeX and with our settings of it."""
    root = Path(__file__).parent.parent
    package = root / "node_modules" / "katex" / "package.json"
    return hashlib.sha256(SCRIPT.read_bytes() + package.read_bytes()).hexdigest()


def _run(formulas: list[Formula], node: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [node, SCRIPT],
        input=json.dumps([{"tex": one.tex, "display": one.display} for one in formulas]),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"KaTeX stopped:\n{done.stderr}")
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


def _read(file: Path, version: str) -> dict[str, str]:
    try:
        kept = json.loads(file.read_text("utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return kept["formulas"] if kept.get("version") == version else {}


def _write(file: Path, kept: dict[str, object]) -> None:
    """Replace the cache in one step: another build may be reading it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps(kept), "utf-8")
    part.replace(file)
