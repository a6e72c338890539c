"""Records that have come in and are not settled yet, for checks that look across the feeds of one night."""

from __future__ import annotations

import duckdb

from pipelines.feeds import Feed, load_feeds
from pipelines.ingest.batches import field_list, good_rows, unsettled
from pipelines.warehouse import renew_views


def create_incoming(con: duckdb.DuckDBPyConnection) -> None:
    """Create, for each feed, what a check can ask of more than its own batch:

    `incoming.<feed>`: the good rows not yet settled, with batch_id and source_row.
    `known.<feed>`: these and what stands, in every version: does a key exist?
    `upcoming.<feed>`: what stands and what waits, each record once, in its last version. What a waiting snapshot will
    end is still there.
    `so_far.<feed>`: the same with no batch later than the one under check (variable `batch_id`).
    """
    con.execute("CREATE SCHEMA IF NOT EXISTS incoming")
    waiting, feeds = unsettled(con), load_feeds().values()
    for feed in feeds:
        name, fields = feed.feed, field_list(feed)
        parts = [f"SELECT {fields}, batch_id, source_row FROM history.{name} WHERE false"]
        parts += [
            good_rows(item, f"{fields}, {item.batch_id}, source_row") for item in waiting if item.feed.feed == name
        ]
        con.execute(f"CREATE OR REPLACE VIEW incoming.{name} AS {' UNION ALL '.join(parts)}")
    renew_views(con, "known", {feed.feed: known(feed) for feed in feeds})
    renew_views(con, "upcoming", {feed.feed: newest(feed) for feed in feeds})
    up_to_here = "WHERE batch_id <= getvariable('batch_id')"
    renew_views(con, "so_far", {feed.feed: newest(feed, up_to_here) for feed in feeds})


def known(feed: Feed) -> str:
    """SQL for every version of each record, of those that stand and those coming in."""
    name, fields = feed.feed, field_list(feed)
    return f"SELECT {fields} FROM records.{name} UNION ALL SELECT {fields} FROM incoming.{name}"


def newest(feed: Feed, which: str = "") -> str:
    """SQL for the last version of each record: of the rows coming in (`which` of them), else the one that stands."""
    name, fields = feed.feed, field_list(feed)
    key = ", ".join(f'"{part}"' for part in feed.key)
    return (
        f"WITH arrived AS (SELECT {fields} FROM incoming.{name} {which} "
        f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY batch_id DESC, source_row) = 1) "
        f"SELECT {fields} FROM arrived UNION ALL "
        f"SELECT {fields} FROM records.{name} ANTI JOIN arrived USING ({key})"
    )
