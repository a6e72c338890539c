"""`appraise try` and a run are the same rules: what a run counted, given to the calculator, comes to the same.

The calculator knows one subject and its values. So what needs more is left out where it intervenes: adjustments, the
quota, the rule of small numbers, a tenure too short. What is missing is given as 0, which earns as little.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest

from pipelines.schemes import load_catalogue, load_scheme
from pipelines.schemes.calculator import try_values
from pipelines.schemes.given import parse_given
from pipelines.schemes.model import Scheme
from tests.golden.whole_run import ORGANISATIONS, SCHEMES, WholeRun, content_of, whole_run

SUBJECTS = [(name, *one["subject"]) for name in ORGANISATIONS for one in content_of(name)["expect"]]
CATALOGUE = load_catalogue()


@cache
def scheme_of(regime: str, kind: str) -> Scheme:
    """The shipped scheme."""
    return load_scheme(SCHEMES / regime / "2026" / f"{kind}.yaml", CATALOGUE).scheme


def texts(run: WholeRun, kind: str, subject: str) -> list[str]:
    """What a person would type: `metric=n/d`, or `metric=n` for a total; gates' facts of 0 need not be given."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for its_kind, its_id, metric, numerator, denominator in run.rows(
        "subject_type, subject_id, metric_id, numerator, denominator", "metric_sum"
    ):
        if (its_kind, its_id) == (kind, subject) and denominator > 0:
            sums[metric] = numerator, denominator
    for its_kind, its_id, metric, status in run.rows("subject_type, subject_id, metric_id, status", "indicator_score"):
        if (its_kind, its_id, status) == (kind, subject, "missing"):
            sums[metric] = Decimal(0), Decimal(1)
    totals = {metric for metric in sums if CATALOGUE.metrics[metric].value == "total"}
    return [
        f"{metric}={numerator:f}" if metric in totals else f"{metric}={numerator:f}/{denominator:f}"
        for metric, (numerator, denominator) in sums.items()
    ]


@pytest.mark.parametrize(("name", "kind", "subject"), SUBJECTS)
def test_the_calculator_agrees_with_the_run(name: str, kind: str, subject: str) -> None:
    run = whole_run(name)
    scheme = scheme_of(content_of(name)["regime"], kind)
    tried = try_values(scheme, parse_given(texts(run, kind, subject), scheme, CATALOGUE), CATALOGUE)

    columns = "subject_type, subject_id, status, metric_id, points, weight, contribution"
    rows = [row[3:] for row in run.rows(columns, "indicator_score") if row[:3] == (kind, subject, "measured")]
    measured = {row[0]: row[1:] for row in rows}
    by_try = {one.metric_id: (one.points, one.weight, one.contribution) for one in tried.indicators}
    assert {metric: by_try[metric] for metric in measured} == measured

    columns = (
        "subject_type, subject_id, base_score, score, graded_score, suggested_grade, score_grade, status, gates, "
        "bonus_points + deducted_points, measured_weight"
    )
    (row,) = [row[2:] for row in run.rows(columns, "appraisal") if row[:2] == (kind, subject)]
    base_score, score, graded_score, grade, score_grade, status, gates, adjusted, measured_weight = row
    tripped = [gate for gate in str(gates).split(",") if gate]
    assert (tried.base_score, tried.measured_weight) == (base_score, measured_weight)
    assert [gate.gate for gate in tried.gates] == [gate for gate in tripped if gate != "SMALL_N"]
    if adjusted == 0:
        assert (tried.score, tried.graded_score) == (score, graded_score)
        if "SMALL_N" not in tripped and grade == score_grade and status != "comment_only":
            assert tried.grade == grade


def test_few_subjects_are_left_out_of_the_comparison_of_grades() -> None:
    columns = "bonus_points + deducted_points, gates, suggested_grade, score_grade, status"
    rows = [row for name in ORGANISATIONS for row in whole_run(name).rows(columns, "appraisal")]
    compared = [
        grade
        for adjusted, gates, grade, score_grade, status in rows
        if adjusted == 0 and "SMALL_N" not in str(gates) and grade == score_grade and status != "comment_only"
    ]
    assert len(compared) >= len(rows) // 3
    assert set(compared) >= {"qualified", "competent", "e", "incompetent", None}
