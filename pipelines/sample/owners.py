"""Whose the drawn obligations, checklist items and measurements are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.sample.institution import Institution
from pipelines.sample.kinds import Drawn
from pipelines.sample.rows import Row


@dataclass(frozen=True)
class Owner:
    """A unit, a person or, with neither, the organisation as a whole; `about` is what the record concerns.

    `quality` is the chance that what it owes goes well; nothing is owed from `until` on.
    """

    key: str
    quality: int
    department_id: str | None = None
    person_id: str | None = None
    about: str | None = None
    since: date = date.min
    until: date = date.max

    def fields(self) -> Row:
        return {"department_id": self.department_id, "person_id": self.person_id}

    def exists(self, day: date) -> bool:
        return self.since <= day <= self.until


def owners(one: Institution, drawn: Drawn, systems: Sequence[Row]) -> list[Owner]:
    """The owners of a kind of record, in the institution's order."""
    units = [
        unit
        for unit in one.units
        if (unit.id in drawn.units if drawn.units else unit.parent is None)
        and (not drawn.kinds or unit.kind in drawn.kinds)
    ]
    match drawn.of:
        case "unit":
            return [
                Owner(unit.id, unit.quality, unit.id, about=unit.name, until=unit.until or date.max) for unit in units
            ]
        case "system":
            return list(of_systems(one, drawn, systems))
        case "officer":
            # Of somebody who answers for two units the first tells how well.
            posts = {str(term["person_id"]): term.get("department_id") for term in reversed(one.appointments)}
            return [
                Owner(person_id, one.unit(str(unit)).quality if unit else one.quality, person_id=person_id)
                for person_id, unit in posts.items()
            ]
        case _:
            return [Owner("ALL", one.quality)]


def of_systems(one: Institution, drawn: Drawn, systems: Sequence[Row]) -> Iterator[Owner]:
    for system in systems:
        unit = one.unit(str(system["department_id"]))
        since, until = system["in_service_from"], system["in_service_until"]
        assert isinstance(since, date)
        if not drawn.units or unit.id in drawn.units:
            last = until if isinstance(until, date) else date.max
            system_id = str(system["system_id"])
            yield Owner(system_id, unit.quality, unit.id, about=system_id, since=since, until=last)
