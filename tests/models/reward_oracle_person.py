"""Second computation: what is withheld from whom, how long somebody was in post, and how much of a share is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from tests.models.reward_oracle_given import (
    Contribution,
    Finding,
    Gate,
    Plan,
    Records,
    Settling,
    Stay,
    Unit,
    last_day,
    months_later,
    overlaps,
)

CANCELLING_METRIC = "concealments_and_falsifications"


@dataclass(frozen=True)
class Withheld:
    """An effect on a person in a year, for one innovation or (None) all."""

    person_id: str
    year: int
    innovation_id: str | None
    effect: str


def withheld(given: Records, plan: Plan, run: Settling) -> set[Withheld]:
    """By findings on the person and by gates that tripped."""
    found: set[Withheld] = set()
    for gate, effect in own_gates(given):
        # What suspends does so while it lasts: by the gates of the run itself, whatever the year of the reward.
        years = run.years if effect == "suspends" else (gate.year,)
        if effect != "suspends" or gate.year == run.year:
            found |= {Withheld(gate.subject_id, year, None, effect) for year in years}
    for gate in given.gates:
        if gate.subject_type == "department" and gate.effect == "lowest_grade":
            for person in answerable(given, gate.subject_id, gate.year):
                found.add(Withheld(person, gate.year, None, "stops"))
    for one in given.findings:
        found |= by_finding(one, plan.finding.get(one.kind), given, run)
    return found


def by_finding(one: Finding, effect: str | None, given: Records, run: Settling) -> set[Withheld]:
    """What a finding withholds; where it names an innovation and nobody, from all its contributors."""
    if effect is None or one.revoked_on is not None or (one.confirmed_on is None and one.kind != "investigation"):
        return set()
    years: tuple[int, ...] = (one.occurred_on.year,)
    if effect == "suspends":
        is_open = one.occurred_on <= run.day and (one.ended_on is None or one.ended_on >= run.day)
        years = run.years if is_open else ()
    people = {one.person_id} if one.person_id else set()
    if not one.person_id and effect != "stops":
        people = {each.person_id for each in given.contributions if each.innovation_id == one.innovation_id}
    return {Withheld(person, year, one.innovation_id, effect) for person in people for year in years}


def own_gates(given: Records) -> Iterator[tuple[Gate, str]]:
    """A CIO's own gates that withhold the reward."""
    for gate in given.gates:
        if gate.subject_type == "cio" and gate.withholds_reward:
            if gate.metric_id == CANCELLING_METRIC:
                yield gate, "cancels"
            else:
                yield gate, "suspends" if gate.effect == "no_grade" else "stops"


def answerable(given: Records, unit: str, year: int) -> set[str]:
    """The head of a unit and its CIOs in a year."""
    heads = {one.head for one in given.units if one.id == unit and one.head and overlaps_unit(one, year)}
    cios = {
        one.person_id
        for one in given.appointments
        if one.department_id == unit and overlaps(one.start_on, one.end_on, year)
    }
    return heads | cios


def overlaps_unit(unit: Unit, year: int) -> bool:
    return overlaps(unit.valid_from, unit.valid_until, year)


def is_cio(given: Records, person: str, year: int) -> bool:
    return any(one.person_id == person and overlaps(one.start_on, one.end_on, year) for one in given.appointments)


def is_head(given: Records, person: str, year: int) -> bool:
    return any(one.head == person and overlaps_unit(one, year) for one in given.units)


def stays(given: Records, person: str) -> list[Stay]:
    return sorted((one for one in given.stays if one.person_id == person), key=lambda one: one.valid_from)


def left(given: Records, person: str, year: int) -> tuple[bool, str | None]:
    """Whether the person had left by the end of the year, and the reason given."""
    own = [one for one in stays(given, person) if one.valid_from <= last_day(year)]
    if not own or any(one.valid_until is None or one.valid_until > last_day(year) for one in own):
        return False, None
    newest = max(own, key=lambda one: (one.valid_until, one.valid_from))
    return True, newest.leaving_reason


def long_enough(given: Records, person: str, year: int, months: int) -> bool:
    """In post for so many whole months by the end of the year, both days counted; who came back, since the return."""
    own = [one for one in stays(given, person) if one.valid_from <= last_day(year)]
    if not own:
        return False
    block = [own[0]]
    for one in own[1:]:
        reaches = max(each.valid_until or date.max for each in own[: own.index(one)])
        is_return = reaches < date.max and reaches + timedelta(1) < one.valid_from
        block = [one] if is_return else [*block, one]
    joined = [one.joined_on for one in block if one.joined_on]
    start = joined[-1] if joined else block[0].valid_from
    ends = [one.valid_until or last_day(year) for one in own]
    return months_later(start, months) <= min(max(ends), last_day(year)) + timedelta(1)


@dataclass(frozen=True)
class Kept:
    """How much of a share is kept; `keeps_floor`: the law's part stays whatever the percentage."""

    percent: Fraction
    keeps_floor: bool = True
    is_held: bool = False


class Eligibility:
    """What each person keeps, by year and innovation."""

    def __init__(self, given: Records, plan: Plan, run: Settling) -> None:
        self.given, self.plan, self.run = given, plan, run
        self.withheld = withheld(given, plan, run)

    def has(self, effect: str, person: str, innovation: str, year: int) -> bool:
        """Whether an effect meets the person in the year; what cancels and names the innovation, whatever the year."""
        return any(
            one.effect == effect
            and one.person_id == person
            and one.innovation_id in {None, innovation}
            and (one.year == year or (effect == "cancels" and one.innovation_id == innovation))
            for one in self.withheld
        )

    def lapses_later(self, person: str, innovation: str, year: int) -> bool:
        """A cancelling or stopping effect in a year after the award's own, up to the run's."""
        return any(
            one.effect in {"cancels", "stops"}
            and one.person_id == person
            and one.innovation_id in {None, innovation}
            and year < one.year <= self.run.year
            for one in self.withheld
        )

    def kept(self, one: Contribution, year: int, *, profit_unknown: bool) -> Kept:
        """Of a contribution's share in a year."""
        person, innovation = one.person_id, one.innovation_id
        cancelled = self.has("cancels", person, innovation, year)
        if one.accepted_on is None or one.other_plan or not stays(self.given, person) or cancelled:
            return Kept(Fraction(0), keeps_floor=False)
        is_held = profit_unknown or self.has("suspends", person, innovation, year)
        if self.has("stops", person, innovation, year) or not long_enough(
            self.given, person, year, self.plan.months_in_post
        ):
            return Kept(Fraction(0), is_held=is_held)
        grade = next((one for one in self.given.graded if one.year == year and one.person_id == person), None)
        if grade is None or not is_cio(self.given, person, year):
            return Kept(Fraction(100), is_held=is_held)
        name = grade.confirmed or grade.suggested
        if name is not None:
            return Kept(self.plan.grade_percent[name], is_held=is_held)
        return Kept(Fraction(100), is_held=is_held or self.plan.ungraded.get(grade.status) == "held")

    def limit(self, person: str, year: int) -> int | None:
        """The most for a person in a year, in cents: the plan's, or less by the pay where it is known."""
        if self.plan.person_limit is None:
            return None
        pays = [one.annual_pay for one in stays(self.given, person) if one.valid_from <= last_day(year)]
        pay = next((pay for pay in reversed(pays) if pay is not None), None)
        if pay is None:
            return self.plan.person_limit
        return min(self.plan.person_limit, floor(pay * self.plan.person_pay_share))
