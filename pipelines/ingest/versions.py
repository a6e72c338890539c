"""The versions a batch opens and closes in `history.<feed>`, found by comparing it with what stands."""

from __future__ import annotations

import duckdb

from pipelines.ingest.batches import CHANGED, OLDER, Batch, field_list, found, good_rows, record_key


def insert(con: duckdb.DuckDBPyConnection, item: Batch, rows: str) -> int:
    """Open a version for each row of a query that gives the fields and `source_row`."""
    fields = field_list(item.feed)
    inserted = con.execute(
        f"INSERT INTO history.{item.feed.feed} ({fields}, batch_id, source_row) "
        f"SELECT {fields}, {item.batch_id}, source_row FROM ({rows})"
    ).fetchall()
    return int(inserted[0][0])


def merge(con: duckdb.DuckDBPyConnection, item: Batch) -> tuple[int, int, int, int]:
    """Compare the batch with what stands; gives how many were inserted, changed, unchanged and closed."""
    feed, name = item.feed, item.feed.feed
    fields = field_list(feed)
    if item.delivery != "append" and (seen_first := first_refused(con, item)):
        set_aside_older(con, item, seen_first)
    same_key = " AND ".join(f'stands."{key}" = delivered."{key}"' for key in feed.key)
    rest = [field.name for field in feed.fields if field.name not in feed.key]
    same = " AND ".join(f'stands."{one}" IS NOT DISTINCT FROM delivered."{one}"' for one in rest) or "true"
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE compared AS
        SELECT delivered.source_row, stands.rowid AS standing, stands.rowid IS NOT NULL AND {same} AS same
        FROM ({good_rows(item, f"{fields}, source_row")}) AS delivered
        LEFT JOIN (SELECT rowid, * FROM history.{name} WHERE closed_by_batch_id IS NULL) AS stands ON {same_key}
        """
    )
    new, changed, unchanged = con.execute(
        "SELECT count(*) FILTER (standing IS NULL), count(*) FILTER (standing IS NOT NULL AND NOT same), "
        "count(*) FILTER (same) FROM compared"
    ).fetchall()[0]
    closed = close_absent(con, item) if item.delivery == "snapshot" else 0
    if item.delivery == "append" and changed:
        refuse_changes(con, item)
        changed = 0
    elif changed:
        con.execute(
            f"UPDATE history.{name} SET closed_by_batch_id = {item.batch_id} "
            "WHERE rowid IN (SELECT standing FROM compared WHERE NOT same)"
        )
    if new or changed:
        append_only = "standing IS NULL" if item.delivery == "append" else "NOT same"
        taken = f"source_row IN (SELECT source_row FROM compared WHERE {append_only})"
        insert(con, item, f"{good_rows(item, f'{fields}, source_row')} AND {taken}")
    return int(new), int(changed), int(unchanged), closed


def newer(con: duckdb.DuckDBPyConnection, item: Batch, seen_first: int) -> list[Batch]:
    """The loaded batches of the feed whose files came after batch `seen_first`: by when each came, not was accepted."""
    condition = "feed = $value[1] AND state = 'loaded' AND batch_id BETWEEN $value[2]::INTEGER AND $value[3]::INTEGER"
    loaded = found(con, condition, [item.feed.feed, str(seen_first), str(item.batch_id)])
    return [one for one in loaded if (first_refused(con, one) or one.batch_id) > seen_first]


def first_refused(con: duckdb.DuckDBPyConnection, item: Batch) -> int | None:
    """The batch under which this very file was refused first, where it lay there since; None for a new file.

    A file that took the same name in between makes the return of the old content news.
    """
    row = con.execute(
        """
        SELECT min(refused.batch_id)
        FROM ingest.batch AS refused
        INNER JOIN ingest.batch AS now USING (feed, source, source_file, file_sha256)
        WHERE
            now.batch_id = $batch_id
            AND refused.batch_id < now.batch_id
            AND refused.state = 'refused'
            AND refused.batch_id > (
                SELECT coalesce(max(other.batch_id), 0)
                FROM ingest.batch AS other
                WHERE
                    other.feed = now.feed
                    AND other.source = now.source
                    AND other.source_file = now.source_file
                    AND other.file_sha256 <> now.file_sha256
                    AND other.batch_id < now.batch_id
            )
        """,
        {"batch_id": item.batch_id},
    ).fetchall()[0]
    return None if row[0] is None else int(row[0])


def set_aside_older(con: duckdb.DuckDBPyConnection, item: Batch, seen_first: int) -> None:
    """Set aside the rows of a file refused before about which a newer file has told since batch `seen_first`.

    That is: the same record was delivered, changed or not, or ended; for a snapshot, the source delivered records of
    the same organisation.
    """
    feed, name = item.feed, item.feed.feed
    key = record_key(feed)
    since = newer(con, item, seen_first)
    if item.delivery == "snapshot":
        since = [one for one in since if one.source == item.source]
    if not since:
        return
    if item.delivery == "snapshot":
        older = f"org_id IN ({' UNION ALL '.join(good_rows(one, 'org_id') for one in since)})"
    else:
        told = " UNION ALL ".join(good_rows(one, f"{key} AS record_key") for one in since)
        ended = f"closed_by_batch_id IN ({', '.join(str(one.batch_id) for one in since)})"
        rest = ", ".join(f'"{field.name}"' for field in feed.fields)
        older = (
            f"{key} IN ({told} UNION ALL SELECT {key} FROM history.{name} WHERE {ended}) "
            f"AND row({rest}) NOT IN (SELECT row({rest}) FROM history.{name} WHERE closed_by_batch_id IS NULL)"
        )
    con.execute(
        f"""
        INSERT INTO ingest.quarantine
        SELECT $batch_id, $feed, source_row, record_key, $code, NULL, record_key, $reason, $batch_id
        FROM ({good_rows(item, f"*, {key} AS record_key")}) WHERE {older}
        """,
        {
            "batch_id": item.batch_id, "feed": name, "code": OLDER,
            "reason": f"lies in a file that was refused as batch {seen_first}, and something newer has come since.",
        },
    )  # fmt: skip


def close_absent(con: duckdb.DuckDBPyConnection, item: Batch) -> int:
    """Close the records of the source, in the organisations it delivers, that are no longer in its snapshot.

    A key that came in quarantined is not absent; when a row's key could not be read at all, nothing is closed,
    since it might be any of them.
    """
    feed, name = item.feed, item.feed.feed
    unreadable = con.execute(
        "SELECT 1 FROM ingest.quarantine WHERE batch_id = $batch_id AND record_key IS NULL LIMIT 1",
        {"batch_id": item.batch_id},
    ).fetchone()
    if unreadable:
        return 0
    delivered = good_rows(item, "org_id") if any(field.name == "org_id" for field in feed.fields) else ""
    of_these = f"AND org_id IN ({delivered})" if delivered else ""
    closed = con.execute(
        f"""
        UPDATE history.{name} SET closed_by_batch_id = $batch_id
        WHERE closed_by_batch_id IS NULL {of_these}
            AND batch_id IN (SELECT batch_id FROM ingest.batch WHERE feed = $feed AND source = $source)
            AND rowid NOT IN (SELECT standing FROM compared WHERE standing IS NOT NULL)
            AND {record_key(feed)} NOT IN
                (SELECT record_key FROM ingest.quarantine WHERE batch_id = $batch_id)
        """,
        {"batch_id": item.batch_id, "feed": name, "source": item.source},
    ).fetchall()
    return int(closed[0][0])


def refuse_changes(con: duckdb.DuckDBPyConnection, item: Batch) -> None:
    """Quarantine rows of an append feed whose key is known with other content."""
    keyed = good_rows(item, f"source_row, {record_key(item.feed)} AS record_key")
    con.execute(
        f"""
        INSERT INTO ingest.quarantine
        SELECT $batch_id, $feed, source_row, record_key, $code, NULL, record_key,
            'is known with other content, and {item.feed.feed} only takes new records.', NULL
        FROM ({keyed}) WHERE source_row IN (SELECT source_row FROM compared WHERE standing IS NOT NULL AND NOT same)
        """,
        {"batch_id": item.batch_id, "feed": item.feed.feed, "code": CHANGED},
    )
