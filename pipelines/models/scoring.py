"""From sums to scores, to what follows from them, and to what cost points."""

from __future__ import annotations

import duckdb

from pipelines.models.tables import refill
from pipelines.parameters import Parameters, bind
from pipelines.warehouse import SQL_DIR, as_view

SCORE_TABLES = ("result.indicator_score", "result.gate", "result.appraisal")
CONSEQUENCE_TABLES = ("result.consequence", "result.commendation", "result.compliance_alert")


def score(con: duckdb.DuckDBPyConnection, run: Parameters) -> None:
    """Fill the run's results from `result.metric_sum`, `scope.*` and `compiled.*`, then say what cost points.

    Reads revision, period and provisional from the run's row in `run.run`, and the results of `run.prior`. May be
    repeated.
    """
    score_all(con, run)
    keep_costly_rows(con, run)
    refill(con, run, ("result.deduction",), source="scoring")


def score_all(con: duckdb.DuckDBPyConnection, run: Parameters) -> None:
    """Scores, grades and what follows from them, without the rows that cost points.

    Where somebody is scored by the scores of units, the units are scored first.
    """
    con.execute("DELETE FROM result.metric_sum WHERE run_id = $1 AND metric_id = 'unit_scores'", [run.run_id])
    score_sums(con, run)
    if roll_up(con, run):
        refill(con, run, SCORE_TABLES, source="scoring")
    recommend(con, run)


def score_sums(con: duckdb.DuckDBPyConnection, run: Parameters) -> None:
    """Only points, weights, gates, scores and grades: enough where sums are given and no evidence stands behind."""
    refill(con, run, SCORE_TABLES, source="scoring")


def roll_up(con: duckdb.DuckDBPyConnection, run: Parameters) -> bool:
    """Put the scores of units into `result.metric_sum`, for those who answer for them; whether there were any."""
    bind(con, run)
    query = as_view(SQL_DIR / "scoring" / "roll_up.sql")
    added = con.execute(f"INSERT INTO result.metric_sum BY NAME {query}").fetchone()
    return bool(added and added[0])


def recommend(con: duckdb.DuckDBPyConnection, run: Parameters) -> None:
    """Fill consequences, candidates for commendation and alerts from the scores."""
    refill(con, run, CONSEQUENCE_TABLES, source="scoring")


def keep_costly_rows(con: duckdb.DuckDBPyConnection, run: Parameters) -> None:
    """Fill `result.evidence`; while it is filled, evidence is looked for only of metrics that are shown of somebody."""
    con.execute(
        "DELETE FROM scope.metric WHERE run_id = $run_id "
        "AND (org_id, metric_id) NOT IN (SELECT org_id, metric_id FROM scoring.shown_metric)",
        {"run_id": run.run_id},
    )
    refill(con, run, ("result.evidence",), source="scoring")
    refill(con, run, ("scope.metric",), source="scope")
