"""What a delivery leaves in `ingest.*`: its batch, the rows left out, the rows that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pipelines.ingest.archive import Archived
from pipelines.ingest.batches import batch, record_key, rows_of
from pipelines.ingest.mapped import Mapped
from pipelines.warehouse import transaction

FAULTS = '[{"reason_code": "TEXT", "column_name": "TEXT", "found": "TEXT", "reason": "TEXT"}]'


@dataclass(frozen=True)
class Found:
    """A delivered file before it is read: which file, what it holds, by which contract it would be read."""

    file: Path
    name: str
    mapped: Mapped
    file_sha256: str
    contract_sha256: str


def known_before(con: duckdb.DuckDBPyConnection, found: Found, today: date) -> tuple[int, str] | None:
    """The batch that settles this file already, and why it was refused ("" when it was accepted); else None.

    Known is: the content last accepted under this name; or, under a new name, content accepted before while nothing
    that came later can have changed what it brought (for a snapshot: the one accepted last), since a return to an
    earlier state is news. A refused file is known while the contract is the same; refused by a check, until other
    data has come or another day, since what it refers to may have arrived and its dates may have passed.
    """
    feed, source = found.mapped.feed, found.mapped.source.source
    rows = con.execute(
        """
        SELECT batch_id, source_file, file_sha256, contract_sha256, state, coalesce(refusal, ''), archive_file,
            received_on
        FROM ingest.batch WHERE feed = $feed AND source = $source ORDER BY batch_id DESC
        """,
        {"feed": feed.feed, "source": source},
    ).fetchall()
    accepted = [row for row in rows if row[4] != "refused"]
    same_name = [row for row in accepted if row[1] == found.name]
    candidates = same_name[:1] or (accepted[:1] if feed.delivery == "snapshot" else accepted)
    for row in candidates:
        if row[2] == found.file_sha256 and (same_name or not changed_since(con, feed.feed, row[0])):
            return row[0], ""
    newest = con.execute("SELECT coalesce(max(batch_id), 0) FROM ingest.batch WHERE state = 'loaded'").fetchall()[0][0]
    for row in rows:
        again = (row[1], row[2], row[3]) == (found.name, found.file_sha256, found.contract_sha256)
        if again and row[4] == "refused":
            return None if row[6] and (newest > row[0] or row[7] < today) else (row[0], row[5])
    return None


def changed_since(con: duckdb.DuckDBPyConnection, feed: str, batch_id: int) -> bool:
    """Whether a later batch of the feed replaced or ended records, or waits to be loaded and may."""
    later = con.execute(
        "SELECT 1 FROM ingest.batch WHERE feed = $feed AND batch_id > $batch_id AND (state IN "
        "('archived', 'validated') OR (state = 'loaded' AND changed_count + closed_count > 0)) LIMIT 1",
        {"feed": feed, "batch_id": batch_id},
    )
    return later.fetchone() is not None


def next_batch_id(con: duckdb.DuckDBPyConnection) -> int:
    return int(con.execute("SELECT coalesce(max(batch_id), 0) + 1 FROM ingest.batch").fetchall()[0][0])


def record_archived(
    con: duckdb.DuckDBPyConnection,
    found: Found,
    batch_id: int,
    archive_file: str,
    done: Archived,
    today: date,
) -> int:
    """Record an archived batch in one transaction; gives the number of rows quarantined so far."""
    feed = found.mapped.feed
    read = done.row_count + done.left_out.height + len(done.ragged)
    with transaction(con):
        insert_batch(con, found, batch_id, today, {
            "archive_file": archive_file, "archive_sha256": done.archive_sha256, "state": "archived",
            "read_count": read, "left_out_count": done.left_out.height, "repaired_count": done.repaired_count,
        })  # fmt: skip
        con.execute(
            "INSERT INTO ingest.left_out SELECT $batch_id, unnest($rows), unnest($reasons)",
            {
                "batch_id": batch_id,
                "rows": done.left_out["source_row"].to_list(),
                "reasons": done.left_out["reason"].to_list(),
            },
        )
        con.execute(
            "INSERT INTO ingest.quarantine SELECT $batch_id, $feed, unnest($rows), NULL, 'ragged_row', NULL, "
            "unnest($found), unnest($reasons), NULL",
            {
                "batch_id": batch_id,
                "feed": feed.feed,
                "rows": [row.source_row for row in done.ragged],
                "found": [row.found for row in done.ragged],
                "reasons": [f"has {row.field_count} fields, more than the headings." for row in done.ragged],
            },
        )
        con.execute(
            f"""
            INSERT INTO ingest.quarantine
            SELECT $batch_id, $feed, source_row, record_key, fault.reason_code, fault.column_name, fault.found,
                fault.reason, NULL
            FROM (
                SELECT source_row, {record_key(feed)} AS record_key, unnest(from_json(rejected, $faults)) AS fault
                FROM {rows_of(batch(con, batch_id))} WHERE rejected IS NOT NULL
            )
            """,
            {"batch_id": batch_id, "feed": feed.feed, "faults": FAULTS},
        )
        counted = con.execute(
            "UPDATE ingest.batch SET quarantined_count = "
            "(SELECT count(DISTINCT source_row) FROM ingest.quarantine WHERE batch_id = $batch_id) "
            "WHERE batch_id = $batch_id RETURNING quarantined_count",
            {"batch_id": batch_id},
        ).fetchall()
    return int(counted[0][0])


def record_refused(con: duckdb.DuckDBPyConnection, found: Found, batch_id: int, refusal: str, today: date) -> None:
    """Record a file that was refused whole."""
    with transaction(con):
        insert_batch(con, found, batch_id, today, {
            "archive_file": "", "archive_sha256": "", "state": "refused",
            "read_count": 0, "left_out_count": 0, "repaired_count": 0, "refusal": refusal,
        })  # fmt: skip


def insert_batch(
    con: duckdb.DuckDBPyConnection, found: Found, batch_id: int, today: date, values: dict[str, str | int]
) -> None:
    row: dict[str, str | int | date] = {
        "batch_id": batch_id,
        "feed": found.mapped.feed.feed,
        "source": found.mapped.source.source,
        "source_file": found.name,
        "file_sha256": found.file_sha256,
        "contract_sha256": found.contract_sha256,
        "delivery": found.mapped.feed.delivery,
        "received_on": today,
        **values,
    }
    names, places = ", ".join(row), ", ".join(f"${name}" for name in row)
    con.execute(f"INSERT INTO ingest.batch ({names}) VALUES ({places})", row)
