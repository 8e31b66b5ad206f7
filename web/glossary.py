"""Reads a lesson's glossary: glossary.md, a definition list of the terms that its texts mark.

    Hidden layer
    : The neurons between the inputs and the output.

A text marks a term where it first needs it: [hidden layer]{.term}, [hidden layers]{.term} or, where
the word is another, [losses]{.term of="loss"}. In the page such a word opens its meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from markdown_it.token import Token

from web.complaints import Complain, Located, did_you_mean
from web.lesson import Term
from web.markdown import Markdown, Parsed, render, slug, words
from web.maths import Typeset


@dataclass(frozen=True)
class _Entry:
    """A term: its anchor, where it stands, its words as an inline token and its meaning."""

    id: str
    line: int
    name: Token
    meaning: list[Token]


class Glossary:
    """The terms of a lesson; none, if its folder has no glossary.md."""

    def __init__(self, folder: Path, markdown: Markdown, complain: Complain) -> None:
        self._file = folder / "glossary.md"
        self._complain = complain
        self._entries: dict[str, _Entry] = {}
        self._used: set[str] = set()
        if self._file.is_file():
            source = Located(self._file.read_text("utf-8"), self._file, 1)
            self._text = markdown.document(source)
            self._read(self._text.tokens)

    @property
    def ids(self) -> dict[str, int]:
        """The anchors that the terms have in the page, each with its line in glossary.md."""
        return {entry.id: entry.line for entry in self._entries.values()}

    def link(self, texts: Iterable[Parsed]) -> None:
        """Turn each term that a text marks into a button that opens its meaning."""
        for text in texts:
            for at, opening, closing in text.terms:
                word = str(opening.attrs.pop("of", at.text))
                key = self._key(word)
                if key not in self._entries:
                    sentence = f"glossary.md has no term {word}"
                    if not self._file.is_file():
                        sentence += ": the lesson's folder has no such file"
                    hint = did_you_mean(key, self._entries)
                    self._complain(at.file, at.line, sentence + hint)
                    continue
                self._used.add(key)
                opening.tag = closing.tag = "button"
                opening.attrSet("type", "button")
                opening.attrSet("popovertarget", self._entries[key].id)

    def check_use(self) -> None:
        for key, entry in self._entries.items():
            if key not in self._used:
                sentence = f"no text of the lesson marks the term {key}: [{key}]{{.term}}"
                self._complain(self._file, entry.line, sentence)

    def terms(self, typeset: Typeset) -> tuple[Term, ...]:
        """The terms in alphabetical order."""
        return tuple(
            Term(
                id=entry.id,
                name_html=render(self._text, [entry.name], typeset),
                meaning_html=render(self._text, entry.meaning, typeset),
            )
            for _, entry in sorted(self._entries.items())
        )

    def _read(self, tokens: Sequence[Token]) -> None:
        line = 1
        name: Token | None = None
        for index, token in enumerate(tokens):
            line = token.map[0] + 1 if token.map else line
            if token.level == 0 and token.type not in ("dl_open", "dl_close"):
                if token.nesting >= 0:
                    sentence = "a glossary is a list of terms, each with `: its meaning` below it"
                    self._complain(self._file, line, sentence)
            elif token.type == "dt_open":
                name = tokens[index + 1]
            elif token.type == "dd_open" and token.level == 1 and name:
                self._add(name, tokens[index + 1 : _closing(tokens, index)])

    def _add(self, name: Token, meaning: Sequence[Token]) -> None:
        assert name.map
        for token in meaning:
            token.hidden = False  # the paragraphs of a list that has no empty lines
        line = name.map[0] + 1
        key = _plain(words(name.children or []))
        before = self._entries.get(key)
        if before and before.name is name:
            before.meaning.extend(meaning)
        elif before:
            self._complain(self._file, line, f"{key} has a meaning already, in line {before.line}")
        else:
            self._entries[key] = _Entry(f"term-{slug(key)}", line, name, list(meaning))

    def _key(self, word: str) -> str:
        """The entry that a marked word means, or the word itself."""
        word = _plain(word)
        if word not in self._entries and word.endswith("s") and word[:-1] in self._entries:
            return word[:-1]
        return word


def _closing(tokens: Sequence[Token], opening: int) -> int:
    level = tokens[opening].level
    return next(i for i in range(opening + 1, len(tokens)) if tokens[i].level == level)


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split())
