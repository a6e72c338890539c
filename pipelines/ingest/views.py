"""Records that have come in and are not settled yet, for checks that look across the feeds of one night."""

from __future__ import annotations

import duckdb

from pipelines.feeds import Feed, load_feeds
from pipelines.ingest.batches import field_list, good_rows, unsettled


def create_incoming(con: duckdb.DuckDBPyConnection) -> None:
    """Create, for each feed, what a check can ask of more than its own batch:

    `incoming.<feed>`: the good rows not yet settled, with batch_id and source_row.
    `known.<feed>`: these and what stands, in every version: does a key exist?
    `upcoming.<feed>`: what stands when all that waits is loaded, each record once.
    `so_far.<feed>`: the same with no batch later than the one under check (variable `batch_id`).
    """
    for schema in ("incoming", "known", "upcoming", "so_far"):
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    waiting = unsettled(con)
    for feed in load_feeds().values():
        name, fields = feed.feed, field_list(feed)
        parts = [f"SELECT {fields}, batch_id, source_row FROM history.{name} WHERE false"]
        parts += [
            good_rows(item, f"{fields}, {item.batch_id}, source_row") for item in waiting if item.feed.feed == name
        ]
        con.execute(f"CREATE OR REPLACE VIEW incoming.{name} AS {' UNION ALL '.join(parts)}")
        con.execute(
            f"CREATE OR REPLACE VIEW known.{name} AS "
            f"SELECT {fields} FROM records.{name} UNION ALL SELECT {fields} FROM incoming.{name}"
        )
        con.execute(f"CREATE OR REPLACE VIEW upcoming.{name} AS {newest(feed)}")
        up_to_here = "WHERE batch_id <= getvariable('batch_id')"
        con.execute(f"CREATE OR REPLACE VIEW so_far.{name} AS {newest(feed, up_to_here)}")


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
