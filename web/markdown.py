"""A lesson's Markdown: CommonMark with tables, maths, footnotes, definition lists, and spans.

What an author can get wrong in it is found here, and told with its line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from web.complaints import Complain, Located, did_you_mean
from web.highlight import UnknownLanguage, highlight
from web.maths import Formula, FormulaError, Typeset

#: what [word]{.class} may say of a word: the idea whose colour it takes
PROSE_CLASSES = ("weight", "bias", "model", "loss", "slope", "passed", "term")

#: ```{name} id
DIRECTIVE = re.compile(r"\{([^}]*)\}\s*(.*)")

_MATHS = {"math_inline": False, "math_inline_double": True, "math_block": True}

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_OPENS_A_PAGE = re.compile(r"https?://|mailto:", re.IGNORECASE)


@dataclass
class Parsed:
    """A text with all that stands in it: HTML in all but the look of its formulas.

    formulas: each with the place where its LaTeX begins
    anchors: the places in this lesson that it links to ("line" for "#line")
    pages: the same in other lessons ("other#heading", "other#")
    files: the images and other files of the lesson's folder
    headings: (level, anchor, line, its text as an inline token), in order
    terms: each marked term's words with their place, and the two tokens around them
    """

    tokens: list[Token]
    env: MutableMapping[str, Any]
    formulas: list[tuple[Formula, Located]] = field(default_factory=list)
    anchors: list[tuple[Located, str]] = field(default_factory=list)
    pages: list[tuple[Located, str]] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    headings: list[tuple[int, str, int, Token]] = field(default_factory=list)
    terms: list[tuple[Located, Token, Token]] = field(default_factory=list)


def slug(text: str) -> str:
    """A heading's anchor: its words in small letters, accents dropped, joined by hyphens.

    It depends on the heading's own words alone, so that links last while other headings change.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", ""))) or "section"


def words(tokens: Sequence[Token]) -> str:
    """What inline tokens say, without its marks."""
    return "".join(" " if token.type == "softbreak" else token.content for token in tokens)


@cache
def _markdown() -> MarkdownIt:
    # Raw HTML is parsed, so that it can be complained about; the renderer below never writes it.
    md = MarkdownIt("commonmark", {"html": True, "typographer": True})
    # All links are let through, so that _target can complain of those that lead where none may.
    md.validateLink = lambda url: True  # type: ignore[method-assign]
    md.enable(["table", "smartquotes"])
    front_matter_plugin(md)
    dollarmath_plugin(
        md, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True
    )
    footnote_plugin(md, inline=False)
    deflist_plugin(md)
    attrs_plugin(md, spans=True)
    anchors_plugin(md, max_level=6, slug_func=slug)
    for rule in md.inline.ruler.__rules__:
        rule.fn = _with_offsets(rule.fn)
    for name in _MATHS:
        md.add_render_rule(name, _render_maths)
    md.add_render_rule("text", lambda _self, tokens, index, *_: _tied(tokens[index].content))
    md.add_render_rule("fence", _render_fence)
    md.add_render_rule("heading_open", _render_heading_open)
    md.add_render_rule("heading_close", _render_heading_close)
    md.add_render_rule("footnote_ref", _render_footnote_ref)
    md.add_render_rule("footnote_anchor", _render_footnote_anchor)
    md.add_render_rule("footnote_block_open", lambda *_: '<ol class="reading-list">\n')
    md.add_render_rule("footnote_block_close", lambda *_: "</ol>\n")
    for name in ("html_block", "html_inline", "front_matter"):
        md.add_render_rule(name, _render_nothing)
    return md


def _with_offsets(
    rule: Callable[[StateInline, bool], bool],
) -> Callable[[StateInline, bool], bool]:
    """Let an inline rule note on its tokens at which character of the paragraph they begin."""

    def noting(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        matched = rule(state, silent)
        if matched and not silent:
            for token in state.tokens[before:]:
                token.meta.setdefault("offset", start)
        return matched

    return noting


def _render_maths(
    _self: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    formula = _formula(tokens[index])
    html = env["typeset"][formula]
    # KaTeX lets a line break between its bases.
    if formula.short and html.count('class="katex-base"') > 1:
        return f'<span class="unbroken">{html}</span>'
    if not formula.display:
        return str(html)
    return f'<div class="formula{" wide" if formula.wide else ""}">{html}</div>\n'


def _tied(text: str) -> str:
    """As HTML, where a number stays with the name it is given to: "w = 1" is read as one word."""
    return re.sub(r"(?<=\w) = (?=−?\d)", "\u00a0=\u00a0", escapeHtml(text))


def _render_fence(
    _self: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: MutableMapping[str, Any],
) -> str:
    language = tokens[index].info.strip() or "text"
    return f"<pre><code>{highlight(tokens[index].content, language)}</code></pre>\n"


def _render_heading_open(
    self: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    return '<div class="heading">' + self.renderToken(tokens, index, options, env)


def _render_heading_close(
    _self: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: MutableMapping[str, Any],
) -> str:
    """A link beside the heading, not in it: it is no part of what the heading says."""
    anchor = escape(str(tokens[index - 2].attrGet("id")))
    link = (
        f'<a class="anchor" href="#{anchor}" aria-label="Link to this section" '
        f'aria-describedby="{anchor}">#</a>'
    )
    return f"</{tokens[index].tag}>{link}</div>\n"


def _render_footnote_ref(
    _self: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: MutableMapping[str, Any],
) -> str:
    note, mark = _footnote(tokens[index])
    link = f'<a href="#fn{note}" id="fnref{mark}" role="doc-noteref">[{note}]</a>'
    return f'<sup class="footnote-ref">{link}</sup>'


def _render_footnote_anchor(
    _self: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: MutableMapping[str, Any],
) -> str:
    _, mark = _footnote(tokens[index])
    label = "Back to the text"
    return f' <a href="#fnref{mark}" class="back" role="doc-backlink" aria-label="{label}">↩</a>'


def _footnote(token: Token) -> tuple[int, str]:
    """A footnote's number, and that of one of the places that refer to it."""
    note, place = token.meta["id"] + 1, token.meta["subId"]
    return note, f"{note}-{place}" if place else str(note)


def _render_nothing(*_: object) -> str:
    return ""


def _formula(token: Token) -> Formula:
    return Formula(token.content.strip(), _MATHS[token.type])


class Markdown:
    """Reads the Markdown texts of one lesson."""

    def __init__(self, folder: Path, address: Callable[[Path], str], complain: Complain) -> None:
        """
        folder: the lesson's, which links and images are relative to
        address: the address in the site for a file of that folder
        """
        self._folder = folder
        self._address = address
        self._complain = complain
        #: all that has been read so far
        self.texts: list[Parsed] = []

    def document(self, text: Located) -> Parsed:
        """A whole text. Front matter and directives are left among its tokens for the caller."""
        env: dict[str, Any] = {}
        parsed = Parsed(_markdown().parse(text.text, env), env)
        self.texts.append(parsed)
        self._walk(parsed, text)
        self._unused_footnotes(parsed, text)
        return parsed

    def inline(self, text: Located, inert: str | None = None) -> Parsed:
        """One piece of running text: a caption, a goal, a hint.

        inert: what this text is ("a goal"), where nothing in it can be something to press
        """
        env: dict[str, Any] = {}
        parsed = Parsed(_markdown().parseInline(text.text, env), env)
        self.texts.append(parsed)
        for token in parsed.tokens:
            self._inline(parsed, token, text)
            if inert:
                self._inert(token, text, inert)
        return parsed

    def _walk(self, parsed: Parsed, text: Located) -> None:
        lines = text.text.split("\n")
        level = 1
        begin = 0
        for index, token in enumerate(parsed.tokens):
            if token.map:
                begin = token.map[0]
            at = Located(token.content, text.file, text.line_at(begin), text.last)
            if token.type == "inline":
                self._inline(parsed, token, at)
            elif token.type == "math_block":
                self._maths(parsed, token, at)
            elif token.type == "html_block":
                self._raw_html(token, at)
            elif token.type == "fence":
                self._fence(token, at, lines)
            elif token.type == "heading_open":
                inline = parsed.tokens[index + 1]
                parsed.headings.append(
                    (int(token.tag[1:]), str(token.attrGet("id")), at.line, inline)
                )
                level = self._heading(token, at, level)
                self._inert(inline, at, "a heading")

    def _heading(self, token: Token, at: Located, before: int) -> int:
        level = int(token.tag[1:])
        if level == 1:
            sentence = "the lesson's title is its only heading of level 1; begin this one with ##"
            self._complain(at.file, at.line, sentence)
        elif level > before + 1:
            sentence = f"a heading of level {level} cannot follow one of level {before}"
            self._complain(at.file, at.line, sentence)
        return level

    def _fence(self, token: Token, at: Located, lines: list[str]) -> None:
        assert token.map
        first, end = token.map
        mark = re.escape(token.markup[0])
        closing = re.compile(rf"[\s>]*{mark}{{{len(token.markup)},}}\s*")
        if end - 1 <= first or not closing.fullmatch(lines[min(end, len(lines)) - 1]):
            self._complain(at.file, at.line, f"this block is not closed: {token.markup} is missing")
        language = token.info.strip()
        if DIRECTIVE.match(language):
            if token.level:
                sentence = "a block stands at the left margin, not within a list or a quotation"
                self._complain(at.file, at.line, sentence)
            return
        try:
            highlight("", language or "text")
        except UnknownLanguage as error:
            self._complain(at.file, at.line, str(error))
            token.info = ""

    def _unused_footnotes(self, parsed: Parsed, text: Located) -> None:
        for label, number in parsed.env.get("footnotes", {}).get("refs", {}).items():
            if number < 0:
                written = f"[^{label.removeprefix(':')}]"
                breaks = text.text.count("\n", 0, text.text.find(f"{written}:"))
                sentence = f"nothing in the text refers to the footnote {written}"
                self._complain(text.file, text.line_at(breaks), sentence)

    def _inert(self, token: Token, at: Located, what: str) -> None:
        for child in token.children or []:
            if child.type in ("link_open", "footnote_ref") or _is_term(child):
                breaks = token.content.count("\n", 0, child.meta.get("offset", 0))
                sentence = f"{what} cannot hold links, terms or footnotes"
                self._complain(at.file, at.line_at(breaks), sentence)

    def _inline(self, parsed: Parsed, token: Token, at: Located) -> None:
        self._terms(parsed, token, at)
        for child in token.children or []:
            breaks = token.content.count("\n", 0, child.meta.get("offset", 0))
            place = Located(child.content, at.file, at.line_at(breaks), at.last)
            if child.type in _MATHS:
                self._maths(parsed, child, place)
            elif child.type == "html_inline":
                self._raw_html(child, place)
            elif child.type == "image":
                if not child.content.strip():
                    sentence = "this image has no description: write it between the square brackets"
                    self._complain(place.file, place.line, sentence)
                self._target(parsed, child, "src", place)
            elif child.type == "link_open":
                self._target(parsed, child, "href", place)
            elif child.type == "text":
                self._left_over(child, token, at)
            self._attributes(child, place)

    def _terms(self, parsed: Parsed, token: Token, at: Located) -> None:
        children = token.children or []
        for index, child in enumerate(children):
            if not _is_term(child):
                continue
            breaks = token.content.count("\n", 0, child.meta.get("offset", 0))
            line = at.line_at(breaks)
            if child.type != "span_open":
                sentence = "a term is marked like this, not as a link or as code: [word]{.term}"
                self._complain(at.file, line, sentence)
                continue
            after = range(index + 1, len(children))
            end = next(i for i in after if children[i].level == child.level)
            text = words(children[index + 1 : end])
            place = Located(text, at.file, line, at.last)
            parsed.terms.append((place, child, children[end]))

    def _maths(self, parsed: Parsed, token: Token, at: Located) -> None:
        if "\n\n" in token.content.strip():
            self._complain(at.file, at.line, "a formula has no empty lines")
        skipped = len(token.content) - len(token.content.lstrip())
        begin = at.line_at(token.content.count("\n", 0, skipped))
        formula = _formula(token)
        parsed.formulas.append((formula, Located(formula.tex, at.file, begin, at.last)))

    def _raw_html(self, token: Token, at: Located) -> None:
        shown = token.content.strip().partition("\n")[0]
        self._complain(at.file, at.line, f"raw HTML is not allowed in a lesson: {shown}")

    def _left_over(self, child: Token, token: Token, at: Located) -> None:
        """Marks that Markdown has left in the text because what they refer to is missing."""
        for sentence, pattern in (
            ("there is no footnote {}", r"\[\^[^\]\s]+\]"),
            ("there is no link target for {}", r"\[[^\[\]]+\]\[[^\[\]]*\]"),
            ("this formula is not closed: {} is missing", r"\$\$"),
        ):
            for found in re.findall(pattern, child.content):
                breaks = token.content.count("\n", 0, max(token.content.find(found), 0))
                self._complain(at.file, at.line_at(breaks), sentence.format(found))

    def _attributes(self, token: Token, at: Located) -> None:
        allowed = {"image": {"src", "alt", "title"}, "link_open": {"href", "title"}}
        for name, value in (token.attrs | token.meta.get("insecure_attrs", {})).items():
            if name == "class":
                for word in str(value).split():
                    if word not in PROSE_CLASSES:
                        hint = did_you_mean(word, PROSE_CLASSES)
                        self._complain(at.file, at.line, f"there is no class {word}{hint}")
            elif name not in allowed.get(token.type, set()) and not (
                name == "of" and _is_term(token)
            ):
                sentence = f"only classes can stand in braces behind a text, not {name}"
                self._complain(at.file, at.line, sentence)

    def _target(self, parsed: Parsed, token: Token, attribute: str, at: Located) -> None:
        """Check where a link or an image points to, and turn it into an address of the site."""
        target = str(token.attrGet(attribute))
        if attribute == "href" and _ELSEWHERE.match(target):
            if not _OPENS_A_PAGE.match(target):
                sentence = f"a link out of the site begins with https:// or mailto:, not {target}"
                self._complain(at.file, at.line, sentence)
            return
        path, hash_mark, anchor = target.partition("#")
        if attribute == "href" and not path:
            parsed.anchors.append((at, unquote(anchor)))
            return
        if target.startswith("/") or _ELSEWHERE.match(target):
            sentence = f"{target} should be a path relative to the lesson's folder"
            self._complain(at.file, at.line, sentence)
            return
        file = (self._folder / unquote(path)).resolve()
        if attribute == "href" and file.name == "lesson.md":
            file = file.parent
        if attribute == "href" and (file / "lesson.md").is_file():
            parsed.pages.append((at, f"{file.name}#{unquote(anchor)}"))
            token.attrSet(attribute, f"../{file.name}/{hash_mark}{anchor}")
        elif not file.is_relative_to(self._folder):
            self._complain(at.file, at.line, f"{target} is outside the lesson's folder")
        elif not file.is_file():
            self._complain(at.file, at.line, f"there is no file {unquote(path)}")
        else:
            parsed.files.append(file)
            token.attrSet(attribute, self._address(file) + hash_mark + anchor)


def _is_term(token: Token) -> bool:
    return "term" in str(token.attrGet("class") or "").split()


def formula_complaints(parsed: Parsed, typeset: Typeset) -> Iterator[tuple[Path, int, str]]:
    """File, line and sentence for each formula of a text that KaTeX rejects."""
    for formula, at in parsed.formulas:
        result = typeset[formula]
        if isinstance(result, FormulaError):
            breaks = at.text.count("\n", 0, result.position or 0)
            message = result.message.rstrip(".")
            yield at.file, at.line_at(breaks), f"this formula cannot be typeset: {message}"


def render(parsed: Parsed, tokens: Sequence[Token], typeset: Typeset) -> Markup:
    """Some of a text's tokens as HTML."""
    md = _markdown()
    parsed.env["typeset"] = typeset
    html = md.renderer.render(tokens, md.options, parsed.env)
    # A line may break after a button, as after an image, whatever follows (a word joiner, too): a
    # full stop must not begin the next one.
    together = r'<span class="unbroken">\1\2</span>'
    return Markup(re.sub(r"(<button(?:(?!<button).)*?</button>)([.,:;!?)]+)", together, html))


def render_all(parsed: Parsed, typeset: Typeset) -> Markup:
    """A whole text as HTML."""
    return render(parsed, parsed.tokens, typeset)
