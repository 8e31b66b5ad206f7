"""The fonts of the interface and of code, without what no page of ours sets.

The packages hold every alternative form that the designers drew, and ligatures that would show
beginners `!=` as a sign that no keyboard has. The first screen waits for these files.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.subset import (  # type: ignore[import-untyped]
    Options,
    Subsetter,
    load_font,
    save_font,
)

#: below node_modules
FONTS = (
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
)

#: OpenType features: kerning, marks above and below letters, fi and fl, digits of one width
FEATURES = ("ccmp", "kern", "liga", "locl", "mark", "mkmk", "tnum")


def trim(file: Path, to: Path) -> None:
    """Write a font with all of its characters, and with few of its features."""
    options = Options(flavor="woff2", layout_features=list(FEATURES))
    with load_font(file, options) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=font.getBestCmap())
        subsetter.subset(font)
        save_font(font, to, options)
