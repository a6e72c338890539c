"""Repeated keys inside one batch. What is kept never depends on the order of the rows."""

from __future__ import annotations

import duckdb

from pipelines.feeds import Feed
from pipelines.ingest.batches import batch, record_key, rows_of


def check(con: duckdb.DuckDBPyConnection, batch_id: int) -> int:
    """Quarantine rows that repeat a key; gives their number.

    Identical rows: the first stays, the others are `repeated_row`. Rows that differ, or of which one was rejected:
    nobody can tell which is right, so all of them are `repeated_key`. Runs in the caller's transaction.
    """
    item = batch(con, batch_id)
    feed, rows = item.feed, rows_of(item)
    keys = ", ".join(f'"{name}"' for name in feed.key)
    known = " AND ".join(f'"{name}" IS NOT NULL' for name in feed.key)
    # Two rows with the same hash are looked at exactly below; no two with the same key can have different hashes.
    counted = con.execute(f"SELECT count(*) = count(DISTINCT hash({keys})) FROM {rows} WHERE {known}").fetchall()
    if counted[0][0]:
        return 0
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE repeated AS
        SELECT source_row, rejected, {record_key(feed)} AS record_key,
            first_value(source_row) OVER every AS first_row,
            count(*) FILTER (rejected IS NOT NULL) OVER every = 0 AND {alike(feed)} AS same,
            array_to_string(list(source_row) OVER every, ', ') AS all_rows
        FROM {rows}
        WHERE ({keys},) IN (SELECT ({keys},) FROM {rows} WHERE {known} GROUP BY {keys} HAVING count(*) > 1)
        WINDOW every AS (
            PARTITION BY {keys} ORDER BY source_row ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        )
        """
    )
    con.execute(
        """
        INSERT INTO ingest.quarantine
        SELECT
            $batch_id, $feed, source_row, record_key, if(same, 'repeated_row', 'repeated_key'), $columns, record_key,
            if(
                same,
                'is the same as row ' || first_row || '.',
                'has the key ' || record_key || ' like others with different content: rows ' || all_rows[:200] || '.'
            ),
            NULL
        FROM repeated
        WHERE rejected IS NULL AND NOT (same AND source_row = first_row)
        """,
        {"batch_id": batch_id, "feed": feed.feed, "columns": ", ".join(feed.key)},
    )
    gone = con.execute(
        "SELECT count(*) FILTER (rejected IS NULL AND NOT (same AND source_row = first_row)) FROM repeated"
    )
    return int(gone.fetchall()[0][0])


def alike(feed: Feed) -> str:
    """SQL for: every row of the window has the content of its first."""
    rest = [field.name for field in feed.fields if field.name not in feed.key]
    content = "row(" + ", ".join(f'"{name}"' for name in rest or feed.key) + ")"
    return f"min({content}) OVER every IS NOT DISTINCT FROM max({content}) OVER every"
