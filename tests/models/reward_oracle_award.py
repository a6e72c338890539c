"""Second computation: the split of pools by filed shares, what is forfeited, and the cap of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.models.reward_oracle_given import ZERO, Contribution, Plan, Records, Settling, last_day, nearest
from tests.models.reward_oracle_person import Eligibility, Kept, is_cio, is_head
from tests.models.reward_oracle_pool import Pool, pools, split


@dataclass
class Award:
    """What becomes of a contribution's share; money in cents, `exact` the share before it was split to the cent."""

    contribution: Contribution
    pool: Pool
    kept: Kept
    share: Fraction = ZERO
    exact: Fraction = ZERO
    gross: int = 0
    protected: int = 0
    kept_amount: int = 0
    cap_reduction: int = 0
    limit: int | None = None
    status: str = "awarded"

    @property
    def id(self) -> str:
        return f"{self.pool.benefit.innovation.id}/{self.pool.benefit.year}/{self.contribution.id}"

    @property
    def year(self) -> int:
        return self.pool.benefit.year

    @property
    def forfeited(self) -> int:
        return self.gross - self.kept_amount

    @property
    def amount(self) -> int:
        return self.kept_amount - self.cap_reduction

    @property
    def kept_floor(self) -> int:
        """The part of the law's floor that stays with the person."""
        return self.protected if self.kept.keeps_floor else 0


def place(one: Contribution) -> tuple[date, str]:
    """The order of ties: who was accepted first."""
    return one.accepted_on or date.max, one.id


def parted(total: int, group: Sequence[Contribution]) -> dict[str, int]:
    """Cents of a group by filed shares."""
    weights = {one.id: one.share_percent or ZERO for one in group}
    return split(total, weights, [one.id for one in sorted(group, key=place)])


class Sharing:
    """The final split of one innovation's pool: exact shares of the whole, and cents of any amount."""

    def __init__(self, sharers: Sequence[Contribution], leaders: set[str], limit: Fraction) -> None:
        self.leading = [one for one in sharers if one.person_id in leaders]
        self.others = [one for one in sharers if one.person_id not in leaders]
        self.sharers = sharers
        whole, lead = (sum((one.share_percent or ZERO for one in group), ZERO) for group in (sharers, self.leading))
        self.is_limited = bool(whole) and lead / whole > limit / 100
        self.limit = limit
        self.leaders_alone = self.is_limited and lead == whole
        self.whole, self.lead = whole, lead

    def share(self, one: Contribution) -> Fraction:
        """The part of the pool, 0 to 1."""
        filed = one.share_percent or ZERO
        if not self.is_limited:
            return filed / self.whole
        if one in self.leading:
            return filed / self.lead * self.limit / 100
        return filed / (self.whole - self.lead) * (1 - self.limit / 100) if filed else ZERO

    def cents(self, total: int) -> dict[str, int]:
        """The amount of each; less than the total where all are leaders."""
        if not self.is_limited:
            return parted(total, self.sharers)
        first = nearest(total * self.limit / 100)
        found = parted(first, self.leading)
        if self.leaders_alone:
            return found | {one.id: 0 for one in self.others}
        return found | parted(total - first, self.others)


def awards(given: Records, plan: Plan, run: Settling) -> tuple[list[Pool], list[Award]]:
    """Pools and every award of them."""
    found: list[Award] = []
    every = pools(given, plan, run)
    rules = Eligibility(given, plan, run)
    for one in every:
        own = shared(one, given, plan, rules)
        if plan.is_paid and (one.amount or one.recorded_shares) and (not own or own[0].status == "unallocated"):
            one.status = "to_be_allocated"
        found += own
    cap_persons(found, rules)
    for award in found:
        if award.status == "awarded":
            award.status = final_status(award, plan)
    return every, found


def final_status(award: Award, plan: Plan) -> str:
    """What is lost is forfeited, what is suspended held; else what the pool brings."""
    records_shares = plan.is_paid and not award.pool.amount
    safe = award.kept_floor > 0 or (records_shares and award.kept.keeps_floor)
    if award.kept.percent == 0 and not safe:
        return "forfeited"
    if award.kept.is_held:
        return "held"
    if not plan.is_paid:
        return "honour_candidate"
    return "shares_recorded" if records_shares else "awarded"


def shared(one: Pool, given: Records, plan: Plan, rules: Eligibility) -> list[Award]:
    """The awards of one pool, before the cap of a person."""
    year = one.benefit.year
    own = [each for each in given.contributions if each.innovation_id == one.benefit.innovation.id]
    found = [
        Award(each, one, rules.kept(each, year, profit_unknown=one.profit_unknown and one.floor <= one.market))
        for each in own
    ]
    if not plan.is_paid:
        innovation = one.benefit.innovation
        fit = innovation.it_driven and innovation.accepted_on and innovation.accepted_on <= last_day(year)
        return [each for each in found if fit and each.contribution.accepted_on]
    if not one.amount and not one.recorded_shares:
        return []
    sharing = sharing_of(one, found, given, plan)
    if sharing is None:
        for each in found:
            each.status = "unallocated"
        return found
    cents, floor = sharing.cents(one.amount - one.floor), sharing.cents(one.floor)
    for each in found:
        if each.contribution in sharing.sharers:
            each.share = sharing.share(each.contribution)
            each.exact = each.share * one.amount
            each.protected = floor[each.contribution.id]
            each.gross = cents[each.contribution.id] + each.protected
        each.kept_amount = max(nearest(each.gross * each.kept.percent / 100), each.kept_floor)
    return found


def sharing_of(one: Pool, found: Sequence[Award], given: Records, plan: Plan) -> Sharing | None:
    """The final split; None where the shares filed cannot be used."""
    filed = [each.contribution.share_percent for each in found]
    if not filed or any(share is None for share in filed):
        return None
    if abs(sum((share for share in filed if share is not None), ZERO) - 100) > plan.share_tolerance_percent:
        return None
    sharers = [each.contribution for each in found]
    if plan.forfeited_to == "contributors" and one.benefit.innovation.resplit_confirmed_on:
        stay = [each.contribution for each in found if each.kept.percent or each.kept.is_held]
        if any(each.share_percent for each in stay):
            sharers = stay
    year = one.benefit.year
    leaders = {
        each.person_id
        for each in sharers
        if is_cio(given, each.person_id, year) or is_head(given, each.person_id, year)
    }
    sharing = Sharing(sharers, leaders, plan.leader_limit_percent)
    whole = {each.id: sharing.share(each) for each in sharers}
    if sharing.leaders_alone:  # of what is split at all
        whole = {each.id: (each.share_percent or ZERO) / sharing.whole for each in sharers}
    main = sum((whole[each.id] for each in sharers if each.main), ZERO)
    return sharing if main >= plan.main_minimum_percent / 100 else None


def cap_persons(found: Sequence[Award], rules: Eligibility) -> None:
    """The cap of each person and year, taken off what the law does not protect."""
    for person, year in sorted({(each.contribution.person_id, each.year) for each in found}):
        own = [each for each in found if (each.contribution.person_id, each.year) == (person, year)]
        plans = rules.limit(person, year)
        if plans is None:
            continue
        limit = max(plans, sum(each.kept_floor for each in own))
        excess = sum(each.kept_amount for each in own) - limit
        for each in own:
            each.limit = limit
        if excess > 0:
            free = {each.id: Fraction(each.kept_amount - each.kept_floor) for each in own}
            off = split(excess, free, sorted(free, key=lambda name: name.split("/")[::2]))
            for each in own:
                each.cap_reduction = off[each.id]
