"""Scores of units become the score of whoever answers for them, weighted by days of office."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from pipelines.models.scoring import score
from pipelines.parameters import Parameters
from tests.models.schemes_by_hand import Given, Indicator, Scheme, Warehouse, add, put, put_metric

YEAR = Parameters("r", date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31))
PLAIN = ((Decimal(0), Decimal(0)), (Decimal(100), Decimal(100)))


def fill(
    con: duckdb.DuckDBPyConnection,
    units: dict[str, tuple[int, date, date | None]],
    offices: list[tuple[str, str, date, date]],
    cut_off: date = YEAR.cut_off,
) -> None:
    """Units (score, first day, last day) and who answers for them from when until when; everybody has an indicator."""
    part = Indicator("own", "a", Decimal(100), PLAIN)
    sums = {name: {"own": (Decimal(value), Decimal(100))} for name, (value, _, _) in units.items()}
    put(con, Given(Scheme([part]), sums, cut_off=cut_off))
    put_metric(con, "unit_scores", unit="pts")
    con.execute("DELETE FROM compiled.scheme_metric WHERE metric_id = 'unit_scores'")
    add(con, "compiled.scheme_metric", scheme_key="c", metric_id="unit_scores")
    for table in ("scheme", "dimension", "grade"):
        con.execute(f"INSERT INTO compiled.{table} SELECT * REPLACE ('c' AS scheme_key) FROM compiled.{table}")
    for table in ("indicator", "piece"):
        con.execute(
            f"INSERT INTO compiled.{table} SELECT * REPLACE ('c' AS scheme_key, 'unit_scores' AS metric_id) "
            f"FROM compiled.{table}"
        )
    for name, (_, first, last) in units.items():
        add(con, "scope.holding", run_id="r", org_id="o", holder_id=name, department_id=name,
            counts_from=YEAR.period_start, counts_until=YEAR.period_end, share_percent=100)  # fmt: skip
        add(con, "history.department", org_id="o", department_id=name, name=name, appraised=True, valid_from=first,
            valid_until=last, batch_id=1, source_row=2)  # fmt: skip
    for person in dict.fromkeys(person for person, *_ in offices):
        add(con, "scope.subject", run_id="r", org_id="o", subject_type="cio", subject_id=person, subject_name=person,
            scheme_key="c", tenure_days=365)  # fmt: skip
    for person, unit, first, last in offices:
        add(con, "scope.reach", run_id="r", org_id="o", subject_type="cio", subject_id=person, department_id=unit,
            counts_from=first, counts_until=last)  # fmt: skip
    score(con, Parameters("r", YEAR.period_start, YEAR.period_end, cut_off))


def sums(con: duckdb.DuckDBPyConnection, person: str = "p") -> tuple[Decimal, Decimal, Decimal | None]:
    """Numerator, denominator and score of a person."""
    found = con.execute(
        "SELECT sums.numerator, sums.denominator, results.score FROM result.metric_sum AS sums "
        "INNER JOIN result.appraisal AS results USING (subject_id) "
        "WHERE subject_id = ? AND sums.metric_id = 'unit_scores'",
        [person],
    ).fetchone()
    assert found is not None
    return found[0], found[1], found[2]


def test_the_mean_of_units_is_weighted_by_days_of_office(warehouse: Warehouse) -> None:
    with warehouse() as con:
        first, last = YEAR.period_start, YEAR.period_end
        fill(con, {"d1": (80, first, None), "d2": (90, first, None)},
             [("p", "d1", first, last), ("p", "d2", date(2026, 10, 1), last)])  # fmt: skip
        assert sums(con) == (Decimal("374.8"), 457, Decimal("82.01"))


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "days"),
    [
        (date(2020, 1, 1), None, 365),
        (date(2026, 7, 1), None, 184),
        (date(2020, 1, 1), date(2026, 3, 31), 90),
        (date(2026, 12, 31), None, 1),
    ],
)
def test_only_days_on_which_the_unit_existed_count(
    warehouse: Warehouse, valid_from: date, valid_until: date | None, days: int
) -> None:
    with warehouse() as con:
        fill(con, {"d1": (80, valid_from, valid_until)}, [("p", "d1", YEAR.period_start, YEAR.period_end)])
        assert sums(con) == (Decimal(days) * Decimal("0.8"), days, 80)


def test_days_count_up_to_the_cut_off_and_stretches_add_up(warehouse: Warehouse) -> None:
    with warehouse() as con:
        fill(
            con,
            {"d1": (80, YEAR.period_start, None)},
            [("p", "d1", date(2026, 1, 1), date(2026, 1, 31)), ("p", "d1", date(2026, 6, 1), YEAR.period_end)],
            cut_off=date(2026, 6, 30),
        )
        assert sums(con)[1] == 61


def test_a_unit_that_was_succeeded_counts_until_then(warehouse: Warehouse) -> None:
    with warehouse() as con:
        first, last = YEAR.period_start, YEAR.period_end
        fill(con, {"d1": (80, first, None), "d2": (90, first, None)},
             [("p", "d1", first, last), ("p", "d2", first, last)])  # fmt: skip
        con.execute("UPDATE scope.holding SET counts_until = '2026-01-10' WHERE department_id = 'd1'")
        score(con, YEAR)
        assert sums(con) == (Decimal("336.5"), 375, Decimal("89.73"))


def test_a_unit_without_a_score_is_left_out(warehouse: Warehouse) -> None:
    with warehouse() as con:
        first, last = YEAR.period_start, YEAR.period_end
        fill(con, {"d1": (80, first, None), "d2": (90, first, None)},
             [("p", "d1", first, last), ("p", "d2", first, last)])  # fmt: skip
        con.execute("DELETE FROM result.metric_sum WHERE subject_id = 'd2'")
        score(con, YEAR)
        assert sums(con) == (292, 365, 80)
        con.execute("DELETE FROM result.metric_sum WHERE subject_id = 'd1'")
        score(con, YEAR)
        assert con.execute("SELECT score, status FROM result.appraisal WHERE subject_id = 'p'").fetchone() == (
            None, "insufficient_data")  # fmt: skip


def test_units_below_full_score_are_the_evidence(warehouse: Warehouse) -> None:
    with warehouse() as con:
        first, last = YEAR.period_start, YEAR.period_end
        fill(con, {"d1": (80, first, None), "d2": (100, first, None)},
             [("p", "d1", first, last), ("p", "d2", first, last)])  # fmt: skip
        assert con.execute(
            "SELECT position, department_id, source_feed, source_id, occurred_on, numerator, denominator "
            "FROM result.evidence WHERE subject_id = 'p'"
        ).fetchall() == [(1, "d1", "appraisal", "d1", last, 292, 365)]
