"""Comparisons as a table for people, and as JSON for whatever follows them over time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from tests.bench.comparison import Comparison

HEAD = ("measurement", "ours (ms)", "min–max", "baseline (ms)", "min–max", "ratio", "promise", "")


def table(comparisons: Sequence[Comparison]) -> str:
    """A line for each comparison, and below it what it was compared with."""
    rows = [HEAD, *(row(comparison) for comparison in comparisons)]
    widths = [max(len(cells[column]) for cells in rows) for column in range(len(HEAD))]
    lines = [line(cells, widths) for cells in rows]
    rule = "─" * max(len(text) for text in lines)
    below = [f"  against {comparison.against}" for comparison in comparisons]
    pairs = [text for pair in zip(lines[1:], below, strict=True) for text in pair]
    return "\n".join([lines[0], rule, *pairs])


def markdown(comparisons: Sequence[Comparison]) -> str:
    """The same as a table for README.md, each measurement in one line with its baseline."""
    cells = [(*row(comparison), comparison.against) for comparison in comparisons]
    lines = [
        f"| {name} | {own} | {base} | {ratio} | {limit} | {verdict} | {against} |"
        for name, own, _, base, _, ratio, limit, verdict, against in cells
    ]
    head = "| what | ours (ms) | baseline (ms) | ratio | promise | | baseline is |"
    return "\n".join([head, "|---|--:|--:|--:|--:|---|---|", *lines])


def row(comparison: Comparison) -> tuple[str, ...]:
    """A comparison in the columns of HEAD."""
    unit = "" if comparison.unit == "ms" else f" ({comparison.unit})"
    return (
        comparison.name + unit,
        milliseconds(median(comparison.ours)),
        spread(comparison.ours),
        milliseconds(median(comparison.baseline)),
        spread(comparison.baseline),
        f"{comparison.ratio:.2f}",
        promises(comparison),
        {True: "kept", False: "OVER", None: ""}[comparison.kept],
    )


def line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Words to the left, numbers to the right."""
    name, *numbers, verdict = cells
    columns = [number.rjust(width) for number, width in zip(numbers, widths[1:], strict=False)]
    return "  ".join([name.ljust(widths[0]), *columns, verdict]).rstrip()


def milliseconds(value: float) -> str:
    """Three digits or so: nobody can measure more than that here."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def spread(values: Sequence[float]) -> str:
    return f"{milliseconds(min(values))}–{milliseconds(max(values))}"


def promises(comparison: Comparison) -> str:
    ratio = "" if comparison.ratio_limit is None else f"≤ {comparison.ratio_limit:.2f}"
    own = "" if comparison.limit is None else f"≤ {comparison.limit:g} {comparison.unit}"
    least = "" if comparison.least is None else f"≥ {comparison.least:g} {comparison.unit}"
    return ", ".join(text for text in (ratio, own, least) if text)


def as_json(comparisons: Sequence[Comparison], conditions: Mapping[str, Any]) -> str:
    """Everything the table says, every single time, and the conditions it was measured under."""
    measured = [
        {
            "name": comparison.name,
            "against": comparison.against,
            "unit": comparison.unit,
            "ours": summary(comparison.ours),
            "baseline": summary(comparison.baseline),
            "ratio": {"median": comparison.ratio, "of_rounds": comparison.ratios},
            "ratio_limit": comparison.ratio_limit,
            "limit": comparison.limit,
            "least": comparison.least,
            "kept": comparison.kept,
        }
        for comparison in comparisons
    ]
    text = json.dumps({**conditions, "comparisons": measured}, indent=1, ensure_ascii=False)
    return text + "\n"


def summary(values: Sequence[float]) -> dict[str, Any]:
    return {"median": median(values), "min": min(values), "max": max(values), "rounds": values}
