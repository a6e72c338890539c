"""A made-up enterprise, 华云制造集团 (E001), and the files it would deliver for 2026 up to 15 November.

Every name is invented. The same seed gives the same files.

organization.csv        the enterprise itself; Chinese headings
department.csv          12 appraised units, 4 rolled up, 1 dissolved; UTF-8, Chinese headings
person.xlsx             400 people, 406 stays in a unit; Excel, Chinese headings, 是/否, true dates
appointment.csv         6 terms of office of CIOs: one of the whole, a change in May, one begun in late August
system.csv              35 information systems; unit D12 has none
project_E001.csv        120 projects and 2 bad rows; GB18030, amounts in 万元, dates 2026/03/05
project_event.csv       their milestones and final acceptances, with second attempts
incident_E001.jsonl     40 security incidents and 1 bad row; the security platform's own names and grades
training_session.csv    150 sessions
training_record.parquet about 4,200 records with examinations, one of them twice
correction/project_E001.csv
                        a later delivery: one acceptance date corrected, the two bad projects put right

Two of them are in a form of their own and read by `sources/E001/*.yaml`; the others need no source file.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.sample.delivery import Form, write
from pipelines.sample.flaws import BAD_ROWS, BadRow, correction, with_bad_rows
from pipelines.sample.incidents import incident_rows
from pipelines.sample.people import appointment_rows, person_rows
from pipelines.sample.projects import project_event_rows, project_rows
from pipelines.sample.training import training_record_rows, training_session_rows
from pipelines.sample.units import Row, department_rows, organization_rows, system_rows

__all__ = ["BAD_ROWS", "BadRow", "make_sample", "sample_tables"]

PROJECT = Form(
    headings={
        "approved_amount": "批复投资(万元)",
        "contract_amount": "合同金额(万元)",
        "forecast_amount": "预计金额(万元)",
        "final_amount": "决算金额(万元)",
    },
    ten_thousand=True,
    date_format="%Y/%m/%d",
    encoding="gb18030",
    leaves_out=frozenset({"org_id"}),
)
GRADES = {
    "especially_serious": "I级",
    "serious": "II级",
    "major": "III级",
    "general": "IV级",
    "below": "未达级",
}
INCIDENT = Form(
    headings={
        "incident_id": "id",
        "department_id": "unit",
        "system_id": "asset",
        "title": "name",
        "severity_official": "national_grade",
        "severity_internal": "own_grade",
        "cause_code": "root_cause",
        "affected_records": "records",
        "loss_amount": "loss_yuan",
    },
    codes={"severity_official": GRADES, "severity_internal": GRADES},
    chinese=False,
    leaves_out=frozenset({"org_id"}),
)
PROJECT_FILE = "project_E001.csv"
# Each file, its feed and its form, in the order of arrival.
FILES = (
    ("organization.csv", "organization", Form()),
    ("department.csv", "department", Form()),
    ("person.xlsx", "person", Form()),
    ("appointment.csv", "appointment", Form()),
    ("system.csv", "system", Form()),
    (PROJECT_FILE, "project", PROJECT),
    ("project_event.csv", "project_event", Form()),
    ("incident_E001.jsonl", "incident", INCIDENT),
    ("training_session.csv", "training_session", Form()),
    ("training_record.parquet", "training_record", Form(chinese=False)),
)


def make_sample(folder: Path, *, seed: int = 2026) -> list[Path]:
    """Write the delivery into `folder` and its correction into `folder/correction`.

    Returns the files in the order in which they would arrive.
    """
    tables = with_bad_rows(sample_tables(seed))
    files = [write(folder / name, feed, tables[feed], form) for name, feed, form in FILES]
    late = correction(seed, tables["project"])
    return [*files, write(folder / "correction" / PROJECT_FILE, "project", late, PROJECT)]


def sample_tables(seed: int = 2026) -> dict[str, list[Row]]:
    """The records by feed, none of them bad."""
    people, systems, projects = person_rows(seed), system_rows(seed), project_rows(seed)
    sessions = training_session_rows(seed)
    return {
        "organization": organization_rows(),
        "department": department_rows(),
        "person": people,
        "appointment": appointment_rows(),
        "system": systems,
        "project": projects,
        "project_event": project_event_rows(seed, projects),
        "incident": incident_rows(seed, systems),
        "training_session": sessions,
        "training_record": training_record_rows(seed, people, sessions),
    }
