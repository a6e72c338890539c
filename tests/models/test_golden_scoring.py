"""Worked examples of scoring: given sums, exactly these weights, values, scores and grades."""

from __future__ import annotations

from collections.abc import Mapping
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
from tests.models.schemes_by_hand import (
    Adjustments,
    Gate,
    Given,
    Indicator,
    Kind,
    Record,
    Scheme,
    Warehouse,
    put,
)

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
    fixed_size: bool = False
    evidence: str | None = "given"


class Step(Closed):
    """A step of a gate; `score`: the highest it is graded with."""

    comparison: str
    threshold: Decimal
    effect: str = "lowest_grade"
    score: Decimal | None = None


class GivenGate(Closed):
    """A gate, by default on a total; `feeds`: of its metric."""

    gate: str = "V1"
    metric: str = "fact"
    steps: list[Step]
    value_rule: str = "total"
    scale: int = 1
    feeds: str = ""
    enabled: bool = True


class GivenKind(Closed):
    """A kind of adjustment: `each`, or `least` and `most`."""

    kind: str
    effect: str
    each: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    limit: Decimal | None = None


class GivenRecord(Closed):
    """An adjustment, approved unless `approved_on` says otherwise."""

    kind: str
    points: Decimal | None = None
    occurred_on: date = date(2026, 3, 1)
    approved_on: date | None = date(2026, 3, 2)


class Limits(Closed):
    """The bonus and deduction points there are: at most 5 and 10 in all, unless said otherwise."""

    bonus_limit: Decimal = Decimal(5)
    deduction_limit: Decimal = Decimal(10)
    kinds: list[GivenKind]


class Expected(Closed):
    """What is said is compared, exactly; what is left out is not."""

    base_score: Decimal | None = None
    general_score: Decimal | None = None
    bonus_points: Decimal | None = None
    deducted_points: Decimal | None = None
    score: Decimal | None = None
    graded_score: Decimal | None = None
    score_grade: str | None = None
    grade: str | None = None
    measured_weight: Decimal | None = None
    status: str | None = None
    reason: str | None = None
    gates: str | None = None
    states: dict[str, str] | None = None
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
    counts: Mapping[str, int] = {}
    feeds: tuple[str, ...] = ()
    grades: tuple[tuple[str, Decimal | None], ...] = (("good", Decimal(90)), ("poor", None))
    gates: tuple[GivenGate, ...] = ()
    adjustments: Limits | None = None
    records: tuple[GivenRecord, ...] = ()
    general: tuple[str, Decimal] | None = None
    expect: Expected

    @property
    def scheme(self) -> Scheme:
        """The scheme of the case."""
        steps = [[(s.comparison, s.threshold, s.effect, s.score) for s in gate.steps] for gate in self.gates]
        limits = self.adjustments
        return Scheme(
            [Indicator(**part.model_dump()) for part in self.indicators],
            self.grades,
            minimum_measured_weight=Decimal(60),
            minimum_tenure_share=Decimal(50) if self.subject_type == "cio" else None,
            subject_type=self.subject_type,
            gates=[
                Gate(**gate.model_dump(exclude={"steps"}), steps=own)
                for gate, own in zip(self.gates, steps, strict=True)
            ],
            adjustments=limits and Adjustments(
                limits.bonus_limit, limits.deduction_limit, [Kind(**kind.model_dump()) for kind in limits.kinds]
            ),
            general=self.general,
        )  # fmt: skip


class Cases(RootModel[list[Case]]):
    """A file of worked examples."""


CASES = [
    pytest.param(case, id=f"{file.stem}: {case.name}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for case in load_model(file, Cases).root
]


NAMES = {
    "base_score": "base_score", "general_score": "general_score", "bonus_points": "bonus_points",
    "deducted_points": "deducted_points", "score": "score", "graded_score": "graded_score",
    "score_grade": "score_grade", "grade": "suggested_grade", "measured_weight": "measured_weight",
    "status": "status", "reason": "reason", "gates": "gates",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_exactly_the_expected_score(case: Case, warehouse: Warehouse) -> None:
    period = parse_period(str(case.period))
    cut_off = case.cut_off or period.end
    given = Given(
        case.scheme,
        {"s": case.sums},
        {"s": case.tenure_days} if case.tenure_days else {},
        feeds=case.feeds,
        provisional=case.provisional,
        period=(period.start, period.end),
        cut_off=cut_off,
        records=[Record("s", str(number), **vars(record)) for number, record in enumerate(case.records)],
        counts={("s", metric): count for metric, count in case.counts.items()},
    )
    with warehouse() as con:
        put(con, given)
        score_sums(con, Parameters("r", period.start, period.end, cut_off))
        (found,) = con.execute(f"SELECT {', '.join(NAMES.values())} FROM result.appraisal").fetchall()
        by_metric = con.execute("SELECT metric_id, weight, value FROM result.indicator_score").fetchall()
        states = dict(con.execute("SELECT gate, state FROM result.gate").fetchall())
    said = case.expect.model_dump(include=case.expect.model_fields_set)
    assert {name: value for name, value in zip(NAMES, found, strict=True) if name in said} == {
        name: value for name, value in said.items() if name in NAMES
    }
    if case.expect.states is not None:
        assert states == case.expect.states
    if case.expect.weights is not None:
        assert {metric: weight for metric, weight, _ in by_metric} == case.expect.weights
    if case.expect.values is not None:
        assert {metric: value for metric, _, value in by_metric} == case.expect.values
