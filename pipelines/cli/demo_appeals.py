"""Two objections of the demonstration: filed as anybody files one, since a run's id is known only once it is there."""

from __future__ import annotations

from pipelines.appeals import Objection, file_appeal, register
from pipelines.cli.shared import print_table
from pipelines.explain.find import rows
from pipelines.settings import Settings
from pipelines.warehouse import connect

# Of the newest published run of a period: the unit and the officer ranked last, and the indicator that cost each most.
OBJECTED = """
    WITH newest AS (
        SELECT run_id FROM run.run WHERE published AND period = $period AND NOT provisional
        ORDER BY revision DESC LIMIT 1
    )
    SELECT results.run_id, results.org_id || '/' || results.subject_id AS subject, results.subject_type,
        arg_max(scores.metric_id, (scores.points_lost, scores.position)) AS metric_id
    FROM result.appraisal AS results
    INNER JOIN newest USING (run_id)
    INNER JOIN result.indicator_score AS scores USING (run_id, org_id, subject_type, subject_id)
    WHERE results.org_id = $org AND results.subject_type IN ('department', 'cio')
    GROUP BY results.run_id, results.org_id, results.subject_id, results.subject_type, results.rank
    QUALIFY row_number() OVER (
        PARTITION BY results.subject_type ORDER BY results.rank DESC NULLS LAST, results.subject_id
    ) = 1
    ORDER BY results.subject_type DESC
"""
COLUMNS = (
    "appeal_id", "period", "subject_type", "subject_id", "metric_id", "value", "filed_on", "answer_by", "state",
)  # fmt: skip
GROUNDS = {
    "department": "有两条记录在截止日前已完成，系统未及时更新。",
    "cio": "部分事项在任职之前发生，不应由本人承担。",
}


def file_objections(settings: Settings, org_id: str, period: str) -> None:
    """The unit ranked last objects to the indicator that cost it most, the officer ranked last to the score."""
    with connect(settings, read_only=True) as con:
        found = rows(con, OBJECTED, {"org": org_id, "period": period})
    for row in found:
        kind = str(row["subject_type"])
        metric = row["metric_id"] if kind == "department" else None
        file_appeal(settings, Objection(row["run_id"], row["subject"], GROUNDS[kind], kind, metric))


def print_objections(settings: Settings, org_id: str, name: str) -> None:
    """The register of an organisation."""
    with connect(settings, read_only=True) as con:
        found = register(con, org_id=org_id)
    print_table(f"Appeals in {name} ({org_id})", COLUMNS, [tuple(row[column] for column in COLUMNS) for row in found])
