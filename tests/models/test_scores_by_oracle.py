"""Random schemes and sums: the SQL and the second computation agree to the last digit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.models.scoring import score_sums
from pipelines.parameters import Parameters
from tests.models import oracle
from tests.models.schemes_by_hand import Given, Indicator, Scheme, Sum, Warehouse, put

MICRO = Decimal("0.000001")
LIMITS = tuple(sorted({Decimal(n) for n in (60, 70, 80, 90)}, reverse=True))
numbers = st.integers(0, 10**9).map(lambda n: Decimal(n) * MICRO)


@st.composite
def indicators(draw: st.DrawFn, number: int) -> Indicator:
    values = sorted(draw(st.sets(st.integers(0, 200), min_size=1, max_size=5)))
    points = draw(st.lists(st.integers(0, 100), min_size=len(values), max_size=len(values)))
    falls = [Decimal(x) for x, y, z in zip(values, points, points[1:], strict=False) if z < y]
    return Indicator(
        metric=f"m{number}",
        dimension=draw(st.sampled_from(["a", "b", "c"])),
        weight=Decimal(draw(st.integers(0, 40_000_000))) * MICRO if draw(st.booleans()) else Decimal(7),
        knots=[(Decimal(x), Decimal(y)) for x, y in zip(values, points, strict=True)],
        cut_up_from=falls[0] if falls else None,
        absent=draw(st.sampled_from(["missing", "not_applicable"])),
        disabled=draw(st.sampled_from([None, None, None, "switched off"])),
        value_rule=draw(st.sampled_from(["ratio", "ratio", "total"])),
        scale=draw(st.sampled_from([1, 100])),
        feeds=draw(st.sampled_from(["", "project", "project,system"])),
        evidence=draw(st.sampled_from(["given", "given", None])),
    )


@st.composite
def sums(draw: st.DrawFn, one: Indicator) -> Sum:
    """Any sum; often one whose value is a knot, or a millionth beside it; sometimes a very large one."""
    kind = draw(st.sampled_from(["any", "knot", "large", "third", "nothing"]))
    if kind == "nothing":
        return Decimal(0), Decimal(0)
    if kind == "large":
        return Decimal(draw(st.integers(0, 10**15))), Decimal(10**15)
    if kind == "third":
        return Decimal(draw(st.integers(0, 7))), Decimal(draw(st.sampled_from([3, 7, 9, 11])))
    if kind == "knot":
        beside = draw(st.sampled_from([-MICRO, Decimal(0), MICRO, MICRO / 10, -MICRO / 10]))
        knot = draw(st.sampled_from(list(one.knots)))[0]
        times = Decimal(1) if one.value_rule == "total" else Decimal(1000)
        return max(Decimal(0), ((knot + beside) * times).quantize(MICRO)), times * one.scale
    return draw(numbers), draw(numbers)


@st.composite
def cases(draw: st.DrawFn) -> Given:
    parts = [draw(indicators(number)) for number in range(draw(st.integers(1, 8)))]
    if sum(one.weight for one in parts) > 400:
        parts = parts[:1]
    grades = [(f"g{limit}", limit) for limit in LIMITS] + [("last", None)]
    subjects = {
        f"s{number}": {one.metric: draw(sums(one)) for one in parts if draw(st.integers(0, 4))}
        for number in range(draw(st.integers(1, 3)))
    }
    return Given(
        Scheme(parts, grades, minimum_measured_weight=Decimal(draw(st.sampled_from([0, 60])))),
        subjects,
        feeds=draw(st.sampled_from([(), ("project",), ("project", "system")])),
        provisional=draw(st.booleans()),
    )


def exact(x: Decimal | None) -> Fraction | None:
    return None if x is None else Fraction(x)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=cases())
def test_both_computations_agree(case: Given, warehouse: Warehouse) -> None:
    with warehouse() as con:
        put(con, case)
        score_sums(con, Parameters("r", *case.period, case.cut_off))
        found = scores(con)
        for subject in case.sums:
            indicators_of, base, rounded, grade = oracle.score(case, subject)
            appraisal = con.execute(
                "SELECT base_score, score, suggested_grade FROM result.appraisal WHERE subject_id = ?", [subject]
            ).fetchone()
            assert appraisal is not None
            assert (exact(appraisal[0]), exact(appraisal[1]), appraisal[2]) == (base, rounded, grade)
            for metric, scored in indicators_of.items():
                assert found[subject, metric] == scored


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
