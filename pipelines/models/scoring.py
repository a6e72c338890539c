"""From sums to scores."""

from __future__ import annotations

import duckdb

from pipelines.models.tables import create_scoring_views, refill
from pipelines.parameters import Parameters

SCORE_TABLES = ("result.indicator_score", "result.appraisal")
EXPLANATION_TABLES = ("result.evidence", "result.deduction")


def score(con: duckdb.DuckDBPyConnection, run: Parameters) -> None:
    """Fill the run's results from `result.metric_sum`, `scope.*` and `compiled.*`, then say what cost points.

    Reads revision, period and provisional from the run's row in `run.run`. May be repeated.
    """
    score_sums(con, run)
    refill(con, run, EXPLANATION_TABLES, source="scoring")


def score_sums(con: duckdb.DuckDBPyConnection, run: Parameters) -> None:
    """Only points, weights, scores and grades: enough where sums are given and no evidence stands behind them."""
    create_scoring_views(con)
    refill(con, run, SCORE_TABLES, source="scoring")
