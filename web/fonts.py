"""The page's fonts, without what no page of ours sets.

The packages hold every alternative form that the designers drew, weights from hairline to black,
and ligatures that would show beginners `!=` as a sign that no keyboard has. The first screen waits
for these files.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.subset import (  # type: ignore[import-untyped]
    Options,
    Subsetter,
    load_font,
    save_font,
)
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib.instancer import (  # type: ignore[import-untyped]
    instantiateVariableFont,
)

#: below node_modules
FONTS = (
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
    "@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2",
    "@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-italic.woff2",
)

#: OpenType features: kerning, marks above and below letters, fi and fl, digits of one width
FEATURES = ("ccmp", "kern", "liga", "locl", "mark", "mkmk", "tnum")

#: the lightest and the boldest that styles ask for: see theme.css
WEIGHTS = (400, 700)

#: By their licence changed versions of these must have another name.
RENAMED = {"Source Serif 4": "Lesson Serif"}
#: the records of a font that hold its name: family, unique, full, for PostScript, typographic
NAMES = (1, 3, 4, 6, 16, 25)


def trim(file: Path, to: Path) -> None:
    """Write a font with all of its characters, and with few of its features and weights."""
    options = Options(flavor="woff2", layout_features=list(FEATURES))
    with load_font(file, options) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=font.getBestCmap())
        subsetter.subset(font)
        instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
        for old, new in RENAMED.items():
            _rename(font, old, new)
        save_font(font, to, options)


def _rename(font: TTFont, old: str, new: str) -> None:
    for record in font["name"].names:
        if record.nameID in NAMES:
            text = record.toUnicode()
            for form in (str, lambda name: name.replace(" ", "")):
                text = text.replace(form(old), form(new))
            record.string = text
