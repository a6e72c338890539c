"""Kinds of records an institution draws: obligations, checklists and measurements, whose they are and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from pipelines.feeds import Closed

# Whose a drawn record is: one for the whole, for each unit, for each system in service or for each officer.
Owner = Literal["whole", "unit", "system", "officer"]
Days = tuple[date, ...]
RHYTHMS: Mapping[str, Days] = {
    "monthly": tuple(date(2026, month, 20) for month in range(1, 13)),
    "quarterly": tuple(date(2026, month, 25) for month in (3, 6, 9, 12)),
    "semester": (date(2026, 1, 16), date(2026, 7, 10)),
    "month_ends": (
        *(date(2026, month, day) for month, day in ((1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 30))),
        *(date(2026, month, day) for month, day in ((7, 31), (8, 31), (9, 30), (10, 31))),
    ),
    "quarter_ends": (date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 10, 31)),
}


class Drawn(Closed):
    """Records of one kind for each owner and day of a rhythm; `units` or `kinds` narrow the owners."""

    kind: str
    of: Owner = "unit"
    on: str | Days = ()
    units: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def days(self) -> Days:
        return RHYTHMS[self.on] if isinstance(self.on, str) else self.on


class Duty(Drawn):
    """Obligations. `open_days`: how long before its day each may be done; `verdict`: what else is told of it."""

    titles: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    count: int = 1
    weights: tuple[int, ...] = ()
    open_days: int | None = None
    reported: bool = False
    verdict: Literal["result", "conclusion"] | None = None


class Checks(Drawn):
    """Checklist items: those of `items` for each owner, standing or on the days of a rhythm, or for each project."""

    items: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    project_day: Literal["approved_on", "accepted_on"] | None = None
    since: date = date(2023, 3, 1)
    reviewed: bool = False


class Measure(Drawn):
    """Measurements: a denominator within `out_of`, of which a share in percent within `good` or `bad`.

    `points`: a rating of so many points instead of a ratio; `raters`: so many rows, one for each; `answers`: the fewest
    and the most who answer a survey.
    """

    subjects: tuple[str, ...] = ()
    out_of: tuple[int, int] = (100, 100)
    good: tuple[Decimal, Decimal]
    bad: tuple[Decimal, Decimal]
    points: bool = False
    raters: int | None = None
    answers: tuple[int, int] | None = None
