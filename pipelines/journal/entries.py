"""What the warehouse holds and the journal does not tell yet."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from pipelines.ingest.batches import FOUND_AT_LOADING

# What a run was frozen with, besides its own row: tables with a run_id, put back as they were when it is made anew.
INPUT_TABLES = ("scope.candidate", "scope.decided_grade", "run.prior", "run.follows", "run.rule_file")
# A run's state, its publishing and its signatures come later and are told by themselves.
LATER = {"state", "published", "sign_off"}
SET_ASIDE = f"""
    SELECT 'quarantined' AS kind, source_row, record_key, reason_code, column_name, found, reason
    FROM ingest.quarantine WHERE batch_id = $batch_id AND reason_code NOT IN {FOUND_AT_LOADING}
    UNION ALL
    SELECT 'left_out', source_row, NULL, NULL, NULL, NULL, reason
    FROM ingest.left_out WHERE batch_id = $batch_id
    ORDER BY ALL
"""
# Facts that are rows of a table of their own: where they stand, and what tells one from another.
FACTS = {
    "decided_grade": ("run.decided_grade", "concat_ws('-', run_id, org_id, subject_type, subject_id, position)"),
    "signature": ("run.signature", "concat_ws('-', run_id, state)"),
    "fetched": ("ingest.fetched", "fetch_id::TEXT"),
    "night": ("schedule.night", "concat_ws('-', day, position)"),
    "delivered": ("schedule.delivered", "concat_ws('-', source, day)"),
    "due": ("schedule.due", "concat_ws('-', kind, subject, position)"),
}
Told = tuple[str, str, dict[str, Any]]


def untold(con: duckdb.DuckDBPyConnection, archive: Path) -> Iterator[Told]:
    """(kind, id, content) of every fact that has no entry yet, in an order in which they can be told again."""
    yield from batches(con, archive)
    yield from runs(con)
    yield from results(con)
    yield from facts(con)
    yield from publishing(con)


def batches(con: duckdb.DuckDBPyConnection, archive: Path) -> Iterator[Told]:
    """Settled batches: what came, where it lies, what was set aside and how each check came out."""
    for batch_id in untold_ids(con, "batch", "ingest.batch", "batch_id::TEXT", "state IN ('loaded', 'refused')"):
        content = as_stored(con, "batch", batch_id)
        yield "batch", batch_id, content | {"set_aside": set_aside(con, archive, content["batch"])}


def set_aside(con: duckdb.DuckDBPyConnection, archive: Path, row: dict[str, Any]) -> dict[str, str] | None:
    """Writes the rows of a batch that were quarantined or left out beside its records; where, and their hash."""
    about = {"batch_id": row["batch_id"]}
    if not con.execute(f"SELECT 1 FROM ({SET_ASIDE}) LIMIT 1", about).fetchone():
        return None
    stem = Path(row["archive_file"]).stem or f"refused-{row['batch_id']}"
    file = archive / row["feed"] / f"{stem}.set_aside.parquet"
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(file.name + ".partial")
    con.execute(f"CREATE OR REPLACE TEMP TABLE set_aside AS {SET_ASIDE}", about)
    path = str(partial).replace("'", "''")
    con.execute(f"COPY (FROM set_aside ORDER BY ALL) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    con.execute("DROP TABLE set_aside")
    with partial.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    partial.replace(file)
    return {"file": file.relative_to(archive.parent).as_posix(), "sha256": digest}


def runs(con: duckdb.DuckDBPyConnection) -> Iterator[Told]:
    """Frozen runs: what each is about and what it was frozen with."""
    for run_id in untold_ids(con, "run", "run.run", "run_id"):
        yield "run", run_id, as_stored(con, "run", run_id)


def results(con: duckdb.DuckDBPyConnection) -> Iterator[Told]:
    """Finished runs: the hashes of what they hold."""
    sealed = "state = 'computed' AND run_id IN (SELECT run_id FROM run.result_hash)"
    for run_id in untold_ids(con, "result", "run.run", "run_id", sealed):
        yield "result", run_id, as_stored(con, "result", run_id)


def facts(con: duckdb.DuckDBPyConnection) -> Iterator[Told]:
    """Grades a person set, who signed what; fetches, nights, expected deliveries that came, and what came to be due."""
    each = " UNION ALL ".join(
        f"(SELECT {place} AS place, '{kind}' AS kind, id, row FROM ({untold_rows(kind, table, key)}))"
        for place, (kind, (table, key)) in enumerate(FACTS.items())
    )
    for kind, entry_id in con.execute(f"SELECT kind, id FROM ({each}) ORDER BY place, row").fetchall():
        yield kind, entry_id, as_stored(con, kind, entry_id)


def untold_ids(con: duckdb.DuckDBPyConnection, kind: str, table: str, key: str, which: str = "true") -> Iterator[str]:
    """The ids of a table's facts that have no entry yet, the oldest first."""
    found = con.execute(f"SELECT id FROM ({untold_rows(kind, table, key, which)}) ORDER BY row").fetchall()
    yield from (str(entry_id) for (entry_id,) in found)


def untold_rows(kind: str, table: str, key: str, which: str = "true") -> str:
    """SQL for the ids of a table's facts that have no entry yet, with their place in the table."""
    told = f"SELECT told.id FROM run.journal AS told WHERE told.kind = '{kind}'"
    return f"SELECT {key} AS id, rowid AS row FROM {table} WHERE {which} AND {key} NOT IN ({told})"


def as_stored(con: duckdb.DuckDBPyConnection, kind: str, entry_id: str) -> dict[str, Any]:
    """What the warehouse holds of a fact now, as its entry told it; {} where it is gone."""
    about = {"id": entry_id}
    if kind in FACTS:
        table, key = FACTS[kind]
        found = rows(con, f"SELECT * FROM {table} WHERE {key} = $id", about)
        return found[0] if found else {}
    if kind == "batch":
        checks = "SELECT expectation_id, severity, on_failure, success, unexpected_count, why"
        batch = rows(con, "SELECT * FROM ingest.batch WHERE batch_id::TEXT = $id", about)
        outcomes = rows(con, f"{checks} FROM ingest.expectation_result WHERE batch_id::TEXT = $id ORDER BY ALL", about)
        return {"batch": batch[0], "expectations": outcomes} if batch else {}
    if kind == "run":
        run = rows(con, "SELECT * FROM run.run WHERE run_id = $id", about)
        inputs = {
            table: rows(con, f"SELECT * EXCLUDE run_id FROM {table} WHERE run_id = $id ORDER BY ALL", about)
            for table in INPUT_TABLES
        }
        told = {name: value for row in run for name, value in row.items() if name not in LATER}
        return {"run": told, "inputs": inputs} if run else {}
    hashes = rows(con, "SELECT * EXCLUDE run_id FROM run.result_hash WHERE run_id = $id ORDER BY position", about)
    return {"tables": hashes} if hashes else {}


def publishing(con: duckdb.DuckDBPyConnection) -> Iterator[Told]:
    """Which runs stand in the published files, where that is not what was told last."""
    published = [row["run_id"] for row in rows(con, "SELECT run_id FROM run.run WHERE published ORDER BY run_id")]
    told = con.execute("SELECT arg_max(id, sequence) FROM run.journal WHERE kind = 'published'").fetchone()
    name = hashlib.sha256("\n".join(published).encode()).hexdigest()[:16]
    if name != (told[0] if told and told[0] else hashlib.sha256(b"").hexdigest()[:16]):
        yield "published", name, {"run_ids": published}


def rows(con: duckdb.DuckDBPyConnection, query: str, values: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """The query's rows by column; days as text, as JSON tells them."""
    cursor = con.execute(query, values or {})
    names = [column[0] for column in cursor.description or []]
    return [{name: plain(value) for name, value in zip(names, row, strict=True)} for row in cursor.fetchall()]


def plain(value: object) -> object:
    """A value as JSON holds it; days and decimals as text."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)
