"""Formulas, typeset by the real KaTeX."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from web.maths import Formula, FormulaError, typeset
from web.toolchain import node


def html(tex: str, cache: Path, display: bool = True) -> str:
    (result,) = typeset([Formula(tex, display)], node(), cache).values()
    assert isinstance(result, Markup), result
    return result


def error(tex: str, cache: Path) -> FormulaError:
    (result,) = typeset([Formula(tex, True)], node(), cache).values()
    assert isinstance(result, FormulaError)
    return result


def test_html_and_mathml(tmp_path: Path) -> None:
    text = html("y = x^2", tmp_path)
    assert "<math" in text
    assert 'class="katex-html" aria-hidden="true"' in text
    assert "katex-display" in text
    assert "katex-display" not in html("y = x^2", tmp_path, display=False)


@pytest.mark.parametrize(
    ("tex", "idea"),
    [
        (r"\w", "weight"),
        (r"\w_1", "weight"),
        (r"\b", "bias"),
        (r"\weight{w_{o1}}", "weight"),
        (r"\bias{b_1}", "bias"),
        (r"\model{\sigma(x)}", "model"),
        (r"\loss{L}", "loss"),
        (r"\slope{\frac{\partial L}{\partial \w}}", "slope"),
        (r"\passed{0}", "passed"),
        (r"\inner{m(x)}", "inner"),
        (r"\outer{\big(}", "outer"),
    ],
)
def test_colours_are_classes(tex: str, idea: str, tmp_path: Path) -> None:
    assert re.search(rf'<span class="enclosing {idea}">', html(f"y = {tex} x", tmp_path))


@pytest.mark.parametrize(
    ("tex", "same"),
    [
        (r"\w_1 x", r"\weight{w_{1}} x"),
        (r"\w _ 1", r"\weight{w_{1}}"),
        (r"\w_{ik}^2", r"\weight{w_{ik}}^2"),
        (r"\w_{o k}\,\b_{\text{a b}}", r"\weight{w_{o k}}\,\bias{b_{\text{a b}}}"),
        (r"-\b_k / \w", r"-\bias{b_{k}} / \weight{w}"),
        ("½x", r"\tfrac12x"),
    ],
)
def test_short_names_take_their_subscripts(tex: str, same: str, tmp_path: Path) -> None:
    def shown(text: str) -> str:
        _, _, shown = html(text, tmp_path).partition('class="katex-html"')
        return shown

    assert shown(tex) == shown(same)


def test_the_chain_rule_in_lines(tmp_path: Path) -> None:
    text = html(
        r"""\begin{aligned}
\frac{\partial \loss{L_2}}{\partial \w}
&= \sum_i \outer{\tfrac12 \big(} \inner{\w x_i + \b - y_i} \outer{\big)^2} \\[4pt]
&= \sum_i \outer{\big(} \inner{\w x_i + \b - y_i} \outer{\big)} \cdot \inner{x_i}
\end{aligned}""",
        tmp_path,
    )
    assert text.count('class="enclosing inner"') == 3
    assert text.count('class="enclosing outer"') == 4
    assert text.count("<mtr") == 2


@pytest.mark.parametrize("accent", [r"\bar{w}", r"\hat{y}", r"\vec{b}", r"\big("])
def test_the_short_names_leave_tex_its_accents(accent: str, tmp_path: Path) -> None:
    assert "enclosing" not in html(accent, tmp_path)


@pytest.mark.parametrize("name", ["matrix", "pmatrix", "bmatrix", "vmatrix", "pmatrix*"])
@pytest.mark.parametrize(
    ("rows", "least"),
    [
        # Two rows of fractions reach 1.23 em, of display-sized ones 2.06, of sums 2.93.
        (r"1 & 2 \\ 3 & 4 \\ 5 & 6", 1.7),
        (r"\frac{1}{2} \\ \frac{1}{2}", 1.7),
        (r"\dfrac{\partial L}{\partial \w} \\ \dfrac{\partial L}{\partial \b}", 2.5),
        (r"\displaystyle\sum_{i=1}^n x_i \\ \displaystyle\sum_{i=1}^n 1", 3.0),
        (r"1 \\[3em] 2", 4.0),
    ],
)
def test_rows_of_a_matrix_have_room(name: str, rows: str, least: float, tmp_path: Path) -> None:
    text = html(rf"\begin{{{name}}} {rows} \end{{{name}}}", tmp_path)
    column = next(one for one in tree(text).iter() if one.get("class") == "col-align-c")
    rows_of_it = next(one for one in column.iter() if one.get("class") == "vlist")
    tops = [re.fullmatch(r"top:(-?[\d.]+)em;", row.get("style", "")) for row in rows_of_it]
    places = [float(top[1]) for top in tops if top]
    assert len(places) == rows.count("\\\\") + 1
    assert min(below - above for above, below in pairwise(places)) >= least


def test_a_matrix_within_a_matrix_is_whole(tmp_path: Path) -> None:
    inner = r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"
    text = html(rf"\begin{{bmatrix}} {inner} & {inner} \\ 3 & 4 \end{{bmatrix}}", tmp_path)
    assert text.count("<mtable") == 3


def test_what_is_not_a_matrix_is_left_alone(tmp_path: Path) -> None:
    aligned = html(r"\begin{aligned} y &= 1 \\ &= 2 \end{aligned}", tmp_path)
    assert 'rowspacing="0.25em"' in aligned


@pytest.mark.parametrize(
    ("tex", "message", "position"),
    [
        (r"x + \foo", r"Undefined control sequence: \foo", 4),
        (r"\begin{pmatrix} 1 \\ \foo \end{pmatrix}", r"Undefined control sequence: \foo", 21),
        (r"\includegraphics{a.png}", r"\includegraphics is not allowed in a lesson", None),
        (r"\href{javascript:x}{y}", r"\href is not allowed in a lesson", None),
        (r"\htmlClass{runtime}{y}", r"\htmlClass is not allowed in a lesson", None),
    ],
)
def test_what_cannot_be_typeset(
    tex: str, message: str, position: int | None, tmp_path: Path
) -> None:
    assert error(tex, tmp_path) == FormulaError(message, position)


def test_all_formulas_come_in_one_call(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    formulas = [
        Formula("x", True),
        Formula(r"\foo", False),
        Formula("x", False),
        Formula("x", True),
    ]
    results = typeset(formulas, counting_node(tmp_path, calls), tmp_path / "cache")
    assert len(results) == 3
    assert isinstance(results[Formula(r"\foo", False)], FormulaError)
    assert results[Formula("x", True)] != results[Formula("x", False)]
    assert calls.read_text() == "call\n"


def test_what_was_typeset_once_is_not_typeset_again(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    counting = counting_node(tmp_path, calls)
    first = typeset([Formula("x", True), Formula("y", True)], counting, tmp_path / "cache")
    again = typeset([Formula("y", True), Formula("x", True)], counting, tmp_path / "cache")
    assert again == first
    assert calls.read_text() == "call\n"
    typeset([Formula("z", True)], counting, tmp_path / "cache")
    assert calls.read_text() == "call\ncall\n"


def test_a_broken_cache_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "formulas.json").write_text("{")
    assert "katex" in html("x", tmp_path)


def tree(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<div>{text}</div>")


def counting_node(folder: Path, calls: Path) -> Path:
    """Node, leaving a line in a file whenever it is called."""
    script = folder / "node"
    script.write_text(f'#!/bin/sh\necho call >> "{calls}"\nexec "{node()}" "$@"\n')
    script.chmod(0o755)
    return script
