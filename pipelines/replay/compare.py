"""Comparing: the warehouse with the journal, and what was made anew with what was sealed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from pipelines.feeds import load_feeds
from pipelines.journal import Entry, TableHash, as_stored, hash_rows, name_of, run_tables
from pipelines.publish.noted import digest
from pipelines.settings import Settings
from pipelines.warehouse import connect, text

Found = Iterator[tuple[str, bool, str]]
TELLS = {"batch", "run", "result", "signature", "decided_grade"}


def sealed_tables(sealed: Entry) -> list[TableHash]:
    """What a run held in each table when it was finished."""
    return [
        TableHash(row["table_name"], tuple(row["column_names"].split(",")), row["row_count"], row["content_sha256"])
        for row in sealed.content["tables"]
    ]


def compare_stored(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    entries: Sequence[Entry],
    needed: Sequence[Entry],
    sealed: Entry,
) -> Found:
    """The warehouse's own rows: its copy of the journal, the facts the run rests on, and the run's results."""
    noted = con.execute("SELECT sequence, kind, id, entry_sha256 FROM run.journal ORDER BY sequence").fetchall()
    files = [(entry.sequence, entry.kind, entry.id, entry.sha256) for entry in entries]
    other = next((mine for mine, told in zip(noted, files, strict=False) if mine != told), None)
    missing = noted[len(files) :][:1] if other is None else [other]
    why = f"{len(files)} files, {len(noted)} noted in the warehouse"
    for sequence, kind, entry_id, _ in missing:
        state = "missing" if other is None else "another than the warehouse noted"
        why = f"archive/journal/{name_of(sequence, kind, entry_id)} is {state}"
    if len(files) > len(noted) and other is None:
        why = f"the warehouse does not know {entries[len(noted)].file_name}: it is older than the archive"
    yield "journal as noted in the warehouse", noted == files, why
    changed = [entry for entry in needed if entry.kind in TELLS and not is_as_told(con, entry)]
    told = ", ".join(f"{entry.kind} {entry.id}" for entry in changed[:5])
    yield "stored facts", not changed, f"not as they were written down: {told}" if changed else f"{len(needed)} entries"
    yield from compare_tables(con, sealed, "stored results")
    yield from compare_published(con, settings)


def is_as_told(con: duckdb.DuckDBPyConnection, entry: Entry) -> bool:
    """Whether the warehouse holds a fact as its entry tells it."""
    stored = as_stored(con, entry.kind, entry.id)
    told = {name: value for name, value in entry.content.items() if name != "set_aside"}
    return stored == told


def compare_tables(con: duckdb.DuckDBPyConnection, sealed: Entry, what: str) -> Found:
    """A run's rows on a connection with the hashes it was sealed with, table after table."""
    known = run_tables(con)
    tables = sealed_tables(sealed)
    wrong = []
    for one in tables:
        has = set(known.get(one.table_name, ()))
        if not set(one.column_names) <= has:
            wrong.append(f"{one.table_name} has no longer the columns it was sealed with")
            continue
        found = hash_rows(con, one.table_name, one.column_names, f"run_id = {text(sealed.id)}")
        if found != one:
            wrong.append(f"{one.table_name} ({one.row_count} rows sealed, {found.row_count} found)")
    for table in sorted(known.keys() - {one.table_name for one in tables}):
        row = con.execute(f"SELECT count(*) FROM {table} WHERE run_id = $1", [sealed.id]).fetchone()
        if row and row[0]:
            wrong.append(f"{table} (no rows sealed, {row[0]} found)")
    rows = sum(one.row_count for one in tables)
    yield what, not wrong, f"differ: {', '.join(wrong)}" if wrong else f"{len(tables)} tables, {rows} rows"


def compare_published(con: duckdb.DuckDBPyConnection, settings: Settings) -> Found:
    """The published files with what was written last."""
    for name, noted in con.execute("SELECT file, file_sha256 FROM run.published_file ORDER BY file").fetchall():
        file = settings.published / name
        if not settings.published.exists():
            continue
        if file.exists():
            same = digest(file) == noted
            yield f"published/{name}", same, "as it was written" if same else "was changed: publish the run again"
        else:
            yield f"published/{name}", False, "is missing: publish the run again"


def compare_made_anew(scratch: Settings, settings: Settings, frozen: Entry, sealed: Entry, *, same_code: bool) -> Found:
    """What was computed from the archive with what was sealed; the warehouse's records and rules with the archive's."""
    by = "by the same code" if same_code else "by other code than the run's"
    with connect(scratch, read_only=True) as con:
        found = list(compare_tables(con, sealed, f"computed again {by}"))
        batch = frozen.content["run"]["as_of_batch"]
        candidates = [row["scheme_key"] for row in frozen.content["inputs"]["scope.candidate"]]
        records, rules = hashes_of_records(con, batch), hashes_of_rules(con, candidates)
    for what, right, why in found:
        if right or not settings.warehouse.exists():
            yield what, right, why
        else:
            yield what, right, f"{why}. {first_difference(scratch, settings, sealed)}"
    if settings.warehouse.exists():
        with connect(settings, read_only=True) as con:
            yield from differences("stored records", records, hashes_of_records(con, batch))
            yield from differences("stored rules", rules, hashes_of_rules(con, candidates))


def differences(what: str, archived: Sequence[TableHash], stored: Sequence[TableHash]) -> Found:
    """Which tables of the warehouse are not what the archive gives."""
    wrong = [one.table_name for one, other in zip(archived, stored, strict=True) if one != other]
    rows = sum(one.row_count for one in archived)
    yield what, not wrong, f"not as archived: {', '.join(wrong)}" if wrong else f"{rows} rows as archived"


def hashes_of_records(con: duckdb.DuckDBPyConnection, batch: int) -> list[TableHash]:
    """Every feed's records with their history up to a batch."""
    found = []
    for feed in load_feeds().values():
        columns = (*(field.name for field in feed.fields), "batch_id", "source_row", "closed_by_batch_id")
        until = f"CASE WHEN closed_by_batch_id <= {batch} THEN closed_by_batch_id END"
        as_of = f"(SELECT * REPLACE ({until} AS closed_by_batch_id) FROM history.{feed.feed})"
        hashed = hash_rows(con, as_of, columns, f"batch_id <= {batch}")
        found.append(TableHash(f"history.{feed.feed}", hashed.column_names, hashed.row_count, hashed.content_sha256))
    return found


def hashes_of_rules(con: duckdb.DuckDBPyConnection, candidates: Sequence[str]) -> list[TableHash]:
    """The compiled rules of these schemes and plans."""
    listed = ", ".join(text(key) for key in candidates) or "''"
    tables = con.execute(
        "SELECT schema_name || '.' || table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
        "WHERE database_name = current_database() AND schema_name = 'compiled' GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    found = []
    for table, columns in tables:
        key = next((name for name in ("scheme_key", "plan_key") if name in columns), None)
        if key:
            found.append(hash_rows(con, table, tuple(columns), f"{key} IN ({listed})"))
    return found


def first_difference(scratch: Settings, settings: Settings, sealed: Entry) -> str:
    """The first row that is stored and was not computed, in the first table that differs."""
    with connect(scratch, read_only=True) as con:
        con.execute(f"ATTACH {text(str(settings.warehouse))} AS stored (READ_ONLY)")
        known = run_tables(con)
        for one in sealed_tables(sealed):
            shown = ", ".join(f'"{name}"' for name in one.column_names if name in known.get(one.table_name, ()))
            where = f"WHERE run_id = {text(sealed.id)}"
            row = con.execute(
                f"SELECT {shown} FROM stored.{one.table_name} {where} EXCEPT "
                f"SELECT {shown} FROM {one.table_name} {where} ORDER BY ALL LIMIT 1"
            )
            names = [column[0] for column in row.description or []]
            found = row.fetchone()
            if found:
                return f"First: {one.table_name}: {in_words(dict(zip(names, found, strict=True)))}"
    return "The stored rows are all among those computed."


def in_words(row: dict[str, Any]) -> str:
    """A row, without what is empty and what says only which run it is of."""
    left_out = {"run_id", "revision", "period"}
    return ", ".join(f"{name}={value}" for name, value in row.items() if value is not None and name not in left_out)
