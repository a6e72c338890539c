"""From records to sums and to the rows that cost points, with the file and row each came from."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import duckdb
import pytest

from pipelines.models.counting import sum_evidence
from pipelines.models.scoring import score
from pipelines.parameters import Parameters
from pipelines.warehouse import prepare
from tests.models.schemes_by_hand import Gate, Given, Indicator, Quota, Scheme, Warehouse, put

RUN = Parameters("r", date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31))
PERCENT = ((Decimal(0), Decimal(0)), (Decimal(100), Decimal(100)))
DEDUCTION = ((Decimal(0), Decimal(100)), (Decimal(100), Decimal(0)))
INCIDENTS = Indicator(
    "incident_points", "a", Decimal(40), DEDUCTION, cut_up_from=Decimal(0), value_rule="total", scale=1
)
LIMIT = Gate("V2", "incident_points", [("at_least", Decimal(15), "graded_as_at_most", Decimal("89.99"))])
SCHEME = Scheme(
    [Indicator("projects_on_time", "a", Decimal(60), PERCENT), INCIDENTS],
    gates=[LIMIT],
    quota=Quota(Decimal(50), then_by=("incident_points",)),
)
INCIDENT_NUMBERS = (
    ("incident_severity_points", "general", 10), ("incident_responsibility_factor", "undetermined", 1),
    ("incident_repeat_factor", "", 1), ("incident_repeat_months", "", 12), ("incident_report_factor", "late", 1.5),
    ("incident_report_limit_hours", "internal.general", 4),
)  # fmt: skip


def fill(con: duckdb.DuckDBPyConnection, *, order: str = "i") -> None:
    """Unit d with 300 projects, two of three late, and an incident; p is its CIO until 30 June, q from then on."""
    put(con, Given(SCHEME, {"d": {}}))
    con.execute("UPDATE compiled.metric SET better = 'lower', unit = 'pts' WHERE metric_id = 'incident_points'")
    con.execute("INSERT INTO scope.scheme VALUES ('r', 'o', 'department', 'k')")
    con.execute("INSERT INTO scope.metric VALUES ('r', 'o', 'projects_on_time'), ('r', 'o', 'incident_points')")
    for person, start, end in (("p", "2026-01-01", "2026-06-30"), ("q", "2026-07-01", "2026-12-31")):
        con.execute("INSERT INTO scope.subject VALUES ('r', 'o', 'cio', ?, ?, 'k', 182, NULL)", [person, person])
        con.execute("INSERT INTO scope.reach VALUES ('r', 'o', 'cio', ?, 'd', NULL, ?, ?, 100)", [person, start, end])
    con.executemany("INSERT INTO scope.parameter VALUES ('r', 'o', ?, ?, ?)", INCIDENT_NUMBERS)
    con.execute(
        "INSERT INTO ingest.batch VALUES (1, 'project', 's', 'in/projects.csv', '', '', '', '', 'upsert', "
        "'2026-01-01', 'loaded', 1, 0, 0, 0, 0, 0, 0, 0, NULL)"
    )
    con.execute(
        "INSERT INTO history.project BY NAME SELECT 'o' AS org_id, 'd' AS department_id, 1 AS batch_id, i + 2 AS "
        "source_row, 'p' || lpad(i::TEXT, 3, '0') AS project_id, DATE '2026-01-01' + i::INTEGER AS planned_end_on, "
        f"CASE WHEN i % 3 = 0 THEN DATE '2026-01-01' END AS accepted_on FROM range(300) AS t (i) ORDER BY {order}"
    )
    con.execute("INSERT INTO history.organization (org_id, batch_id, source_row) VALUES ('o', 1, 2)")
    con.execute(
        "INSERT INTO history.incident (org_id, department_id, incident_id, occurred_at, batch_id, source_row) "
        "VALUES ('o', 'd', 'i1', '2026-07-01 10:00:00', 1, 7)"
    )
    sum_evidence(con, RUN)
    score(con, RUN)


def test_a_cio_answers_for_the_days_of_office_and_the_parts_add_up(warehouse: Warehouse) -> None:
    with warehouse() as con:
        fill(con)
        sums = con.execute(
            "SELECT subject_id, numerator, denominator, evidence_count FROM result.metric_sum "
            "WHERE metric_id = 'projects_on_time' ORDER BY subject_id"
        ).fetchall()
        assert sums == [("d", 100, 300, 300), ("p", 61, 181, 181), ("q", 39, 119, 119)]
        incidents = con.execute(
            "SELECT subject_id, numerator FROM result.metric_sum WHERE metric_id = 'incident_points' ORDER BY ALL"
        ).fetchall()
        assert incidents == [("d", 15), ("q", 15)]


def test_at_most_a_hundred_rows_the_first_by_id_with_file_and_row(warehouse: Warehouse) -> None:
    with warehouse() as con:
        fill(con)
        rows = con.execute(
            "SELECT position, source_id, source_file, source_row, occurred_on FROM result.evidence "
            "WHERE subject_id = 'd' AND metric_id = 'projects_on_time' ORDER BY position"
        ).fetchall()
        late = [number for number in range(300) if number % 3][:100]
        assert rows == [
            (place, f"p{number:03}", "in/projects.csv", number + 2, date(2026, 1, 1) + timedelta(days=number))
            for place, number in enumerate(late, start=1)
        ]


def test_deductions_name_the_indicator_and_each_incident(warehouse: Warehouse) -> None:
    with warehouse() as con:
        fill(con)
        rows = con.execute(
            "SELECT cause_kind, cause_id, points_lost, detail FROM result.deduction WHERE subject_id = 'q' ORDER BY ALL"
        ).fetchall()
        assert rows == [
            ("gate", "V2", Decimal("0.000000"), "Title of V2: 15, graded as at most 89.99"),
            ("incident", "i1", Decimal("15.000000"), "Incident of 2026-07-01: 15.000000 points"),
            ("indicator", "incident_points", Decimal("6.000000"), "Value 15.000000 pts: 85.000000 of 100 points"),
            ("indicator", "projects_on_time", Decimal("40.336135"), "Value 32.773109 %: 32.773109 of 100 points"),
        ]


def test_a_step_repeated_leaves_the_same_rows_and_other_runs_alone(warehouse: Warehouse) -> None:
    with warehouse() as con:
        fill(con)
        con.execute("INSERT INTO result.metric_sum SELECT 'other', * EXCLUDE (run_id) FROM result.metric_sum")
        before = everything(con)
        sum_evidence(con, RUN)
        score(con, RUN)
        assert sorted(map(str, everything(con))) == sorted(map(str, before))


@pytest.mark.parametrize(("threads", "order"), [pytest.param(1, "i DESC", marks=pytest.mark.long), (2, "hash(i)")])
def test_neither_threads_nor_the_order_of_rows_change_anything(warehouse: Warehouse, threads: int, order: str) -> None:
    with warehouse() as con:
        fill(con)
        reference = everything(con)
    other = duckdb.connect(config={"threads": threads})
    prepare(other)
    fill(other, order=order)
    assert everything(other) == reference
    other.close()


def everything(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """Every result row, in the order in which it lies in its table."""
    tables = (
        "metric_sum", "indicator_score", "gate", "appraisal", "consequence", "commendation", "compliance_alert",
        "evidence", "deduction",
    )  # fmt: skip
    return [(table, *row) for table in tables for row in con.execute(f"FROM result.{table}").fetchall()]
