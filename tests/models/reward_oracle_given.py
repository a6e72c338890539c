"""What the second computation of rewards is given: a plan's numbers and the records of one organisation.

Money is int cents, benefit a Fraction of the currency unit, shares and percentages Fractions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor

MILLION = 10**6
ZERO = Fraction(0)


@dataclass(frozen=True)
class Tier:
    """Of the benefit from `start` up to `end` (None: without end) `share` is rewarded."""

    start: Fraction
    end: Fraction | None
    share: Fraction


@dataclass(frozen=True)
class Plan:
    """A reward plan. `finding`, `leaving`, `ungraded`: what a code means; `kinds`: gained or retained."""

    tiers: tuple[Tier, ...] = ()
    rewards_market: bool = True
    is_paid: bool = True
    floor_applies: str = "without_rule"
    forfeited_to: str = "organization"
    gate: Fraction = Fraction(100_000)
    retained_percent: Fraction = Fraction(30)
    window_months: int | None = 36
    innovation_limit: int = 100_000_000
    organization_profit_percent: Fraction = Fraction(15)
    person_limit: int | None = 50_000_000
    person_pay_share: Fraction = Fraction(2, 3)
    months_in_post: int = 6
    grade_percent: Mapping[str, Fraction] = field(default_factory=dict)
    main_minimum_percent: Fraction = Fraction(50)
    leader_limit_percent: Fraction = Fraction(30)
    share_tolerance_percent: Fraction = Fraction(1, 100)
    at_once_limit: int = 5_000_000
    instalment_percent: tuple[Fraction, ...] = (Fraction(50), Fraction(30), Fraction(20))
    recheck_minimum_percent: Fraction = Fraction(80)
    look_back_years: int = 3
    floor_income_percent: Fraction = Fraction(50)
    floor_exploitation_percent: Fraction = Fraction(5)
    floor_shares_percent: Fraction = Fraction(50)
    floor_months: int = 36
    rewarded_staff_percent: Fraction = Fraction(30)
    kinds: Mapping[str, str] = field(default_factory=dict)
    finding: Mapping[str, str] = field(default_factory=dict)
    leaving: Mapping[str, str] = field(default_factory=dict)
    ungraded: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Innovation:
    id: str
    department_id: str
    it_driven: bool = True
    service_invention: bool | None = None
    route: str | None = None
    accepted_on: date | None = None
    went_live_on: date | None = None
    resplit_confirmed_on: date | None = None


@dataclass(frozen=True)
class Line:
    """One benefit line; amounts in the currency unit."""

    id: str
    innovation_id: str
    benefit_year: int
    line: str
    kind: str
    basis: str
    margin_percent: Fraction | None
    baseline: Fraction | None
    baseline_frozen_on: date | None
    actual: Fraction | None
    attributable_percent: Fraction | None
    confirmed_on: date | None
    rechecked: Fraction | None = None
    rechecked_on: date | None = None


@dataclass(frozen=True)
class Contribution:
    id: str
    innovation_id: str
    person_id: str
    department_id: str
    main: bool | None
    share_percent: Fraction | None
    accepted_on: date | None
    other_plan: str | None = None


@dataclass(frozen=True)
class Stay:
    """A stay of a person in a unit; pay in cents."""

    person_id: str
    department_id: str
    valid_from: date
    valid_until: date | None = None
    joined_on: date | None = None
    leaving_reason: str | None = None
    annual_pay: int | None = None


@dataclass(frozen=True)
class Unit:
    id: str
    head: str | None
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True)
class Appointment:
    id: str
    person_id: str
    department_id: str | None
    start_on: date
    end_on: date | None = None


@dataclass(frozen=True)
class Finding:
    id: str
    kind: str
    person_id: str | None
    occurred_on: date
    confirmed_on: date | None
    innovation_id: str | None = None
    ended_on: date | None = None
    revoked_on: date | None = None


@dataclass(frozen=True)
class Year:
    """The organisation in a year; money in cents."""

    year: int
    profit: int | None = None
    budget: int | None = None
    headcount: int | None = None
    reward_plan: str | None = None
    adopted_on: date | None = None
    published_on: date | None = None
    consulted: bool | None = None


@dataclass(frozen=True)
class Graded:
    """A CIO's appraisal of a year."""

    year: int
    person_id: str
    status: str
    suggested: str | None = None
    confirmed: str | None = None


@dataclass(frozen=True)
class Gate:
    """A gate of a year's appraisal that tripped; `subject_id`: a unit or a CIO."""

    year: int
    subject_type: str
    subject_id: str
    gate: str
    metric_id: str
    effect: str
    withholds_reward: bool


@dataclass(frozen=True)
class Records:
    """All an organisation has delivered, and what its appraisals said."""

    innovations: tuple[Innovation, ...] = ()
    lines: tuple[Line, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    stays: tuple[Stay, ...] = ()
    units: tuple[Unit, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    findings: tuple[Finding, ...] = ()
    years: tuple[Year, ...] = ()
    graded: tuple[Graded, ...] = ()
    gates: tuple[Gate, ...] = ()


@dataclass(frozen=True)
class Settling:
    """The run: the year it settles or estimates, its cut-off, and the benefit years it works on."""

    year: int
    years: tuple[int, ...]
    is_settlement: bool = True
    cut_off: date | None = None

    @property
    def day(self) -> date:
        return self.cut_off or last_day(self.year)


def last_day(year: int) -> date:
    return date(year, 12, 31)


def first_day(year: int) -> date:
    return date(year, 1, 1)


def overlaps(start: date, end: date | None, year: int) -> bool:
    """Whether a span of days (both ends in it) has a day in the year."""
    return start <= last_day(year) and (end is None or end >= first_day(year))


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it is too short."""
    number = day.year * 12 + day.month - 1 + months
    following = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    longest = (following - timedelta(1)).day
    return date(number // 12, number % 12 + 1, min(day.day, longest))


def nearest(x: Fraction) -> int:
    """To a whole number, halves away from zero."""
    whole = floor(abs(x) + Fraction(1, 2))
    return whole if x >= 0 else -whole


def cut_six(x: Fraction) -> Fraction:
    """Downwards to six decimals."""
    return Fraction(floor(x * MILLION), MILLION)
