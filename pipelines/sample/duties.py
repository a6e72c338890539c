"""Obligations: what each owner owes on the days of a rhythm, done on time as often as the owner's quality says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from pipelines.sample.institution import Institution
from pipelines.sample.kinds import Duty
from pipelines.sample.owners import Owner, owners
from pipelines.sample.rows import Row, happens, known

GOOD = ("excellent", "good", "medium", "conforming", "mostly_conforming")
POOR = ("poor", "nonconforming")


def obligation_rows(one: Institution, seed: int, scale: int, systems: Sequence[Row]) -> list[Row]:
    rows: list[Row] = []
    for duty in one.obligations:
        rng = one.random(seed, f"obligation/{duty.kind}")
        for owner in owners(one, duty, systems):
            for day in duty.days():
                rows += [
                    obligation(one, rng, duty, owner, day, number)
                    for number in range(1, duty.count * scale + 1)
                    if owner.exists(day)
                ]
    return rows


def obligation(one: Institution, rng: Random, duty: Duty, owner: Owner, due: date, number: int) -> Row:
    """One obligation; what has not come yet when the files are made is not known."""
    # What is due day by day goes well more often than what a unit is like would say.
    well = happens(rng, owner.quality + (100 - owner.quality) // 3)
    never = not well and happens(rng, 25)
    done = due - timedelta(days=rng.randint(0, 14)) if well else due + timedelta(days=rng.randint(2, 45))
    done_on = None if never else known(done)
    turn = due.month + number
    subject = duty.subjects[turn % len(duty.subjects)] if duty.subjects else owner.about
    row: Row = {
        "org_id": one.org_id,
        "obligation_id": f"{duty.kind}-{owner.key}-{due:%m%d}-{number}",
        "kind": duty.kind,
        **owner.fields(),
        "subject": subject,
        "title": duty.titles[turn % len(duty.titles)],
        "weight": rng.choice(duty.weights) if duty.weights else None,
        "begins_on": due - timedelta(days=duty.open_days) if duty.open_days is not None else None,
        "due_on": due,
        "done_on": done_on,
        "reported_on": known(done + timedelta(days=7)) if duty.reported and done_on and well else None,
    }
    return row | verdict(rng, duty, owner, done_on)


def verdict(rng: Random, duty: Duty, owner: Owner, done_on: date | None) -> Row:
    """The result or the conclusion of what has been done."""
    good = happens(rng, owner.quality)
    if done_on is None or duty.verdict is None:
        return {}
    if duty.verdict == "result":
        return {"result": "passed" if good else "failed"}
    return {"conclusion": rng.choice(GOOD if good else POOR), "has_high_risk": not good}
