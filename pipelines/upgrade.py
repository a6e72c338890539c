"""Tables of a warehouse that an earlier version made get the columns of this one; their rows stay."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import duckdb

from pipelines.feeds import Feed
from pipelines.settings import PROJECT_DIR

TABLES_DIR = PROJECT_DIR / "sql" / "tables"


def renew_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of `sql/tables`; one with other columns is made anew, and its rows are put back.

    A new column stands where the file has it and holds its default, so that the order of columns never depends on a
    warehouse's age; one the file no longer has is gone.
    """
    found = columns_of(con)
    other = {table: found[table] for table, columns in table_columns().items() if columns != found.get(table, columns)}
    for table in other:
        con.execute(f"CREATE TEMP TABLE {kept(table)} AS FROM {table}; DROP TABLE {table}")
    for file in sorted(TABLES_DIR.glob("*.sql")):
        con.execute(file.read_text(encoding="utf-8"))
    for table, columns in other.items():
        same = ", ".join(f'"{column}"' for column in sorted(columns & table_columns()[table]))
        con.execute(f"INSERT INTO {table} BY NAME SELECT {same} FROM {kept(table)}; DROP TABLE {kept(table)}")


def add_new_fields(con: duckdb.DuckDBPyConnection, feeds: Iterable[Feed]) -> None:
    """Give `history.<feed>` a column for each field that is new in its feed; older records do not have it."""
    found = columns_of(con)
    for feed in feeds:
        for field in feed.fields:
            if field.name not in found[f"history.{feed.feed}"]:
                con.execute(f'ALTER TABLE history.{feed.feed} ADD COLUMN "{field.name}" {field.sql_type}')


def is_outdated(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether an earlier version made the warehouse and no later one has written to it: tables or columns lack."""
    found = columns_of(con)
    return any(not columns <= found.get(table, set()) for table, columns in table_columns().items())


def columns_of(con: duckdb.DuckDBPyConnection, database: str | None = None) -> dict[str, set[str]]:
    """The columns of every table of the warehouse, or of one attached beside it, by `schema.table`."""
    rows = con.execute(
        "SELECT schema_name || '.' || table_name, list(column_name) FROM duckdb_columns() "
        "WHERE NOT internal AND database_name = coalesce($database, current_database()) GROUP BY ALL",
        {"database": database},
    ).fetchall()
    return {table: set(columns) for table, columns in rows}


@cache
def table_columns() -> dict[str, set[str]]:
    """The columns that the files of `sql/tables` give each table."""
    with duckdb.connect() as con:
        for file in sorted(TABLES_DIR.glob("*.sql")):
            con.execute(file.read_text(encoding="utf-8"))
        return columns_of(con)


def kept(table: str) -> str:
    """Where a table's rows wait while it is made anew."""
    return f"kept_{table.replace('.', '_')}"
