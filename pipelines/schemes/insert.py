"""Many rows into a table with few statements; one row at a time is a hundred times slower."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

ROWS_AT_ONCE = 500
Row = tuple[object, ...]


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Row], *, replace: bool = False) -> None:
    """Insert `rows`, all columns in the table's order; `replace`: over those with the same primary key."""
    every = list(rows)
    command = "INSERT OR REPLACE INTO" if replace else "INSERT INTO"
    for start in range(0, len(every), ROWS_AT_ONCE):
        some = every[start : start + ROWS_AT_ONCE]
        marks = f"({', '.join('?' for _ in some[0])})"
        values = [value for row in some for value in row]
        con.execute(f"{command} {table} VALUES {', '.join([marks] * len(some))}", values)
