"""What an institution had delivered before: once a year was closed, who was there and what rewards are made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pipelines.sample.institution import Institution
from pipelines.sample.rows import Row, Tables
from pipelines.sample.told import tell

# Year closed: the day its records came.
DELIVERIES: Mapping[int, date] = {2024: date(2025, 3, 31), 2025: date(2026, 3, 31)}
BEGINS = {"department": "valid_from", "person": "valid_from", "appointment": "start_on"}
REWARDS = ("organization_year", "innovation", "innovation_benefit", "contribution", "finding")


def earlier_tables(one: Institution, now: Tables, year: int) -> Tables:
    """The records by feed that came when `year` was closed; `now` is what the institution delivers today."""
    day = DELIVERIES[year]
    tables: Tables = {"organization": now["organization"]}
    for feed, begins in BEGINS.items():
        tables[feed] = [as_known(row, day) for row in now[feed] if begun(row[begins], day)]
    people = {row["person_id"] for row in tables["person"]}
    tables["appointment"] = [row for row in tables["appointment"] if row["person_id"] in people]
    for feed in REWARDS:
        tell(one, tables, feed, delivered=year)
    return {feed: rows for feed, rows in tables.items() if rows}


def begun(start: object, day: date) -> bool:
    return isinstance(start, date) and start <= day


def as_known(row: Row, day: date) -> Row:
    """A unit or a person as known on a day: nobody knows yet that it ends later, and why."""
    ended = row.get("valid_until")
    if not isinstance(ended, date) or ended <= day:
        return row
    return row | {name: None for name in ("valid_until", "leaving_reason") if name in row}
