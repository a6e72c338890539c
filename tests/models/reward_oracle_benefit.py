"""Second computation: which benefit lines count, the benefit recognised, and the base of the law's floor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.models.reward_oracle_given import (
    ZERO,
    Innovation,
    Line,
    Plan,
    Records,
    Settling,
    cut_six,
    last_day,
    months_later,
    nearest,
)

INCOME = {"transfer_income", "licence_income"}
FIRST, LAST = date.min, date.max


@dataclass(frozen=True)
class Judged:
    """A line, whether it counts, and what it brings."""

    line: Line
    status: str
    is_retained: bool
    amount: Fraction | None
    rechecked: Fraction | None
    floor_base: Fraction


@dataclass(frozen=True)
class Benefit:
    """An innovation in a year: the benefit (money of the currency unit) and the law's floor in cents."""

    innovation: Innovation
    year: int
    recognised: Fraction
    rechecked: Fraction | None
    rechecked_on: date | None
    floor: int


def brought(line: Line, actual: Fraction | None) -> Fraction | None:
    """Growth x attributable share x margin, downwards to six decimals; None where a number is unknown."""
    margin = line.margin_percent if line.basis == "revenue" else Fraction(100)
    base = ZERO if line.kind in INCOME else line.baseline
    if actual is None or base is None or line.attributable_percent is None or margin is None:
        return None
    return cut_six((actual - base) * line.attributable_percent * margin / 10_000)


def within(innovation: Innovation, year: int, months: int | None) -> bool:
    """Whether the year does not end before going live, nor after the window from then (None: no window)."""
    if months is None:
        return True
    live = innovation.went_live_on
    return live is not None and live <= last_day(year) < months_later(live, months)


def status_of(line: Line, innovation: Innovation, plan: Plan, run: Settling) -> str:
    """counted, income, or the first reason why not."""
    end = last_day(line.benefit_year)
    reasons = {
        "not_it_driven": not innovation.it_driven,
        "not_accepted": innovation.accepted_on is None or innovation.accepted_on > end,
        "not_confirmed": line.confirmed_on is None,
        "confirmed_too_early": line.confirmed_on is not None and too_early(line, run),
        "amounts_missing": brought(line, line.actual) is None,
        "income": line.kind in INCOME,
        "baseline_not_frozen": line.baseline_frozen_on is None,
        "baseline_after_go_live": baseline_is_late(line, innovation),
        "outside_window": not within(innovation, line.benefit_year, plan.window_months),
        "not_market_expansion": line.kind not in plan.kinds,
    }
    return next((reason for reason, holds in reasons.items() if holds), "counted")


def baseline_is_late(line: Line, innovation: Innovation) -> bool:
    """Frozen after going live, as far as both days are known."""
    return (line.baseline_frozen_on or FIRST) > (innovation.went_live_on or LAST)


def too_early(line: Line, run: Settling) -> bool:
    """Confirmed before the year closed; in an estimate of the open year that is no fault."""
    assert line.confirmed_on is not None
    open_year = not run.is_settlement and line.benefit_year == run.year
    return not open_year and line.confirmed_on <= last_day(line.benefit_year)


def floor_base(line: Line, innovation: Innovation, plan: Plan, run: Settling) -> Fraction:
    """What the law's share is taken of."""
    if not innovation.service_invention or line.confirmed_on is None or too_early(line, run):
        return ZERO
    amount = brought(line, line.actual)
    if amount is None:
        return ZERO
    if innovation.route in {"transfer", "licence"} and line.kind in INCOME:
        return amount
    own = innovation.route == "own_exploitation" and line.basis == "operating_profit" and line.kind not in INCOME
    is_frozen = line.baseline_frozen_on is not None and not baseline_is_late(line, innovation)
    in_time = within(innovation, line.benefit_year, plan.floor_months) and is_frozen
    return amount if own and in_time else ZERO


def judged(given: Records, plan: Plan, run: Settling) -> list[Judged]:
    """Every line of the years worked on."""
    innovations = {one.id: one for one in given.innovations}
    found = []
    for line in given.lines:
        if line.benefit_year in run.years and line.innovation_id in innovations:
            innovation = innovations[line.innovation_id]
            rechecked = brought(line, line.rechecked) if line.rechecked_on else None
            found.append(
                Judged(line, status_of(line, innovation, plan, run), plan.kinds.get(line.kind) == "retained",
                       brought(line, line.actual), rechecked, floor_base(line, innovation, plan, run))
            )  # fmt: skip
    return found


def recognised(lines: Iterable[tuple[bool, Fraction]], retained_percent: Fraction) -> Fraction:
    """What was gained, with what was retained up to its share of the whole; never below 0."""
    lines = list(lines)
    gained = sum((amount for is_retained, amount in lines if not is_retained), ZERO)
    retained = sum((amount for is_retained, amount in lines if is_retained), ZERO)
    if retained_percent < 100:
        most = max(ZERO, cut_six(gained * retained_percent / (100 - retained_percent)))
        retained = min(retained, most)
    return max(ZERO, gained + retained)


def benefits(given: Records, plan: Plan, run: Settling) -> list[Benefit]:
    """Every innovation and year with a line; where nothing is paid also the year it was accepted in."""
    lines = judged(given, plan, run)
    found = []
    for innovation in given.innovations:
        for year in run.years:
            own = [one for one in lines if one.line.innovation_id == innovation.id and one.line.benefit_year == year]
            accepted = innovation.accepted_on is not None and innovation.accepted_on.year == year
            if own or (not plan.is_paid and accepted):
                found.append(benefit(innovation, year, own, plan))
    return found


def benefit(innovation: Innovation, year: int, own: list[Judged], plan: Plan) -> Benefit:
    """The benefit of an innovation in a year from its lines."""
    counted = [one for one in own if one.status == "counted"]
    again = [(one.is_retained, one.rechecked) for one in counted if one.rechecked is not None]
    percent = plan.floor_income_percent if innovation.route in {"transfer", "licence"} else (
        plan.floor_exploitation_percent
    )  # fmt: skip
    base = sum((one.floor_base for one in own), ZERO)
    is_rechecked = bool(counted) and len(again) == len(counted)
    return Benefit(
        innovation,
        year,
        recognised([(one.is_retained, one.amount) for one in counted if one.amount is not None], plan.retained_percent),
        recognised(again, plan.retained_percent) if is_rechecked else None,
        min((one.line.rechecked_on for one in counted if one.line.rechecked_on), default=None)
        if is_rechecked
        else None,
        max(0, nearest(base * percent)),  # cents: x 100 / 100
    )
