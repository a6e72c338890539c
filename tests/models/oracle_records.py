"""Records and sums of the second computation of obligations, checklists and measurements.

A sum is (numerator, denominator) in fractions, by metric and holder: the unit, else the person, else nobody (the
organisation). Written from the rules, not from the SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

Holder = tuple[str | None, str | None]
Sums = dict[tuple[str, Holder], tuple[Fraction, Fraction]]
Counted = dict[str, list[tuple[str, str]]]  # by kind, the (metric, counting) it serves
NOTHING = (Fraction(0), Fraction(0))


@dataclass(frozen=True)
class Span:
    """A period and its cut-off."""

    start: date
    end: date
    cut_off: date

    def has(self, day: date | None) -> bool:
        """Whether a day is in the period and known by the cut-off."""
        return day is not None and self.start <= day <= min(self.end, self.cut_off)


@dataclass(frozen=True)
class Held:
    """What every record has."""

    id: str
    kind: str
    department_id: str | None
    person_id: str | None
    subject: str | None

    @property
    def holder(self) -> Holder:
        return (self.department_id, None) if self.department_id else (None, self.person_id)


@dataclass(frozen=True)
class Obligation(Held):
    due_on: date
    revised_due_on: date | None
    begins_on: date | None
    done_on: date | None
    reported_on: date | None
    cancelled_on: date | None
    weight: Decimal | None
    result: str | None
    conclusion: str | None
    has_high_risk: bool | None
    project_id: str | None


@dataclass(frozen=True)
class Measurement(Held):
    observed_on: date
    numerator: Decimal
    denominator: Decimal
    weight: Decimal | None
    respondent_count: int | None
    population_count: int | None
    vetoed: bool | None
    self_reported: bool | None = None

    @property
    def own_weight(self) -> Fraction:
        return Fraction(1) if self.weight is None else Fraction(self.weight)


@dataclass(frozen=True)
class Item(Held):
    item: str
    applicable: bool
    satisfied: bool
    occurred_on: date | None
    valid_from: date | None
    valid_until: date | None
    reviewed_on: date | None


def cut(share: Fraction) -> Fraction:
    """Downwards to six decimals."""
    return Fraction(floor(share * 10**6), 10**6)


def added(sums: Sums, metric: str, holder: Holder, numerator: Fraction | int, denominator: Fraction | int) -> None:
    """Add a row to a sum."""
    before = sums.get((metric, holder), NOTHING)
    sums[metric, holder] = before[0] + numerator, before[1] + denominator
