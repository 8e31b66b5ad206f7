"""The page's fonts are smaller than their packages', and have all that its styles ask for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from web.fonts import FONTS, RENAMED, WEIGHTS, trim
from web.toolchain import ROOT

STYLES = ROOT / "web" / "styles"

#: weights as they stand in declarations of the page's own styles, not in those of its fonts
WEIGHT = re.compile(r"^  (?:font-weight:|font:(?: italic)?) (\d+)\b", re.MULTILINE)
FONT_FACE = re.compile(r"@font-face \{.*?\}", re.DOTALL)


@pytest.fixture(params=FONTS, ids=lambda name: Path(name).stem)
def both(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[TTFont, TTFont]:
    """A font as its package has it, and as the page gets it."""
    file = ROOT / "node_modules" / request.param
    trim(file, tmp_path / file.name)
    assert (tmp_path / file.name).stat().st_size < file.stat().st_size * 0.7
    return TTFont(file), TTFont(tmp_path / file.name)


def test_it_has_all_characters(both: tuple[TTFont, TTFont]) -> None:
    whole, trimmed = both
    assert trimmed.getBestCmap().keys() == whole.getBestCmap().keys()


def test_it_has_the_weights_that_are_asked_for(both: tuple[TTFont, TTFont]) -> None:
    _, trimmed = both
    (weight,) = trimmed["fvar"].axes
    assert (weight.axisTag, weight.minValue, weight.maxValue) == ("wght", *WEIGHTS)


def test_styles_ask_for_no_other_weights() -> None:
    texts = [FONT_FACE.sub("", file.read_text("utf-8")) for file in STYLES.glob("*.css")]
    asked = {int(weight) for text in texts for weight in WEIGHT.findall(text)}
    assert {400, 600, 700} <= asked
    assert min(asked) >= WEIGHTS[0]
    assert max(asked) <= WEIGHTS[1]


def test_a_reserved_name_is_not_used(both: tuple[TTFont, TTFont]) -> None:
    _, trimmed = both
    family = trimmed["name"].getDebugName(1)
    assert family not in RENAMED
    if "Reserved Font Name" in trimmed["name"].getDebugName(0):
        assert family in RENAMED.values()
