"""What cost points or a grade is named, with the rows behind it: gates, findings, incidents, bonus and deduction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb

from pipelines.models.counting import sum_evidence
from pipelines.models.scoring import score
from pipelines.parameters import Parameters
from tests.models.schemes_by_hand import (
    Adjustments,
    Gate,
    Given,
    Indicator,
    Kind,
    Record,
    Scheme,
    Warehouse,
    add,
    put,
    put_metric,
)

RUN = Parameters("r", date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31))
PLAIN = ((Decimal(0), Decimal(0)), (Decimal(100), Decimal(100)))
DEDUCTION = ((Decimal(0), Decimal(100)), (Decimal(100), Decimal(0)))
POINTS = Indicator("points", "a", Decimal(50), DEDUCTION, cut_up_from=Decimal(0), value_rule="total", scale=1)
OWN = Indicator("own", "a", Decimal(50), PLAIN)
LOWEST = Gate("V1", "serious", [("at_least", Decimal(1), "lowest_grade", None)])
LIMIT = Gate("V3", "falsified", [("at_least", Decimal(1), "graded_as_at_most", Decimal("79.99"))])
CLEAR = Gate("V6", "misused", [("at_least", Decimal(2), "lowest_grade", None)])


def row(con: duckdb.DuckDBPyConnection, metric: str, source: str, **values: object) -> None:
    """One row of evidence of the feed and id `finding f1`; unit d's unless said otherwise."""
    feed, name = source.split()
    given = {
        "metric_id": metric, "org_id": "o", "department_id": "d", "occurred_on": date(2026, 5, 1), "source_feed": feed,
        "source_id": name, "numerator": 1, "denominator": 1, "batch_id": 1, "source_row": 2, "is_provisional": False,
    } | values  # fmt: skip
    add(con, "given", **given)


def prepare(con: duckdb.DuckDBPyConnection, kind: str = "department", records: tuple[Record, ...] = ()) -> None:
    """Unit or CIO d with a scheme of two indicators and three gates, and no evidence yet."""
    con.execute(
        "CREATE TEMP TABLE given AS SELECT * FROM evidence.every_row LIMIT 0;"
        "CREATE OR REPLACE VIEW evidence.every_row AS SELECT * FROM given"
    )
    kinds = [
        Kind("superior_commendation", "bonus", least=Decimal(1), most=Decimal(3)),
        Kind("late_data", "deduction", each=Decimal(1)),
    ]
    scheme = Scheme(
        [POINTS, OWN], gates=[LOWEST, LIMIT, CLEAR], subject_type=kind,
        adjustments=Adjustments(Decimal(4), Decimal(10), kinds),
    )  # fmt: skip
    put(con, Given(scheme, {"d": {}}, records=records))
    con.execute("UPDATE compiled.metric SET better = 'lower', unit = 'pts' WHERE metric_id = 'points'")
    con.execute("UPDATE compiled.metric SET better = 'lower', unit = 'n' WHERE value_rule = 'total' AND unit <> 'pts'")


def finish(con: duckdb.DuckDBPyConnection) -> None:
    sum_evidence(con, RUN)
    score(con, RUN)


def causes(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute(
        "SELECT cause_kind, cause_id, metric_id, points_lost, detail FROM result.deduction ORDER BY ALL"
    ).fetchall()


def shown(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return con.execute("SELECT metric_id, source_feed, source_id FROM result.evidence ORDER BY ALL").fetchall()


def test_a_tripped_gate_and_the_records_behind_it_are_named_without_points(warehouse: Warehouse) -> None:
    with warehouse() as con:
        prepare(con)
        row(con, "own", "project p1")
        row(con, "serious", "incident i1")
        row(con, "falsified", "finding f1")
        row(con, "misused", "finding f2")
        finish(con)
        assert causes(con) == [
            ("finding", "f1", "falsified", 0, "Finding of 2026-05-01: Title of V3"),
            ("gate", "V1", "serious", 0, "Title of V1: 1, lowest grade"),
            ("gate", "V3", "falsified", 0, "Title of V3: 1, graded as at most 79.99"),
            ("incident", "i1", "serious", 0, "Incident of 2026-05-01: Title of V1"),
        ]
        assert shown(con) == [("falsified", "finding", "f1"), ("serious", "incident", "i1")]


def test_an_incident_that_cost_points_and_tripped_a_gate_stands_once_with_its_points(warehouse: Warehouse) -> None:
    with warehouse() as con:
        prepare(con)
        row(con, "points", "incident i1", numerator=30)
        row(con, "points", "system s1", numerator=0)
        row(con, "serious", "incident i1")
        finish(con)
        incidents = [cause for cause in causes(con) if cause[0] == "incident"]
        assert incidents == [("incident", "i1", "points", 30, "Incident of 2026-05-01: 30.000000 points")]


def test_bonus_and_deduction_stand_by_record_with_what_the_limit_leaves(warehouse: Warehouse) -> None:
    records = (
        Record("d", "a1", "superior_commendation", Decimal(3), date(2026, 2, 1)),
        Record("d", "a2", "superior_commendation", Decimal(2), date(2026, 3, 1)),
        Record("d", "a3", "late_data"),
    )
    with warehouse() as con:
        prepare(con, records=records)
        row(con, "own", "project p1", numerator=Decimal("0.8"))
        finish(con)
        assert [cause for cause in causes(con) if cause[0] == "adjustment"] == [
            ("adjustment", "a1", None, -3, "Bonus of 2026-02-01: superior_commendation"),
            ("adjustment", "a2", None, -1, "Bonus of 2026-03-01: superior_commendation (2 points before the limits)"),
            ("adjustment", "a3", None, 1, "Deduction of 2026-03-01: late_data"),
        ]
        found = con.execute("SELECT base_score, bonus_points, deducted_points, score FROM result.appraisal").fetchall()
        assert found == [(80, 4, 1, 83)]


def test_a_persons_own_records_count_for_the_cio_and_not_for_others(warehouse: Warehouse) -> None:
    with warehouse() as con:
        prepare(con, kind="cio")
        row(con, "own", "project p1", department_id=None, person_id="d", numerator=Decimal("0.5"))
        row(con, "own", "project p2", department_id=None, person_id="other")
        row(con, "own", "project p3", department_id=None)
        row(con, "own", "project p4", department_id="d", person_id="d")
        row(con, "falsified", "finding f1", department_id=None, person_id="d")
        finish(con)
        assert con.execute(
            "SELECT numerator, denominator, evidence_count FROM result.metric_sum WHERE metric_id = 'own'"
        ).fetchall() == [(Decimal("0.5"), 1, 1)]
        assert shown(con) == [("falsified", "finding", "f1"), ("own", "project", "p1")]


def test_a_share_of_an_ended_unit_is_taken_of_its_sum_and_its_rows_are_shown_once(warehouse: Warehouse) -> None:
    with warehouse() as con:
        prepare(con)
        for month, share in ((4, Decimal("33.333333")), (5, Decimal("16.666667"))):
            add(con, "scope.reach", run_id="r", org_id="o", subject_type="department", subject_id="d",
                department_id="ended", counts_from=date(2026, month, 1), counts_until=date(2026, 12, 31),
                share_percent=share)  # fmt: skip
        for day in (1, 2, 3):
            row(con, "own", f"project p{day}", department_id="ended", occurred_on=date(2026, 3 + day, 30), numerator=0)
        finish(con)
        # A third of three and a sixth of two.
        assert con.execute("SELECT denominator, evidence_count FROM result.metric_sum").fetchall() == [
            (Decimal("1.333333"), 5)]  # fmt: skip
        assert [name for _, _, name in shown(con)] == ["p1", "p2", "p3"]


def test_rows_that_rest_on_something_not_final_are_counted(warehouse: Warehouse) -> None:
    with warehouse() as con:
        prepare(con)
        row(con, "own", "project p1", is_provisional=True)
        row(con, "own", "project p2")
        finish(con)
        assert con.execute(
            "SELECT evidence_count, provisional_count FROM result.indicator_score WHERE metric_id = 'own'"
        ).fetchall() == [(2, 1)]


def test_the_rows_of_a_raised_alert_are_shown(warehouse: Warehouse) -> None:
    with warehouse() as con:
        prepare(con)
        put_metric(con, "ending", value_rule="total", scale=1, better="info")
        add(con, "compiled.alert", scheme_key="k", alert="ending", position=1, title_zh="", title_en="",
            metric_id="ending", comparison="at_least", threshold=1, clause="", source="")  # fmt: skip
        row(con, "ending", "appointment t1")
        finish(con)
        assert shown(con) == [("ending", "appointment", "t1")]
