"""Self-reports beside the evidence: compared before anything is summed, since evidence decides which of them count."""

from __future__ import annotations

import duckdb

from pipelines.models.tables import refill
from pipelines.parameters import Parameters

# A report counts for its unit, person or organisation as long as nothing else is known there.
SET_ASIDE = """
    UPDATE scope.self_report AS reports SET is_set_aside = TRUE
    FROM result.self_report AS beside
    WHERE
        reports.run_id = $run_id AND beside.run_id = $run_id AND NOT reports.is_figure AND NOT beside.is_figure
        AND beside.status <> 'no_evidence'
        AND reports.org_id = beside.org_id AND reports.metric_id = beside.metric_id
        AND reports.department_id IS NOT DISTINCT FROM beside.department_id
        AND reports.person_id IS NOT DISTINCT FROM beside.person_id
"""


def set_aside_reports(con: duckdb.DuckDBPyConnection, run: Parameters) -> None:
    """Fill `result.self_report` and mark in `scope.self_report` what evidence from elsewhere overrules.

    May be repeated. While it is filled, evidence is looked for only of metrics that somebody reported of, if any.
    """
    values = {"run_id": run.run_id}
    con.execute("DELETE FROM result.self_report WHERE run_id = $run_id", values)
    con.execute("UPDATE scope.self_report SET is_set_aside = FALSE WHERE run_id = $run_id AND is_set_aside", values)
    if con.execute("SELECT 1 FROM scope.self_report WHERE run_id = $run_id LIMIT 1", values).fetchone() is None:
        return
    con.execute(
        "DELETE FROM scope.metric WHERE run_id = $run_id AND (org_id, metric_id) NOT IN "
        "(SELECT org_id, metric_id FROM scope.self_report WHERE run_id = $run_id)",
        values,
    )
    refill(con, run, ("result.self_report",), source="scoring")
    refill(con, run, ("scope.metric",), source="scope")
    con.execute(SET_ASIDE, values)
