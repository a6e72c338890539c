"""Milestones and final acceptances of projects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from pipelines.sample.institution import Institution
from pipelines.sample.rows import LAST_DAY, Row, happens
from pipelines.sample.told import told_rows


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
