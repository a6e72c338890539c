"""Every curve of the rules, at and just beside every knot, through the calculator; shipped schemes have no other."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import pytest
from pydantic import RootModel

from pipelines.feeds import Closed
from pipelines.schemes import load_catalogue, load_schemes
from pipelines.schemes.calculator import try_cases
from pipelines.schemes.check_references import fits
from pipelines.schemes.given import parse_given
from pipelines.schemes.model import Scheme
from pipelines.settings import PROJECT_DIR
from pipelines.yaml_file import load_model

Pair = tuple[Decimal, Decimal]
CATALOGUE = load_catalogue()


class Golden(Closed):
    """A curve; `points`: for each knot (value, points) just below, at and just above it."""

    curve: str
    metric: str
    shape: Literal["linear", "steps"]
    knots: tuple[Pair, ...]
    points: tuple[tuple[Pair, Pair, Pair], ...]


class Curves(RootModel[list[Golden]]):
    """The file of worked examples."""


CURVES = load_model(PROJECT_DIR / "tests" / "golden" / "curves" / "curves.yaml", Curves).root
PLACES = [(golden, value, points) for golden in CURVES for knot in golden.points for value, points in knot]


def all_curves() -> Scheme:
    """A scheme with an indicator for each curve, so that one run of the scoring files serves them all."""
    source = {"source": "DEFAULT"}
    return Scheme.model_validate({
        "scheme": "CURVES", "version": "1", "regime": "enterprise", "subject": "cio", "checked_on": "2026-11-20",
        "title": {"zh": "曲线", "en": "Curves"}, "in_force": {"from": "2026-01-01", "until": None},
        "minimum_measured_weight": {"value": Decimal(0), **source}, "parameters": {},
        "curves": {one.curve: {"shape": one.shape, "knots": one.knots, **source} for one in CURVES},
        "dimensions": [{
            "id": "all", "title": {"zh": "全部", "en": "All"}, "clause": [],
            "weight": {"value": Decimal(100), **source},
            "indicators": [
                {"metric": one.metric, "clause": [], "weight": {"value": Decimal(1), **source}, "curve": one.curve,
                 "absent": "not_applicable"}
                for one in CURVES
            ],
        }],
        "grades": {"read_from": "rounded_score", "bands": [
            {"grade": "good", "title": {"zh": "好", "en": "Good"}, "at_least": Decimal(60)},
            {"grade": "poor", "title": {"zh": "差", "en": "Poor"}, "at_least": None},
        ], **source},
        "procedure": {
            "publicity_working_days": {"value": Decimal(5), **source},
            "appeal_file_within": {"value": Decimal(5), "unit": "working_days", **source},
            "appeal_answer_within": {"value": Decimal(5), "unit": "working_days", **source},
        },
    })  # fmt: skip


@pytest.fixture(scope="module")
def found() -> list[Decimal]:
    """The points of every place, in order."""
    scheme = all_curves()
    cases = [parse_given([f"{golden.metric}={value}"], scheme, CATALOGUE) for golden, value, _ in PLACES]
    return [result.indicators[0].points for result in try_cases(scheme, cases, CATALOGUE)]


@pytest.mark.parametrize("number", range(len(PLACES)), ids=[f"{golden.curve} at {x}" for golden, x, _ in PLACES])
def test_a_value_has_exactly_the_points_of_its_curve(found: list[Decimal], number: int) -> None:
    assert found[number] == PLACES[number][2]


@pytest.mark.parametrize("golden", CURVES, ids=lambda golden: golden.curve)
def test_every_knot_is_looked_at_a_millionth_below_at_and_above_it(golden: Golden) -> None:
    beside = Decimal("0.000001")
    assert [tuple(value for value, _ in three) for three in golden.points] == [
        (knot - beside, knot, knot + beside) for knot, _ in golden.knots
    ]
    assert [three[1] for three in golden.points] == list(golden.knots)
    assert fits(CATALOGUE.metrics[golden.metric].better, [points for _, points in golden.knots])


def test_the_shipped_schemes_use_these_curves_and_no_others() -> None:
    known = {golden.curve: (golden.shape, golden.knots) for golden in CURVES}
    schemes = [one.scheme for one in load_schemes(PROJECT_DIR / "schemes", CATALOGUE)]
    assert schemes
    differing = {
        (scheme.scheme, name)
        for scheme in schemes
        for name, curve in scheme.curves.items()
        if (curve.shape, curve.knots) != known.get(name)
    }
    assert not differing, "Write golden cases for another curve, and give it a name of its own."
