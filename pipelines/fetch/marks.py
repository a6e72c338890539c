"""How far each source was fetched: `ingest.fetched`, and where the next fetch begins so that nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pipelines.fetch.query import earlier, place
from pipelines.ingest.source import Incremental
from pipelines.settings import Settings
from pipelines.warehouse import transaction, writer


@dataclass(frozen=True)
class Mark:
    """A file that was fetched. `state`: of its newest batch (None: not taken in yet); `has_open`: rows of it wait in
    quarantine. The other names are those of `ingest.fetched`."""

    source_file: str
    file_sha256: str
    since_value: str | None = None
    until_value: str | None = None
    row_count: int | None = None
    query_sha256: str | None = None
    object_version: str | None = None
    fetch_id: int = 0
    state: str | None = None
    has_open: bool = False


@dataclass(frozen=True)
class Start:
    """Where a fetch begins (None: all rows), and the file because of which it begins earlier ("": none)."""

    since: str | None
    because_of: str = ""


MARKS = """
    WITH batches AS (
        SELECT
            source_file, arg_max(state, batch_id) AS state,
            max((SELECT count(*) FROM ingest.quarantine AS aside
                WHERE aside.batch_id = taken.batch_id AND aside.closed_by_batch_id IS NULL)) AS open_count
        FROM ingest.batch AS taken GROUP BY source_file
    )
    SELECT
        source_file, file_sha256, since_value, until_value, row_count, query_sha256, object_version, fetch_id,
        batches.state, coalesce(batches.open_count > 0, FALSE)
    FROM ingest.fetched LEFT JOIN batches USING (source_file)
    WHERE source = $source ORDER BY fetch_id
"""


def marks_of(con: duckdb.DuckDBPyConnection, source: str) -> list[Mark]:
    """All marks of a source, or of an object storage by its address, the oldest first."""
    return [Mark(*row) for row in con.execute(MARKS, {"source": source}).fetchall()]


def record(settings: Settings, source: str, day: date, marks: Sequence[Mark]) -> None:
    """Note files that are in the inbox now. Raises BusyError: then the next fetch finds them and notes them."""
    with writer(settings) as con, transaction(con):
        for mark in marks:
            con.execute(
                "INSERT INTO ingest.fetched BY NAME SELECT "
                "(SELECT coalesce(max(fetch_id), 0) + 1 FROM ingest.fetched) AS fetch_id, $source AS source, "
                "$file AS source_file, $sha256 AS file_sha256, $day AS fetched_on, $count AS row_count, "
                "$query AS query_sha256, $since AS since_value, $until AS until_value, $version AS object_version",
                {
                    "source": source, "file": mark.source_file, "sha256": mark.file_sha256, "day": day,
                    "count": mark.row_count, "query": mark.query_sha256, "since": mark.since_value,
                    "until": mark.until_value, "version": mark.object_version,
                },
            )  # fmt: skip


def start(marks: Sequence[Mark], by: Incremental | None, query: str, inbox: Path, day: date) -> Start:
    """Where the next fetch begins: where the last one ended, or where the first one began whose rows are not all in.

    Rows of a refused file, of a file that is gone, and rows in quarantine may be corrected in the database without
    getting a new number, so all rows since then come again until a file that holds them is taken in whole.
    """
    own = [mark for mark in marks if mark.query_sha256 == query]
    if by is None or not own:
        return Start(None)
    starts = [(mark.since_value, mark.source_file) for mark in own if is_open(mark, own, by, inbox)]
    last = own[-1].until_value
    next_one = Start(None if last is None else earlier(by, last, day))
    for since, file in starts:
        if begins_before(since, next_one.since, by):
            next_one = Start(since, file)
    return next_one


def is_open(mark: Mark, marks: Sequence[Mark], by: Incremental | None, inbox: Path) -> bool:
    """Whether rows of a file are not in, and no later file that holds them too is."""
    return is_incomplete(mark, inbox) and not any(
        not is_incomplete(other, inbox) and covers(other, mark, by) for other in marks if other.fetch_id > mark.fetch_id
    )


def is_incomplete(mark: Mark, inbox: Path) -> bool:
    if mark.state is None:
        return not (inbox / mark.source_file).exists()
    return mark.state == "refused" or mark.has_open


def covers(later: Mark, mark: Mark, by: Incremental | None) -> bool:
    """Whether a later fetch brought all that an earlier one had."""
    return by is None or later.since_value is None or not begins_before(mark.since_value, later.since_value, by)


def begins_before(since: str | None, other: str | None, by: Incremental) -> bool:
    """Whether one fetch begins with earlier rows than another; None is the very beginning."""
    if since is None or other is None:
        return since is None and other is not None
    return place(by, since) < place(by, other)
