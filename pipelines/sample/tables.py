"""All records of an institution by feed: drawn by its rules, the told cases put among them."""

from __future__ import annotations

from datetime import date

from pipelines.sample.chains import chain_rows
from pipelines.sample.duties import obligation_rows
from pipelines.sample.incidents import incident_rows
from pipelines.sample.institution import Institution
from pipelines.sample.lists import checklist_rows
from pipelines.sample.measures import measurement_rows
from pipelines.sample.milestones import milestone_rows
from pipelines.sample.payments import payment_rows
from pipelines.sample.people import appointment_rows, person_rows
from pipelines.sample.projects import project_rows
from pipelines.sample.rows import FIRST_DAY, Row, Tables
from pipelines.sample.told import tell
from pipelines.sample.training import training_record_rows, training_session_rows
from pipelines.sample.units import department_rows, organization_rows, system_rows

# Feeds whose few records are all told one by one.
TOLD_ONLY = (
    "maturity", "organization_year", "department_successor", "innovation", "innovation_benefit", "contribution",
    "finding", "adjustment",
)  # fmt: skip


def tables_of(one: Institution, seed: int, scale: int) -> Tables:
    """The records by feed, none of them bad; a feed without records is left out.

    Told units, systems and projects come first, because other records are drawn for them too.
    """
    people = person_rows(one, seed, scale)
    tables: Tables = {
        "organization": organization_rows(one),
        "department": department_rows(one),
        "person": people,
        "appointment": appointment_rows(one),
        "system": system_rows(one, seed, scale),
        "project": project_rows(one, seed, scale),
    }
    first = tuple(tables)
    for feed in first:
        tell(one, tables, feed)
    systems, projects = tables["system"], tables["project"]
    tables["project_event"] = milestone_rows(one, seed, projects) + chain_rows(one, seed, projects)
    tables["project_payment"] = payment_rows(one, seed, projects)
    tables["incident"] = incident_rows(one, seed, scale, systems)
    if one.training is not None:
        tables["training_session"] = training_session_rows(one, seed, scale, one.training)
        here = [row for row in people if still_here(row)]
        tables["training_record"] = training_record_rows(one, seed, here, tables["training_session"])
    tables["obligation"] = obligation_rows(one, seed, scale, systems)
    tables["checklist_item"] = checklist_rows(one, seed, systems, projects)
    tables["measurement"] = measurement_rows(one, seed, systems)
    for feed in (*(feed for feed in tables if feed not in first), *TOLD_ONLY):
        tell(one, tables, feed)
    return {feed: rows for feed, rows in tables.items() if rows}


def still_here(person: Row) -> bool:
    """Whether the stay reaches into the year of the sample."""
    last = person["valid_until"]
    return last is None or (isinstance(last, date) and last >= FIRST_DAY)
