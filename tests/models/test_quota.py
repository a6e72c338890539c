"""Who keeps the best grade: places cut downwards, ties inside and across the line, who counts as due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest

from pipelines.models.scoring import score_sums
from pipelines.parameters import Parameters
from tests.models.schemes_by_hand import Gate, Given, Indicator, Quota, Scheme, Warehouse, put

PLAIN = ((Decimal(0), Decimal(0)), (Decimal(100), Decimal(100)))
DEDUCTION = ((Decimal(0), Decimal(100)), (Decimal(100), Decimal(0)))
GRADES = (("excellent", Decimal(90)), ("good", Decimal(80)), ("poor", None))
A, B = Indicator("a", "x", Decimal(50), PLAIN), Indicator("b", "y", Decimal(50), PLAIN)
POINTS = Indicator("points", "x", Decimal(0), DEDUCTION, cut_up_from=Decimal(0), value_rule="total", scale=1)
V2 = Gate("V2", "fact", [("at_least", Decimal(1), "graded_as_at_most", Decimal("91"))])
V9 = Gate("V9", "held", [("at_least", Decimal(1), "no_grade", None)])


def sums_of(*values: tuple[int, int], **more: int) -> dict[str, tuple[Decimal, Decimal]]:
    """Sums of a and b in percent, and totals by name."""
    ((a, b),) = values
    return {"a": (Decimal(a), Decimal(100)), "b": (Decimal(b), Decimal(100))} | {
        name: (Decimal(value), Decimal(1)) for name, value in more.items()
    }


def graded(
    warehouse: Warehouse,
    sums: Mapping[str, Mapping[str, tuple[Decimal, Decimal]]],
    quota: Quota,
    gates: Sequence[Gate] = (),
    tenure: Mapping[str, int] | None = None,
) -> dict[str, tuple[str | None, str | None, bool | None]]:
    """(grade of the score, suggested grade, within the quota) of each subject."""
    kind = "cio" if tenure else "department"
    half = Decimal(50)
    scheme = Scheme([A, B, POINTS], GRADES, minimum_tenure_share=half, quota=quota, gates=gates, subject_type=kind)
    case = Given(scheme, sums, tenure or {})
    with warehouse() as con:
        put(con, case)
        score_sums(con, Parameters("r", *case.period, case.cut_off))
        rows = con.execute(
            "SELECT subject_id, score_grade, suggested_grade, within_quota FROM result.appraisal"
        ).fetchall()
    return {subject: (before, after, within) for subject, before, after, within in rows}


IN, OUT, BELOW = ("excellent", "excellent", True), ("excellent", "good", False), ("good", "good", None)


@pytest.mark.parametrize(
    ("n", "percent", "minimum", "kept"),
    [
        (1, 30, None, 0), (2, 30, None, 0), (3, 30, None, 0), (4, 30, None, 1), (10, 30, None, 3),
        (1, 30, 3, 0), (2, 30, 3, 0), (3, 30, 3, 1), (10, 30, 3, 3), (10, 25, None, 2), (10, 100, None, 10),
        (10, 0, 3, 1), (3, 0, None, 0),
    ],
)  # fmt: skip
def test_places_are_cut_downwards(warehouse: Warehouse, n: int, percent: int, minimum: int | None, kept: int) -> None:
    sums = {f"s{number}": sums_of((100 - number, 99)) for number in range(n)}
    found = graded(warehouse, sums, Quota(Decimal(percent), "excellent", minimum))
    assert found == {f"s{number}": IN if number < kept else OUT for number in range(n)}


def test_a_tie_across_the_line_stays_out_whole(warehouse: Warehouse) -> None:
    sums = {"s1": sums_of((99, 99)), "s2": sums_of((98, 98)), "s3": sums_of((98, 98)), "s4": sums_of((95, 95))}
    found = graded(warehouse, sums, Quota(Decimal(50), "excellent"))
    assert found == {"s1": IN, "s2": OUT, "s3": OUT, "s4": OUT}


def test_a_tie_inside_the_line_stays_in(warehouse: Warehouse) -> None:
    sums = {"s1": sums_of((98, 98)), "s2": sums_of((98, 98)), "s3": sums_of((95, 95)), "s4": sums_of((85, 85))}
    assert graded(warehouse, sums, Quota(Decimal(50), "excellent")) == {"s1": IN, "s2": IN, "s3": OUT, "s4": BELOW}


def test_all_tied_and_too_few_places_leaves_them_empty(warehouse: Warehouse) -> None:
    sums = {f"s{number}": sums_of((95, 95)) for number in range(10)}
    assert set(graded(warehouse, sums, Quota(Decimal(90), "excellent", 3)).values()) == {OUT}


def test_the_schemes_order_decides_between_equal_scores(warehouse: Warehouse) -> None:
    quota = Quota(Decimal(50), "excellent", then_by=("points", "dimension y"))
    sums = {
        "few points": sums_of((95, 95), points=1),
        "y strong": sums_of((94, 96), points=2),
        "y weak": sums_of((96, 94), points=2),
        "y weaker": sums_of((97, 93), points=2),
    }
    assert graded(warehouse, sums, quota) == {"few points": IN, "y strong": IN, "y weak": OUT, "y weaker": OUT}


def test_what_was_not_measured_helps_nobody_in_a_tie(warehouse: Warehouse) -> None:
    quota = Quota(Decimal(50), "excellent", then_by=("points",))
    sums = {"none": sums_of((95, 95)), "full": sums_of((95, 95), points=0)}
    assert graded(warehouse, sums, quota) == {"full": IN, "none": OUT}


def test_places_go_by_the_score_within_the_limits_of_gates(warehouse: Warehouse) -> None:
    sums = {"first": sums_of((99, 99), fact=1), "second": sums_of((92, 92), fact=0)}
    assert graded(warehouse, sums, Quota(Decimal(50), "excellent"), [V2]) == {"first": OUT, "second": IN}


def test_who_gets_no_grade_is_due_but_takes_no_place(warehouse: Warehouse) -> None:
    sums = {"held": sums_of((99, 99), held=1), "free": sums_of((92, 92), held=0)}
    found = graded(warehouse, sums, Quota(Decimal(50), "excellent"), [V9])
    assert found == {"held": (None, None, None), "free": IN}


def test_who_is_in_office_too_short_is_not_due(warehouse: Warehouse) -> None:
    sums = {name: sums_of((95, 95)) for name in ("long", "short")}
    quota = Quota(Decimal(50), "excellent")
    assert graded(warehouse, sums, quota, tenure={"long": 365, "short": 182}) == {
        "long": OUT, "short": (None, None, None)}  # fmt: skip
    sums |= {"half": sums_of((85, 85))}
    assert graded(warehouse, sums, quota, tenure={"long": 365, "short": 182, "half": 183}) == {
        "long": IN, "half": BELOW, "short": (None, None, None)}  # fmt: skip


def test_each_organisation_has_its_own_places(warehouse: Warehouse) -> None:
    scheme = Scheme([A, B], GRADES, quota=Quota(Decimal(50), "excellent"))
    case = Given(scheme, {"s1": sums_of((95, 95)), "s2": sums_of((94, 94))})
    with warehouse() as con:
        put(con, case)
        for table in ("scope.subject", "scope.reach", "scope.parameter", "result.metric_sum"):
            con.execute(f"INSERT INTO {table} SELECT * REPLACE ('o2' AS org_id) FROM {table}")
        score_sums(con, Parameters("r", *case.period, case.cut_off))
        rows = con.execute(
            "SELECT subject_id, list(within_quota) FROM result.appraisal GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    assert rows == [("s1", [True, True]), ("s2", [False, False])]
