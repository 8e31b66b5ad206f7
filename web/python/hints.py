"""A friendly first line for the errors that readers of a lesson's cells meet most often.

It stands above Python's own message, which says what happened; the hint says what to look at. Where
nothing helpful can be said, nothing is.
"""

from __future__ import annotations

import builtins
import keyword
import re
from difflib import get_close_matches
from types import TracebackType

#: what to type instead of characters that look right and are not
TYPED = {
    **dict.fromkeys("×·⋅∙", "*"),
    **dict.fromkeys("−–—", "-"),
    "÷": "/",
    "²": "** 2",
    "³": "** 3",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‘’‚", "'"),
}

#: a name or number with nothing but spaces before the next name, and what overlaps with that too
PAIR = r"\b(?=([A-Za-z_]\w*|\d+) +([A-Za-z_]\w*)\b)"

#: names of mathematics that readers expect to be there
IMPORTED = {"sqrt", "exp", "sin", "cos", "tan", "log", "pi", "e", "inf", "floor", "ceil"}

STAR = "Every multiplication needs a star: 2 * x, w * x, 3 * (x + 1)."
DECIMALS = "A decimal point is a point: 0.5. With a comma, 0,5 is a pair of two numbers."
BACK = "A function without return gives None. Write return before its result."
QUOTES = "Something in quotation marks is text, not a number. Leave the marks out to calculate."
ONE_BY_ONE = "You cannot calculate with a whole list at once. Take its items one by one: for x in …"
SEQUENCE = (
    "A list cannot be multiplied by such a number: take its items one by one. And a number with "
    "decimals has a point: with a comma, 0,5 is a pair of two numbers."
)
POWER = "A power is written with two stars: x ** 2. The sign ^ means something else in Python."
ROOT = "A root of a negative number is a complex number, not an ordinary one."
CLOSE = "A bracket is open and never closed. Count them: each ( needs its )."

#: what kind of error, what its message must match, and what to say; {0} is the first group
SAYINGS: tuple[tuple[type[BaseException], str, str], ...] = (
    # How it is written
    (TabError, "", "Some lines begin with tabs, others with spaces. Use four spaces everywhere."),
    (
        IndentationError,
        "expected an indented block",
        "What belongs to the line before must be set in: begin this line with four spaces.",
    ),
    (
        IndentationError,
        "unexpected indent",
        "This line is set in, though no line above it ends with a colon. Take the spaces away.",
    ),
    (
        IndentationError,
        "unindent does not match",
        "This line begins with another number of spaces than those it belongs to.",
    ),
    (SyntaxError, "expected ':'", "The colon is missing: this line must end with a : sign."),
    (SyntaxError, "was never closed", CLOSE),
    (SyntaxError, "unmatched '(.)'", "There is a {0} too many: nothing opens it."),
    (SyntaxError, "does not match opening", "Two brackets do not fit: one opens, another closes."),
    (SyntaxError, "unterminated .*string", "A quotation mark is missing at the end of the text."),
    (SyntaxError, "'return' outside", "return must be set in: it belongs to the def above it."),
    (
        SyntaxError,
        "cannot assign to",
        "On the left of = there can only be a name, such as w. The calculation goes on the right.",
    ),
    (SyntaxError, "invalid decimal literal", STAR),
    (SyntaxError, "leading zeros", "A number does not begin with 0 unless a point follows: 0.5."),
    (SyntaxError, "invalid non-printable", "There is an invisible character here. Type it again."),
    (SyntaxError, "Missing parentheses in call to 'print", "print needs brackets: print(x)."),
    (
        SyntaxError,
        "forgot a comma",
        "Something is missing between two values: a comma in a list, or a star to multiply.",
    ),
    (SyntaxError, "assigned to before global", "Write global as the first line of the function."),
    (
        SyntaxError,
        "^invalid syntax$",
        "Python cannot read this line. Look for a sign that is missing or too many, here or at the "
        "end of the line above.",
    ),
    # What its names mean
    (
        UnboundLocalError,
        "variable '(\\w+)'",
        "The function gives {0} a value, so {0} is its own. For the one outside, begin the "
        "function with: global {0}",
    ),
    # What can be done with values
    (
        TypeError,
        "(\\w+)\\(\\) missing .*: (.*)",
        "{0} is called with too few values in its brackets. Missing: {1}.",
    ),
    (
        TypeError,
        "(\\w+)\\(\\) takes (.*) positional arguments? but (\\d+) ",
        "{0} is called with {2} values in its brackets, but its def line takes {1}.",
    ),
    (TypeError, "\\^", POWER),
    (TypeError, "not callable", "{before}"),
    (TypeError, "multiply sequence by non-int", SEQUENCE),
    (TypeError, "unsupported operand .*'NoneType'", BACK),
    (TypeError, "cannot unpack non-iterable NoneType", BACK),
    (TypeError, "NoneType doesn't define|passed to NoneType", BACK),
    (TypeError, "list doesn't define|passed to list", ONE_BY_ONE),
    (TypeError, "str doesn't define", QUOTES),
    (TypeError, "complex doesn't define", ROOT),
    (
        TypeError,
        "unsupported operand .*'function'",
        "A function is not its result. Call it with brackets, such as y(x, w, b).",
    ),
    (TypeError, "unsupported operand .*'tuple'", DECIMALS),
    (TypeError, "unsupported operand .*'list'", ONE_BY_ONE),
    (TypeError, "can only concatenate list", ONE_BY_ONE),
    (TypeError, "can only concatenate tuple", DECIMALS),
    (TypeError, "unsupported operand .*'str'|can only concatenate str|must be str", QUOTES),
    (
        TypeError,
        "object cannot be interpreted as an integer",
        "range counts in whole numbers only.",
    ),
    (
        TypeError,
        "'(int|float)' object is not iterable",
        "for goes through a list. To repeat something n times, write: for i in range(n)",
    ),
    (
        TypeError,
        "'(int|float|function)' object is not subscriptable",
        "Square brackets take an item out of a list. Here there is a {0} before them.",
    ),
    (
        TypeError,
        "indices must be integers",
        "What stands in the square brackets must be a whole number: data[0] is the first item.",
    ),
    (
        TypeError,
        "type '(?:int|float)' has no len",
        "len counts the items of a list or the letters of a text. A number has neither.",
    ),
    (ValueError, "unpack", "The names before = and the values after it are not equally many."),
    (ValueError, "could not convert string to float: .*,", DECIMALS),
    (
        ValueError,
        "invalid literal for int",
        "int needs a text of digits alone, such as int('12'). For decimals, write float('0.5').",
    ),
    (
        ZeroDivisionError,
        "",
        "Something is divided by 0 here. Look at what stands behind the / sign.",
    ),
    (
        IndexError,
        "",
        "The list has no such item. Counting begins at 0, so the last of 8 items is number 7.",
    ),
    (
        OverflowError,
        # The first is what the system says: in a browser, the result is not representable.
        "^\\(\\d+, |math range|(to|for a) float|float infinity|exponentiation|in fsum",
        "A number grew larger than Python can hold. In a descent, the learning rate is too high.",
    ),
    (
        OverflowError,
        "",
        "So many items have no room in any computer. Write a smaller number.",
    ),
    (
        RecursionError,
        "",
        "A function calls itself again and again. Perhaps it calls its own name by mistake.",
    ),
)


def hint(error: BaseException) -> str:
    """The line for an error of the reader's code; empty where there is none."""
    try:
        return _said(error)
    except Exception:  # an object of the reader's own may answer anything, even with an error
        return ""


def _said(error: BaseException) -> str:
    if isinstance(error, SyntaxError) and (said := spelling(error)):
        return said
    if isinstance(error, UnboundLocalError):
        pass  # a NameError, but not of a name that is misspelled
    elif isinstance(error, NameError):
        return unknown_name(error)
    elif isinstance(error, AttributeError):
        return unknown_attribute(error)
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    for kind, pattern, saying in SAYINGS:
        found = re.search(pattern, message) if isinstance(error, kind) else None
        if found:
            return saying.format(*found.groups(), before=before_bracket(message))
    return ""


def spelling(error: SyntaxError) -> str:
    """What a line of wrong characters, or of words without an operator, needs instead."""
    character = re.search("invalid character '(.)'", error.msg)
    if character:
        instead = TYPED.get(character[1])
        if instead:
            return f"Python does not know the sign {character[1]}. Type {instead} instead."
        return f"Python does not know the sign {character[1]}. Type it with the keys of code."
    line = (error.text or "").strip()
    meant = re.search(r"Did you mean '(\w+)'\?", error.msg)
    if meant:
        return f"A word of Python is misspelt in this line: it should be {meant[1]}."
    if re.match(r"else\s+if\b", line):
        return "else and if together are one word: elif"
    if "Maybe you meant '=='" in error.msg and re.match("(if|elif|while)\\b", line):
        return "Use == to compare. A single = gives a name its value."
    if error.msg.startswith("invalid syntax"):
        pairs = re.findall(PAIR, line.partition("#")[0])
        known = {*keyword.kwlist, *keyword.softkwlist}
        words = next((pair for pair in pairs if not known & {*pair}), ("", ""))
        if words[1] == "install":
            return "A package needs no installing here. Write import and its name: import numpy"
        if words[0].lower() in ("function", "define", "func", "fun"):
            return "A function begins with def: def y(x, w, b):"
        if words[0]:
            return STAR
        if re.match(r"(?:else|elif|if|for|while|def|class)\b", line) and not line.endswith(":"):
            return "The colon is missing: this line must end with a : sign."
    return ""


def unknown_name(error: NameError) -> str:
    """Which known name was meant by one that is not known."""
    name = error.name or ""
    if hasattr(builtins, name):  # They are there again.
        return f"Your code has deleted {name}, which Python itself needs."
    near = nearest(name, known_names(error.__traceback__))
    if near:
        return f"Nothing is called {name} here. Did you mean {near}?"
    if name in IMPORTED:
        return f"Write this as the first line: from math import {name}"
    if name in ("math", "random", "engine"):
        return f"Write this as the first line: import {name}"
    return f"Nothing is called {name} yet. Give it a value first, or check how it is spelt."


def unknown_attribute(error: AttributeError) -> str:
    name = error.name or ""
    if error.obj is None:
        return BACK
    near = nearest(name, [one for one in dir(error.obj) if not one.startswith("_")])
    if near:
        return f"There is no {name} behind this dot. Did you mean {near}?"
    kind = type(error.obj).__name__
    if isinstance(error.obj, list) and name in ("add", "push"):
        return "A list takes a new item with append: data.append((9, 5.6))"
    return f"There is no {name} in this {kind}. Check the name behind the dot."


def known_names(traceback: TracebackType | None) -> list[str]:
    """All names that were known where an error happened."""
    while traceback and traceback.tb_next:
        traceback = traceback.tb_next
    own = [*traceback.tb_frame.f_locals, *traceback.tb_frame.f_globals] if traceback else []
    return [name for name in [*own, *dir(builtins)] if not name.startswith("_")]


def nearest(name: str, names: list[str]) -> str | None:
    """The one of the names that a misspelled one most likely stands for."""
    for one in names:
        if one.lower() == name.lower():
            return one
    # One or two letters have no other that is near: every one of them would be.
    close = get_close_matches(name, names, 1, 0.7) if len(name) > 2 else []
    return close[0] if close else None


def before_bracket(message: str) -> str:
    """What stands before a round bracket that calls nothing."""
    kind = re.search(r"'(\w+)' object", message)
    if kind and kind[1] in ("list", "tuple"):
        if kind[1] == "tuple":
            return "A comma is missing between two pairs of the list."
        return "An item of a list is taken out with square brackets: data[0]."
    return "A bracket behind a number calls it like a function. " + STAR
