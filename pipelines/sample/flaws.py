"""What is wrong with the sample on purpose, and the delivery that puts part of it right.

A handful of rows, each below its feed's error limit, so that quarantine has something to show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from pipelines.sample.units import LAST_DAY, Row

Tables = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class BadRow:
    """A row no step may accept: its file, the key of its record, its column, and what is wrong with it."""

    file: str
    key: str
    column: str
    wrong: str


BAD_ROWS = (
    BadRow("project_E001.csv", "PRJ-D99-01", "department_id", "the department D99 does not exist"),
    BadRow("project_E001.csv", "PRJ-D05-90", "approved_amount", "the amount is no number"),
    BadRow("incident_E001.jsonl", "INC-0090", "recovered_at", "recovered before it occurred"),
    BadRow("training_record.parquet", "T00001", "credited_hours", "the record stands twice, with different hours"),
)


def with_bad_rows(tables: Tables) -> dict[str, list[Row]]:
    """The tables with the rows of BAD_ROWS added: three new records, and one that stands a second time."""
    result = {name: list(rows) for name, rows in tables.items()}
    finished = next(row for row in tables["project"] if row["accepted_on"] is not None)
    result["project"] += [
        finished | {"project_id": "PRJ-D99-01", "department_id": "D99", "name": "国际业务部移动应用试点"},
        finished
        | {
            "project_id": "PRJ-D05-90",
            "department_id": "D05",
            "name": "供应链管理部条码终端更新",
            "approved_amount": "约300",
        },
    ]
    incident = tables["incident"][-1]
    occurred = incident["occurred_at"]
    assert isinstance(occurred, datetime)
    backwards = {"incident_id": "INC-0090", "recovered_at": occurred - timedelta(hours=3)}
    result["incident"].append(incident | backwards)
    record = tables["training_record"][0]
    result["training_record"].append(record | {"credited_hours": Decimal("9.5")})
    return result


def correction(seed: int, projects: Sequence[Row]) -> list[Row]:
    """A later delivery of the project file.

    One acceptance of the third quarter turns out to have been in time; the two bad projects are put right.
    """
    bad = {row.key for row in BAD_ROWS}
    late = [row for row in projects if row["project_id"] not in bad and accepted_late(row)]
    chosen = Random(f"{seed}/correction").choice(late)
    mended = {row["project_id"]: row for row in projects}
    return [
        chosen | {"accepted_on": due(chosen)},
        mended["PRJ-D99-01"] | {"department_id": "D10"},
        mended["PRJ-D05-90"] | {"approved_amount": Decimal("3000000.00")},
    ]


def due(project: Row) -> date:
    """The approved end of a project."""
    end = project["revised_end_on"] or project["planned_end_on"]
    assert isinstance(end, date)
    return end


def accepted_late(project: Row) -> bool:
    accepted = project["accepted_on"]
    return isinstance(accepted, date) and due(project) < accepted <= LAST_DAY and 7 <= due(project).month <= 9
