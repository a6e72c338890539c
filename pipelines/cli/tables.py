"""The result tables as a person reads them in the terminal."""

from __future__ import annotations

from pipelines.cli.shared import print_table
from pipelines.explain.find import rows
from pipelines.runs import load_run
from pipelines.settings import Settings
from pipelines.warehouse import connect

TITLES = {"organization": "Organisations", "department": "Departments", "cio": "Chief information officers"}
COLUMNS = (
    *("rank", "id", "name", "score", "suggested grade", "indicators counted", "measured %", "status"),
    "gates",
    "why no grade",
)

APPRAISALS = """
    SELECT
        org_id, subject_type, appraisals.rank, subject_id, appraisals.subject_name, appraisals.score,
        grades.name_en AS grade, counts.counted, CAST(appraisals.measured_weight AS DECIMAL(9, 2)) AS measured,
        appraisals.status, appraisals.gates, appraisals.reason
    FROM result.appraisal AS appraisals
    INNER JOIN scope.subject AS subjects USING (run_id, org_id, subject_type, subject_id)
    INNER JOIN (
        SELECT
            run_id, org_id, subject_type, subject_id,
            count(*) FILTER (status IN ('measured', 'missing')) || ' of ' || count(*) AS counted
        FROM result.indicator_score GROUP BY ALL
    ) AS counts USING (run_id, org_id, subject_type, subject_id)
    LEFT JOIN compiled.grade AS grades
        ON subjects.scheme_key = grades.scheme_key AND appraisals.suggested_grade = grades.grade
    WHERE run_id = $run_id
    ORDER BY org_id, subject_type, appraisals.rank NULLS LAST, subject_id
"""


def print_appraisals(settings: Settings, run_id: str) -> None:
    """One table for each organisation and kind of subject, best first."""
    with connect(settings, read_only=True) as con:
        found = rows(
            con,
            APPRAISALS,
            {"run_id": run_id},
        )
        period = con.execute("SELECT period FROM run.run WHERE run_id = $id", {"id": run_id}).fetchone()
    for org_id in dict.fromkeys(row["org_id"] for row in found):
        for subject_type, title in TITLES.items():
            kind = (org_id, subject_type)
            own = [tuple(row.values())[2:] for row in found if (row["org_id"], row["subject_type"]) == kind]
            print_table(f"{title} of {org_id}, {period[0] if period else ''}", COLUMNS, own)


def state_of(settings: Settings, run_id: str) -> str:
    """Which state a run is in: preview, computed, or that of its last signature."""
    with connect(settings, read_only=True) as con:
        run = load_run(con, run_id)
    return "preview" if run.provisional else run.sign_off or run.state
