"""What was delivered once 2024 and 2025 were closed: only what was known then, and corrected since."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.sample import DELIVERIES, institutions
from pipelines.sample.earlier import REWARDS, earlier_tables
from pipelines.sample.rows import Row, Tables
from pipelines.sample.told import cases
from tests.sample.conftest import ORGS
from tests.sample.test_records import HAPPENED

EVERY = [(org_id, year) for org_id in ORGS for year in DELIVERIES]


def delivered(tables: dict[str, Tables], org_id: str, year: int) -> Tables:
    return earlier_tables(institutions()[org_id], tables[org_id], year)


def row_of(rows: list[Row], **key: object) -> Row:
    (found,) = [row for row in rows if all(row[name] == value for name, value in key.items())]
    return found


@pytest.mark.parametrize(("org_id", "year"), EVERY)
def test_nothing_is_delivered_before_it_happened(tables: dict[str, Tables], org_id: str, year: int) -> None:
    then = delivered(tables, org_id, year)
    happened = HAPPENED | {"person": ("valid_from", "valid_until"), "department": ("valid_from", "valid_until")}
    fields = happened | {"organization_year": ("plan_adopted_on", "plan_published_on"), "appointment": ("start_on",)}
    days = [row.get(name) for feed, names in fields.items() for row in then.get(feed, []) for name in names]
    assert max(day for day in days if isinstance(day, date)) <= DELIVERIES[year]
    years = [row.get("benefit_year", row.get("year")) for feed in REWARDS for row in then.get(feed, [])]
    assert all(int(str(one)) <= year for one in years if one is not None)


@pytest.mark.parametrize(("org_id", "year"), EVERY)
def test_every_record_of_an_earlier_delivery_points_to_one_that_is_there(
    tables: dict[str, Tables], org_id: str, year: int
) -> None:
    then = delivered(tables, org_id, year)
    for field, feed in {"person_id": "person", "department_id": "department", "innovation_id": "innovation"}.items():
        known = {row[field] for row in then[feed]}
        named = {row[field] for rows in then.values() for row in rows if row.get(field) is not None}
        assert named <= known, (field, named - known)


@pytest.mark.parametrize("org_id", ORGS)
def test_a_record_once_delivered_is_delivered_again(tables: dict[str, Tables], org_id: str) -> None:
    first, second = (delivered(tables, org_id, year) for year in DELIVERIES)
    for before, after in ((first, second), (second, tables[org_id])):
        for feed in REWARDS:
            key = {"organization_year": "year", "innovation_benefit": "benefit_id"}.get(feed, f"{feed}_id")
            assert {row[key] for row in before.get(feed, [])} <= {row[key] for row in after.get(feed, [])}


@pytest.mark.parametrize("org_id", ORGS)
def test_every_told_delivery_is_one_there_was(org_id: str) -> None:
    told = [
        row["delivered"]
        for case in cases(org_id)
        for rows in case.records.values()
        for row in rows
        if "delivered" in row
    ]
    assert set(told) == set(DELIVERIES)


def test_who_leaves_is_still_there_in_the_delivery_before(tables: dict[str, Tables]) -> None:
    first, second = (row_of(delivered(tables, "E001", year)["person"], person_id="PL01") for year in DELIVERIES)
    assert (first["valid_until"], first["leaving_reason"]) == (None, None)
    assert (second["valid_until"], second["leaving_reason"]) == (date(2025, 10, 15), "resignation")


def test_a_benefit_told_again_is_corrected_by_the_later_delivery(tables: dict[str, Tables]) -> None:
    found = [delivered(tables, "E001", year)["innovation_benefit"] for year in DELIVERIES]
    amounts = [row_of(rows, benefit_id="BEN-2101")["actual_amount"] for rows in found]
    assert [str(amount) for amount in amounts] == ["3000000.00", "900000.00"]
    checks = [row_of(rows, benefit_id="BEN-1101").get("rechecked_on") for rows in found]
    assert checks == [None, date(2025, 12, 10)]
    now = row_of(tables["E001"]["innovation_benefit"], benefit_id="BEN-1101")
    assert now["rechecked_on"] == date(2026, 10, 20)
