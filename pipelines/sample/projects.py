"""Projects with their milestones and final acceptances; amounts in whole cents until they are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import islice
from random import Random

from pipelines.sample.institution import Institution, Unit
from pipelines.sample.people import head_ids
from pipelines.sample.rows import LAST_DAY, Row, day_between, free_numbers, happens, yuan
from pipelines.sample.told import told_rows

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


def quality_of(one: Institution, project: Row) -> int:
    """The quality of the project's unit; a told project goes well but for what is told of it."""
    told = {row["project_id"] for row in told_rows(one, "project")}
    return 100 if project["project_id"] in told else one.unit(str(project["department_id"])).quality


def milestone_rows(one: Institution, seed: int, projects: list[Row]) -> list[Row]:
    """The milestones of each project and its final acceptance, tried again where it failed at first."""
    rng = one.random(seed, "project_event")
    rows: list[Row] = []
    for row in projects:
        quality = quality_of(one, row)
        events = [*milestones(rng, one.projects.milestones, quality, row), *acceptances(rng, quality, row)]
        for number, event in enumerate(events, start=1):
            identity = {
                "org_id": one.org_id,
                "event_id": f"{row['project_id']}-E{number}",
                "project_id": row["project_id"],
            }
            rows.append(identity | event)
    return rows


def milestones(rng: Random, stages: Mapping[str, int], quality: int, project: Row) -> list[Row]:
    """The milestones, on time as often as the unit's quality says; not yet reached ones have no date."""
    start, end = project["start_on"], project["planned_end_on"]
    assert isinstance(start, date)
    assert isinstance(end, date)
    rows: list[Row] = []
    for stage, percent in stages.items():
        due = start + timedelta(days=(end - start).days * percent // 100)
        revised = due + timedelta(days=15) if happens(rng, 8) else None
        late = rng.randint(2, 40) if not happens(rng, quality) else -rng.randint(0, 8)
        reached = (revised or due) + timedelta(days=late)
        accepted = project["accepted_on"]
        # No milestone is reached after the final acceptance, nor after the day the files are made.
        if isinstance(accepted, date):
            reached = min(reached, accepted)
        rows.append(
            {
                "kind": "milestone",
                "stage": stage,
                "attempt": None,
                "due_on": due,
                "revised_due_on": revised,
                "occurred_on": reached if reached <= LAST_DAY else None,
                "result": None,
            }
        )
    return rows


def acceptances(rng: Random, quality: int, project: Row) -> list[Row]:
    """The final acceptance: one attempt, or a failed one three weeks before the one that passed."""
    shared: Row = {
        "kind": "final_acceptance",
        "stage": "竣工验收",
        "due_on": project["planned_end_on"],
        "revised_due_on": project["revised_end_on"],
    }
    accepted = project["accepted_on"]
    if not isinstance(accepted, date):
        return [shared | {"attempt": 1, "occurred_on": None, "result": None}]
    if happens(rng, quality):
        return [shared | {"attempt": 1, "occurred_on": accepted, "result": "passed"}]
    first = accepted - timedelta(days=21)
    return [
        shared | {"attempt": 1, "occurred_on": first, "result": "failed"},
        shared | {"attempt": 2, "occurred_on": accepted, "result": "passed"},
    ]
