"""What is published of grades and their quota, and of the offices of a CIO, as a run knew them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb

from pipelines.models.scoring import score_sums
from pipelines.parameters import Parameters
from pipelines.warehouse import SQL_DIR, as_view
from tests.models.schemes_by_hand import Given, Indicator, Quota, Scheme, Warehouse, add, put

PLAIN = ((Decimal(0), Decimal(0)), (Decimal(100), Decimal(100)))
GRADES = (("excellent", Decimal(90)), ("good", Decimal(80)), ("fair", Decimal(70)), ("poor", None))
RUN = {"run_id": "r", "org_id": "o"}
PERSON = {"org_id": "o", "person_id": "p", "name": "张三", "it_staff": True, "source_row": 2}


def published(con: duckdb.DuckDBPyConnection, table: str, columns: str) -> list[tuple[object, ...]]:
    query = as_view(SQL_DIR / "published" / f"{table}.sql")
    return con.execute(f"SELECT {columns} FROM ({query}) AS whole").fetchall()


def put_graded(con: duckdb.DuckDBPyConnection, quota: Quota | None, **scores: int) -> None:
    """CIOs with a score each in a published run of a whole year; `short` was in office for too few days."""
    scheme = Scheme([Indicator("a", "x", Decimal(100), PLAIN)], GRADES, minimum_tenure_share=Decimal(50), quota=quota,
                    subject_type="cio")  # fmt: skip
    sums = {name: {"a": (Decimal(score), Decimal(100))} for name, score in scores.items()}
    case = Given(scheme, sums, {name: 182 if name == "short" else 365 for name in scores})
    put(con, case)
    add(con, "scope.scheme", **RUN, subject_type="cio", scheme_key="k")
    score_sums(con, Parameters("r", *case.period, case.cut_off))
    con.execute("UPDATE run.run SET published = TRUE")


def decide(con: duckdb.DuckDBPyConnection, subject: str, suggested: str, grade: str) -> None:
    add(con, "run.decided_grade", **RUN, subject_type="cio", subject_id=subject, position=1, suggested_grade=suggested,
        grade=grade, reason="as agreed", decided_by="李", decided_on=date(2027, 1, 20))  # fmt: skip


def test_grades_are_counted_from_the_lowest_with_those_nobody_has(warehouse: Warehouse) -> None:
    with warehouse() as con:
        put_graded(con, Quota(Decimal(40), "excellent"), a=99, b=98, c=97, d=85, short=99)
        decide(con, "c", "good", "fair")
        columns = "level, grade, before_quota_count, suggested_count, decided_count, standing_count, confirmed_count"
        counts = [
            (1, "poor", 0, 0, 0, 0, None),
            (2, "fair", 0, 0, 1, 1, None),
            (3, "good", 1, 3, 0, 2, None),
            (4, "excellent", 3, 1, 0, 1, None),
        ]
        assert published(con, "grade_count", columns) == counts
        # A decision lapses where the run suggests something else.
        con.execute("UPDATE run.decided_grade SET suggested_grade = 'excellent'")
        assert published(con, "grade_count", "decided_count, standing_count") == [(0, 0), (0, 0), (0, 3), (0, 1)]
        con.execute("UPDATE run.run SET sign_off = 'confirmed'")
        assert published(con, "grade_count", "confirmed_count") == [(0,), (0,), (3,), (1,)]


def test_the_places_published_are_those_the_grades_were_given_by(warehouse: Warehouse) -> None:
    for quota, scores, due, places in (
        (Quota(Decimal(40), "excellent"), {"a": 99, "b": 98, "c": 97, "d": 85, "short": 99}, 4, 1),
        (Quota(Decimal(20), "excellent", 3), {"a": 99, "b": 98, "c": 97}, 3, 1),
        (Quota(Decimal(20), "excellent", 4), {"a": 99, "b": 98, "c": 97}, 3, 0),
        (Quota(Decimal(100), "excellent"), {"a": 99, "b": 98}, 2, 2),
    ):
        with warehouse() as con:
            put_graded(con, quota, **scores)
            columns = "grade, subject_count, due_count, quota_percent, quota_places, suggested_count"
            *below, best = published(con, "grade_count", columns)
            assert best == ("excellent", len(scores), due, quota.percent, places, places)
            assert {row[3:5] for row in below} == {(None, None)}


def test_without_a_quota_there_are_no_places(warehouse: Warehouse) -> None:
    with warehouse() as con:
        put_graded(con, None, a=99)
        assert set(published(con, "grade_count", "quota_percent, quota_places")) == {(None, None)}


def test_the_score_a_grade_held_by_small_numbers_is_read_off_is_published(warehouse: Warehouse) -> None:
    indicators = [Indicator("a", "x", Decimal(60), PLAIN), Indicator("b", "x", Decimal(40), PLAIN)]
    scheme = Scheme(indicators, GRADES, subject_type="cio", general=("fact", Decimal(20)), small_number=3)
    common = {"a": (Decimal(85), Decimal(100)), "fact": (Decimal(50), Decimal(100))}
    sums = {name: common | {"b": (Decimal(n), Decimal(n))} for name, n in (("few", 2), ("enough", 3))}
    with warehouse() as con:
        case = Given(scheme, sums, counts={("few", "b"): 2})
        put(con, case)
        add(con, "scope.scheme", **RUN, subject_type="cio", scheme_key="k")
        score_sums(con, Parameters("r", *case.period, case.cut_off))
        con.execute("UPDATE run.run SET published = TRUE")
        columns = "subject_id, score, graded_score, others_score, score_grade"
        full = Decimal("82.80")
        assert published(con, "appraisal", columns) == [
            ("enough", full, full, None, "good"),
            ("few", full, full, Decimal("78.00"), "fair"),
        ]
        # The same as the grade was worked out with: the formula stands in `scoring.total`, too.
        worked_with = con.execute("SELECT others_score FROM scoring.total WHERE subject_id = 'few'").fetchall()
        assert worked_with == [(Decimal("78.00"),)]


def test_where_the_rule_for_bonus_points_comes_from_is_published(warehouse: Warehouse) -> None:
    with warehouse() as con:
        put_graded(con, None, a=99)
        assert published(con, "scheme", "adjustment_source") == [(None,)]
        add(con, "compiled.adjustment", scheme_key="k", bonus_limit=5, deduction_limit=10, clause="", source="DEFAULT")
        assert published(con, "scheme", "adjustment_source") == [("DEFAULT",)]


def put_office(con: duckdb.DuckDBPyConnection) -> None:
    """A CIO of unit D1, whose end of office and unit's name were corrected by batch 2; the run read batch 1."""
    put_graded(con, None, p=99)
    con.execute("UPDATE run.run SET as_of_batch = 1, cut_off = DATE '2026-09-30'")
    office = {"org_id": "o", "appointment_id": "a1", "person_id": "p", "department_id": "D1", "kind": "concurrent",
              "term_number": 2, "start_on": date(2025, 3, 1), "source_row": 2}  # fmt: skip
    add(con, "history.appointment", **office, batch_id=1, closed_by_batch_id=2)
    add(con, "history.appointment", **office | {"end_on": date(2026, 5, 31)}, batch_id=2)
    for batch, name in ((1, "信息部"), (2, "数字部")):
        add(con, "history.department", org_id="o", department_id="D1", name=name, appraised=True, source_row=2,
            valid_from=date(2020, 1, 1), batch_id=batch, closed_by_batch_id=2 if batch == 1 else None)  # fmt: skip
    for start, end, post in ((date(2020, 1, 1), date(2026, 6, 30), "科长"), (date(2026, 7, 1), None, "处长")):
        add(con, "history.person", **PERSON, department_id="D1", post=post, valid_from=start, valid_until=end,
            batch_id=1)  # fmt: skip


OFFICE = "appointment_id, department_id, department_name, post, start_on, end_on, counts_from, counts_until"


def test_an_office_is_published_as_the_run_knew_it(warehouse: Warehouse) -> None:
    started, first, cut_off = date(2025, 3, 1), date(2026, 1, 1), date(2026, 9, 30)
    with warehouse() as con:
        put_office(con)
        assert published(con, "office", OFFICE) == [("a1", "D1", "信息部", "处长", started, None, first, cut_off)]
        assert published(con, "office", "person_id, kind, term_number, tenure_days") == [("p", "concurrent", 2, 365)]
        con.execute("UPDATE run.run SET as_of_batch = 2")
        ended = date(2026, 5, 31)
        assert published(con, "office", OFFICE) == [("a1", "D1", "数字部", "科长", started, ended, first, ended)]


def test_a_unit_is_published_as_the_run_knew_it(warehouse: Warehouse) -> None:
    with warehouse() as con:
        put_office(con)
        columns = "run_id, org_id, department_id, department_name, appraised"
        assert published(con, "department", columns) == [("r", "o", "D1", "信息部", True)]
        con.execute("UPDATE run.run SET as_of_batch = 2")
        assert published(con, "department", columns) == [("r", "o", "D1", "数字部", True)]


def test_an_office_of_no_unit_is_that_of_the_whole_and_others_of_no_day_are_left_out(warehouse: Warehouse) -> None:
    with warehouse() as con:
        put_office(con)
        con.execute("UPDATE history.appointment SET department_id = '' WHERE batch_id = 1")
        con.execute("DELETE FROM history.person")
        for name, person, start, end in (
            ("later", "p", date(2026, 10, 1), None),
            ("earlier", "p", date(2024, 1, 1), date(2025, 12, 31)),
            ("not appraised", "q", date(2024, 1, 1), None),
        ):
            add(con, "history.appointment", org_id="o", appointment_id=name, person_id=person, start_on=start,
                end_on=end, batch_id=1, source_row=3)  # fmt: skip
        assert published(con, "office", "appointment_id, department_id, department_name, post") == [
            ("a1", None, None, None)
        ]
