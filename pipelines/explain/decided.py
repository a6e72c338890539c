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
    SELECT quantity, item, before_value, after_value, delta, before_text, after_text, cause, detail, prior_run_id
    FROM result.restatement
    WHERE run_id = $run_id AND org_id = $org AND subject_type = $type AND subject_id = $id
    ORDER BY quantity = 'contribution', quantity, item
"""
RESTATED_RECORDS = """
    SELECT
        metric_id, source_feed, source_id, occurred_on, department_id, change, before_numerator, before_denominator,
        after_numerator, after_denominator, before_file, before_row, after_file, after_row
    FROM result.restatement_record
    WHERE run_id = $run_id AND org_id = $org AND subject_type = $type AND subject_id = $id
    ORDER BY metric_id, source_feed, source_id, occurred_on, department_id
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
