"""Checklist items: standing ones, those of an occasion, and those of a project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from pipelines.sample.institution import Institution
from pipelines.sample.kinds import Checks
from pipelines.sample.owners import Owner, owners
from pipelines.sample.rows import FIRST_DAY, LAST_DAY, Row, day_between, happens

Occasion = tuple[Owner, str | None, date | None]


def checklist_rows(one: Institution, seed: int, systems: Sequence[Row], projects: Sequence[Row]) -> list[Row]:
    rows: list[Row] = []
    for checks in one.checklists:
        rng = one.random(seed, f"checklist/{checks.kind}")
        for owner, subject, day in occasions(one, checks, systems, projects):
            rows += items(one, rng, checks, owner, subject, day)
    return rows


def occasions(one: Institution, checks: Checks, systems: Sequence[Row], projects: Sequence[Row]) -> Iterator[Occasion]:
    """What the list is gone through for: a project, a matter of a day, or nothing but the owner."""
    if checks.project_day is not None:
        for project in projects:
            day = project[checks.project_day]
            if isinstance(day, date) and FIRST_DAY <= day <= LAST_DAY:
                unit = str(project["department_id"])
                yield Owner(str(project["project_id"]), one.unit(unit).quality, unit), str(project["project_id"]), day
        return
    for owner in owners(one, checks, systems):
        if not checks.on:
            yield owner, None, None
        for number, day in enumerate(checks.days()):
            if owner.exists(day) and day <= LAST_DAY:
                matter = checks.subjects[number % len(checks.subjects)] if checks.subjects else f"{day:%Y%m}"
                yield owner, f"{matter}（{day.month}月）", day


def items(
    one: Institution, rng: Random, checks: Checks, owner: Owner, subject: str | None, day: date | None
) -> Iterator[Row]:
    """One row for each item; of a list gone through for an occasion one item is missed, or none."""
    missed = 0 if happens(rng, owner.quality) else rng.randint(1, len(checks.items))
    for number, item in enumerate(checks.items, start=1):
        satisfied = number != missed if day else happens(rng, owner.quality)
        since = day_between(rng, checks.since, date(2025, 2, 28))
        row: Row = {
            "org_id": one.org_id,
            "item_id": f"{checks.kind}-{owner.key}-{f'{day:%m%d}-' if day and not checks.project_day else ''}{number}",
            "kind": checks.kind,
            "item": item,
            **owner.fields(),
            "subject": subject,
            "applicable": True,
            "satisfied": satisfied,
            "occurred_on": day,
            "valid_from": None if day else since,
            "valid_until": None,
        }
        if checks.reviewed:
            # A rule set reviewed last year, or one that nobody has looked at since it came into force.
            row["reviewed_on"] = date(2025, rng.randint(3, 12), 15) if happens(rng, owner.quality) else None
        yield row
