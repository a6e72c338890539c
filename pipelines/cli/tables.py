"""The result tables as a person reads them in the terminal."""

from __future__ import annotations

from pipelines.cli.shared import print_table
from pipelines.explain.gather import rows
from pipelines.settings import Settings
from pipelines.warehouse import connect

TITLES = {"organization": "Organisations", "department": "Departments", "cio": "Chief information officers"}
COLUMNS = ("rank", "id", "name", "score", "suggested grade", "measured %", "status", "why no grade")


def print_appraisals(settings: Settings, run_id: str) -> None:
    """One table for each organisation and kind of subject, best first."""
    with connect(settings, read_only=True) as con:
        found = rows(
            con,
            "SELECT org_id, subject_type, rank, subject_id, subject_name, score, suggested_grade, "
            "CAST(measured_weight AS DECIMAL(9, 2)) AS measured, status, reason FROM result.appraisal "
            "WHERE run_id = $run_id ORDER BY org_id, subject_type, rank NULLS LAST, subject_id",
            {"run_id": run_id},
        )
        period = con.execute("SELECT period FROM run.run WHERE run_id = $id", {"id": run_id}).fetchone()
    for org_id in dict.fromkeys(row["org_id"] for row in found):
        for subject_type, title in TITLES.items():
            kind = (org_id, subject_type)
            own = [tuple(row.values())[2:] for row in found if (row["org_id"], row["subject_type"]) == kind]
            print_table(f"{title} of {org_id}, {period[0] if period else ''}", COLUMNS, own)
