"""What would lift a subject's grade, what became of its appeals and until when it may object: sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pipelines.documents.edition import Edition
from pipelines.documents.statement.phrases import Phrases
from pipelines.documents.statement.words import WITHIN
from pipelines.explain.find import Row


def lift(
    phrases: Phrases, subject: Row, gates: Sequence[Row], losses: Sequence[Row], small_numbers: str
) -> Iterator[str]:
    """The points to the next grade, what else stands in the way, and where most points can be gained."""
    says = phrases.says
    if subject["score"] is None:
        yield says["no_score"]
        return
    target = subject["target_grade"]
    if subject["suggested_grade"] is None and target is not None:
        named = phrases.grade(subject["subject_type"], target)
        yield says["no_grade_yet"].format(named)
        yield from in_the_way(phrases, subject, gates, named, small_numbers)
    elif target is None:
        yield says["highest"]
    else:
        named = phrases.grade(subject["subject_type"], target)
        if subject["target_reached"]:
            suggested = phrases.grade(subject["subject_type"], subject["suggested_grade"])
            yield says["kept_back"].format(subject["score"], named, suggested)
        else:
            yield says["lacking"].format(named, subject["target_from"], subject["points_lacking"])
        yield from in_the_way(phrases, subject, gates, named, small_numbers)
    if losses:
        joined = "、" if phrases.lang == "zh" else ", "
        parts = (f"{phrases.metric(row['metric_id'])} ({row['points_lost']})" for row in losses)
        yield says["most_lost"].format(joined.join(parts))


def in_the_way(phrases: Phrases, subject: Row, gates: Sequence[Row], named: str, small_numbers: str) -> Iterator[str]:
    """Gates, small numbers, measured weight, tenure and quota, as far as they keep the grade back."""
    says = phrases.says
    for gate in gates:
        if holds_back(gate, subject["target_from"]):
            yield says["gate_in_way"].format(gate[f"title_{phrases.lang}"], phrases.effect(gate))
    if small_numbers:
        yield small_numbers
    if subject["status"] == "insufficient_data":
        yield says["too_little_measured"].format(subject["measured_weight"], subject["minimum_measured_weight"])
    if subject["status"] == "comment_only":
        yield says["too_short"].format(subject["minimum_tenure_share"], phrases.no_grade(subject, gates))
    if subject["quota_percent"] is not None:
        yield says["quota"].format(named, subject["quota_percent"], subject["quota_places"])
        yield says["quota_unsaid"]


def holds_back(gate: Row, target_from: str | None) -> bool:
    """Whether a tripped gate keeps the grade below one that begins at a score."""
    limited = gate["effect"] == "graded_as_at_most"
    return not limited or (target_from is not None and Decimal(gate["score_limit"]) < Decimal(target_from))


def appealed(says: Mapping[str, str], appeals: Sequence[Row]) -> Iterator[str]:
    """Each appeal that was made: by when it is answered, or what was decided."""
    for row in appeals:
        if row["state"] == "withdrawn":
            name = "appeal_withdrawn"
        elif row["outcome"] == "rejected":
            name = "appeal_rejected"
        elif row["outcome"] == "upheld" and row["is_revised_here"]:
            name = "appeal_put_right"
        elif row["outcome"] == "upheld":
            name = "appeal_revised" if row["revised_by"] else "appeal_upheld"
        else:
            name = "appeal_open" if row["answer_by"] else "appeal_undated"
        yield says[name].format(row["appeal_id"], row["decided_on"] or row["filed_on"], row["answer_by"])


def objection(says: Mapping[str, str], edition: Edition, period: Row | None) -> Iterator[str]:
    """Until when and to whom objections go; that a preview is no result."""
    if edition.run["kind"] != "final":
        yield says["object_preview"]
        return
    if period is None or period["file_within"] is None:
        yield says["object_unsaid"]
        return
    within = WITHIN[edition.lang][period["unit"]].format(period["file_within"])
    if period["file_by"] is None:
        yield says["object_later"].format(within)
    else:
        yield says["object_by"].format(period["file_by"], period["opens_on"], within)
        if period["deadline_is_provisional"]:
            yield says["object_provisional"]
    yield says["object_no_answer"]
