"""The distance to the next grade: the fewest rows are the fewest, found against trying every choice of rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.explain.fewest import best_choices, fewest_rows
from tests.models.distance_by_hand import Evidence, costs, distance_of, put_evidence, with_sums
from tests.models.oracle_grades import appraise
from tests.models.schemes_by_hand import (
    Adjustments,
    Gate,
    Given,
    Indicator,
    Kind,
    Quota,
    Record,
    Scheme,
    Sum,
    Warehouse,
)  # fmt: skip

PERCENT = ((Decimal(0), Decimal(0)), (Decimal(100), Decimal(100)))
GRADES = (("best", Decimal(90)), ("good", Decimal(75)), ("fair", Decimal(60)), ("poor", None))


def total_of(points: int) -> Indicator:
    """An indicator of incident points, which fall from 100 to 0."""
    return Indicator("t", "b", Decimal(points), ((Decimal(0), Decimal(100)), (Decimal(50), Decimal(0))),
                     cut_up_from=Decimal(0), value_rule="total", scale=1)  # fmt: skip


def ones(done: int, open_ones: int) -> list[Sum]:
    return [(Decimal(1), Decimal(1))] * done + [(Decimal(0), Decimal(1))] * open_ones


def case(*indicators: Indicator, **others: object) -> Given:
    return Given(Scheme(list(indicators), grades=GRADES, **others), {})  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(
    tables=st.lists(st.lists(st.integers(0, 9), max_size=4).map(lambda steps: [0, *cumulated(steps)]), max_size=4),
    needed=st.integers(1, 40),
)
def test_no_choice_of_rows_gains_enough_with_fewer(tables: list[list[int]], needed: int) -> None:
    choices = best_choices(tables)
    found = fewest_rows(choices, needed)
    enough = [
        sum(taken)
        for taken in product(*(range(len(table)) for table in tables))
        if sum(table[count] for table, count in zip(tables, taken, strict=True)) >= needed
    ]
    assert (found.row_count if found else None) == min(enough, default=None)
    if found:
        assert sum(table[count] for table, count in zip(tables, found.taken, strict=True)) == found.gain >= needed


def cumulated(steps: list[int]) -> list[int]:
    return [sum(steps[:count]) for count in range(1, len(steps) + 1)]


@st.composite
def evidence_cases(draw: st.DrawFn) -> tuple[Given, Evidence]:
    """A few indicators with rising or falling steps and slopes, and at most seven rows that cost something."""
    indicators, evidence = [], {}
    for number in range(draw(st.integers(1, 3))):
        falling, is_total = draw(st.booleans()), draw(st.booleans())
        values = sorted(draw(st.sets(st.integers(0, 100), min_size=2, max_size=4)))
        points = sorted(draw(st.lists(st.integers(0, 100), min_size=len(values), max_size=len(values))))
        knots = [(Decimal(x), Decimal(y)) for x, y in zip(values, points[::-1] if falling else points, strict=True)]
        total = falling and is_total
        one = Indicator(
            f"m{number}", draw(st.sampled_from("ab")), Decimal(draw(st.integers(10, 40))), knots,
            cut_up_from=Decimal(-1000) if falling else None, value_rule="total" if total else "ratio",
            scale=1 if total else 100,
        )  # fmt: skip
        indicators.append(one)
        share = st.integers(1, 20).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))
        drawn = draw(st.lists(share, min_size=1, max_size=3))
        evidence[one.metric] = [(Decimal(n), Decimal(d)) for n, d in drawn]
    records = draw(st.sampled_from([(), (Record("d", "a1", "bonus", Decimal(3)),)]))
    kinds = [Kind("bonus", "bonus", least=Decimal(1), most=Decimal(5))]
    limits = Adjustments(Decimal(5), Decimal(10), kinds)
    return replace(case(*indicators, adjustments=limits), records=records), evidence


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=evidence_cases())
def test_trying_every_choice_of_rows_finds_no_smaller_one(drawn: tuple[Given, Evidence], warehouse: Warehouse) -> None:
    given, evidence = drawn
    with warehouse() as con:
        given = put_evidence(con, given, evidence)
        found = distance_of(con)
    if found["target"] is None or not found["points_lacking"]:
        return
    limit = found["target"]["at_least"]
    costly = [
        (metric, number)
        for metric, rows in evidence.items()
        for number, row in enumerate(rows)
        if costs(given.scheme, metric, row) > 0
    ]

    def score(chosen: tuple[tuple[str, int], ...]) -> Decimal:
        cured = {metric: list(rows) for metric, rows in evidence.items()}
        falling = {one.metric for one in given.scheme.indicators if one.cut_up_from is not None}
        for metric, number in chosen:
            whole = cured[metric][number][1]
            cured[metric][number] = (Decimal(0) if metric in falling else whole, whole)
        exact = appraise(with_sums(given, cured))["d"].score
        assert exact is not None
        return Decimal(exact.numerator) / exact.denominator

    best = [max(score(chosen) for chosen in combinations(costly, count)) for count in range(len(costly) + 1)]
    enough = [count for count, reached in enumerate(best) if reached >= limit]
    if not enough:
        assert found.get("rows", []) == []
        assert found.get("reach", {"score": best[-1]})["score"] == best[-1]
        return
    named = [row["source_id"] for part in found["rows"] for row in part["rows"]]
    assert len(named) == len(set(named)) == enough[0]
    assert found["score_with_one_fewer"] == best[enough[0] - 1] < limit
    assert found["score_with_rows"] == best[enough[0]] >= limit


def test_a_gain_that_comes_only_after_several_rows_is_not_missed_for_a_quick_small_one(warehouse: Warehouse) -> None:
    steps = ((Decimal(0), Decimal(0)), (Decimal("99.999999"), Decimal(0)), (Decimal(100), Decimal(100)))
    given = case(Indicator("a", "a", Decimal(50), steps), Indicator("b", "a", Decimal(50), PERCENT))
    with warehouse() as con:
        put_evidence(con, given, {"a": ones(1, 2), "b": ones(60, 40)})
        found = distance_of(con)
    # From 30 to 60: two rows of a bring 50, any number of b at most 20.
    assert [(part["metric_id"], len(part["rows"])) for part in found["rows"]] == [("a", 2)]
    assert (found["score_with_rows"], found["score_with_one_fewer"]) == (Decimal(80), Decimal("30.50"))


@pytest.mark.parametrize(
    ("done", "points_lacking", "base_lacking", "rows"),
    [
        # 89.995 is rounded half up to 90.00; a millionth less is 89.99.
        (17999, "0", "0", 0),
        (17998, "0.01", "0.005", 1),
        (17900, "0.5", "0.495", 99),
        (17899, "0.5", "0.5", 100),
        (17898, "0.51", "0.505", None),
    ],
)
def test_half_a_cent_below_the_limit_is_enough(
    warehouse: Warehouse, done: int, points_lacking: str, base_lacking: str, rows: int | None
) -> None:
    with warehouse() as con:
        put_evidence(con, case(Indicator("a", "a", Decimal(100), PERCENT)), {"a": ones(0, 101)})
        sums = {"n": done, "d": 20000}
        con.execute("UPDATE result.metric_sum SET numerator = $n, denominator = $d", sums)
        from pipelines.models.scoring import SCORE_TABLES
        from pipelines.models.tables import refill
        from pipelines.runs import load_run

        refill(con, load_run(con, "r").parameters, SCORE_TABLES, source="scoring")
        found = distance_of(con)
    if rows == 0:
        assert found["target"] is None
        return
    assert found["points_lacking"] == Decimal(points_lacking)
    assert found["base_lacking"] == Decimal(base_lacking)
    if rows is None:
        assert found["reach"] == {"score": Decimal("89.99"), "row_count": 100, "is_all": True}
    else:
        assert sum(len(part["rows"]) for part in found["rows"]) == rows
        assert (found["score_with_rows"], found["score_with_one_fewer"]) == (Decimal(90), Decimal("89.99"))


def test_what_stands_in_the_way_besides_points_is_named(warehouse: Warehouse) -> None:
    gate = Gate("V2", "g", [("at_least", Decimal(1), "graded_as_at_most", Decimal("79.99"))])
    mild = Gate("V4", "g", [("at_least", Decimal(1), "graded_as_at_most", Decimal("89.99"))])
    quota = Quota(Decimal(50), grade="best")
    given = replace(
        case(Indicator("a", "a", Decimal(100), PERCENT), gates=[gate, mild], quota=quota, small_number=30,
             minimum_measured_weight=Decimal(60)),
        sums={"e": {"a": (Decimal(99), Decimal(100))}, "f": {"a": (Decimal(98), Decimal(100))}},
        counts={("e", "a"): 100, ("f", "a"): 100},
    )  # fmt: skip
    with warehouse() as con:
        put_evidence(con, given, {"a": ones(88, 12), "g": ones(1, 0)})
        found = distance_of(con)
    # Limited to 79.99 it is "good", so "best" is next: 88 of 100 are 88, two rows would do.
    assert found["target"]["grade"] == "best"
    assert sum(len(part["rows"]) for part in found["rows"]) == 2
    kinds = {one["kind"]: one for one in found["obstacles"]}
    assert [one.get("gate") for one in found["obstacles"] if one["kind"] == "gate"] == ["V2", "V4"]
    assert (kinds["quota"]["due_count"], kinds["quota"]["place_count"], kinds["quota"]["taken_count"]) == (3, 1, 1)
    assert not kinds["quota"]["is_open"]


def test_small_numbers_and_too_little_weight_are_named_too(warehouse: Warehouse) -> None:
    few = Indicator("a", "a", Decimal(50), PERCENT)
    other = Indicator("b", "b", Decimal(50), PERCENT)
    with warehouse() as con:
        put_evidence(con, case(few, other), {"a": ones(1, 1), "b": ones(70, 30)})
        found = distance_of(con)
    # One row of a would bring 85 points, but without the two of a the grade is that of 70.
    assert (found["target"]["grade"], found["rows"][0]["metric_id"]) == ("good", "a")
    assert [one["kind"] for one in found["obstacles"]] == ["small_numbers"]
    with warehouse() as con:
        put_evidence(con, case(few, other, minimum_measured_weight=Decimal(60)), {"a": ones(1, 1)})
        assert [one["kind"] for one in distance_of(con)["obstacles"]] == ["measured_weight"]


def test_what_is_less_the_better_is_taken_as_if_it_had_not_happened(warehouse: Warehouse) -> None:
    with warehouse() as con:
        put_evidence(con, case(total_of(100)), {"t": [(Decimal(n), Decimal(1)) for n in (0, 2, 10, 3, 0)]})
        found = distance_of(con)
    # 15 points lost are 70 points; without the ten 90 are reached, but 75 is next.
    assert found["target"]["grade"] == "good"
    assert [(row["source_id"], row["numerator"]) for row in found["rows"][0]["rows"]] == [("t-2", 10)]
    assert (found["score_with_rows"], found["score_with_one_fewer"]) == (Decimal(90), Decimal(70))


def test_the_best_have_nothing_above_them_and_who_has_no_score_no_distance(warehouse: Warehouse) -> None:
    with warehouse() as con:
        put_evidence(con, case(Indicator("a", "a", Decimal(100), PERCENT)), {"a": ones(99, 1)})
        assert distance_of(con) == {"target": None}
    with warehouse() as con:
        put_evidence(con, case(Indicator("a", "a", Decimal(100), PERCENT)), {})
        assert distance_of(con) == {"target": None}
