"""About 120 projects with their milestones and acceptances; amounts in whole cents until they are written."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from pipelines.sample.units import BY_ID, LAST_DAY, ORG_ID, UNITS, Row, Unit, day_between, happens

CATEGORIES = ("业务系统", "数据平台", "基础设施", "网络安全", "工业互联网", "移动应用")
SUBJECTS = ("升级改造", "一期建设", "二期建设", "数据治理", "国产化替换", "集成优化", "智能分析")
MILESTONES = (("需求确认", 30), ("上线试运行", 65), ("初步验收", 85))


def yuan(cents: int) -> Decimal:
    """Whole cents as an exact amount."""
    return Decimal(cents).scaleb(-2)


def project_rows(seed: int) -> list[Row]:
    rng = Random(f"{seed}/project")
    rows: list[Row] = []
    for unit in UNITS:
        for number in range(1, unit.projects + 1):
            rows.append(project(rng, unit, number))
    return rows


def project(rng: Random, unit: Unit, number: int) -> Row:
    """One project; due in 2026, finished on time as often as the unit's quality says."""
    planned_end = day_between(rng, date(2026, 1, 10), date(2026, 12, 20))
    start = planned_end - timedelta(days=rng.randint(120, 330))
    # An approved change moves the end of one project in eight.
    revised_end = planned_end + timedelta(days=rng.choice((30, 45, 60))) if happens(rng, 12) else None
    due = revised_end or planned_end
    on_time = happens(rng, unit.quality)
    finished = due + timedelta(days=-rng.randint(0, 12) if on_time else rng.randint(3, 70))
    done = finished <= LAST_DAY
    major = happens(rng, 30)
    approved = rng.randint(1_000, 6_000) * 100_000 if major else rng.randint(120, 990) * 100_000
    contract = approved * rng.randint(930, 1000) // 1000
    # A well-run unit ends near what was approved, a badly run one up to 30 % away from it.
    spread = 35 if happens(rng, unit.quality) else 300
    final = approved * (1000 + rng.randint(-spread, spread)) // 1000 + rng.choice((0, 0, 0, 45))
    return {
        "org_id": ORG_ID,
        "project_id": f"PRJ-{unit.department_id}-{number:02d}",
        "department_id": unit.department_id,
        "name": f"{unit.name}{rng.choice(CATEGORIES)}{rng.choice(SUBJECTS)}",
        "category": rng.choice(CATEGORIES),
        "is_major": major,
        "status": "accepted" if done else "active",
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


def project_event_rows(seed: int, projects: list[Row]) -> list[Row]:
    """Three milestones for each project and its final acceptance, tried again where it failed at first."""
    rng = Random(f"{seed}/project_event")
    rows: list[Row] = []
    for row in projects:
        events = [*milestones(rng, row), *acceptances(rng, row)]
        for number, event in enumerate(events, start=1):
            identity = {
                "org_id": ORG_ID,
                "event_id": f"{row['project_id']}-E{number}",
                "project_id": row["project_id"],
            }
            rows.append(identity | event)
    return rows


def milestones(rng: Random, project: Row) -> list[Row]:
    """The milestones, on time as often as the unit's quality says; not yet reached ones have no date."""
    quality = BY_ID[str(project["department_id"])].quality
    start, end = project["start_on"], project["planned_end_on"]
    assert isinstance(start, date)
    assert isinstance(end, date)
    rows: list[Row] = []
    for stage, percent in MILESTONES:
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


def acceptances(rng: Random, project: Row) -> list[Row]:
    """The final acceptance: one attempt, or a failed one three weeks before the one that passed."""
    quality = BY_ID[str(project["department_id"])].quality
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
