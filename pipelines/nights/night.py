"""Marking a night: what it brought in of each feed, kept by the day of the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from pipelines.feeds import load_feeds
from pipelines.nights.gaps import missing_on, note_deliveries
from pipelines.settings import Settings
from pipelines.warehouse import transaction

SETTLED = "SELECT coalesce(max(batch_id), 0) FROM ingest.batch WHERE state IN ('loaded', 'refused')"
# Up to where the nights before had come and this one has, how often it was marked, and whether a later one is marked.
NIGHTS = """
    SELECT
        coalesce(max(batch_id) FILTER (day < $day), 0),
        coalesce(max(batch_id) FILTER (day = $day), -1),
        count(*) FILTER (day = $day),
        coalesce(bool_or(day > $day), false)
    FROM schedule.night
"""
BROUGHT = """
    SELECT
        feed,
        list(batch_id ORDER BY batch_id) FILTER (state = 'loaded') AS batches,
        list(file_sha256 ORDER BY batch_id) FILTER (state = 'loaded') AS file_hashes,
        coalesce(sum(read_count) FILTER (state = 'loaded'), 0)::BIGINT AS rows_read,
        coalesce(sum(inserted_count), 0)::BIGINT AS rows_inserted,
        coalesce(sum(changed_count), 0)::BIGINT AS rows_changed,
        coalesce(sum(quarantined_count), 0)::BIGINT AS rows_quarantined,
        count(*) FILTER (state = 'refused') AS files_refused
    FROM ingest.batch
    WHERE batch_id > $after AND batch_id <= $upto AND state IN ('loaded', 'refused')
    GROUP BY feed
    ORDER BY feed
"""
NOTHING: Mapping[str, Any] = {
    "batches": [], "file_hashes": [], "rows_read": 0, "rows_inserted": 0, "rows_changed": 0, "rows_quarantined": 0,
    "files_refused": 0,
}  # fmt: skip


@dataclass(frozen=True)
class Marked:
    """A night: the day whose deliveries it brought, and for each feed what these were (counts of rows, hashes).

    `missing`: the sources whose delivery of the day was expected and has not come, with the last day they had one.
    """

    day: date
    feeds: Mapping[str, Mapping[str, Any]]
    missing: Mapping[str, date | None] = field(default_factory=dict)


def mark_night(con: duckdb.DuckDBPyConnection, settings: Settings, day: date) -> Marked:
    """Keep that the deliveries of `day` are in, with what they were.

    May be repeated: the night tells again what was its own, and takes nothing more once a later one is marked.
    """
    after, told, count, is_past = con.execute(NIGHTS, {"day": day}).fetchall()[0]
    upto = max(told, after) if is_past else con.execute(SETTLED).fetchall()[0][0]
    cursor = con.execute(BROUGHT, {"after": after, "upto": upto})
    names = [column[0] for column in cursor.description or []][1:]
    brought = {
        row[0]: {name: [] if value is None else value for name, value in zip(names, row[1:], strict=True)}
        for row in cursor.fetchall()
    }
    with transaction(con):
        if told < upto:
            con.execute("INSERT INTO schedule.night VALUES ($1, $2, $3)", [day, count + 1, upto])
        note_deliveries(con, settings)
    feeds = {feed: brought.get(feed, NOTHING) for feed in load_feeds()}
    return Marked(day, feeds, missing_on(con, settings, day))
