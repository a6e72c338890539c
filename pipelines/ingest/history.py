"""A validated batch into `history.<feed>`: versions are opened and closed, never changed."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from pipelines.errors import CheckError
from pipelines.ingest.batches import Batch, batch, field_list, good_rows, record_key
from pipelines.ingest.versions import insert, merge
from pipelines.warehouse import transaction


@dataclass(frozen=True)
class Loaded:
    """What a batch changed."""

    batch_id: int
    feed: str
    source: str
    source_file: str
    inserted_count: int
    changed_count: int
    unchanged_count: int
    closed_count: int
    quarantined_count: int


def load_batch(con: duckdb.DuckDBPyConnection, batch_id: int) -> Loaded:
    """Load one validated batch in one transaction.

    A new key is inserted; the same key with other content closes the version that stands (in an append feed it is
    quarantined instead); a snapshot closes what its source no longer delivers. Raises CheckError when the batch is
    not validated, or an earlier one is not settled, since "as of batch N" must not change afterwards.
    """
    item = batch(con, batch_id)
    earlier = con.execute(
        "SELECT min(batch_id) FROM ingest.batch WHERE state NOT IN ('loaded', 'refused') AND batch_id < $batch_id",
        {"batch_id": batch_id},
    ).fetchall()[0][0]
    if item.state != "validated" or earlier is not None:
        why = f"batch {earlier} comes first" if earlier else f"it is {item.state}, not validated"
        raise CheckError(f"Batch {batch_id} cannot be loaded: {why}.", do="Run `appraise ingest`.")
    with transaction(con):
        history = f"history.{item.feed.feed}"
        if con.execute(f"SELECT 1 FROM {history} LIMIT 1").fetchone() is None:
            inserted = insert(con, item, good_rows(item, f"{field_list(item.feed)}, source_row"))
            changed = unchanged = closed = 0
        else:
            inserted, changed, unchanged, closed = merge(con, item)
        close_quarantine(con, item)
        quarantined = con.execute(
            """
            UPDATE ingest.batch SET state = 'loaded', inserted_count = $inserted, changed_count = $changed,
                unchanged_count = $unchanged, closed_count = $closed, quarantined_count =
                (SELECT count(DISTINCT source_row) FROM ingest.quarantine WHERE batch_id = $batch_id)
            WHERE batch_id = $batch_id RETURNING quarantined_count
            """,
            {
                "inserted": inserted,
                "changed": changed,
                "unchanged": unchanged,
                "closed": closed,
                "batch_id": batch_id,
            },
        ).fetchall()[0][0]
    return Loaded(
        batch_id,
        item.feed.feed,
        item.source,
        item.source_file,
        inserted,
        changed,
        unchanged,
        closed,
        quarantined,
    )


def close_quarantine(con: duckdb.DuckDBPyConnection, item: Batch) -> None:
    """Close open quarantine entries of the feed whose record has now been accepted."""
    con.execute(
        f"""
        UPDATE ingest.quarantine SET closed_by_batch_id = $batch_id
        WHERE feed = $feed AND closed_by_batch_id IS NULL AND batch_id <= $batch_id AND record_key IN
            (SELECT record_key FROM ({good_rows(item, f"{record_key(item.feed)} AS record_key")}))
        """,
        {"batch_id": item.batch_id, "feed": item.feed.feed},
    )
