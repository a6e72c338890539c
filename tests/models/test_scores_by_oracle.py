"""Random schemes and sums: the SQL and the second computation agree to the last digit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import duckdb
from hypothesis import HealthCheck, given, settings

from pipelines.models.scoring import SCORE_TABLES
from pipelines.models.tables import refill
from pipelines.parameters import Parameters
from tests.models import oracle
from tests.models.oracle_grades import Appraised, appraise
from tests.models.schemes_by_hand import Given, Warehouse, put
from tests.models.strategies import cases

RESULTS = (
    "base_score, general_score, bonus_points, deducted_points, score, graded_score, rank, score_grade, within_quota, "
    "suggested_grade, measured_weight, gates"
)


def exact(x: object) -> object:
    """A number as a fraction, anything else as it is."""
    return Fraction(x) if isinstance(x, Decimal) else x


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=cases())
def test_both_computations_agree(case: Given, warehouse: Warehouse) -> None:
    with warehouse() as con:
        put(con, case)
        refill(con, Parameters("r", *case.period, case.cut_off), SCORE_TABLES, source="scoring")
        found = scores(con)
        for subject, one in appraise(case).items():
            query = f"SELECT {RESULTS} FROM result.appraisal WHERE subject_id = ?"
            appraisal = con.execute(query, [subject]).fetchone()
            assert appraisal is not None
            assert tuple(map(exact, appraisal)) == expected(one)
            assert status_of(con, subject) == {"gradable": "provisional" if case.provisional else "graded"}.get(
                one.verdict, one.verdict
            )
            states = con.execute("SELECT gate, state FROM result.gate WHERE subject_id = ?", [subject]).fetchall()
            assert dict(states) == one.states
            assert {metric: found[subject, metric] for metric in one.summed.indicators} == one.summed.indicators


def expected(one: Appraised) -> tuple[object, ...]:
    """The second computation's numbers, in the order of RESULTS."""
    return (
        one.summed.base, one.general, one.bonus, one.deducted, one.score, one.graded, one.rank, one.score_grade,
        one.within_quota, one.grade, one.summed.measured_weight, one.gates,
    )  # fmt: skip


def status_of(con: duckdb.DuckDBPyConnection, subject: str) -> str:
    """The status of the subject's result."""
    (row,) = con.execute("SELECT status FROM result.appraisal WHERE subject_id = ?", [subject]).fetchall()
    return str(row[0])


def scores(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], oracle.Scored]:
    """The SQL's indicator scores; each pair of subject and indicator once, weights adding up to 100 or nothing."""
    rows = con.execute(
        "SELECT subject_id, metric_id, status, value, points, weight, contribution FROM result.indicator_score"
    ).fetchall()
    found = {(row[0], row[1]): oracle.Scored(row[2], *map(exact, row[3:])) for row in rows}
    assert len(found) == len(rows)
    for subject in {row[0] for row in rows}:
        assert sum(one.weight for (name, _), one in found.items() if name == subject) in {0, 100}
    return found
