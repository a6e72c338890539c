"""The register of appeals: what is objected to, deadlines to the day, and what follows an upheld one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.explain.find import rows
from pipelines.publish.database import published_tables
from pipelines.working_days import all_days
from tests.golden.given import insert
from tests.models.schemes_by_hand import Warehouse

Row = dict[str, Any]
WORKING = {one.day: one.is_working for one in all_days({})}
PUBLIC = date(2026, 9, 24)  # a Thursday; the 25th to the 27th are a holiday
RUN = {
    "period": "2026", "period_start": date(2026, 1, 1), "period_end": date(2026, 12, 31), "cut_off": date(2026, 12, 31),
    "org_scope": "*", "provisional": False, "data_sha256": "", "schemes_sha256": "", "code_sha256": "",
    "published": False,
}  # fmt: skip


@pytest.fixture
def con(warehouse: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """A run with a unit, an indicator of it and an award."""
    with warehouse() as con:
        con.execute("SET VARIABLE as_of_batch = NULL")
        put_run(con, "r", 1, as_of_batch=5)
        whose = {"run_id": "r", "subject_type": "department", "subject_id": "d"}
        insert(con, "scope.subject", [whose | {"subject_name": "Unit", "scheme_key": "k"}])
        dated = {"revision": 1, "period": "2026"}
        insert(con, "result.appraisal", [whose | dated | {
            "subject_name": "Unit", "scheme_id": "S", "scheme_version": "1", "score": Decimal("83.27"),
            "measured_weight": 100, "status": "graded", "gates": "",
        }])  # fmt: skip
        insert(con, "result.indicator_score", [whose | dated | {
            "scheme_key": "k", "dimension": "x", "dimension_position": 0, "position": 0, "metric_id": "m",
            "name_zh": "zh", "name_en": "en", "unit": "%", "value": Decimal("66.666666"), "scheme_weight": 100,
            "weight": 100, "contribution": 0, "points_lost": 100, "status": "measured", "evidence_count": 3,
            "small_number": False, "clause": "S0-1", "source": "DEFAULT",
        }])  # fmt: skip
        insert(con, "scope.reward_plan", [{"run_id": "r", "plan_key": "p"}])
        insert(con, "result.reward_award", [dated | {
            "run_id": "r", "award_id": "i/2025/c", "innovation_id": "i", "benefit_year": 2025, "contribution_id": "c",
            "person_id": "x", "person_name": "X", "department_id": "d", "is_main_contributor": True, "is_cio": False,
            "is_unit_head": False, "is_estimate": False, "currency": "CNY", "gross_amount": 100, "rounding_amount": 0,
            "protected_amount": 0, "kept_percent": 100, "forfeited_amount": 0, "person_cap_reduction_amount": 0,
            "award_amount": Decimal("51428.57"), "status": "awarded", "clause": "S0-32",
        }])  # fmt: skip
        put_procedure(con, "k", (5, "working_days"), (10, "working_days"))
        yield con


def put_run(con: duckdb.DuckDBPyConnection, run_id: str, revision: int, **others: object) -> None:
    insert(con, "run.run", [RUN | {"run_id": run_id, "revision": revision, "state": "computed"} | others])


def put_procedure(con: duckdb.DuckDBPyConnection, key: str, file: tuple[int, str], answer: tuple[int, str]) -> None:
    """How long one may file and must answer under a scheme or plan."""
    con.execute("DELETE FROM compiled.procedure WHERE scheme_key = ?", [key])
    for name, (value, unit) in (("appeal_file_within", file), ("appeal_answer_within", answer)):
        number = {"scheme_key": key, "name": name, "value": value, "unit": unit, "clause": "", "source": "DEFAULT"}
        insert(con, "compiled.procedure", [number])


def sign(con: duckdb.DuckDBPyConnection, state: str, day: date) -> None:
    con.execute("DELETE FROM run.signature WHERE state = ?", [state])
    signed = {"run_id": "r", "state": state, "position": 1, "signed_by": "p", "signed_on": day}
    insert(con, "run.signature", [signed])


def appealed(con: duckdb.DuckDBPyConnection, **others: object) -> Row:
    """The register's row of one appeal."""
    con.execute("DELETE FROM history.appeal")
    usual = {"appeal_id": "a", "run_id": "r", "subject_type": "department", "subject_id": "d", "grounds": "g",
             "filed_on": PUBLIC, "state": "filed"}  # fmt: skip
    insert(con, "history.appeal", [usual | others])
    (row,) = rows(con, "SELECT * FROM appeals.register", {})
    return row


def test_an_appeal_stands_beside_the_value_it_objects_to(con: duckdb.DuckDBPyConnection) -> None:
    score = appealed(con, expected_value=Decimal("85.5"))
    assert (score["value"], score["gap_value"], score["unit"]) == (Decimal("83.27"), Decimal("2.23"), "points")
    indicator = appealed(con, metric_id="m", expected_value=Decimal(100))
    assert (indicator["value"], indicator["gap_value"], indicator["unit"]) == (
        Decimal("66.666666"), Decimal("33.333334"), "%",
    )  # fmt: skip
    award = appealed(con, subject_type="award", subject_id="i/2025/c", expected_value=Decimal("60000"))
    assert (award["value"], award["gap_value"], award["unit"]) == (Decimal("51428.57"), Decimal("8571.43"), "CNY")
    assert (award["subject_name"], award["period"], award["revision"]) == ("X", "2026", 1)
    assert appealed(con)["gap_value"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"run_id": "q"}, {"subject_id": "e"}, {"metric_id": "n"}, {"subject_type": "cio"}, {"org_id": "p"},
        {"subject_type": "award", "subject_id": "i/2025/c", "metric_id": "m"},
    ],
)  # fmt: skip
def test_an_appeal_against_no_known_result_is_kept_as_such(con: duckdb.DuckDBPyConnection, wrong: Row) -> None:
    row = appealed(con, **wrong)
    assert (row["standing"], row["value"], row["file_by"], row["answer_by"]) == ("unknown_result", None, None, None)
    assert (row["period"] is None) == ("run_id" in wrong)


def test_until_the_result_is_public_or_confirmed_there_is_no_last_day(con: duckdb.DuckDBPyConnection) -> None:
    sign(con, "reviewed", date(2026, 1, 5))
    row = appealed(con, filed_on=date(2026, 12, 1))
    assert (row["file_by"], row["standing"]) == (None, "in_time")
    sign(con, "confirmed", date(2026, 3, 2))
    assert appealed(con)["file_by"] == date(2026, 3, 9)
    sign(con, "publicised", PUBLIC)
    assert appealed(con)["file_by"] == date(2026, 10, 9)


# 2026-09-25 to 27 and 2026-10-01 to 07 are holidays, 2026-09-20 and 10-10 are worked on.
@pytest.mark.parametrize(
    ("filed_on", "standing"),
    [(PUBLIC, "in_time"), (date(2026, 9, 1), "in_time"), (date(2026, 10, 9), "in_time"),
     (date(2026, 10, 10), "out_of_time")],
)  # fmt: skip
def test_the_last_working_day_is_in_time_and_the_day_after_is_not(
    con: duckdb.DuckDBPyConnection, filed_on: date, standing: str
) -> None:
    sign(con, "publicised", PUBLIC)
    row = appealed(con, filed_on=filed_on)
    assert (row["file_by"], row["standing"]) == (date(2026, 10, 9), standing)


@pytest.mark.parametrize(
    ("public", "days", "last"),
    [
        (date(2026, 3, 2), 30, date(2026, 4, 1)),  # a working day
        (date(2026, 3, 5), 30, date(2026, 4, 7)),  # 4 to 6 April are a holiday
        (date(2026, 9, 1), 30, date(2026, 10, 8)),  # 1 to 7 October
        (date(2026, 3, 2), 1, date(2026, 3, 3)),
    ],
)
def test_of_calendar_days_the_last_moves_to_the_next_working_day(
    con: duckdb.DuckDBPyConnection, public: date, days: int, last: date
) -> None:
    put_procedure(con, "k", (days, "calendar_days"), (days, "calendar_days"))
    sign(con, "publicised", public)
    row = appealed(con, filed_on=public)
    assert (row["file_by"], row["answer_by"]) == (last, last)


@pytest.mark.parametrize(
    ("filed_on", "answer_by", "provisional"),
    [(date(2026, 12, 17), date(2026, 12, 31), False), (date(2026, 12, 18), date(2027, 1, 4), True)],
)
def test_a_deadline_in_an_unpublished_year_is_provisional(
    con: duckdb.DuckDBPyConnection, filed_on: date, answer_by: date, provisional: bool
) -> None:
    row = appealed(con, filed_on=filed_on)
    assert (row["answer_by"], row["deadline_is_provisional"]) == (answer_by, provisional)


@given(
    begin=st.dates(date(2026, 1, 1), date(2026, 11, 1)),
    days=st.integers(1, 40),
    unit=st.sampled_from(["working_days", "calendar_days"]),
)
@settings(max_examples=30, deadline=None)
def test_deadlines_are_those_of_counting_day_by_day(warehouse: Warehouse, begin: date, days: int, unit: str) -> None:
    day, left = begin, days
    while left:
        day += timedelta(1)
        left -= unit == "calendar_days" or WORKING[day]
    while not WORKING[day]:
        day += timedelta(1)
    with warehouse() as con:
        con.execute("SET VARIABLE as_of_batch = NULL")
        put_run(con, "r", 1, as_of_batch=5)
        insert(con, "scope.reward_plan", [{"run_id": "r", "plan_key": "p"}])
        insert(con, "result.reward_award", [{
            "run_id": "r", "revision": 1, "period": "2026", "award_id": "i", "innovation_id": "i", "benefit_year": 2025,
            "contribution_id": "c", "person_id": "x", "department_id": "d", "is_main_contributor": True,
            "is_cio": False, "is_unit_head": False, "is_estimate": False, "currency": "CNY", "gross_amount": 1,
            "rounding_amount": 0, "protected_amount": 0, "kept_percent": 100, "forfeited_amount": 0,
            "person_cap_reduction_amount": 0, "award_amount": 1, "status": "awarded", "clause": "S0-32",
        }])  # fmt: skip
        put_procedure(con, "p", (days, unit), (days, unit))
        sign(con, "publicised", begin)
        row = appealed(con, subject_type="award", subject_id="i", filed_on=begin)
        assert (row["file_by"], row["answer_by"]) == (day, day)


@pytest.mark.parametrize(
    ("decided_on", "in_time"), [(date(2026, 10, 15), True), (date(2026, 10, 16), False), (PUBLIC, True)]
)
def test_an_answer_on_the_last_day_is_in_time(con: duckdb.DuckDBPyConnection, decided_on: date, in_time: bool) -> None:
    row = appealed(con, state="decided", outcome="rejected", decided_on=decided_on, decision_reason="w")
    assert (row["answer_by"], row["answered_in_time"], row["follow_up"]) == (date(2026, 10, 15), in_time, None)


UPHELD = {"state": "decided", "outcome": "upheld", "decided_on": date(2026, 9, 28), "decision_reason": "w"}
FINDING = UPHELD | {"remedy": "finding", "remedy_reference": "f"}


def test_an_upheld_appeal_waits_for_its_remedy(con: duckdb.DuckDBPyConnection) -> None:
    nothing = appealed(con, **UPHELD)
    assert (nothing["follow_up"], nothing["remedy_seen"], nothing["revised_by"]) == ("outstanding", False, None)
    assert appealed(con, **UPHELD, remedy="finding")["follow_up"] == "outstanding"
    assert appealed(con, **FINDING)["follow_up"] == "awaited"


def finding(con: duckdb.DuckDBPyConnection, batch_id: int, **others: object) -> None:
    usual = {"finding_id": "f", "kind": "audit_loss", "occurred_on": date(2026, 5, 1), "batch_id": batch_id}
    insert(con, "history.finding", [usual | others])


@pytest.mark.parametrize(("batch_id", "follow_up"), [(5, "awaited"), (6, "delivered")])
def test_a_record_the_run_had_read_already_is_no_remedy(
    con: duckdb.DuckDBPyConnection, batch_id: int, follow_up: str
) -> None:
    finding(con, batch_id)
    assert appealed(con, **FINDING)["follow_up"] == follow_up
    assert appealed(con, **FINDING | {"remedy": "adjustment"})["follow_up"] == "awaited"


def test_only_a_finished_later_revision_that_read_the_record_has_revised_the_result(
    con: duckdb.DuckDBPyConnection,
) -> None:
    finding(con, 7)
    put_run(con, "before", 2, as_of_batch=6)
    put_run(con, "unfinished", 3, as_of_batch=7, state="scored")
    put_run(con, "preview", 0, as_of_batch=7, provisional=True)
    put_run(con, "other scope", 3, as_of_batch=7, org_scope="o")
    put_run(con, "other period", 3, as_of_batch=7, period="2025")
    assert appealed(con, **FINDING)["follow_up"] == "delivered"
    put_run(con, "third", 3, as_of_batch=7)
    put_run(con, "fourth", 4, as_of_batch=8)
    row = appealed(con, **FINDING)
    assert (row["follow_up"], row["remedy_seen"], row["revised_by"]) == ("revised", True, "fourth")


@pytest.mark.parametrize(
    ("reference", "follow_up"),
    [("project/P-1", "delivered"), ("project/P-2", "awaited"), ("person/x/2020-01-01", "delivered"), ("P-1", "awaited"),
     ("system/s", "delivered"), ("project_event/P-1", "awaited")],
)  # fmt: skip
def test_a_correction_names_a_record_of_any_feed_that_changed_or_ended(
    con: duckdb.DuckDBPyConnection, reference: str, follow_up: str
) -> None:
    project = {"project_id": "P-1", "department_id": "d", "name": "n"}
    insert(con, "history.project", [project | {"batch_id": 1, "closed_by_batch_id": 6}, project | {"batch_id": 6}])
    person = {"person_id": "x", "valid_from": date(2020, 1, 1), "batch_id": 6}
    insert(con, "history.person", [person])
    insert(con, "history.system", [{"system_id": "s", "batch_id": 1, "closed_by_batch_id": 9}])
    row = appealed(con, **UPHELD, remedy="correction", remedy_reference=reference)
    assert row["follow_up"] == follow_up


def objection_period(con: duckdb.DuckDBPyConnection) -> dict[str, Row]:
    """The published rows of the run, by kind of result."""
    con.execute("UPDATE run.run SET published = TRUE")
    con.execute("DELETE FROM scope.scheme")
    insert(con, "scope.scheme", [{"run_id": "r", "subject_type": "department", "scheme_key": "k"}])
    query, _ = published_tables(con)["objection_period"]
    return {row["subject_type"]: row for row in rows(con, query, {})}


def test_the_published_last_day_to_object_is_that_of_an_appeal(con: duckdb.DuckDBPyConnection) -> None:
    put_procedure(con, "p", (30, "calendar_days"), (10, "working_days"))
    sign(con, "publicised", PUBLIC)
    period = objection_period(con)
    assert {of: (row["opens_on"], row["file_by"], row["deadline_is_provisional"]) for of, row in period.items()} == {
        "department": (PUBLIC, date(2026, 10, 9), False), "award": (PUBLIC, date(2026, 10, 26), False),
    }  # fmt: skip
    assert appealed(con)["file_by"] == period["department"]["file_by"]
    assert appealed(con, subject_type="award", subject_id="i/2025/c")["file_by"] == period["award"]["file_by"]
    sign(con, "publicised", date(2026, 12, 28))
    assert objection_period(con)["department"]["deadline_is_provisional"]


def test_before_publicity_the_time_to_object_is_known_but_no_last_day(con: duckdb.DuckDBPyConnection) -> None:
    sign(con, "reviewed", date(2026, 1, 5))
    row = objection_period(con)["department"]
    assert (row["file_within"], row["unit"]) == (5, "working_days")
    assert (row["opens_on"], row["file_by"], row["deadline_is_provisional"]) == (None, None, None)
    con.execute("DELETE FROM compiled.procedure WHERE scheme_key = 'k'")
    sign(con, "publicised", PUBLIC)
    row = objection_period(con)["department"]
    assert (row["opens_on"], row["file_within"], row["file_by"]) == (PUBLIC, None, None)
