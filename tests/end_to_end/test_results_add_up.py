"""The published figures add up by hand."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tests.end_to_end.conftest import Home


def test_contributions_add_up_to_the_base_score_of_every_subject(enterprise: Home) -> None:
    sums: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    for subject_type, subject_id, contribution in enterprise.table(
        "indicator_score", "subject_type, subject_id, contribution"
    ):
        sums[subject_type, subject_id] += Decimal(str(contribution))
    scores = enterprise.table("appraisal", "subject_type, subject_id, base_score")
    assert len(scores) > 12
    for subject_type, subject_id, base_score in scores:
        assert sums[subject_type, subject_id] == base_score


def test_the_score_is_the_base_with_the_general_part_and_the_adjustments_rounded_half_up_once(enterprise: Home) -> None:
    rows = enterprise.table("appraisal", "base_score, general_score, bonus_points, deducted_points, score")
    assert any(row[1] for row in rows)
    assert any(row[2] for row in rows)
    assert any(row[3] for row in rows)
    for base_score, general_score, bonus, deducted, score in rows:
        exact = Fraction(str(base_score))
        if general_score is not None:
            exact = exact * Fraction(80, 100) + Fraction(str(general_score)) * Fraction(20, 100)
        exact = min(Fraction(100), max(Fraction(0), exact + Fraction(str(bonus)) - Fraction(str(deducted))))
        shown = Decimal(exact.numerator) / Decimal(exact.denominator)
        assert shown.quantize(Decimal("0.01"), ROUND_HALF_UP) == score


def test_weights_of_what_was_measured_add_up_to_exactly_100(enterprise: Home) -> None:
    sums: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    for subject_type, subject_id, weight in enterprise.table("indicator_score", "subject_type, subject_id, weight"):
        sums[subject_type, subject_id] += Decimal(str(weight))
    assert set(sums.values()) == {Decimal(100)}


def test_contribution_is_weight_times_points_rounded_half_up_once(enterprise: Home) -> None:
    rows = enterprise.table("indicator_score", "weight, points, contribution")
    measured = [row for row in rows if row[1] is not None]
    assert len(measured) > 50
    for weight, points, contribution in measured:
        exact = Fraction(str(weight)) * Fraction(str(points)) / 100
        assert Fraction(str(contribution)) == Fraction(int(exact * 10**6 + Fraction(1, 2)), 10**6)


def test_every_measured_indicator_names_a_clause_whose_words_are_published(enterprise: Home) -> None:
    known = {row[0] for row in enterprise.table("clause", "clause_id")}
    for (cited,) in enterprise.table("indicator_score", "clause"):
        # A pure default cites nothing.
        assert set(str(cited).split(",")) - {""} <= known


def test_every_evidence_row_names_the_file_and_row_it_came_from(enterprise: Home) -> None:
    rows = enterprise.table("evidence", "source_feed, source_id, source_file, source_row")
    named = [row for row in rows if row[2] is not None]
    assert all(isinstance(source_row, int) and source_row >= 1 for *_, source_row in named)
    # What is missing from a list stands in no file.
    assert {row[:2] for row in rows if row[2] is None} == {("checklist_item", "E001")}


def test_evidence_shown_is_at_most_a_hundred_rows_and_never_more_than_was_counted(enterprise: Home) -> None:
    shown: dict[tuple[object, ...], int] = defaultdict(int)
    for key in enterprise.table("evidence", "subject_type, subject_id, metric_id"):
        shown[key] += 1
    counted = {row[:3]: row[3] for row in enterprise.table(
        "indicator_score", "subject_type, subject_id, metric_id, evidence_count"
    )}  # fmt: skip
    assert max(shown.values()) <= 100
    assert all(number <= int(str(counted[key])) for key, number in shown.items() if key in counted)
