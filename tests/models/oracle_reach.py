"""A second answer to whose evidence is whose: day by day, from the units, successions and appointments themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction


@dataclass(frozen=True)
class Unit:
    """A unit; `parent` None: directly under the organisation."""

    name: str
    parent: str | None
    appraised: bool


@dataclass(frozen=True)
class Succession:
    """From a day on a share of what is dated in `ended` is the successor's."""

    ended: str
    successor: str
    effective_on: date
    share: int


@dataclass(frozen=True)
class Term:
    """A term of office; `unit` None: of the whole organisation."""

    person: str
    unit: str | None
    start: date
    end: date | None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Row:
    """One row of evidence: a unit's, a person's own, or the organisation's as a whole."""

    unit: str | None
    person: str | None
    day: date
    numerator: int


@dataclass(frozen=True)
class World:
    """An organisation with its evidence in a year, known up to the cut-off."""

    units: Sequence[Unit]
    successions: Sequence[Succession]
    terms: Sequence[Term]
    rows: Sequence[Row]
    scores: Mapping[str, int | None]
    period: tuple[date, date]
    cut_off: date


def holders(world: World, unit: str, day: date, behind: tuple[str, ...] = ()) -> dict[str, Fraction]:
    """Who answers on a day for what is dated in a unit, and for how much of it."""
    edges = [one for one in world.successions if one.ended == unit and one.effective_on <= day]
    if not edges:
        return {unit: Fraction(1)}
    found: dict[str, Fraction] = {}
    for edge in edges:
        if edge.successor in (*behind, unit):
            continue
        for holder, share in holders(world, edge.successor, day, (*behind, unit)).items():
            found[holder] = found.get(holder, Fraction(0)) + share * edge.share / 100
    return found


def below(world: World, head: str) -> set[str]:
    """The unit and the units below it that are not appraised themselves."""
    found = {head}
    while more := {one.name for one in world.units if one.parent in found and not one.appraised} - found:
        found |= more
    return found


def in_office(world: World, person: str, day: date) -> list[Term]:
    """The terms known by the cut-off that cover a day."""
    return [one for one in world.terms if one.person == person and one.start <= world.cut_off and one.covers(day)]


def share_of(world: World, kind: str, subject: str, row: Row) -> Fraction:
    """How much of a row is the subject's own."""
    held = holders(world, row.unit, row.day) if row.unit else {}
    if kind == "department":
        return sum((held.get(unit, Fraction(0)) for unit in below(world, subject)), Fraction(0))
    if kind == "organization":
        return Fraction(row.unit is not None or row.person is None or was_cio(world, row.person))
    terms = in_office(world, subject, row.day)
    if row.unit is None:
        own = row.person == subject and bool(terms)
        return Fraction(own or (row.person is None and any(term.unit is None for term in terms)))
    charge: set[str] = set()
    for term in terms:
        charge |= below(world, term.unit) if term.unit else set(every_unit(world))
    return sum((held.get(unit, Fraction(0)) for unit in charge), Fraction(0))


def every_unit(world: World) -> list[str]:
    return [one.name for one in world.units]


def was_cio(world: World, person: str) -> bool:
    """In office on any day of the period, as known by the cut-off."""
    return any(
        one.person == person
        and one.start <= world.cut_off
        and (one.end is None or (one.end >= world.period[0] and one.end >= one.start))
        for one in world.terms
    )


def sums(world: World, kind: str, subjects: Sequence[str]) -> Mapping[str, Fraction]:
    """The numerator of each subject that has any evidence."""
    found = {}
    for subject in subjects:
        parts = [(row, share) for row in world.rows if (share := share_of(world, kind, subject, row))]
        if parts:
            found[subject] = sum((share * row.numerator for row, share in parts), Fraction(0))
    return found


def is_scored(world: World, unit: Unit) -> bool:
    return unit.appraised and world.scores[unit.name] is not None


def roll_up(world: World, kind: str, subject: str) -> tuple[Fraction, int]:
    """Scores / 100 and days of the appraised units a CIO or the organisation answers for, added up day by day."""
    appraised = [(one.name, world.scores[one.name] or 0) for one in world.units if is_scored(world, one)]
    total, days = Fraction(0), 0
    for number in range((world.cut_off - world.period[0]).days + 1):
        day = world.period[0] + timedelta(days=number)
        charge = set(every_unit(world)) if kind == "organization" else set()
        for term in in_office(world, subject, day) if kind == "cio" else ():
            charge |= below(world, term.unit) if term.unit else set(every_unit(world))
        for unit, score in appraised:
            if unit in charge and not any(one.ended == unit and one.effective_on <= day for one in world.successions):
                total, days = total + Fraction(score, 100), days + 1
    return total, days
