"""Whole organisations worked out by hand, one of each regime: records in, every number of the results out.

Each is reckoned twice: by the product, with the shipped schemes, and by a second hand in exact fractions.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.golden.second_hand import Judged
from tests.golden.second_hand_grades import judge_all
from tests.golden.whole_run import FOLDER, ORGANISATIONS, content_of, whole_run

SUBJECTS = [(name, *one["subject"]) for name in ORGANISATIONS for one in content_of(name)["expect"]]
ONE_BY_ONE = pytest.mark.parametrize(("name", "kind", "subject"), SUBJECTS)
RECKONED = ("value", "points", "weight", "gives")
APPRAISAL = (
    "base_score", "general_score", "bonus_points", "deducted_points", "score", "graded_score", "measured_weight",
    "status", "reason", "score_grade", "within_quota", "suggested_grade", "gates",
)  # fmt: skip


def expected(name: str, kind: str, subject: str) -> dict[str, Any]:
    """What the file says of a subject."""
    found: dict[str, Any] = next(one for one in content_of(name)["expect"] if one["subject"] == [kind, subject])
    return found


def of_subject(name: str, columns: str, table: str, kind: str, subject: str) -> list[tuple[object, ...]]:
    """The rows of a result table about one subject."""
    rows = whole_run(name).rows(f"subject_type, subject_id, {columns}", table)
    return [row[2:] for row in rows if row[:2] == (kind, subject)]


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_exactly_the_subjects_expected_are_appraised(name: str) -> None:
    found = whole_run(name).rows("subject_type, subject_id", "appraisal")
    assert sorted(found) == sorted((kind, subject) for one, kind, subject in SUBJECTS if one == name)


@ONE_BY_ONE
def test_every_indicator_comes_out_as_worked_out_by_hand(name: str, kind: str, subject: str) -> None:
    told = expected(name, kind, subject)
    columns = "metric_id, status, numerator, denominator, small_number, value, points, weight, contribution"
    found = {str(row[0]): row[1:] for row in of_subject(name, columns, "indicator_score", kind, subject)}
    wanted = {
        metric: ("measured", *map(Decimal, one["of"]), one.get("few", False), *map(one.get, RECKONED))
        for metric, one in told["indicators"].items()
    }
    for status in ("not_applicable", "disabled"):
        wanted |= dict.fromkeys(told.get(status, ()), (status, 0, 0, False, None, None, 0, 0))
    missing = told.get("missing", {})
    wanted |= {metric: ("missing", 0, 0, False, None, None, weight, 0) for metric, weight in missing.items()}
    # nothing counted is no sum at all, or a sum of nothing
    assert {metric: (row[0], row[1] or 0, row[2] or 0, *row[3:]) for metric, row in found.items()} == wanted


@ONE_BY_ONE
def test_score_and_grade_come_out_as_worked_out_by_hand(name: str, kind: str, subject: str) -> None:
    wanted = dict(expected(name, kind, subject)["appraisal"])
    (row,) = of_subject(name, ", ".join(APPRAISAL), "appraisal", kind, subject)
    found = dict(zip(APPRAISAL, row, strict=True))
    reason = wanted.pop("reason")
    assert (found["reason"] is None) if reason is None else str(found["reason"]).startswith(reason)
    found.pop("reason")
    found["gates"] = [gate for gate in str(found["gates"]).split(",") if gate]
    assert found == wanted


@ONE_BY_ONE
def test_what_gates_and_alerts_look_at_comes_out_as_worked_out_by_hand(name: str, kind: str, subject: str) -> None:
    found = {metric: value for one, its, metric, value in whole_run(name).facts() if (one, its) == (kind, subject)}
    wanted = judged(name, kind, subject).facts
    assert {metric: None if value is None else Fraction(str(value)) for metric, value in found.items()} == wanted


@ONE_BY_ONE
def test_a_gate_is_tripped_clear_or_not_checked(name: str, kind: str, subject: str) -> None:
    told = expected(name, kind, subject)
    tripped = [gate for gate in told["appraisal"]["gates"] if gate != "SMALL_N"]
    found = of_subject(name, "gate, metric_id, state", "gate", kind, subject)
    assert [gate for gate, _, state in found if state == "tripped"] == tripped
    assert {metric for _, metric, state in found if state == "not_checked"} == set(told.get("unknown", ()))


@pytest.mark.parametrize("name", ORGANISATIONS)
@pytest.mark.parametrize(
    ("what", "columns", "table"),
    [
        ("consequences", "subject_type, subject_id, consequence", "consequence"),
        ("commendations", "subject_type, subject_id", "commendation"),
        ("alerts", "subject_type, subject_id, alert", "compliance_alert"),
    ],
)
def test_exactly_what_the_rules_recommend_follows(name: str, what: str, columns: str, table: str) -> None:
    found = whole_run(name).rows(columns, table)
    assert sorted(found) == sorted(tuple(one) for one in content_of(name)[what])


def judged(name: str, kind: str, subject: str) -> Judged:
    """The subject by the second hand."""
    return judge_all(FOLDER / f"{name}.yaml")[kind, subject]


@ONE_BY_ONE
def test_a_second_hand_in_fractions_comes_to_the_same(name: str, kind: str, subject: str) -> None:
    told, second = expected(name, kind, subject), judged(name, kind, subject)
    for one in second.indicators:
        given = told["indicators"].get(one.metric) or {"weight": told.get("missing", {}).get(one.metric, 0), "gives": 0}
        assert (one.weight, one.gives) == (Fraction(given["weight"]), Fraction(given["gives"])), one.metric
        if one.value is not None:
            assert (one.value, one.points) == (Fraction(given["value"]), Fraction(given["points"])), one.metric
    appraisal = told["appraisal"]
    for what in ("base_score", "bonus_points", "deducted_points", "score", "graded_score", "measured_weight"):
        assert Fraction(appraisal[what]) == getattr(second, what), what
    assert (appraisal["score_grade"], appraisal["within_quota"], appraisal["suggested_grade"], appraisal["gates"]) == (
        second.score_grade, second.within_quota, second.grade, second.gates,
    )  # fmt: skip
    assert second.verdict in (appraisal["status"], "gradable")


@ONE_BY_ONE
def test_a_cio_carries_the_scores_of_the_units_by_the_days_of_office(name: str, kind: str, subject: str) -> None:
    one = expected(name, kind, subject)["indicators"].get("unit_scores")
    if one is None:
        assert kind != "cio" or not any("unit_scores" in other["indicators"] for other in content_of(name)["expect"])
        return
    days = {unit: Fraction(number) for unit, number in one["units"].items()}
    carried = sum(judged(name, "department", unit).score * number / 100 for unit, number in days.items())
    assert [Fraction(number) for number in one["of"]] == [carried, sum(days.values())]
