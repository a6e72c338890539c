"""Tables filled from the files of `sql/scope`, `sql/scoring` and `sql/rewards`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipelines.parameters import Parameters, bind
from pipelines.warehouse import SQL_DIR, as_view


def refill(con: duckdb.DuckDBPyConnection, run: Parameters, tables: Sequence[str], *, source: str) -> None:
    """Fill `tables` ("result.appraisal") for `run`, in order, each from its file in `sql/<source>`.

    The run's own rows are taken out first, so that a step may be repeated; other runs are not touched.
    """
    bind(con, run)
    clear(con, run, tables)
    for table in tables:
        con.execute(f"INSERT INTO {table} BY NAME {as_view(file_of(table, source))}")


def clear(con: duckdb.DuckDBPyConnection, run: Parameters, tables: Sequence[str]) -> None:
    """Take the run's rows out of `tables`."""
    for table in reversed(tables):
        con.execute(f"DELETE FROM {table} WHERE run_id = $run_id", {"run_id": run.run_id})


def file_of(table: str, source: str) -> Path:
    """The file that fills a table."""
    return SQL_DIR / source / file_name(table, source)


def file_name(table: str, source: str) -> str:
    """Its name; in `sql/rewards` it does not repeat the folder: `result.reward_line` is filled by `line.sql`."""
    name = table.split(".")[1]
    return f"{name.removeprefix('reward_') if source == 'rewards' else name}.sql"
