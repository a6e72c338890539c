"""The report on terms of office, and the earlier years' runs it and the recommendations look back to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from pipelines.models.reports import store_reports
from pipelines.parameters import Parameters
from pipelines.period import parse_period
from pipelines.runs import prior_runs
from tests.models.schemes_by_hand import Warehouse, add

RUN = Parameters("r2026", date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31))


def add_run(con: duckdb.DuckDBPyConnection, run_id: str, period: str, **values: object) -> None:
    """A finished final run of a period."""
    span = parse_period(period)
    row = {
        "run_id": run_id, "period": period, "period_start": span.start, "period_end": span.end, "cut_off": span.end,
        "as_of_batch": 1, "org_scope": "*", "revision": 1, "provisional": False, "data_sha256": "",
        "schemes_sha256": "", "code_sha256": "", "state": "computed", "published": False,
    } | values  # fmt: skip
    add(con, "run.run", **row)


def add_score(con: duckdb.DuckDBPyConnection, run_id: str, person: str, score: str | None, grade: str) -> None:
    add(con, "result.appraisal", run_id=run_id, revision=1, period="", org_id="o", subject_type="cio",
        subject_id=person, subject_name="", scheme_id="", scheme_version="", score=score, suggested_grade=grade,
        measured_weight=100, status="graded", gates="")  # fmt: skip


def report(con: duckdb.DuckDBPyConnection, run: Parameters = RUN) -> list[tuple[object, ...]]:
    store_reports(con, run)
    return con.execute(
        "SELECT appointment_id, scored_period, office_days, score, grade, term_score FROM result.term "
        "WHERE term_end_on = DATE '2027-06-30' ORDER BY ALL"
    ).fetchall()


def fill(con: duckdb.DuckDBPyConnection) -> None:
    """A term from July 2024 to June 2027 with scores of three years, and one that ended before the period."""
    for year in (2024, 2025, 2026):
        add_run(con, f"r{year}", str(year))
        if year < 2026:
            add(con, "run.prior", run_id="r2026", prior_run_id=f"r{year}", period=str(year))
    add(con, "compiled.scheme", scheme_key="c", scheme_id="C", scheme_version="1", content_sha256="",
        regime="university", subject_type="cio", title_zh="", title_en="", in_force_from=date(2024, 1, 1),
        checked_on=date(2024, 1, 1), minimum_measured_weight=60, reports="term")  # fmt: skip
    add(con, "scope.scheme", run_id="r2026", org_id="o", subject_type="cio", scheme_key="c")
    for name, start, end in (("t1", date(2024, 7, 1), None), ("t0", date(2021, 7, 1), date(2025, 12, 31))):
        add(con, "history.appointment", org_id="o", appointment_id=name, person_id="p", start_on=start, end_on=end,
            term_end_on=date(2027, 6, 30), term_number=1, batch_id=1, source_row=2)  # fmt: skip
    for year, score, grade in ((2024, "80.00", "good"), (2025, "92.00", "excellent"), (2026, "70.00", "pass")):
        add_score(con, f"r{year}", "p", score, grade)


def test_a_term_has_the_scores_of_its_years_and_their_mean_by_days(warehouse: Warehouse) -> None:
    with warehouse() as con:
        fill(con)
        # (80 x 184 + 92 x 365 + 70 x 365) / 914 = 80.7986...
        mean = Decimal("80.80")
        assert report(con) == [
            ("t1", "2024", 184, Decimal("80.00"), "good", mean),
            ("t1", "2025", 365, Decimal("92.00"), "excellent", mean),
            ("t1", "2026", 365, Decimal("70.00"), "pass", mean),
        ]


def test_a_year_without_a_score_weighs_nothing_and_a_decided_grade_wins(warehouse: Warehouse) -> None:
    with warehouse() as con:
        fill(con)
        con.execute("UPDATE result.appraisal SET score = NULL WHERE run_id = 'r2025'")
        add(con, "scope.decided_grade", run_id="r2026", graded_run_id="r2026", org_id="o", subject_type="cio",
            subject_id="p", suggested_grade="pass", grade="good", reason="", decided_by="", decided_on=date(2027, 1, 2),
            decided_in_run_id="")  # fmt: skip
        assert report(con) == [
            ("t1", "2024", 184, Decimal("80.00"), "good", Decimal("73.35")),
            ("t1", "2025", 365, None, "excellent", Decimal("73.35")),
            ("t1", "2026", 365, Decimal("70.00"), "good", Decimal("73.35")),
        ]


def test_only_organisations_whose_scheme_asks_for_it_are_reported(warehouse: Warehouse) -> None:
    with warehouse() as con:
        fill(con)
        con.execute("UPDATE compiled.scheme SET reports = 'term,project_variance'")
        add(con, "history.appointment", org_id="other", appointment_id="t9", person_id="p",
            start_on=date(2026, 1, 1), batch_id=1, source_row=2)  # fmt: skip
        assert {row[0] for row in report(con)} == {"t1"}


@pytest.mark.parametrize(
    ("period", "expected"),
    [("2026", [("b2", "2024"), ("c", "2025")]), ("2025", [("b2", "2024")]), ("2026Q4", []), ("2024", []),
     ("2026-01-01..2026-12-31", [("b2", "2024"), ("c", "2025")])],
)  # fmt: skip
def test_the_newest_final_runs_of_earlier_years_are_looked_back_to(
    warehouse: Warehouse, period: str, expected: list[tuple[str, str]]
) -> None:
    with warehouse() as con:
        add_run(con, "b1", "2024")
        add_run(con, "b2", "2024", revision=2)
        add_run(con, "b3", "2024", revision=3, state="scored")
        add_run(con, "c", "2025")
        add_run(con, "d", "2025", revision=9, org_scope="o")
        add_run(con, "e", "2025Q4", revision=9)
        add_run(con, "f", "2023", provisional=True)
        add_run(con, "g", "2026")
        assert prior_runs(con, parse_period(period), "*", as_of_batch=1) == expected
