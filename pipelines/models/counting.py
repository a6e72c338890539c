"""From evidence to sums: each subject's numerators and denominators by metric."""

from __future__ import annotations

import duckdb

from pipelines.models.self_reports import set_aside_reports
from pipelines.models.tables import refill
from pipelines.parameters import Parameters


def sum_evidence(con: duckdb.DuckDBPyConnection, run: Parameters) -> None:
    """Fill `result.self_report` and `result.metric_sum` for the run from evidence and `scope.*`. May be repeated."""
    set_aside_reports(con, run)
    refill(con, run, ("result.metric_sum",), source="scoring")
