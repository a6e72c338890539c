"""Many rows into a table with few statements; one row at a time is a hundred times slower."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

ROWS_AT_ONCE = 500
Row = tuple[object, ...]


def insert(
    con: duckdb.DuckDBPyConnection,
    table: str,
    rows: Iterable[Row],
    *,
    columns: Sequence[str] = (),
    replace: bool = False,
) -> None:
    """Insert `rows` into the `columns` (not given: all, in the table's order); `replace`: over those with the same
    primary key."""
    every = list(rows)
    command = "INSERT OR REPLACE INTO" if replace else "INSERT INTO"
    into = f"{table} ({', '.join(columns)})" if columns else table
    for start in range(0, len(every), ROWS_AT_ONCE):
        some = every[start : start + ROWS_AT_ONCE]
        marks = f"({', '.join('?' for _ in some[0])})"
        values = [value for row in some for value in row]
        con.execute(f"{command} {into} VALUES {', '.join([marks] * len(some))}", values)
