"""Records that have come in and are not settled yet, for checks that look across the feeds of one night."""

from __future__ import annotations

import duckdb

from pipelines.feeds import load_feeds
from pipelines.ingest.batches import field_list, good_rows, unsettled


def create_incoming(con: duckdb.DuckDBPyConnection) -> None:
    """Create `incoming.<feed>` (the fields, batch_id, source_row of good rows not yet settled) and `known.<feed>`
    (the fields of `records.<feed>` and of what is coming)."""
    con.execute("CREATE SCHEMA IF NOT EXISTS incoming; CREATE SCHEMA IF NOT EXISTS known")
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
