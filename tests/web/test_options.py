"""Options and their lines."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from web.options import Option, Options, load

names = st.from_regex(r"[a-z][a-z_0-9]{0,8}", fullmatch=True)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="ascii", exclude_categories=["C"]), max_size=20),
)
tables = st.recursive(
    st.dictionaries(names, scalars, max_size=4),
    lambda inner: st.dictionaries(names, st.one_of(inner, st.lists(scalars)), max_size=3),
    max_leaves=12,
)


def never(line: int, sentence: str) -> None:
    raise AssertionError(f"{line}: {sentence}")


def plain(option: Option) -> object:
    if isinstance(option.value, dict):
        return {name: plain(item) for name, item in option.value.items()}
    if isinstance(option.value, list):
        return [plain(item) for item in option.value]
    return option.value


@given(tables)
def test_values_are_yamls_own(table: dict[str, object]) -> None:
    text = yaml.safe_dump(table, default_flow_style=False)
    read = load(text, 1, never)
    assert read is not None
    assert {name: plain(option) for name, option in read.items()} == table


@given(st.dictionaries(names, scalars, min_size=1), st.integers(1, 1000))
def test_each_name_has_its_line(table: dict[str, object], first: int) -> None:
    text = yaml.safe_dump(table, default_flow_style=False, width=10_000)
    read = load(text, first, never)
    assert read is not None
    lines = text.splitlines()
    for name, option in read.items():
        assert lines[option.name_line - first].partition(":")[0].strip("'") == name


def test_y_no_and_on_are_names_like_others() -> None:
    read = load("y: 1\nno: 2\non: 3\n2024-01-01: 2024-01-01\n", 1, never)
    assert read is not None
    assert {name: option.value for name, option in read.items()} == {
        "y": 1,
        "no": 2,
        "on": 3,
        "2024-01-01": "2024-01-01",
    }


def test_a_block_of_text_begins_below_its_name() -> None:
    read = load("a: 1\ncaption: |\n  First.\n  Second.\n", 10, never)
    assert read is not None
    assert (read["caption"].name_line, read["caption"].line) == (11, 12)


def test_numbers_may_be_written_as_python_writes_them() -> None:
    read = load("a: 1e-3\nb: 5\nc: -.5\n", 1, never)
    assert read is not None
    options = Options(read, ("a", "b", "c"), 1, "a test", never)
    assert [options.number(name) for name in "abc"] == [0.001, 5, -0.5]
    assert options.number("d", default=7.0) == 7.0
