"""The records of the sample agree with one another and with the calendar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

import pytest

from pipelines.feeds import load_feeds
from pipelines.sample import institutions
from pipelines.sample.rows import LAST_DAY, Row, Tables
from pipelines.sample.tables import still_here
from pipelines.sample.told import cases, told_rows
from tests.sample.conftest import ORGS

# What has happened; the other days are due, planned or agreed and may lie ahead.
HAPPENED = {
    "project": ("accepted_on",),
    "project_event": ("occurred_on",),
    "project_payment": ("paid_on",),
    "training_session": ("held_on",),
    "obligation": ("done_on", "reported_on"),
    "checklist_item": ("occurred_on", "reviewed_on"),
    "measurement": ("observed_on",),
    "maturity": ("rated_on",),
    "finding": ("occurred_on", "confirmed_on"),
    "adjustment": ("occurred_on", "approved_on"),
    "innovation": ("accepted_on", "resplit_confirmed_on"),
    "innovation_benefit": ("confirmed_on", "rechecked_on"),
    "contribution": ("accepted_on",),
}
# Field of an ID: the feed it points into.
POINTS_TO = {
    "department_id": "department",
    "parent_department_id": "department",
    "successor_department_id": "department",
    "person_id": "person",
    "head_person_id": "person",
    "project_id": "project",
    "system_id": "system",
    "session_id": "training_session",
    "incident_id": "incident",
    "innovation_id": "innovation",
}
KEYS = {
    "parent_department_id": "department_id",
    "successor_department_id": "department_id",
    "head_person_id": "person_id",
}


def test_nothing_happens_after_the_day_the_files_are_made(every: Callable[[str], list[Row]]) -> None:
    for feed, fields in HAPPENED.items():
        days = [row[field] for row in every(feed) for field in fields if row.get(field) is not None]
        assert days, feed
        assert max(day for day in days if isinstance(day, date)) <= LAST_DAY, feed
    moments = [row[field] for row in every("incident") for field in ("closed_at", "reported_at") if row[field]]
    assert max(moment for moment in moments if isinstance(moment, datetime)).date() <= LAST_DAY


@pytest.mark.parametrize("org_id", ORGS)
def test_every_record_points_to_records_that_exist(org_id: str, tables: dict[str, Tables]) -> None:
    own = tables[org_id]
    for feed, rows in own.items():
        for field, target in POINTS_TO.items():
            named = {row[field] for row in rows if row.get(field) is not None}
            known = {row[KEYS.get(field, field)] for row in own.get(target, [])}
            assert named <= known, f"{feed}.{field}: {named - known}"


@pytest.mark.parametrize("org_id", ORGS)
def test_every_record_has_a_key_of_its_own_and_only_fields_of_its_feed(org_id: str, tables: dict[str, Tables]) -> None:
    for feed, rows in tables[org_id].items():
        keys = Counter(tuple(row[name] for name in load_feeds()[feed].key) for row in rows)
        assert [key for key, number in keys.items() if number > 1] == [], feed
        assert {name for row in rows for name in row} <= {field.name for field in load_feeds()[feed].fields}, feed
        required = [field.name for field in load_feeds()[feed].fields if field.required]
        assert all(row[name] is not None for row in rows for name in required), feed


@pytest.mark.parametrize("org_id", ORGS)
def test_every_told_record_is_among_the_records_as_it_was_told(org_id: str, tables: dict[str, Tables]) -> None:
    feeds = {feed for case in cases(org_id) for feed in case.records}
    for feed in feeds:
        for told in told_rows(institutions()[org_id], feed):
            same = [row for row in tables[org_id][feed] if all(row.get(name) == told[name] for name in told)]
            assert same, (feed, told)


@pytest.mark.parametrize("org_id", ORGS)
def test_every_told_case_says_what_it_is_for(org_id: str) -> None:
    told = cases(org_id)
    assert len(told) >= 10
    assert len({case.case for case in told}) == len(told)
    assert all(case.brings and case.records for case in told)


@pytest.mark.parametrize("org_id", ORGS)
def test_no_incident_comes_before_its_system_is_in_service(org_id: str, tables: dict[str, Tables]) -> None:
    systems = {row["system_id"]: row for row in tables[org_id]["system"]}
    for row in tables[org_id]["incident"]:
        system, occurred = systems[row["system_id"]], row["occurred_at"]
        start, end = system["in_service_from"], system["in_service_until"]
        assert isinstance(occurred, datetime)
        assert isinstance(start, date)
        assert start <= occurred.date(), row["incident_id"]
        assert end is None or (isinstance(end, date) and occurred.date() <= end), row["incident_id"]


def test_nobody_shares_a_name_or_an_id_with_an_organisation_beside(tables: dict[str, Tables]) -> None:
    for field, feed in (("department_id", "department"), ("person_id", "person")):
        owners = Counter(key for own in tables.values() for key in {row[field] for row in own[feed]})
        assert [key for key, number in owners.items() if number > 1] == []
    assert len({one.name for one in institutions().values()}) == 5


def test_the_first_enterprise_is_as_its_readme_says(tables: dict[str, Tables]) -> None:
    own = tables["E001"]
    assert len({row["person_id"] for row in own["person"] if still_here(row)}) == 400
    assert sum(row["appraised"] is True and row["valid_until"] is None for row in own["department"]) == 12
    assert sum(row["department_id"] is not None for row in own["appointment"]) == 9
