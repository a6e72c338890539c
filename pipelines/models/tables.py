"""Views and tables made from the files of `sql/scope` and `sql/scoring`."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pipelines.parameters import Parameters, bind
from pipelines.warehouse import SQL_DIR, as_view, build_order, create_views


def create_scoring_views(con: duckdb.DuckDBPyConnection) -> None:
    """Each file of `sql/scoring` as the view `scoring.<file>`; the steps and people read these."""
    create_views(con, "scoring", {file.stem: as_view(file) for file in build_order("scoring")})


def refill(con: duckdb.DuckDBPyConnection, run: Parameters, tables: Sequence[str], *, source: str) -> None:
    """Fill `tables` ("result.appraisal") for `run`, in order, each from its file in `sql/<source>`.

    The run's own rows are taken out first, so that a step may be repeated; other runs are not touched.
    """
    bind(con, run)
    for table in reversed(tables):
        con.execute(f"DELETE FROM {table} WHERE run_id = $run_id", {"run_id": run.run_id})
    for table in tables:
        file = SQL_DIR / source / f"{table.split('.')[1]}.sql"
        con.execute(f"INSERT INTO {table} BY NAME {as_view(file)}")
