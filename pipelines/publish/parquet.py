"""The published tables as Parquet, for tools that do not read DuckDB: a folder a table, with one file or one a run."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from pipelines.warehouse import text

TABLES = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'target' ORDER BY ALL"
WHOLE = "all"


def write_parquet(con: duckdb.DuckDBPyConnection, folder: Path, last: Path | None, lasting: set[str]) -> None:
    """Write every table of the attached database `target` to `folder`/<table>/.

    The lasting tables have a file for each run. Those in `last`, the folder published before, are linked: what a
    finished run published of these never changes.
    """
    for (table,) in con.execute(TABLES).fetchall():
        (folder / table).mkdir(parents=True)
        if table not in lasting:
            copy(con, f"FROM target.{table}", folder / table / f"{WHOLE}.parquet")
            continue
        runs = con.execute(f"SELECT DISTINCT run_id FROM target.{table} ORDER BY ALL").fetchall()
        for (run_id,) in runs:
            name = f"{table}/{run_id}.parquet"
            if last and (last / name).exists():
                os.link(last / name, folder / name)
            else:
                copy(con, f"FROM target.{table} WHERE run_id = {text(run_id)}", folder / name)
        if not runs:
            copy(con, f"FROM target.{table}", folder / table / f"{WHOLE}.parquet")


def copy(con: duckdb.DuckDBPyConnection, query: str, file: Path) -> None:
    con.execute(f"COPY ({query}) TO {text(str(file))} (FORMAT parquet, COMPRESSION zstd)")
