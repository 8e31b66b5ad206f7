"""SVG drawings, on their way into the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from web.drawing import inlined

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
HEAD += 'viewBox="0 0 10 10">\n'


def read(svg: str, folder: Path) -> tuple[str | None, list[str]]:
    """The drawing, and the complaints about it."""
    file = folder / "a.svg"
    file.write_text(svg, "utf-8")
    told: list[str] = []

    def complain(path: Path, line: int, sentence: str) -> None:
        assert path == file
        told.append(f"{line}: {sentence}")

    return inlined(file, "cell", complain), told


def test_a_drawing_is_itself(tmp_path: Path) -> None:
    svg, told = read(
        f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- drawn by hand -->
{HEAD}<title>A &amp; B</title>
<g class="weight" transform="translate(1 -2)"><path d="M0 0L1,1" stroke="var(--weight)"/></g>
<text style="fill: var(--ink)" x="1">a &lt; “b” <tspan>c</tspan></text>
</svg>
""",
        tmp_path,
    )
    assert told == []
    assert svg == (
        '<svg viewBox="0 0 10 10">\n<title>A &amp; B</title>\n'
        '<g class="weight" transform="translate(1 -2)">'
        '<path d="M0 0L1,1" stroke="var(--weight)"></path></g>\n'
        '<text style="fill: var(--ink)" x="1">a &lt; “b” <tspan>c</tspan></text>\n</svg>'
    )


def test_its_names_are_its_own(tmp_path: Path) -> None:
    svg, told = read(
        f"""{HEAD}<use href="#b"/><use xlink:href="#b"/>
<rect fill="url(#a)" style="stroke: url('#a'); filter: none" aria-labelledby="b a"/>
<defs><linearGradient id="a"/><path id="b"/></defs></svg>""",
        tmp_path,
    )
    assert told == []
    assert svg
    assert svg.count('<use href="#cell-b"></use>') == 2
    assert '<rect fill="url(#cell-a)" style="stroke: url(#cell-a); filter: none"' in svg
    assert 'aria-labelledby="cell-b cell-a"' in svg
    assert '<linearGradient id="cell-a">' in svg
    assert '<path id="cell-b">' in svg


ELSEWHERE = "a drawing takes nothing from elsewhere: "


@pytest.mark.parametrize(
    ("svg", "complaint"),
    [
        ("<svg", "1: this drawing is not XML: unclosed token"),
        (f"{HEAD}<g>\n</svg>", "3: this drawing is not XML: mismatched tag"),
        (f"<!DOCTYPE svg>\n{HEAD}</svg>", "1: a drawing has no DOCTYPE"),
        (
            '<svg viewBox="0 0 1 1"></svg>',
            '1: a drawing begins with <svg xmlns="http://www.w3.org/2000/svg">',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" width="9"></svg>',
            "1: this drawing cannot grow with the page: it has no viewBox",
        ),
        (f"{HEAD}<script>1</script></svg>", "2: an element script cannot stand in a drawing"),
        (f"{HEAD}\n<style>a {{}}</style></svg>", "3: an element style cannot stand in a drawing"),
        (f"{HEAD}<foreignObject/></svg>", "2: an element foreignObject cannot stand in a drawing"),
        (f"{HEAD}<image/></svg>", "2: an element image cannot stand in a drawing"),
        (f"{HEAD}<a href='#x'/></svg>", "2: an element a cannot stand in a drawing"),
        (
            f"{HEAD}<lineargradient/></svg>",
            "2: an element lineargradient cannot stand in a drawing; did you mean linearGradient?",
        ),
        (f"{HEAD}<g onclick='x'/></svg>", "2: an attribute onclick cannot stand in a drawing"),
        (f"{HEAD}<g ONLOAD='x'/></svg>", "2: an attribute ONLOAD cannot stand in a drawing"),
        (f"{HEAD}<g xml:base='x'/></svg>", "2: an attribute xml:base cannot stand in a drawing"),
        (f"{HEAD}<use href='b.svg#a'/></svg>", f"2: {ELSEWHERE}b.svg#a"),
        (f"{HEAD}<use href='javascript:a'/></svg>", f"2: {ELSEWHERE}javascript:a"),
        (f"{HEAD}<use xlink:href='//a.b'/></svg>", f"2: {ELSEWHERE}//a.b"),
        (f"{HEAD}<g fill='url(b.svg#a)'/></svg>", f"2: {ELSEWHERE}url(b.svg#a)"),
        (f"{HEAD}<g style='fill: URL( x )'/></svg>", f"2: {ELSEWHERE}fill: URL( x )"),
        (f"{HEAD}<g style='a: image-set(//x)'/></svg>", f"2: {ELSEWHERE}a: image-set(//x)"),
        (f"{HEAD}<g style='a: u\\72l(x)'/></svg>", f"2: {ELSEWHERE}a: u\\72l(x)"),
        (
            f"{HEAD}<defs><path id='arrow'/></defs>\n<use href='#arow'/></svg>",
            "3: nothing in this drawing is called #arow; did you mean arrow?",
        ),
        (f"{HEAD}<g fill='url(#a)'/></svg>", "2: nothing in this drawing is called #a"),
    ],
)
def test_what_cannot_stand_in_a_page(svg: str, complaint: str, tmp_path: Path) -> None:
    result, told = read(svg, tmp_path)
    assert result is None
    (sentence,) = told
    assert sentence.startswith(complaint)
