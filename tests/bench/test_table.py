"""What the measurements' table and JSON say, with made-up times; nothing is measured here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench.__main__ import MEASUREMENTS, RESULTS, parse
from tests.bench.comparison import Comparison, in_turn
from tests.bench.table import as_json, markdown, milliseconds, table
from web.errors import UserError

SLIDER = Comparison("slider", "plain JavaScript", (12.0, 30.0, 11.0), (10.0, 20.0, 10.0), 1.25)
SHARE = Comparison("Python", "the whole step", (9.0,), (900.0,), limit=8)
UNBOUND = Comparison("later visit", "a stock boot", (1234.5, 1000.0), (500.0, 1000.0))


def test_ratio_is_the_median_of_the_rounds_own() -> None:
    assert SLIDER.ratios == pytest.approx((1.2, 1.5, 1.1))
    assert SLIDER.ratio == pytest.approx(1.2)


@pytest.mark.parametrize(("comparison", "kept"), [(SLIDER, True), (SHARE, False), (UNBOUND, None)])
def test_promises_are_kept_or_not_or_none_was_made(
    comparison: Comparison, kept: bool | None
) -> None:
    assert comparison.kept is kept


def test_both_promises_must_be_kept() -> None:
    times = ((9.0,), (10.0,))
    assert Comparison("both", "", *times, ratio_limit=0.9, limit=9).kept is True
    assert Comparison("ratio", "", *times, ratio_limit=0.8, limit=9).kept is False
    assert Comparison("time", "", *times, ratio_limit=0.9, limit=8).kept is False


@pytest.mark.parametrize(
    ("ours", "baseline", "complaint"),
    [
        ((1.0, 2.0), (1.0,), "x: 2 times of ours, 1 of the baseline"),
        ((), (), "x: no times"),
        ((1.0,), (0.0,), "x: a baseline of 0.0 ms"),
    ],
)
def test_nothing_to_compare_is_refused(
    ours: tuple[float, ...], baseline: tuple[float, ...], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Comparison("x", "", ours, baseline)


def test_sides_take_turns_at_going_first() -> None:
    calls: list[str] = []

    def side(name: str) -> str:
        calls.append(name)
        return f"{name}{len(calls)}"

    times = in_turn(4, lambda: side("a"), lambda: side("b"), lambda: side("c"))

    assert "".join(calls) == "abcbcacababc"
    assert times == [
        ["a1", "a6", "a8", "a10"],
        ["b2", "b4", "b9", "b11"],
        ["c3", "c5", "c7", "c12"],
    ]


def test_table_is_aligned_and_says_what_stands_against_what() -> None:
    assert table([SLIDER, SHARE, UNBOUND]).splitlines() == [
        "measurement  ours (ms)    min–max  baseline (ms)    min–max  ratio  promise",
        "─────────────────────────────────────────────────────────────────────────────────",
        "slider            12.0  11.0–30.0           10.0  10.0–20.0   1.20   ≤ 1.25  kept",
        "  against plain JavaScript",
        "Python            9.00  9.00–9.00            900    900–900   0.01   ≤ 8 ms  OVER",
        "  against the whole step",
        "later visit       1117  1000–1234            750   500–1000   1.73",
        "  against a stock boot",
    ]


def test_a_unit_other_than_milliseconds_is_told() -> None:
    heap = Comparison("heap", "the first", (30.0,), (20.0,), limit=25, unit="MB")
    assert table([heap]).splitlines()[2].split() == [
        *("heap", "(MB)", "30.0", "30.0–30.0", "20.0", "20.0–20.0", "1.50", "≤", "25", "MB", "OVER")
    ]
    assert json.loads(as_json([heap], {}))["comparisons"][0]["unit"] == "MB"


def test_where_more_is_better_the_promise_is_a_least_value() -> None:
    def points(score: float) -> Comparison:
        return Comparison("score", "the plain page", (score,), (50.0,), least=95, unit="points")

    assert (points(95).kept, points(94).kept) == (True, False)
    assert table([points(94)]).splitlines()[2].endswith("≥ 95 points  OVER")


def test_markdown_has_a_line_for_each_measurement() -> None:
    assert markdown([SLIDER, UNBOUND]).splitlines() == [
        "| what | ours (ms) | baseline (ms) | ratio | promise | | baseline is |",
        "|---|--:|--:|--:|--:|---|---|",
        "| slider | 12.0 | 10.0 | 1.20 | ≤ 1.25 | kept | plain JavaScript |",
        "| later visit | 1117 | 750 | 1.73 |  |  | a stock boot |",
    ]


def test_milliseconds_have_three_digits() -> None:
    assert [milliseconds(value) for value in (0.05, 9.87, 12.34, 99.4, 100.2, 2345.6)] == [
        *("0.05", "9.87", "12.3", "99.4", "100", "2346")
    ]


def test_json_holds_every_time_and_the_conditions() -> None:
    found = json.loads(as_json([SLIDER, UNBOUND], {"browser": "Chromium 1"}))

    assert found["browser"] == "Chromium 1"
    slider, unbound = found["comparisons"]
    assert slider == {
        "name": "slider",
        "against": "plain JavaScript",
        "unit": "ms",
        "ours": {"median": 12, "min": 11, "max": 30, "rounds": [12, 30, 11]},
        "baseline": {"median": 10, "min": 10, "max": 20, "rounds": [10, 20, 10]},
        "ratio": {"median": 1.2, "of_rounds": [1.2, 1.5, 1.1]},
        "ratio_limit": 1.25,
        "limit": None,
        "least": None,
        "kept": True,
    }
    assert unbound["kept"] is None


def test_options(tmp_path: Path) -> None:
    usual = parse([])
    assert (usual.only, usual.rounds, usual.quick, usual.json) == (None, None, False, RESULTS)

    first, second, *_ = MEASUREMENTS
    file = tmp_path / "bench.json"
    chosen = parse(["--only", first, "--only", second, "--rounds", "3", "--json", str(file)])
    assert (chosen.only, chosen.rounds, chosen.json) == ([first, second], 3, file)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--rounds", "0"], "rounds are counted from 1, not '0'"),
        (["--rounds", "many"], "rounds are counted from 1, not 'many'"),
        (["--only", "everything"], "invalid choice: 'everything'"),
        (["--json", "no/such/folder/bench.json"], "is no file in a folder that can be written"),
        (["--fast"], "unrecognized arguments: --fast"),
    ],
)
def test_wrong_options_are_told_in_one_line(arguments: list[str], complaint: str) -> None:
    with pytest.raises(UserError, match=complaint) as caught:
        parse(arguments)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith("`python3 build.py bench --help` lists the options")
