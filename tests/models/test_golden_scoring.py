"""Worked examples of scoring: given sums, exactly these weights, values, scores and grades."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import RootModel

from pipelines.feeds import Closed
from pipelines.models.scoring import score_sums
from pipelines.parameters import Parameters
from pipelines.period import parse_period
from pipelines.yaml_file import load_model
from tests.models.schemes_by_hand import Given, Indicator, Scheme, Warehouse, put

FOLDER = Path(__file__).parent.parent / "golden" / "scoring"


class Part(Closed):
    """An indicator; `knots` left out: as many points as the value."""

    metric: str
    dimension: str
    weight: Decimal
    knots: tuple[tuple[Decimal, Decimal], ...] = ((Decimal(0), Decimal(0)), (Decimal(100), Decimal(100)))
    cut_up_from: Decimal | None = None
    absent: str = "not_applicable"
    disabled: str | None = None
    value_rule: str = "ratio"
    feeds: str = ""
    evidence: str | None = "given"


class Expected(Closed):
    """What is said is compared, exactly; what is left out is not."""

    base_score: Decimal | None = None
    score: Decimal | None = None
    grade: str | None = None
    measured_weight: Decimal | None = None
    status: str | None = None
    weights: dict[str, Decimal] | None = None
    values: dict[str, Decimal] | None = None


class Case(Closed):
    """One worked example of one subject, graded from 90, with a minimum measured weight of 60."""

    name: str
    period: str | Decimal = "2026"
    cut_off: date | None = None
    provisional: bool = False
    subject_type: str = "department"
    tenure_days: int | None = None
    indicators: list[Part]
    sums: dict[str, tuple[Decimal, Decimal]]
    expect: Expected


class Cases(RootModel[list[Case]]):
    """A file of worked examples."""


CASES = [
    pytest.param(case, id=f"{file.stem}: {case.name}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for case in load_model(file, Cases).root
]


@pytest.mark.parametrize("case", CASES)
def test_exactly_the_expected_score(case: Case, warehouse: Warehouse) -> None:
    period = parse_period(str(case.period))
    cut_off = case.cut_off or period.end
    parts = [Indicator(**part.model_dump()) for part in case.indicators]
    scheme = Scheme(
        parts,
        minimum_measured_weight=Decimal(60),
        minimum_tenure_share=Decimal(50) if case.subject_type == "cio" else None,
        subject_type=case.subject_type,
    )
    tenure = {"s": case.tenure_days} if case.tenure_days else {}
    given = Given(
        scheme,
        {"s": case.sums},
        tenure,
        provisional=case.provisional,
        period=(period.start, period.end),
        cut_off=cut_off,
    )
    with warehouse() as con:
        put(con, given)
        score_sums(con, Parameters("r", period.start, period.end, cut_off))
        (found,) = con.execute(
            "SELECT base_score, score, suggested_grade, measured_weight, status FROM result.appraisal"
        ).fetchall()
        by_metric = con.execute("SELECT metric_id, weight, value FROM result.indicator_score").fetchall()
    names = ("base_score", "score", "grade", "measured_weight", "status")
    said = case.expect.model_dump(include=case.expect.model_fields_set)
    assert {name: value for name, value in zip(names, found, strict=True) if name in said} == {
        name: value for name, value in said.items() if name in names
    }
    if case.expect.weights is not None:
        assert {metric: weight for metric, weight, _ in by_metric} == case.expect.weights
    if case.expect.values is not None:
        assert {metric: value for metric, _, value in by_metric} == case.expect.values
