"""Batches: the rows of `ingest.batch`, and where their archived records lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.feeds import Feed, feed_named
from pipelines.settings import Settings

# Reasons to set rows aside that are found while a batch is loaded, and found again when it is loaded anew.
CHANGED, OLDER = "changed_in_append_feed", "older_than_what_stands"
FOUND_AT_LOADING = (CHANGED, OLDER)
STANDING_REFUSALS = """
    SELECT source_file, arg_max(refusal, batch_id) FROM ingest.batch
    GROUP BY source, source_file HAVING arg_max(state, batch_id) = 'refused' ORDER BY ALL
"""


@dataclass(frozen=True)
class Batch:
    """A delivered file that was archived."""

    batch_id: int
    feed: Feed
    source: str
    source_file: str
    state: str
    delivery: str
    archive: Path


def batch(con: duckdb.DuckDBPyConnection, batch_id: int) -> Batch:
    """The batch of that number."""
    return found(con, "batch_id = $value", batch_id)[0]


def pending(con: duckdb.DuckDBPyConnection, state: str) -> list[Batch]:
    """The batches in a state (`archived`, `validated`), oldest first."""
    return found(con, "list_contains($value, state)", [state])


def unsettled(con: duckdb.DuckDBPyConnection) -> list[Batch]:
    """The batches that are neither loaded nor refused, oldest first."""
    return found(con, "list_contains($value, state)", ["archived", "validated"])


def found(con: duckdb.DuckDBPyConnection, condition: str, value: object) -> list[Batch]:
    home = home_of(con)
    rows = con.execute(
        "SELECT batch_id, feed, source, source_file, state, delivery, archive_file FROM ingest.batch "
        f"WHERE {condition} ORDER BY batch_id",
        {"value": value},
    ).fetchall()
    return [Batch(row[0], feed_named(row[1]), row[2], row[3], row[4], row[5], home / row[6]) for row in rows]


def home_of(con: duckdb.DuckDBPyConnection) -> Path:
    """The folder of the warehouse file, which archive files are named from."""
    rows = con.execute("SELECT path FROM duckdb_databases() WHERE database_name = current_database()").fetchall()
    return Path(rows[0][0]).parent


def good_rows(item: Batch, columns: str) -> str:
    """SQL for the rows of a batch that are neither rejected nor quarantined."""
    return (
        f"SELECT {columns} FROM {rows_of(item)} AS delivered WHERE rejected IS NULL AND source_row NOT IN "
        f"(SELECT source_row FROM ingest.quarantine WHERE batch_id = {item.batch_id})"
    )


def rows_of(item: Batch) -> str:
    """SQL for the archived rows of a batch."""
    path = str(item.archive).replace("'", "''")
    return f"read_parquet('{path}')"


def field_list(feed: Feed, prefix: str = "") -> str:
    """SQL for the feed's fields."""
    return ", ".join(f'{prefix}"{field.name}"' for field in feed.fields)


def record_key(feed: Feed, prefix: str = "") -> str:
    """SQL for a record's key as one text, `|` between its parts; NULL when a part is not known."""
    return " || '|' || ".join(f'CAST({prefix}"{name}" AS TEXT)' for name in feed.key)


def standing_refusals(con: duckdb.DuckDBPyConnection, settings: Settings) -> list[tuple[str, str]]:
    """The refused files that still lie in the inbox and that nothing has replaced, each with the reason.

    A file given by its path from elsewhere was refused to whoever gave it.
    """
    refused = con.execute(STANDING_REFUSALS).fetchall()
    return [
        (file, why) for file, why in refused if not Path(file).is_absolute() and (settings.incoming / file).exists()
    ]


def loaded_after(con: duckdb.DuckDBPyConnection, batch_id: int) -> int:
    """How many files were loaded after a batch."""
    row = con.execute(
        "SELECT count(*) FROM ingest.batch WHERE batch_id > $batch_id AND state = 'loaded'", {"batch_id": batch_id}
    ).fetchall()[0]
    return int(row[0])
