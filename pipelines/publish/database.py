"""Writes one published database: a table for each file of `sql/published`, each report, guide, comments and views."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.publish.description import Description, load_description
from pipelines.publish.guide import write_dictionary, write_examples
from pipelines.publish.parquet import TABLES, write_parquet
from pipelines.publish.pseudonym import pseudonym
from pipelines.warehouse import SQL_DIR, as_view, text, transaction

SUBJECT_VIEWS = {
    "department_appraisal": ("department", "部门考核结果", "appraisal, of departments"),
    "cio_appraisal": ("cio", "首席信息官考核结果", "appraisal, of CIOs"),
    "organization_appraisal": ("organization", "组织考核结果", "appraisal, of organisations"),
}
# These speak of runs, of several runs or of rules, so that none of them is of the newest confirmed run alone.
OF_ALL_RUNS = {"run", "appeal", "score_history", "reward_ledger"}

# Large, and the same for a run for ever once it is finished: what an earlier publishing wrote of these is kept.
LASTING = {"deduction", "evidence", "gate", "indicator_score"}


def write_database(
    con: duckdb.DuckDBPyConnection, file: Path, parquet: Path, last_parquet: Path | None, *, key: str | None
) -> None:
    """Write the published tables to `file`, in a form that DuckDB 1.2 and later can read, and as Parquet to a folder.

    With a `key` the file is for analysts: names are left out and persons are pseudonyms made with it. The file is
    new, so that nothing of an older one stays in it unseen. `last_parquet`: the folder that the same program wrote last
    with the same key; of the lasting tables the rows of runs that lie there are taken over.
    """
    description = load_description()
    with attached(con, file), transaction(con):
        for table, (query, order) in published_tables(con).items():
            columns = [row[0] for row in con.execute(f"DESCRIBE {query}").fetchall()]
            shown = ", ".join(shown_column(description, table, column, key) for column in columns)
            rows = f"SELECT {shown} FROM ({query}) AS whole WHERE {{runs}} ORDER BY {', '.join(order)}"
            if last_parquet and table in LASTING:
                take_over(con, table, rows, last_parquet / table)
            else:
                con.execute(f"CREATE TABLE target.{table} AS {rows.format(runs='true')}")
        write_examples(con, for_hr=key is None)
        write_dictionary(con)
        for table in (row[0] for row in con.execute(TABLES).fetchall()):
            comment(con, description, table)
        write_views(con)
        write_parquet(con, parquet, last_parquet, LASTING)


def comment(con: duckdb.DuckDBPyConnection, description: Description, table: str) -> None:
    """Say of a table and its columns what they are, inside the file."""
    con.execute(f"COMMENT ON TABLE target.{table} IS {text(description.tables[table].words)}")
    for (column,) in con.execute(f"SELECT column_name FROM (DESCRIBE target.{table})").fetchall():
        con.execute(f"COMMENT ON COLUMN target.{table}.{column} IS {text(description.column(table, column).words)}")


def write_views(con: duckdb.DuckDBPyConnection) -> None:
    """A view of `appraisal` for each kind of subject, and `current_<table>` of all that belongs to single runs."""
    con.execute("USE target")
    for view, (subject_type, zh, en) in SUBJECT_VIEWS.items():
        con.execute(f"CREATE OR REPLACE VIEW {view} AS SELECT * FROM appraisal WHERE subject_type = '{subject_type}'")
        con.execute(f"COMMENT ON VIEW {view} IS {text(f'{zh} / {en}')}")
    of_runs = con.execute(
        "SELECT table_name FROM duckdb_columns() WHERE database_name = 'target' AND column_name = 'run_id' ORDER BY ALL"
    ).fetchall()
    for (table,) in of_runs:
        if table in OF_ALL_RUNS or table.startswith("current_"):
            continue
        con.execute(
            f"CREATE OR REPLACE VIEW current_{table} AS SELECT * FROM {table} "
            "WHERE run_id IN (SELECT run_id FROM run WHERE is_current)"
        )
        words = f"{table}：仅各期间现行确认结果 / {table}, of the newest confirmed run of each period only"
        con.execute(f"COMMENT ON VIEW current_{table} IS {text(words)}")


def take_over(con: duckdb.DuckDBPyConnection, table: str, rows: str, last: Path) -> None:
    """Make a lasting table of what lies in a folder of Parquet files, a file a run, and of the runs that do not.

    `rows` is the table's query, with a place for the runs.
    """
    con.execute(f"CREATE TABLE target.{table} AS {rows.format(runs='false')}")
    for (run_id,) in con.execute("SELECT run_id FROM run.run WHERE published ORDER BY run_id").fetchall():
        known = last / f"{run_id}.parquet"
        if known.exists():
            con.execute(f"INSERT INTO target.{table} FROM read_parquet({text(str(known))})")
        else:
            con.execute(f"INSERT INTO target.{table} {rows.format(runs=f'whole.run_id = {text(run_id)}')}")


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
