"""Second computation: instalments of awards and what each settlement posts; the ledger is a list that only grows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tests.models.reward_oracle_award import Award, awards
from tests.models.reward_oracle_benefit import Judged, judged
from tests.models.reward_oracle_given import Plan, Records, Settling, nearest
from tests.models.reward_oracle_person import Eligibility, left
from tests.models.reward_oracle_pool import Pool, split

PAID = {"awarded", "held", "forfeited"}
Named = tuple[str, str]  # award and person: under the id of an award another person may have stood before


@dataclass(frozen=True)
class Entry:
    """What a settlement of `run_year` posted for an award; cents."""

    run_year: int
    award_id: str
    person_id: str
    kind: str
    tranche: int | None
    amount: int
    owed: int = 0
    to_come: int = 0

    @property
    def name(self) -> Named:
        return self.award_id, self.person_id


@dataclass
class Tranche:
    """An instalment; `state`: payable, held or due_later, of what has not lapsed. `paid`: what stands released."""

    name: Named
    tranche: int
    planned: int
    protected: int = 0
    state: str = "payable"
    lapsed: int = 0
    paid: int = 0
    released: int = 0
    is_shown: bool = True

    @property
    def due_year(self) -> int:
        return int(self.name[0].split("/")[1]) + self.tranche - 1

    @property
    def left(self) -> int:
        return self.planned - self.lapsed

    @property
    def to_come(self) -> int:
        return self.left - self.released


@dataclass
class Settled:
    """All a settlement or an estimate comes to."""

    lines: list[Judged]
    pools: list[Pool]
    awards: list[Award]
    tranches: list[Tranche]
    entries: list[Entry] = field(default_factory=list)


@dataclass
class Standing:
    """What earlier settlements posted for one award."""

    entries: Sequence[Entry]

    def total(self, what: str, kinds: Iterable[str], tranche: int | None = None) -> int:
        """A sum over entries of some kinds, of one instalment or (None) of all."""
        wanted = set(kinds)
        chosen = (one for one in self.entries if one.kind in wanted and tranche in {None, one.tranche})
        return sum(int(getattr(one, what)) for one in chosen)

    def owed(self, tranche: int | None = None) -> int:
        return sum(one.owed for one in self.entries if tranche in {None, one.tranche})

    def has(self, kinds: Iterable[str], tranche: int | None = None, not_by: int | None = None) -> bool:
        """Whether such an entry stands; `not_by`: of a settlement of another year than that."""
        wanted = set(kinds)
        return any(
            one.kind in wanted and tranche in {None, one.tranche} and one.run_year != not_by for one in self.entries
        )


def settle(given: Records, plan: Plan, run: Settling, ledger: Sequence[Entry]) -> Settled:
    """The run's pools, awards and instalments; what it posts, where it is a settlement."""
    pools, found = awards(given, plan, run)
    result = Settled(judged(given, plan, run), pools, found, [])
    rules = Eligibility(given, plan, run)
    now = {(one.id, one.contribution.person_id): one for one in found}
    stood = {one.name for one in ledger if int(one.award_id.split("/")[1]) in run.years}
    for name in sorted(now.keys() | stood):
        standing = Standing([one for one in ledger if one.name == name])
        award = now.get(name)
        tranches = instalments(name, award, found, plan, standing)
        for one in tranches:
            decide(one, award, standing, rules)
        posted = post(run, name, award, tranches, standing)
        result.tranches += tranches
        if run.is_settlement:
            result.entries += posted
    return result


def instalments(
    name: Named, award: Award | None, found: Iterable[Award], plan: Plan, standing: Standing
) -> list[Tranche]:
    """The planned instalments of an award, with those that stood and are planned no more."""
    amount, protected = (award.amount, award.protected) if award else (0, 0)
    of_year = [one for one in found if award and (one.contribution.person_id, one.year) == (name[1], award.year)]
    total = sum(one.amount for one in of_year)
    # What was deferred once is not paid sooner for being lowered.
    deferred = total > plan.at_once_limit or standing.has({"deferral"})
    percents = plan.instalment_percent if award and deferred and award.pool.plan != "RW_STAT" else (Fraction(100),)
    weights = dict(enumerate(percents, start=1))
    planned = split(amount, weights, sorted(weights))
    numbers = planned.keys() | {one.tranche for one in standing.entries if one.tranche}
    tranches = [Tranche(name, number, planned.get(number, 0)) for number in sorted(numbers)]
    for one in tranches:
        one.protected = min(one.planned, protected)
        protected -= one.protected
        one.paid = standing.owed(one.tranche)
        one.is_shown = award is not None and (one.planned > 0 or standing.has({"release"}, one.tranche))
    return tranches


def decide(one: Tranche, award: Award | None, standing: Standing, rules: Eligibility) -> None:
    """Pay, hold, lapse or wait. The law's floor never lapses."""
    run, person = rules.run, one.name[1]
    free, is_later = one.planned - one.protected, one.tranche > 1
    has_left, reason = left(rules.given, person, run.year)
    effect = rules.plan.leaving.get(reason) if reason else None
    is_decided = standing.has({"release", "lapse"}, one.tranche, not_by=run.year)
    stopped = award is not None and rules.lapses_later(person, award.pool.benefit.innovation.id, award.year)
    loses = is_later and ((has_left and effect == "lapses") or stopped)
    recheck = award.pool.benefit.rechecked_on if award else None
    waits = is_later and ((has_left and effect is None) or recheck is None or recheck.year < one.due_year)
    is_held = award is not None and award.status == "held"
    if is_decided:
        one.lapsed = min(standing.total("amount", {"lapse"}, one.tranche), free)
    elif loses:
        one.lapsed = free
    elif one.due_year <= run.year and not is_held and not waits and is_later and award:
        one.lapsed = one.planned - max(scaled(one, award, rules.plan), one.protected)
    if one.due_year > run.year:
        one.state = "due_later"
    elif is_held or (waits and not is_decided):
        one.state = "held"


def scaled(one: Tranche, award: Award, plan: Plan) -> int:
    """The instalment, by the ratio of the re-checked benefit where that is below the least."""
    benefit = award.pool.benefit
    if benefit.rechecked is None or benefit.recognised == 0:
        return one.planned
    ratio = benefit.rechecked / benefit.recognised
    return one.planned if ratio >= plan.recheck_minimum_percent / 100 else nearest(one.planned * ratio)


def post(
    run: Settling, name: Named, award: Award | None, tranches: Sequence[Tranche], standing: Standing
) -> list[Entry]:
    """The difference between what should be and what stands."""
    found: list[Entry] = []

    def add(kind: str, tranche: int | None, amount: int, owed: int = 0, to_come: int = 0) -> None:
        if amount:
            found.append(Entry(run.year, *name, kind, tranche, amount, owed, to_come))

    gross = (award.gross if award else 0) - standing.total("amount", {"grant", "correction"})
    add("correction" if standing.entries else "grant", None, gross, 0, gross)
    for kind, amount in (
        ("forfeit", award.forfeited if award else 0),
        ("cap_reduction", award.cap_reduction if award else 0),
    ):
        more = amount - standing.total("amount", {kind})
        add(kind, None, more, 0, -more)
    for one in tranches:
        lapse = one.lapsed - standing.total("amount", {"lapse"}, one.tranche)
        add("lapse", one.tranche, lapse, 0, -lapse)
        if one.state == "due_later" and not standing.has({"deferral"}, one.tranche):
            add("deferral", one.tranche, one.left)
    pay(tranches, standing.owed(), add)
    for one in tranches:
        if one.state == "held" and not standing.has({"hold"}, one.tranche):
            add("hold", one.tranche, one.to_come)
    return found


def pay(tranches: Sequence[Tranche], paid: int, add: Callable[..., None]) -> None:
    """Release what may be drawn and is not paid, from the first instalment on; reclaim the rest from the last on."""
    release = max(0, sum(one.left for one in tranches if one.state == "payable") - paid)
    back = max(0, paid - sum(one.left for one in tranches))
    covered = paid + release - back
    for one in sorted(tranches, key=lambda one: (one.state != "payable", one.tranche)):
        one.released = max(0, min(covered, one.left))
        covered -= one.released
    for one in tranches:
        now = max(0, min(release, one.released - one.paid))
        add("release", one.tranche, now, now, -now)
        release -= now
    for one in reversed(tranches):
        now = max(0, min(back, one.paid - one.released))
        add("clawback", one.tranche, now, -now, now)
        back -= now
