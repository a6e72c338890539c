"""Second computation: tiers, the caps of innovation and organisation, the law's floor, and the split to the cent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import TypeVar

from tests.models.reward_oracle_benefit import Benefit, benefits
from tests.models.reward_oracle_given import ZERO, Plan, Records, Settling, Year, last_day, nearest

Key = TypeVar("Key")


def split(total: int, weights: Mapping[Key, Fraction], order: Sequence[Key]) -> dict[Key, int]:
    """Whole cents by weight, the cents left over by largest remainder; ties in `order`. Some weight is above 0."""
    whole = sum(weights.values(), ZERO)
    exact = {key: total * weight / whole for key, weight in weights.items()}
    parts = {key: floor(amount) for key, amount in exact.items()}
    places = {key: place for place, key in enumerate(order)}
    by_remainder = sorted(parts, key=lambda key: (parts[key] - exact[key], places[key]))
    for key in by_remainder[: total - sum(parts.values())]:
        parts[key] += 1
    return parts


@dataclass
class Pool:
    """A pool before it is split; money in cents, `tiers` what each tier brings."""

    benefit: Benefit
    tiers: dict[int, tuple[Fraction, int]]
    tier: int
    innovation_cut: int = 0
    organization_cut: int = 0
    organization_limit: int | None = None
    floor: int = 0
    recorded_shares: Fraction | None = None
    profit_unknown: bool = False
    status: str = "awarded"

    @property
    def market(self) -> int:
        return self.tier - self.innovation_cut - self.organization_cut

    @property
    def amount(self) -> int:
        return max(self.market, self.floor)

    @property
    def plan(self) -> str | None:
        """Which plan decides; the floor only where it lifts the pool."""
        if not self.amount:
            return None
        return "RW_STAT" if self.floor > self.market else "RW_MKT"


def status_of(one: Pool, plan: Plan, market: bool) -> str:
    """What becomes of the pool, before it is known whether its shares can be used."""
    if not plan.is_paid:
        return "honour_only"
    if one.amount or one.tier:
        return "awarded"
    if one.recorded_shares is not None:
        return "shares_recorded"
    if one.benefit.recognised == 0 or not plan.rewards_market:
        return "no_benefit"
    if not market:
        return "no_rule_in_force"
    return "below_gate" if one.benefit.recognised < plan.gate else "no_benefit"


def covers(year: Year | None, plan: str) -> bool:
    """Whether the organisation's rule is in force for the year and covers the plan."""
    if year is None or year.adopted_on is None or year.published_on is None:
        return False
    known = max(year.adopted_on, year.published_on) <= last_day(year.year)
    return year.reward_plan in {plan, "both"} and known and year.consulted is True


def in_tiers(benefit: Fraction, plan: Plan) -> dict[int, tuple[Fraction, int]]:
    """By tier reached, the part of the benefit in it and its cents; nothing below the gate."""
    if benefit < plan.gate:
        return {}
    found = {}
    for number, tier in enumerate(plan.tiers, start=1):
        top = benefit if tier.end is None else min(benefit, tier.end)
        if top > tier.start:
            found[number] = top - tier.start, nearest((top - tier.start) * tier.share * 100)
    return found


def pools(given: Records, plan: Plan, run: Settling) -> list[Pool]:
    """Every pool of the years worked on."""
    found = []
    for year in run.years:
        record = next((one for one in given.years if one.year == year), None)
        market = plan.is_paid and plan.rewards_market and covers(record, "RW_MKT")
        law = plan.is_paid and (
            plan.floor_applies == "always"
            or (plan.floor_applies == "without_rule" and not covers(record, "RW_MKT"))
            or covers(record, "RW_STAT")
        )
        own = [pool(one, plan, market, law) for one in benefits(given, plan, run) if one.year == year]
        if market and record is not None:
            cap_organization(own, record, plan)
        for one in own:
            one.status = status_of(one, plan, market)
        found += own
    return found


def pool(one: Benefit, plan: Plan, market: bool, law: bool) -> Pool:
    """A pool with the innovation's own cap."""
    tiers = in_tiers(one.recognised, plan) if market else {}
    tier = sum(cents for _, cents in tiers.values())
    service = law and one.innovation.service_invention is True
    return Pool(
        one,
        tiers,
        tier,
        innovation_cut=max(0, tier - plan.innovation_limit),
        floor=one.floor if service else 0,
        recorded_shares=plan.floor_shares_percent if service and one.innovation.route == "shares" else None,
    )


def cap_organization(own: list[Pool], record: Year, plan: Plan) -> None:
    """All pools of the year by one factor, down to the smaller of budget and the share of profit."""
    limits = [] if record.budget is None else [record.budget]
    if record.profit is None:
        for one in own:
            one.profit_unknown = True
    else:
        limits.append(floor(record.profit * plan.organization_profit_percent / 100))
    if not limits:
        return
    limit = max(0, min(limits))
    before = {one.benefit.innovation.id: one.market for one in own}
    for one in own:
        one.organization_limit = limit
    if sum(before.values()) > limit:
        after = split(limit, {name: Fraction(cents) for name, cents in before.items()}, sorted(before))
        for one in own:
            one.organization_cut = one.market - after[one.benefit.innovation.id]
