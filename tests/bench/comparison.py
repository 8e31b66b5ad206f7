"""What a measurement yields: numbers of ours and of a baseline, mostly times, taken in turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

Times = TypeVar("Times")


@dataclass(frozen=True)
class Comparison:
    """Less is better, except where `least` is given; ours[i] and baseline[i] were taken one right
    after the other.

    name: what was measured; against: what the baseline is, in a few words
    ratio_limit, limit: what the project promises for the median ratio, and for ours in the unit
    least: the same from below, where more is better
    unit: of ours, the baseline and the limit; times are in milliseconds

    Raises ValueError where there is nothing to compare.
    """

    name: str
    against: str
    ours: tuple[float, ...]
    baseline: tuple[float, ...]
    ratio_limit: float | None = None
    limit: float | None = None
    least: float | None = None
    unit: str = "ms"

    def __post_init__(self) -> None:
        if len(self.ours) != len(self.baseline):
            counts = f"{len(self.ours)} times of ours, {len(self.baseline)} of the baseline"
            raise ValueError(f"{self.name}: {counts}")
        if not self.ours:
            raise ValueError(f"{self.name}: no times")
        if min(self.baseline) <= 0:
            raise ValueError(f"{self.name}: a baseline of {min(self.baseline)} {self.unit}")

    @property
    def ratios(self) -> tuple[float, ...]:
        """Ours over baseline, round by round: what slows the machine for a while slows both."""
        return tuple(a / b for a, b in zip(self.ours, self.baseline, strict=True))

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios, which need not be the ratio of the medians."""
        return median(self.ratios)

    @property
    def kept(self) -> bool | None:
        """Whether every promise is kept; None where nothing was promised."""
        promises = [(self.ratio, self.ratio_limit), (median(self.ours), self.limit)]
        made = [value <= limit for value, limit in promises if limit is not None]
        if self.least is not None:
            made.append(median(self.ours) >= self.least)
        return all(made) if made else None


def in_turn(rounds: int, *sides: Callable[[], Times]) -> list[list[Times]]:
    """Call every side once a round; gives what each side returned, round by round.

    They take turns at going first, so that no drift favours one.
    """
    returned: list[list[Times]] = [[] for _ in sides]
    order = list(range(len(sides)))
    for _ in range(rounds):
        for side in order:
            returned[side].append(sides[side]())
        order.append(order.pop(0))
    return returned
