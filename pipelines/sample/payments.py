"""Payments of projects: planned with the stages of the work, made in full and in time where a unit is well run."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from pipelines.sample.institution import Institution
from pipelines.sample.milestones import quality_of
from pipelines.sample.rows import LAST_DAY, Row, happens, known

# What is paid: percent of the contract, and when in percent of the planned time.
STAGES = ((30, 5), (40, 60), (25, 100))


def payment_rows(one: Institution, seed: int, projects: list[Row]) -> list[Row]:
    """Every payment planned by the day the files are made; nothing where the institution does not deliver payments."""
    rng = one.random(seed, "project_payment")
    if not one.projects.payments:
        return []
    rows: list[Row] = []
    for project in projects:
        if project["status"] != "cancelled":
            rows += payments(one, rng, quality_of(one, project), project)
    return rows


def payments(one: Institution, rng: Random, quality: int, project: Row) -> list[Row]:
    start, end, contract = project["start_on"], project["planned_end_on"], project["contract_amount"]
    assert isinstance(start, date)
    assert isinstance(end, date)
    assert isinstance(contract, Decimal)
    rows: list[Row] = []
    for number, (percent, when) in enumerate(STAGES, start=1):
        planned_on = start + timedelta(days=(end - start).days * when // 100)
        if planned_on > LAST_DAY:
            break
        planned = (contract * percent / 100).quantize(Decimal("0.01"))
        well = happens(rng, quality)
        share = rng.choice((96, 97, 98)) if well else rng.choice((0, 45, 60, 75, 112))
        paid_on = known(planned_on + timedelta(days=rng.randint(0, 12) if well else rng.randint(10, 60)))
        paid = (planned * share / 100).quantize(Decimal("0.01")) if paid_on and share else None
        audited = paid is not None and happens(rng, 70)
        compliant = happens(rng, (quality + 100) // 2)
        rows.append(
            {
                "org_id": one.org_id,
                "payment_id": f"{project['project_id']}-Z{number}",
                "project_id": project["project_id"],
                "planned_on": planned_on,
                "planned_amount": planned,
                "paid_on": paid_on if paid is not None else None,
                "paid_amount": paid,
                "audited": audited,
                "compliant": compliant if audited else None,
            }
        )
    return rows
