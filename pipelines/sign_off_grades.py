"""Grades that a person decides while signing: whose, which, and why; kept in `run.decided_grade`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb

from pipelines.errors import UnknownSubjectError
from pipelines.runs import Run
from pipelines.sign_off_given import GivenGrade
from pipelines.yaml_file import did_you_mean

SUBJECTS = """
    SELECT
        results.org_id, results.subject_type, results.subject_id, results.suggested_grade, results.status,
        coalesce(decided.grade, results.suggested_grade) AS grade_now, decided.grade IS NOT NULL AS is_decided,
        subjects.scheme_key
    FROM result.appraisal AS results
    INNER JOIN scope.subject AS subjects
        ON results.run_id = subjects.run_id AND results.org_id = subjects.org_id
        AND results.subject_type = subjects.subject_type AND results.subject_id = subjects.subject_id
    LEFT JOIN signing.decision AS decided
        ON results.run_id = decided.run_id AND results.org_id = decided.org_id
        AND results.subject_type = decided.subject_type AND results.subject_id = decided.subject_id
        AND decided.status <> 'lapsed'
    WHERE results.run_id = $run_id
    ORDER BY results.org_id, results.subject_type, results.subject_id
"""
Row = dict[str, Any]


def resolve_grades(con: duckdb.DuckDBPyConnection, run: Run, given: Sequence[GivenGrade]) -> list[Row]:
    """Organisation, kind and id of each subject, the suggested and the decided grade, and the reason.

    Raises UnknownSubjectError for a subject or grade nobody knows, UserError for a decision that decides nothing.
    """
    found = con.execute(SUBJECTS, {"run_id": run.run_id}) if given else None
    names = [column[0] for column in (found.description if found else None) or ()]
    subjects = [dict(zip(names, row, strict=True)) for row in found.fetchall()] if found else []
    decided: list[Row] = []
    for one in given:
        subject = the_subject(one, subjects, run)
        grade = the_grade(con, one, subject)
        row = {name: subject[name] for name in ("org_id", "subject_type", "subject_id", "suggested_grade")}
        if any(all(other[name] == row[name] for name in row) for other in decided):
            raise one.error(f"{one.subject} stands twice.", "Keep one of them.")
        decided.append(row | {"grade": grade, "reason": one.reason})
    return decided


def the_subject(one: GivenGrade, subjects: Sequence[Row], run: Run) -> Row:
    """The subject meant, which has a grade."""
    named = [
        row
        for row in subjects
        if one.subject in (row["subject_id"], f"{row['org_id']}/{row['subject_id']}")
        and one.subject_type in (None, row["subject_type"])
    ]
    if not named:
        do = did_you_mean(one.subject, {row["subject_id"] for row in subjects})
        what = f'Run {run.run_id} appraised no {one.subject_type or "subject"} "{one.subject}".'
        raise UnknownSubjectError(what, do=do, file=one.file, line=one.line)
    if len(named) > 1:
        several = ", ".join(f"{row['subject_type']} {row['org_id']}/{row['subject_id']}" for row in named)
        do = "Give the organisation too (ORG/ID), or a file with org_id and subject_type: --grades FILE.csv."
        raise UnknownSubjectError(
            f'"{one.subject}" is not one subject but several: {several}.', do=do, file=one.file, line=one.line
        )
    (row,) = named
    if row["status"] != "graded":
        what = f"{one.subject} has no grade to decide: its result is {row['status']}."
        raise one.error(what, "Only who is graded for a whole year gets another grade.")
    return row


def the_grade(con: duckdb.DuckDBPyConnection, one: GivenGrade, subject: Row) -> str:
    """The code of the grade meant, of the subject's own scheme, which differs from the one that stands."""
    grades = con.execute(
        "SELECT grade, name_zh, name_en FROM compiled.grade WHERE scheme_key = $1", [subject["scheme_key"]]
    ).fetchall()
    code = next((names[0] for names in grades if one.grade in names), None)
    if code is None:
        do = did_you_mean(one.grade, [name for names in grades for name in names[:2]])
        what = f'The scheme of {one.subject} knows no grade "{one.grade}".'
        raise UnknownSubjectError(what, do=do, file=one.file, line=one.line)
    if code == subject["grade_now"]:
        why = "decided already" if subject["is_decided"] else "suggested"
        raise one.error(f"{code} is the grade of {one.subject} as {why}.", "Leave it out: nothing is to be decided.")
    return str(code)


def record_grades(con: duckdb.DuckDBPyConnection, run: Run, decided: Sequence[Row], decided_by: str, day: date) -> None:
    """Keep the grades decided on a run, after those decided before."""
    for one in decided:
        con.execute(
            "INSERT INTO run.decided_grade BY NAME SELECT $run_id AS run_id, $org_id AS org_id, "
            "$subject_type AS subject_type, $subject_id AS subject_id, "
            "(SELECT coalesce(max(position), 0) + 1 FROM run.decided_grade WHERE run_id = $run_id) AS position, "
            "$suggested_grade AS suggested_grade, $grade AS grade, $reason AS reason, "
            "$by AS decided_by, $day AS decided_on",
            one | {"run_id": run.run_id, "by": decided_by, "day": day},
        )


def decisions_of(con: duckdb.DuckDBPyConnection, run_id: str) -> list[Row]:
    """The decisions on a run's grades: made on it, carried over, lapsed."""
    found = con.execute("SELECT * FROM signing.decision WHERE run_id = $1 ORDER BY ALL", [run_id])
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
