"""One SVG of a chart for both themes, made of two that differ in their paints only.

A picture that a page shows as an image sees neither the page's colours nor its fonts. So it brings
the paints of both themes, and chooses by the colour scheme that the page gives its images. What
Plotly needs for its own work, and no picture, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG = "http://www.w3.org/2000/svg"

#: of the page's fonts, those that a picture finds wherever it is opened
FONT = "Inter,system-ui,sans-serif"

#: what serves Plotly, the pointer or an old browser
DROPPED = frozenset(
    [
        *("class", "style", "font-family", "font-variant", "text-transform", "white-space"),
        *("pointer-events", "cursor", "vector-effect", "shape-rendering"),
    ]
)

#: what an attribute says when it is not there
DEFAULTS = {
    "fill-opacity": "1",
    "stroke-opacity": "1",
    "opacity": "1",
    "stroke-width": "1",
    "font-style": "normal",
    "font-weight": "normal",
    "stroke-dasharray": "none",
    "text-anchor": "start",
    "stroke": "none",
    "text-decoration": "none",
    "line-height": "normal",
    "letter-spacing": "normal",
}

#: what draws nothing without children
GROUPS = ("g", "defs", "clipPath")
TEXTS = ("text", "tspan")

_RGB = re.compile(r"rgb\((\d+), ?(\d+), ?(\d+)\)")
_NUMBER = re.compile(r"-?\d*\.\d+")
_REFERENCE = re.compile(r"url\(['\"]?[^)'\"]*#([^)'\"]+)['\"]?\)")


def themed(light: str, dark: str) -> str:
    """A chart as Plotly draws it in the light and in the dark theme, as one small SVG.

    Raises ValueError if the two differ in more than their paints.
    """
    return _Themed().write(ElementTree.fromstring(light), ElementTree.fromstring(dark))


class _Themed:
    def __init__(self) -> None:
        #: the name of each pair of paints
        self._paints: dict[tuple[str, str], str] = {}
        self._ids: dict[str, str] = {}

    def write(self, light: Element, dark: Element) -> str:
        width, height = light.attrib["width"], light.attrib["height"]
        used = {
            name
            for element in light.iter()
            for value in element.attrib.values()
            for name in _REFERENCE.findall(value)
        }
        self._ids = {name: f"c{i}" for i, name in enumerate(sorted(used))}
        drawn = "".join(self._children(light, dark))
        return (
            f'<svg xmlns="{SVG}" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
            f' font-family="{FONT}"><style>{self._style()}</style>{drawn}</svg>\n'
        )

    def _style(self) -> str:
        light, dark = (
            ";".join(f"--{name}:{pair[theme]}" for pair, name in self._paints.items())
            for theme in (0, 1)
        )
        return f":root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"

    def _children(self, light: Element, dark: Element) -> Iterator[str]:
        if len(light) != len(dark):
            raise ValueError(f"the two themes draw {light.tag} with different children")
        for one, other in zip(light, dark, strict=True):
            yield self._element(one, other)

    def _element(self, light: Element, dark: Element) -> str:
        tag = light.tag.removeprefix(f"{{{SVG}}}")
        attributes = dict(self._attributes(_said(light), _said(dark)))
        if tag != "clipPath" and _is_unseen(tag, attributes):
            return ""
        content = "".join(self._children(light, dark))
        if tag in TEXTS:
            content = _escaped(light.text or "") + content
        if tag in (*GROUPS, *TEXTS) and not content:
            return ""
        if tag == "clipPath" and "id" not in attributes:
            return ""
        if tag == "g" and not attributes:
            return content
        written = "".join(f' {name}="{_escaped(value)}"' for name, value in attributes.items())
        return f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>"

    def _attributes(self, light: dict[str, str], dark: dict[str, str]) -> Iterator[tuple[str, str]]:
        for name, value in light.items():
            if name in DROPPED or name.startswith("data-") or DEFAULTS.get(name) == value:
                continue
            if name == "id":
                if value in self._ids:
                    yield name, self._ids[value]
            elif _REFERENCE.fullmatch(value):
                yield name, _REFERENCE.sub(lambda found: f"url(#{self._ids[found[1]]})", value)
            elif value == dark.get(name):
                yield name, value
            elif name in ("fill", "stroke"):
                pair = (value, dark[name])
                paint = self._paints.setdefault(pair, f"p{len(self._paints)}")
                yield name, f"var(--{paint})"
            else:
                raise ValueError(f"the two themes differ in {name}: {value}, {dark.get(name)}")


def _said(element: Element) -> dict[str, str]:
    """All that an element's attributes and its style say, in short forms."""
    declared = (one.partition(":") for one in element.get("style", "").split(";") if one.strip())
    styles = {name.strip(): value.strip() for name, _, value in declared}
    return {name: _short(value) for name, value in {**element.attrib, **styles}.items()}


def _short(value: str) -> str:
    value = _RGB.sub(lambda rgb: f"#{int(rgb[1]):02x}{int(rgb[2]):02x}{int(rgb[3]):02x}", value)
    value = value.removesuffix("px") if re.fullmatch(r"[\d.]+px", value) else value
    return _NUMBER.sub(lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), value)


def _is_unseen(tag: str, attributes: dict[str, str]) -> bool:
    if attributes.get("opacity") == "0" or attributes.get("display") == "none":
        return True
    if tag == "path":
        return attributes.get("d", "M0,0") == "M0,0"
    stroked = "stroke" in attributes and attributes.get("stroke-opacity") != "0"
    return tag == "rect" and attributes.get("fill-opacity") == "0" and not stroked


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
