"""Projects; amounts in whole cents until they are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import islice
from random import Random

from pipelines.sample.institution import Institution, Unit
from pipelines.sample.people import head_ids
from pipelines.sample.rows import LAST_DAY, Row, day_between, free_numbers, happens, yuan

OTHER_KINDS = ("infrastructure", "security", "other")
SUPERVISORS = ("中咨信达监理公司", "诚核工程监理公司", "睿信监理公司")


def project_rows(one: Institution, seed: int, scale: int) -> list[Row]:
    rng, details = one.random(seed, "project"), one.random(seed, "project_details")
    heads = head_ids(one)
    rows: list[Row] = []
    for unit in one.units:
        for number in islice(free_numbers(), unit.projects * scale):
            row = project(one, rng, unit, number)
            rows.append(row | particulars(details, unit, heads[unit.id], row))
    return rows


def project(one: Institution, rng: Random, unit: Unit, number: int) -> Row:
    """One project, finished on time as often as the unit's quality says."""
    planned_end = day_between(rng, *one.projects.ends)
    start = planned_end - timedelta(days=rng.randint(120, 330))
    # An approved change moves the end of one project in eight.
    revised_end = planned_end + timedelta(days=rng.choice((30, 45, 60))) if happens(rng, 12) else None
    due = revised_end or planned_end
    on_time = happens(rng, unit.quality)
    finished = due + timedelta(days=-rng.randint(0, 12) if on_time else rng.randint(3, 70))
    done = finished <= LAST_DAY
    major = happens(rng, 30)
    approved = rng.randint(*one.projects.major_cents) * 100_000 if major else rng.randint(120, 990) * 100_000
    contract = approved * rng.randint(930, 1000) // 1000
    # A well-run unit ends near what was approved, a badly run one up to 30 % away from it.
    spread = 35 if happens(rng, unit.quality) else 300
    final = approved * (1000 + rng.randint(-spread, spread)) // 1000 + rng.choice((0, 0, 0, 45))
    return {
        "org_id": one.org_id,
        "project_id": f"PRJ-{unit.id}-{number:02d}",
        "department_id": unit.id,
        "name": f"{unit.name}{rng.choice(one.projects.categories)}{rng.choice(one.projects.subjects)}",
        "category": rng.choice(one.projects.categories),
        "is_major": major,
        "status": "accepted" if done else "active" if start <= LAST_DAY else "planned",
        "approved_amount": yuan(approved),
        "contract_amount": yuan(contract),
        "forecast_amount": None if done else yuan(final),
        "final_amount": yuan(final) if done else None,
        "start_on": start,
        "planned_end_on": planned_end,
        "revised_end_on": revised_end,
        "forecast_end_on": None if done else max(finished, LAST_DAY),
        "accepted_on": finished if done else None,
    }


def particulars(rng: Random, unit: Unit, head: str, project: Mapping[str, object]) -> Row:
    """What the rules ask beyond dates and amounts: approval, who does it, duplicates, supervision, tests."""
    start = project["start_on"]
    assert isinstance(start, date)
    supervised = happens(rng, 60)
    well = happens(rng, unit.quality)
    end = project["planned_end_on"]
    assert isinstance(end, date)
    plan_on = start - timedelta(days=rng.randint(30, 35))
    return {
        "investment_kind": "application" if happens(rng, 65 + unit.quality * 35 // 100) else rng.choice(OTHER_KINDS),
        "approved_on": start - timedelta(days=rng.randint(105, 115)),
        "investment_plan_on": plan_on if well else start + timedelta(days=rng.randint(4, 25)),
        "implementing_unit": unit.name,
        "responsible_person_id": head if happens(rng, unit.quality) else None,
        "has_management_rules": happens(rng, unit.quality),
        "is_duplicate": not happens(rng, 90 + unit.quality // 10),
        "requires_supervision": supervised,
        "supervisor": rng.choice(SUPERVISORS) if supervised and happens(rng, unit.quality) else None,
        "requires_publicity_test": happens(rng, 50),
        "requires_sharing_test": happens(rng, 50),
        "requires_security_test": True,
        # Too short for a trial run.
        "one_step_acceptance": (end - start).days < 190,
    }
