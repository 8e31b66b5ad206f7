"""Puts an SVG drawing into the page itself, where it takes the theme's colours.

What stands in a page acts in it: so a drawing holds only what draws, asks for nothing from
elsewhere, and has names of its own.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.parsers import expat

from markupsafe import Markup, escape

from web.complaints import Complain, did_you_mean

SVG = "http://www.w3.org/2000/svg"

#: all that a drawing can be made of
ELEMENTS = frozenset(
    [
        *("svg", "g", "defs", "symbol", "use", "title", "desc"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("text", "tspan", "textPath"),
        *("linearGradient", "radialGradient", "stop", "pattern", "marker", "clipPath", "mask"),
    ]
)

#: what is said in an editor's own language, or of the file rather than of the drawing
DROPPED = re.compile(r"xmlns(:.*)?|version|xml:space")

_REFERENCE = re.compile(r"url\(\s*(['\"]?)#([^)'\"]*)\1\s*\)")

#: attributes whose value is a list of ids
_LISTS_OF_IDS = ("aria-labelledby", "aria-describedby")


def inlined(file: Path, prefix: str, complain: Complain) -> Markup | None:
    """An SVG file's drawing as it can stand in a page.

    prefix: what the drawing's ids get in front, so that they are the page's only ones
    Gives None, having complained, if the file is no drawing that could.
    """
    return _Drawing(file, prefix, complain).read()


class _Drawing:
    def __init__(self, file: Path, prefix: str, complain: Complain) -> None:
        self._file = file
        self._prefix = prefix
        self._complain = complain
        self._told = 0
        self._html: list[str] = []
        self._ids: set[str] = set()
        self._references: list[tuple[int, str]] = []
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = lambda *_: self._at("a drawing has no DOCTYPE")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def read(self) -> Markup | None:
        try:
            self._parser.Parse(self._file.read_bytes(), True)
        except expat.ExpatError as error:
            problem = expat.ErrorString(error.code)
            self._complain(self._file, error.lineno, f"this drawing is not XML: {problem}")
            return None
        wanted = [] if self._told else self._references
        for line, name in wanted:
            if name not in self._ids:
                sentence = f"nothing in this drawing is called #{name}"
                self._at(sentence + did_you_mean(name, self._ids), line)
        return None if self._told else Markup("".join(self._html))

    def _at(self, sentence: str, line: int | None = None) -> None:
        self._told += 1
        self._complain(self._file, line or self._parser.CurrentLineNumber, sentence)

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        if not self._depth:
            self._check_root(element, attributes)
        self._depth += 1
        if element not in ELEMENTS:
            sentence = f"an element {element} cannot stand in a drawing"
            self._at(sentence + did_you_mean(element, ELEMENTS))
        kept = [self._attribute(*item) for item in attributes.items()]
        self._html.append(f"<{element}{''.join(kept)}>")

    def _end(self, element: str) -> None:
        self._depth -= 1
        self._html.append(f"</{element}>")

    def _text(self, text: str) -> None:
        self._html.append(escape(text))

    def _check_root(self, element: str, attributes: dict[str, str]) -> None:
        if element != "svg" or attributes.get("xmlns") != SVG:
            self._at(f'a drawing begins with <svg xmlns="{SVG}">')
        elif "viewBox" not in attributes:
            self._at("this drawing cannot grow with the page: it has no viewBox")

    def _attribute(self, name: str, value: str) -> str:
        """An attribute as it is written in the page."""
        if DROPPED.fullmatch(name):
            return ""
        if name in ("href", "xlink:href"):
            return self._link(value)
        if name.lower().startswith("on") or ":" in name:
            self._at(f"an attribute {name} cannot stand in a drawing")
        elif "//" in value or "\\" in value or self._leads_away(value):
            self._at(f"a drawing takes nothing from elsewhere: {value}")
        elif name == "id":
            self._ids.add(value)
            value = self._own(value)
        elif name in _LISTS_OF_IDS:
            value = " ".join(self._referred(one) for one in value.split())
        else:
            value = _REFERENCE.sub(lambda found: f"url(#{self._referred(found[2])})", value)
        return f' {name}="{escape(value)}"'

    def _link(self, target: str) -> str:
        if not target.startswith("#"):
            self._at(f"a drawing takes nothing from elsewhere: {target}")
            return ""
        return f' href="#{escape(self._referred(target[1:]))}"'

    def _leads_away(self, value: str) -> bool:
        return "url(" in _REFERENCE.sub("", value).lower()

    def _referred(self, name: str) -> str:
        self._references.append((self._parser.CurrentLineNumber, name))
        return self._own(name)

    def _own(self, name: str) -> str:
        return f"{self._prefix}-{name}"
