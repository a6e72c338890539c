"""What people decided about a run and a subject, and what its revision moved: read where such rows exist."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from pipelines.explain.find import Row, rows

SIGN_OFF = """
    SELECT state, signed_by, signed_on, reason FROM run.signature WHERE run_id = $run_id ORDER BY position
"""
# The grade a person decided; lapsed where the run suggests another than it was decided on.
DECIDED = """
    SELECT
        decided.suggested_grade, decided.grade, decided.reason, decided.decided_by, decided.decided_on,
        decided.decided_in_run_id, decided.status,
        before.name_zh AS suggested_grade_zh, before.name_en AS suggested_grade_en,
        after.name_zh AS grade_zh, after.name_en AS grade_en
    FROM signing.decision AS decided
    INNER JOIN scope.subject AS subjects USING (run_id, org_id, subject_type, subject_id)
    LEFT JOIN compiled.grade AS before
        ON subjects.scheme_key = before.scheme_key AND decided.suggested_grade = before.grade
    LEFT JOIN compiled.grade AS after ON subjects.scheme_key = after.scheme_key AND decided.grade = after.grade
    WHERE
        decided.run_id = $run_id AND decided.org_id = $org AND decided.subject_type = $type
        AND decided.subject_id = $id
"""
RESTATED = """
    SELECT
        moved.quantity, moved.item, moved.unit, moved.before_value, moved.after_value, moved.delta, moved.before_text,
        moved.after_text, moved.cause, moved.prior_run_id,
        nullif(concat_ws('; ', moved.rules_before || ' → ' || moved.rules_after, moved.decision), '') AS detail,
        metrics.name_zh AS item_zh, metrics.name_en AS item_en
    FROM result.restatement AS moved
    LEFT JOIN compiled.metric AS metrics ON moved.quantity = 'contribution' AND moved.item = metrics.metric_id
    WHERE moved.run_id = $run_id AND moved.org_id = $org AND moved.subject_type = $type AND moved.subject_id = $id
    ORDER BY moved.quantity = 'contribution', moved.quantity, moved.item
"""
RESTATED_RECORDS = """
    SELECT
        behind.metric_id, behind.source_feed, behind.source_id, behind.occurred_on, behind.department_id, behind.change,
        behind.before_numerator, behind.before_denominator, behind.after_numerator, behind.after_denominator,
        behind.before_file, behind.before_row, behind.after_file, behind.after_row,
        metrics.name_zh AS metric_zh, metrics.name_en AS metric_en
    FROM result.restatement_record AS behind
    LEFT JOIN compiled.metric AS metrics ON behind.metric_id = metrics.metric_id
    WHERE behind.run_id = $run_id AND behind.org_id = $org AND behind.subject_type = $type AND behind.subject_id = $id
    ORDER BY behind.metric_id, behind.source_feed, behind.source_id, behind.occurred_on, behind.department_id
"""


def decided(con: duckdb.DuckDBPyConnection, who: Mapping[str, object]) -> dict[str, list[Row]]:
    """`sign_off`: the signatures of the run; `decided_grades`: the grade a person set, or one that lapsed; `restated`
    and `restated_records`: what the revision moved, and the records that moved it."""
    return {
        "sign_off": sign_off(con, who["run_id"]),
        "decided_grades": rows(con, DECIDED, dict(who)),
        "restated": restated(con, who),
        "restated_records": rows(con, RESTATED_RECORDS, dict(who)),
    }


def sign_off(con: duckdb.DuckDBPyConnection, run_id: object) -> list[Row]:
    """Who signed the run, in order."""
    return rows(con, SIGN_OFF, {"run_id": run_id})


def restated(con: duckdb.DuckDBPyConnection, who: Mapping[str, object]) -> list[Row]:
    """What the run moved against the revision before it, of a subject, an innovation or an award."""
    return rows(con, RESTATED, dict(who))
