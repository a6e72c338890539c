"""Writes one published database: a table for each file of `sql/published`, each report, comments and views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.publish.description import Description, load_description
from pipelines.publish.pseudonym import pseudonym
from pipelines.warehouse import SQL_DIR, as_view, text

SUBJECT_VIEWS = {
    "department_appraisal": "department",
    "cio_appraisal": "cio",
    "organization_appraisal": "organization",
}


# Large, and the same for a run for ever once it is finished: what an earlier publishing wrote of these is kept.
LASTING = {"deduction", "evidence", "gate", "indicator_score"}


def write_database(con: duckdb.DuckDBPyConnection, file: Path, *, key: str | None) -> None:
    """Write the published tables to `file`, in a form that DuckDB 1.2 and later can read.

    With a `key` the file is for analysts: names are left out and persons are pseudonyms made with it. The file is new,
    or a copy of the one that the same program published last with the same key: then the lasting tables only get the
    runs they lack, and lose those no longer published.
    """
    description = load_description()
    with attached(con, file):
        there = {
            row[0]
            for row in con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'target'").fetchall()
        }
        for table, (query, order) in published_tables(con).items():
            columns = [row[0] for row in con.execute(f"DESCRIBE {query}").fetchall()]
            shown = ", ".join(shown_column(description, table, column, key) for column in columns)
            rows = f"SELECT {shown} FROM ({query}) AS whole WHERE {{runs}} ORDER BY {', '.join(order)}"
            if table in LASTING & there:
                add_runs(con, table, rows)
                continue
            con.execute(f"CREATE OR REPLACE TABLE target.{table} AS {rows.format(runs='true')}")
            con.execute(f"COMMENT ON TABLE target.{table} IS {text(description.tables[table].words)}")
            for column in columns:
                words = description.column(table, column).words
                con.execute(f"COMMENT ON COLUMN target.{table}.{column} IS {text(words)}")
        con.execute("USE target")
        for view, subject_type in SUBJECT_VIEWS.items():
            con.execute(
                f"CREATE OR REPLACE VIEW {view} AS SELECT * FROM appraisal WHERE subject_type = '{subject_type}'"
            )
        for view in ("appraisal", *SUBJECT_VIEWS):
            con.execute(
                f"CREATE OR REPLACE VIEW current_{view} AS SELECT * FROM {view} "
                "WHERE run_id IN (SELECT run_id FROM run WHERE is_current)"
            )


def add_runs(con: duckdb.DuckDBPyConnection, table: str, rows: str) -> None:
    """Bring a lasting table of the file up to the published runs; `rows` is its query, with a place for the runs."""
    published = {row[0] for row in con.execute("SELECT run_id FROM run.run WHERE published").fetchall()}
    present = {row[0] for row in con.execute(f"SELECT DISTINCT run_id FROM target.{table}").fetchall()}
    if present - published:
        con.execute(f"DELETE FROM target.{table} WHERE run_id IN ({listed(present - published)})")
    if published - present:
        con.execute(
            f"INSERT INTO target.{table} {rows.format(runs=f'whole.run_id IN ({listed(published - present)})')}"
        )


def listed(values: Iterable[str]) -> str:
    """Texts as a list of SQL literals."""
    return ", ".join(text(value) for value in sorted(values))


@contextmanager
def attached(con: duckdb.DuckDBPyConnection, file: Path) -> Iterator[None]:
    """The file as database `target`, written out and closed at the end; the warehouse is the default again."""
    home = con.execute("SELECT current_database()").fetchone()
    con.execute(f"ATTACH {text(str(file))} AS target (STORAGE_VERSION 'v1.2.0')")
    try:
        yield
    finally:
        con.execute(f'USE "{home[0] if home else "memory"}"')
        con.execute("DETACH target")


def published_tables(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, list[str]]]:
    """Each published table's query and the columns it is ordered by: `sql/published`, then the stored reports."""
    tables = {}
    for file in sorted((SQL_DIR / "published").glob("*.sql")):
        query, _, order = as_view(file).rpartition("\nORDER BY")
        tables[file.stem] = (query, [column.split(".")[-1].strip() for column in order.split(",")])
    for file in sorted((SQL_DIR / "reports").glob("*.sql")):
        stored = con.execute(
            "SELECT column_name FROM duckdb_columns() "
            "WHERE schema_name = 'result' AND table_name = $name ORDER BY column_index",
            {"name": file.stem},
        ).fetchall()
        if stored:
            query = (
                f"SELECT report.* FROM result.{file.stem} AS report "
                "INNER JOIN run.run AS runs ON report.run_id = runs.run_id WHERE runs.published"
            )
            tables[file.stem] = (query, [row[0] for row in stored[:6]])
    return tables


def shown_column(description: Description, table: str, column: str, key: str | None) -> str:
    """SQL for a column as this file's readers see it."""
    private = description.column(table, column).private
    if not key or not private:
        return f"whole.{column}"
    shown = pseudonym(f"whole.{column}", key) if private.what == "id" else "NULL"
    return f"CASE WHEN {private.when} THEN {shown} ELSE whole.{column} END AS {column}"
