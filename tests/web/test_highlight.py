"""Code in colour."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from web.highlight import UnknownLanguage, highlight


@given(st.text(alphabet=st.characters(exclude_characters="\r\0"), max_size=80))
def test_the_text_stays_as_it_is(code: str) -> None:
    assert Markup(re.sub(r"</?span[^>]*>", "", highlight(code))).unescape() == code


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("def", "tok-keyword"),
        ("return", "tok-keyword"),
        ("not", "tok-keyword"),
        ("None", "tok-keyword"),
        ("True", "tok-bool"),
        ("1.5e-3", "tok-number"),
        ("&#34;text&#34;", "tok-string"),
        ("# why", "tok-comment"),
        ("y", "tok-variableName tok-definition"),
        ("Line", "tok-className tok-definition"),
        ("print", "tok-variableName tok-builtin"),
        ("w", "tok-variableName"),
        ("+", "tok-operator"),
        (":", "tok-punctuation"),
        ("@cached", "tok-meta"),
    ],
)
def test_classes_are_those_of_codemirror(text: str, classes: str) -> None:
    code = (
        'class Line:\n    @cached\n    def y(self):\n        print("text")  # why\n'
        "        return w + 1.5e-3 if not True else None\n"
    )
    spans = re.findall(r'<span class="([^"]*)">([^<]*)</span>', highlight(code))
    assert (classes, text) in spans


def test_other_languages() -> None:
    assert highlight("a < b", "text") == "a &lt; b"
    assert "tok-" in highlight("let x = 1;", "javascript")
    with pytest.raises(UnknownLanguage, match="no language called 'pyhton'"):
        highlight("1", "pyhton")
