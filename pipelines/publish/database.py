"""Writes one published database: a table for each file of `sql/published`, each report, comments and views."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.publish.description import Description, load_description
from pipelines.publish.pseudonym import pseudonym
from pipelines.warehouse import SQL_DIR, parsed

SUBJECT_VIEWS = {
    "department_appraisal": "department",
    "cio_appraisal": "cio",
    "organization_appraisal": "organization",
}


def write_database(con: duckdb.DuckDBPyConnection, file: Path, *, key: str | None) -> None:
    """Write the published tables to a new file that DuckDB 1.2 and later can read.

    With a `key` the file is for analysts: names are left out and persons are pseudonyms made with it.
    """
    description = load_description()
    with attached(con, file):
        for table, (query, order) in published_tables(con).items():
            columns = [row[0] for row in con.execute(f"DESCRIBE {query}").fetchall()]
            shown = ", ".join(shown_column(description, table, column, key) for column in columns)
            con.execute(
                f"CREATE TABLE target.{table} AS SELECT {shown} FROM ({query}) AS whole ORDER BY {', '.join(order)}"
            )
            con.execute(f"COMMENT ON TABLE target.{table} IS {text(description.tables[table].words)}")
            for column in columns:
                words = description.column(table, column).words
                con.execute(f"COMMENT ON COLUMN target.{table}.{column} IS {text(words)}")
        con.execute("USE target")
        for view, subject_type in SUBJECT_VIEWS.items():
            con.execute(f"CREATE VIEW {view} AS SELECT * FROM appraisal WHERE subject_type = '{subject_type}'")


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
        select = parsed(file).copy()
        order = [ordered.this.name for ordered in select.args.pop("order").expressions]
        tables[file.stem] = (select.sql(dialect="duckdb"), order)
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


def text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"
