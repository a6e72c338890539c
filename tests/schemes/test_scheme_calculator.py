"""The calculator gives exactly what the rules say: compared with a second computation in fractions."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.errors import UserError
from pipelines.schemes import load_catalogue, load_scheme, load_schemes
from pipelines.schemes.calculator import try_cases, try_values
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.find import find_scheme
from pipelines.schemes.given import Sums, parse_given
from pipelines.schemes.model import Scheme
from pipelines.schemes.tried import TryResult
from pipelines.settings import PROJECT_DIR
from tests.schemes import scheme_oracle
from tests.schemes.conftest import FILES

CATALOGUE = load_catalogue()
DEPARTMENT = load_scheme(FILES / "department.yaml", CATALOGUE).scheme
CIO = load_scheme(FILES / "cio.yaml", CATALOGUE).scheme
STEP = Fraction(1, 1_000_000)
SHIPPED = [one.scheme for one in load_schemes(PROJECT_DIR / "schemes", CATALOGUE)]
EVERY = pytest.mark.parametrize("scheme", SHIPPED, ids=lambda scheme: scheme.scheme)
BOTH = pytest.mark.parametrize("scheme", [DEPARTMENT, CIO], ids=lambda scheme: scheme.scheme)


def value_of(name: str, sums: Sums) -> Fraction:
    metric = CATALOGUE.metrics[name]
    if metric.value == "total":
        return Fraction(sums.numerator)
    return Fraction(sums.numerator) / Fraction(sums.denominator) * metric.scale


def assert_as_the_oracle(scheme: Scheme, case: dict[str, Sums], found: TryResult) -> None:
    said = scheme_oracle.expected(scheme, CATALOGUE, {name: value_of(name, sums) for name, sums in case.items()})
    by_metric = {one.metric_id: one for one in found.indicators}
    assert {name: Fraction(one.value) for name, one in by_metric.items()} == said.values
    assert {name: Fraction(one.points) for name, one in by_metric.items()} == said.points
    assert {name: Fraction(one.weight) for name, one in by_metric.items()} == said.weights
    assert {name: Fraction(one.contribution) for name, one in by_metric.items()} == said.contributions
    assert found.base_score is not None
    assert found.score is not None
    assert (Fraction(found.base_score), Fraction(found.score)) == (said.base_score, said.score)
    assert found.grade == said.grade
    assert abs(Fraction(found.measured_weight) - said.measured_weight) < STEP


def around_knots(scheme: Scheme) -> list[dict[str, Sums]]:
    """Each knot of each indicator: a millionth below, at, a millionth above; also with a digit to be cut."""
    texts = []
    for one in scheme.indicators():
        for knot, _ in scheme.curves[one.curve].knots:
            for millionths in (int(knot * 1_000_000) + part for part in (-1, 0, 1)):
                text = f"{one.metric}={max(0, millionths) // 1_000_000}.{max(0, millionths) % 1_000_000:06}"
                texts += [text] if CATALOGUE.metrics[one.metric].value == "total" else [text, text + "5"]
    return [parse_given([text], scheme, CATALOGUE) for text in texts]


@BOTH
def test_points_just_below_at_and_just_above_every_knot(scheme: Scheme) -> None:
    cases = around_knots(scheme)
    for case, found in zip(cases, try_cases(scheme, cases, CATALOGUE), strict=True):
        assert_as_the_oracle(scheme, case, found)


def some_values(scheme: Scheme) -> st.SearchStrategy[dict[str, Sums]]:
    """Some of the scheme's metrics, each with a ratio or, for a total, with a number of three decimals."""
    pairs = st.tuples(st.integers(0, 10**6), st.integers(1, 10**6))

    def text(name: str, numerator: int, denominator: int) -> str:
        if CATALOGUE.metrics[name].value == "total":
            return f"{name}={numerator // 1000}.{numerator % 1000:03}"
        return f"{name}={min(numerator, 2 * denominator)}/{denominator}"

    names = [one.metric for one in scheme.indicators()]
    chosen = st.dictionaries(st.sampled_from(names), pairs, min_size=1)
    return chosen.map(lambda given: parse_given([text(name, *pair) for name, pair in given.items()], scheme, CATALOGUE))


@EVERY
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_values_give_what_the_second_computation_gives(scheme: Scheme, data: Any) -> None:
    cases = data.draw(st.lists(some_values(scheme), min_size=20, max_size=60))
    for case, found in zip(cases, try_cases(scheme, cases, CATALOGUE), strict=True):
        assert_as_the_oracle(scheme, case, found)


@EVERY
def test_all_at_their_best_make_100_and_the_best_grade_and_trip_no_gate(scheme: Scheme) -> None:
    best = {"lower": "0", "higher": "120", "band": "95"}
    texts = [f"{one.metric}={best[CATALOGUE.metrics[one.metric].better]}" for one in scheme.indicators()]
    found = try_values(scheme, parse_given(texts, scheme, CATALOGUE), CATALOGUE)
    assert (str(found.score), found.grade, found.measured_weight) == ("100.00", scheme.grades.bands[0].grade, 100)
    assert found.gates == ()


@EVERY
def test_each_enabled_gate_of_a_shipped_scheme_trips_on_one_record_and_takes_the_best_grade_away(
    scheme: Scheme,
) -> None:
    best = {"lower": "0", "higher": "120", "band": "95"}
    values = {one.metric: best[CATALOGUE.metrics[one.metric].better] for one in scheme.indicators()}
    gates = [gate for gate in scheme.gates if gate.enabled]
    cases = [
        parse_given([f"{name}={value}" for name, value in (values | {gate.metric: "1"}).items()], scheme, CATALOGUE)
        for gate in gates
    ]
    for gate, found in zip(gates, try_cases(scheme, cases, CATALOGUE), strict=True):
        assert [one.gate for one in found.gates] == [gate.gate]
        assert found.grade != scheme.grades.bands[0].grade


def test_too_little_measured_weight_gives_a_score_and_no_grade() -> None:
    values = parse_given(["milestones_on_time=187/200"], DEPARTMENT, CATALOGUE)
    answer = try_values(DEPARTMENT, values, CATALOGUE).as_json()
    assert answer == {
        "scheme": "MIIT_DEPT",
        "score": "98.00",
        "base_score": "98.000000",
        "grade": None,
        "measured_weight": "7.000000",
        "gates": [],
        "indicators": [
            {
                "metric_id": "milestones_on_time",
                "dimension": "delivery",
                "value": "93.500000",
                "points": "98.000000",
                "weight": "100.000000",
                "contribution": "98.000000",
            }
        ],
    }


def test_a_ratio_just_short_of_a_knot_is_not_carried_over_it() -> None:
    short = try_values(
        DEPARTMENT, parse_given(["projects_on_time=5999999999/10000000000"], DEPARTMENT, CATALOGUE), CATALOGUE
    )
    assert str(short.indicators[0].value) == "59.999999"
    more = try_values(DEPARTMENT, parse_given(["investment_deviation=10.0000001"], DEPARTMENT, CATALOGUE), CATALOGUE)
    assert str(more.indicators[0].value) == "10.000001"


def test_nothing_given_gives_no_score() -> None:
    found = try_values(DEPARTMENT, {}, CATALOGUE)
    assert (found.score, found.grade, found.measured_weight, found.indicators) == (None, None, 0, ())


@pytest.mark.parametrize(
    ("texts", "what", "do"),
    [
        (
            ["projects_on_tme=90"],
            'MIIT_DEPT has no metric "projects_on_tme".',
            'Did you mean "projects_on_time"?',
        ),
        (["projects_on_time=many"], 'the value "projects_on_time=many" cannot be read.', None),
        (["projects_on_time=1e3"], 'the value "projects_on_time=1e3" cannot be read.', None),
        (
            ["projects_on_time=1/0"],
            '"1/0" cannot be the value of "projects_on_time".',
            "Give one above zero.",
        ),
        (["incident_points=1/2"], None, "incident_points is a total: give one number."),
        (["incident_points=0.1234567"], '"0.1234567" has too many decimals.', "Give at most 6."),
        (["projects_on_time=1", "projects_on_time=2"], 'the metric "projects_on_time" is given twice.', None),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_a_remedy(
    texts: list[str], what: str | None, do: str | None
) -> None:
    with pytest.raises(UserError) as raised:
        parse_given(texts, DEPARTMENT, CATALOGUE)
    assert what is None or raised.value.what == what
    assert raised.value.do if do is None else raised.value.do == do


def test_a_scheme_is_found_by_id_by_version_and_by_file(catalogue: Catalogue) -> None:
    folder, day = FILES, date(2026, 12, 31)
    names = ("MIIT_CIO", "MIIT_CIO@2026.1", str(FILES / "cio.yaml"))
    assert {find_scheme(name, folder, day, catalogue).scheme for name in names} == {"MIIT_CIO"}


def test_a_scheme_that_is_not_there_or_not_in_force_is_refused(catalogue: Catalogue) -> None:
    folder = FILES
    with pytest.raises(UserError) as raised:
        find_scheme("MIIT_DEP", folder, date(2026, 12, 31), catalogue)
    assert raised.value.do == 'Did you mean "MIIT_DEPT"?'
    with pytest.raises(UserError, match="none in force"):
        find_scheme("MIIT_DEPT", folder, date(2025, 12, 31), catalogue)
