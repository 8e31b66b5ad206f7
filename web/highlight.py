"""Python in colour at build time, with the class names that CodeMirror gives the same code.

The names are those of @lezer/highlight's classHighlighter, and two of our own beside them:
`tok-definition` on the name that def or class defines, `tok-builtin` on Python's own functions.
"""

from __future__ import annotations

from itertools import groupby

from markupsafe import Markup, escape
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Token, _TokenType
from pygments.util import ClassNotFound

#: the classes of a kind of token; a kind that is not listed takes those of the kind it belongs to
_CLASSES = {
    Token.Keyword: "tok-keyword",
    Token.Keyword.Constant: "tok-bool",
    Token.Operator: "tok-operator",
    Token.Operator.Word: "tok-keyword",
    Token.Punctuation: "tok-punctuation",
    Token.Comment: "tok-comment",
    Token.Literal.Number: "tok-number",
    Token.Literal.String: "tok-string",
    Token.Literal.String.Escape: "tok-string2",
    Token.Literal.String.Interpol: "tok-string2",
    Token.Name: "tok-variableName",
    Token.Name.Function: "tok-variableName tok-definition",
    Token.Name.Class: "tok-className tok-definition",
    Token.Name.Builtin: "tok-variableName tok-builtin",
    Token.Name.Builtin.Pseudo: "tok-variableName",
    Token.Name.Decorator: "tok-meta",
    Token.Name.Namespace: "tok-variableName",
}


class UnknownLanguage(ValueError):
    """A code block names a language that Pygments does not know."""


def highlight(code: str, language: str = "python") -> Markup:
    """`code` as HTML, its tokens in spans, its text unchanged. Raises UnknownLanguage."""
    tokens = [
        ("" if text.isspace() else _classes(kind, text), text)
        for kind, text in _lexer(language).get_tokens(code)
    ]
    # Pygments parts a string from its quotes; here they are one, as in CodeMirror.
    return Markup("").join(
        _span(classes, "".join(text for _, text in group))
        for classes, group in groupby(tokens, key=lambda token: token[0])
    )


def _span(classes: str, text: str) -> Markup:
    return Markup('<span class="{}">{}</span>').format(classes, text) if classes else escape(text)


def _lexer(language: str) -> Lexer:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound as error:
        raise UnknownLanguage(f"there is no language called {language!r}") from error


def _classes(kind: _TokenType, text: str) -> str:
    if text == "None":  # CodeMirror counts it with the keywords, True and False with the truths
        return "tok-keyword"
    while kind not in _CLASSES and kind.parent is not None:
        kind = kind.parent
    return _CLASSES.get(kind, "")
