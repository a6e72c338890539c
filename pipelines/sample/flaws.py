"""What is wrong with the sample on purpose, and the delivery that puts part of it right.

A handful of rows, below the error limit of each feed, so that quarantine has something to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipelines.feeds import feed_named
from pipelines.sample.institution import BadRow, Institution
from pipelines.sample.rows import LAST_DAY, Row, Tables, typed


def with_bad_rows(one: Institution, tables: Tables) -> Tables:
    """The tables with the institution's bad rows added: new records, and records that stand a second time."""
    result = {feed: list(rows) for feed, rows in tables.items()}
    for bad in one.bad_rows:
        result[bad.feed].append(bad_row(bad, tables[bad.feed]))
    return result


def bad_row(bad: BadRow, rows: Sequence[Row]) -> Row:
    """A copy of the record it is like, with the wrong values as they stand."""
    key = feed_named(bad.feed).key[1]
    like = next(row for row in rows if row[key] == bad.like)
    return like | {name: value if name == bad.column else typed(bad.feed, {name: value})[name]
                   for name, value in bad.but.items()}  # fmt: skip


def correction(one: Institution, seed: int, projects: Sequence[Row]) -> list[Row]:
    """A later delivery of the project file: one acceptance was in time after all, the bad projects are put right."""
    late = [row for row in projects if row["project_id"] not in one.mended and accepted_late(row)]
    chosen = one.random(seed, "correction").choice(late)
    standing = {row["project_id"]: row for row in projects}
    mended = [standing[key] | typed("project", changes) for key, changes in one.mended.items()]
    return [chosen | {"accepted_on": due(chosen)}, *mended]


def due(project: Row) -> date:
    """The approved end of a project."""
    end = project["revised_end_on"] or project["planned_end_on"]
    assert isinstance(end, date)
    return end


def accepted_late(project: Row) -> bool:
    accepted = project["accepted_on"]
    return isinstance(accepted, date) and due(project) < accepted <= LAST_DAY and 7 <= due(project).month <= 9
