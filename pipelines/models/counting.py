"""From evidence to sums: each subject's numerators and denominators by metric."""

from __future__ import annotations

import duckdb

from pipelines.models.tables import refill
from pipelines.parameters import Parameters


def sum_evidence(con: duckdb.DuckDBPyConnection, run: Parameters) -> None:
    """Fill `result.metric_sum` for the run from `evidence.every_row` and `scope.*`. May be repeated."""
    refill(con, run, ("result.metric_sum",), source="scoring")
