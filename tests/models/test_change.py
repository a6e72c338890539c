"""The change since the period before: its parts are told apart, and add up exactly to the change of the score."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import duckdb
import pytest

from pipelines.explain.change import change
from pipelines.explain.find import Row
from pipelines.models.scoring import SCORE_TABLES
from pipelines.models.tables import refill
from pipelines.period import parse_period
from pipelines.runs import load_run
from tests.models.schemes_by_hand import (
    Adjustments,
    Given,
    Indicator,
    Kind,
    Record,
    Scheme,
    Sum,
    Warehouse,
    add,
    put,
)  # fmt: skip

PERCENT = ((Decimal(0), Decimal(0)), (Decimal(100), Decimal(100)))
MILD = ((Decimal(0), Decimal(0)), (Decimal(50), Decimal(100)))
WHO = {"run_id": "r", "org": "o", "type": "department", "id": "d"}
SCHEME = Scheme(
    [
        Indicator("a", "x", Decimal(30), PERCENT),
        Indicator("b", "x", Decimal(20), PERCENT),
        Indicator("c", "y", Decimal(50), PERCENT),
    ],
    adjustments=Adjustments(Decimal(5), Decimal(10), [Kind("bonus", "bonus", least=Decimal(1), most=Decimal(5))]),
    general=("g", Decimal(20)),
)


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("2026Q3", "2026Q2"), ("2026Q1", "2025Q4"), ("2026H2", "2026H1"), ("2026H1", "2025H2"), ("2026", "2025"),
        ("2026-07-01..2026-09-30", None),
    ],
)  # fmt: skip
def test_the_period_before_is_of_the_same_length(name: str, before: str | None) -> None:
    assert parse_period(name).before == before


def sums(**numerators: int) -> dict[str, Sum]:
    """So many of 60."""
    return {metric: (Decimal(numerator), Decimal(60)) for metric, numerator in numerators.items()}


def put_years(
    con: duckdb.DuckDBPyConnection, before: dict[str, Sum], now: dict[str, Sum], *records: Record, **run: object
) -> None:
    """The year 2025 as run `q` and 2026 as run `r`, both scored; `run`: other columns of run `q`."""
    put(con, replace(Given(SCHEME, {"d": now}), records=records))
    columns = {"run_id": "q", "period": "2025", "period_end": "2025-12-31", "period_start": "2025-01-01"} | run
    replaced = ", ".join(f"${name} AS {name}" for name in columns)
    con.execute(f"INSERT INTO run.run SELECT * REPLACE ({replaced}) FROM run.run", columns)
    for table in ("scope.subject", "scope.reach", "scope.parameter"):
        con.execute(f"INSERT INTO {table} SELECT * REPLACE ('q' AS run_id) FROM {table} WHERE run_id = 'r'")
    for metric, (numerator, denominator) in before.items():
        add(con, "result.metric_sum", run_id="q", org_id="o", subject_type="department", subject_id="d",
            metric_id=metric, numerator=numerator, denominator=denominator, evidence_count=9)  # fmt: skip
    con.execute("UPDATE run.run SET state = 'computed'")
    for run_id in ("q", "r"):
        refill(con, load_run(con, run_id).parameters, SCORE_TABLES, source="scoring")


def changed(con: duckdb.DuckDBPyConnection) -> Row:
    found = change(con, load_run(con, "r"), WHO)
    assert found is not None
    if found["why_not"] is None:
        parts = ("value_change", "weight_change", "scheme_change", "counted_change")
        assert all(row["delta"] == sum(row[part] for part in parts) for row in found["indicators"])
        whole = sum(row["delta"] for row in (*found["indicators"], *found["others"]))
        assert whole == found["delta"] == found["score_after"] - found["score_before"]
    return found


def by_metric(found: Row) -> dict[str, dict[str, Decimal]]:
    """The parts of each indicator that are not 0."""
    return {
        row["metric_id"]: {part: row[f"{part}_change"] for part in ("value", "weight", "scheme", "counted")
                           if row[f"{part}_change"]}
        for row in found["indicators"]
    }  # fmt: skip


def test_a_value_that_moved_moves_its_own_contribution_only(warehouse: Warehouse) -> None:
    with warehouse() as con:
        put_years(con, sums(a=30, b=60, c=20), sums(a=40, b=60, c=20))
        found = changed(con)
    assert by_metric(found) == {"a": {"value": Decimal("5.000000")}, "b": {}, "c": {}}
    rounding = {row["part"]: row["delta"] for row in found["others"] if row["delta"]}
    # 51.666667 was 51.67, 56.666667 is 56.67: rounded alike.
    assert (found["delta"], rounding) == (Decimal("5.00"), {})


def test_what_no_longer_counts_gives_its_weight_to_the_others_and_both_are_told(warehouse: Warehouse) -> None:
    with warehouse() as con:
        put_years(con, sums(a=30, b=60, c=20), sums(a=40, c=20))
        found = changed(con)
    assert by_metric(found) == {
        # 20 more of weight at 50 points of before, then 16.666667 points more at the weight of now.
        "a": {"weight": Decimal("10.000000"), "value": Decimal("8.333333")},
        "b": {"counted": Decimal("-20.000000")},
        "c": {},
    }


def test_another_scheme_version_tells_its_weights_and_curves_from_the_value(warehouse: Warehouse) -> None:
    with warehouse() as con:
        put_years(con, sums(a=20, b=60, c=20), sums(a=25, b=60, c=20))
        for table in ("scheme", "dimension", "indicator", "piece", "grade", "scheme_metric", "adjustment",
                      "adjustment_kind", "general_part"):  # fmt: skip
            con.execute(f"INSERT INTO compiled.{table} SELECT * REPLACE ('new' AS scheme_key) FROM compiled.{table}")
        con.execute("UPDATE compiled.indicator SET weight = 40 WHERE scheme_key = 'new' AND metric_id = 'a'")
        con.execute("UPDATE compiled.indicator SET weight = 10 WHERE scheme_key = 'new' AND metric_id = 'b'")
        # Full points from 50 % on.
        con.execute(
            "UPDATE compiled.piece SET points_rise = 200 "
            "WHERE scheme_key = 'new' AND metric_id = 'a' AND points_rise = 100"
        )
        con.execute("UPDATE scope.subject SET scheme_key = 'new' WHERE run_id = 'r'")
        refill(con, load_run(con, "r").parameters, SCORE_TABLES, source="scoring")
        found = changed(con)
    assert found["other_scheme"]
    # 33.333333 points of 30 are 10, of 40 are 13.333333, on the new curve 26.666667 (twice the points); 41.666666 % is
    # 83.333332 points of 40.
    assert by_metric(found)["a"] == {
        "weight": Decimal("3.333333"),
        "scheme": Decimal("13.333333"),
        "value": Decimal("6.666667"),
    }
    assert by_metric(found)["b"] == {"weight": Decimal("-10.000000")}


def test_general_part_bonus_and_the_limit_of_100_are_parts_too(warehouse: Warehouse) -> None:
    with warehouse() as con:
        put_years(con, sums(a=60, b=60, c=60), sums(a=60, b=60, c=59, g=54), Record("d", "x", "bonus", Decimal(3)))
        found = changed(con)
    others = {row["part"]: (row["before"], row["after"]) for row in found["others"]}
    # The general part of 90 takes the place of 20 % of 99.166667. The bonus stands in both years' records.
    assert others["general_part"] == (0, Decimal("-1.8333334"))
    assert others["bonus"] == (3, 3)
    assert others["limits"] == (-3, Decimal("-0.3333336"))


def test_a_millionth_of_rounding_is_not_lost(warehouse: Warehouse) -> None:
    with warehouse() as con:
        put_years(con, sums(a=20, b=40, c=10), sums(a=20, b=41, c=10))
        found = changed(con)
    rounding = next(row for row in found["others"] if row["part"] == "rounding")
    assert rounding["before"] == found["score_before"] - Decimal("31.666666")
    assert rounding["after"] == found["score_after"] - Decimal("32.000000")


@pytest.mark.parametrize(
    ("prepare", "why_not"),
    [
        ("DELETE FROM run.run WHERE run_id = 'q'", "not_computed"),
        ("UPDATE run.run SET state = 'scored' WHERE run_id = 'q'", "not_computed"),
        ("UPDATE run.run SET sign_off = 'rejected' WHERE run_id = 'q'", "not_computed"),
        ("UPDATE run.run SET sign_off = 'returned' WHERE run_id = 'q'", "not_computed"),
        ("DELETE FROM result.appraisal WHERE run_id = 'q'", "not_appraised"),
        ("UPDATE result.appraisal SET score = NULL WHERE run_id = 'q'", "no_score"),
    ],
)
def test_what_cannot_be_compared_is_said(warehouse: Warehouse, prepare: str, why_not: str) -> None:
    with warehouse() as con:
        put_years(con, sums(a=30), sums(a=30))
        con.execute(prepare)
        assert changed(con)["why_not"] == why_not


def test_the_newest_final_run_of_the_same_scope_is_compared_with(warehouse: Warehouse) -> None:
    with warehouse() as con:
        put_years(con, sums(a=30), sums(a=30))
        copies = (
            ("newer", "revision", 2), ("elsewhere", "org_scope", "other"), ("preview", "provisional", True),
            ("half", "state", "scored"),
        )  # fmt: skip
        for run_id, column, value in copies:
            given = {"id": run_id, "value": value}
            con.execute(
                f"INSERT INTO run.run SELECT * REPLACE ($id AS run_id, $value AS {column}) FROM run.run "
                "WHERE run_id = 'q'",
                given,
            )
            con.execute(
                "INSERT INTO result.appraisal SELECT * REPLACE ($id AS run_id) FROM result.appraisal "
                "WHERE run_id = 'q'",
                {"id": run_id},
            )
        con.execute("UPDATE run.run SET revision = 9 WHERE run_id IN ('elsewhere', 'half')")
        assert changed(con)["run_id"] == "newer"
