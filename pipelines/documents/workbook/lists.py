"""Two lists for use by themselves: who may be named in public with which grade, and who has none and why."""

from __future__ import annotations

import polars as pl

from pipelines.documents.edition import Edition
from pipelines.documents.units import UNITS
from pipelines.documents.workbook.frames import frame, numbered, worded
from pipelines.documents.workbook.headings import column
from pipelines.documents.workbook.remarks import no_grade_reasons
from pipelines.documents.workbook.sheet import Sheet
from pipelines.documents.workbook.words import KINDS, WORDS, with_reason

NAMES = {
    "zh": {
        "publicity": ("公示名单", "考核等次公示名单", "只有名称、部门和等次，供公示使用"),
        "no_grade": ("不评等次名单", "不评等次名单", "没有等次的对象及原因，不公示"),
    },
    "en": {
        "publicity": ("Publicity list", "Grades to be publicised", "name, unit and grade alone, to be publicised"),
        "no_grade": ("No grade", "Subjects without a grade", "who has no grade and why, not for publication"),
    },
}
LINES = {
    "zh": {
        "publicity": "只列名称、部门和等次。等次以人工确定为准；未作人工确定的，列建议等次。没有等次的对象不在其中。",
        "no_grade": "不评等次不等于最低等次。原因不公示。",
    },
    "en": {
        "publicity": "Name, unit and grade, nothing else; the grade is the one a person decided, else the "
        "suggested one. Who has "
        "no grade is not in the list.",
        "no_grade": "No grade is not the lowest grade. The reasons are not for publication.",
    },
}
# What is filled in by hand before the list is posted.
BY_HAND = {
    "zh": "异议受理部门：____________  联系电话：____________  落款（盖章）：____________  日期：____________",
    "en": "Objections to: ______________  Telephone: ____________  Issued by: ______________  Date: ____________",
}
PUBLIC = {
    "zh": ("公示期：{publicised_on} 至 {public_until}", "公示期：________ 至 ________（公示前填写）"),
    "en": ("Public from {publicised_on} to {public_until}", "Public from ________ to ________ (fill in before)"),
}
# The states in which grades are public or about to be.
PUBLIC_STATES = {"reviewed", "publicised", "confirmed", "archived"}
DAYS = """
    SELECT min(publicised_on) AS publicised_on, max(public_until) AS public_until
    FROM objection_period WHERE run_id = $run_id AND org_id = $org_id
"""
# A person's units are those of the office; a unit stands for itself. The organisation's own result is no grade of
# somebody to object to.
PUBLICITY = f"""
    WITH offices AS ({UNITS})
    SELECT
        results.subject_name, offices.units AS unit,
        CASE $lang WHEN 'zh' THEN grades.grade_name ELSE grades.grade_name_en END AS grade
    FROM appraisal AS results
    INNER JOIN grade_count AS grades
        ON
            results.run_id = grades.run_id AND results.org_id = grades.org_id
            AND results.subject_type = grades.subject_type
            AND coalesce(results.decided_grade, results.suggested_grade) = grades.grade
    LEFT JOIN offices ON results.subject_id = offices.person_id AND results.subject_type = 'cio'
    WHERE results.run_id = $run_id AND results.org_id = $org_id AND results.subject_type <> 'organization'
    ORDER BY results.subject_type = 'cio', grades.level DESC, results.subject_id
"""
NO_GRADE = """
    SELECT subject_type, subject_type AS kind, subject_id, subject_name, score, status, reason
    FROM appraisal
    WHERE run_id = $run_id AND org_id = $org_id AND coalesce(decided_grade, suggested_grade) IS NULL
    ORDER BY subject_type = 'organization', subject_type = 'cio', subject_id
"""


def publicity(edition: Edition) -> list[Sheet]:
    """The sheet; none where nobody has a grade."""
    lang = edition.lang
    rows = frame(edition, PUBLICITY, whole=WORDS[lang]["whole"], **{"and": WORDS[lang]["and"]})
    if rows.is_empty():
        return []
    columns = [
         column(lang, "subject_name", 28), column(lang, "unit", 34),
        column(lang, "grade", 18),
    ]  # fmt: skip
    name, title, about = NAMES[lang]["publicity"]
    lines = [LINES[lang]["publicity"], BY_HAND[lang]]
    return [Sheet(name, title, about, columns, rows, lines, frozen=2, state=public_days(edition))]


def public_days(edition: Edition) -> str:
    """The days the grades are public, or room for them; nothing where the result is not to be posted."""
    if edition.run["state"] not in PUBLIC_STATES or not edition.run["is_newest"]:
        return ""
    known, to_fill_in = PUBLIC[edition.lang]
    days = edition.rows(DAYS)[0]
    return known.format(**days) if all(days.values()) else to_fill_in


def no_grade(edition: Edition) -> list[Sheet]:
    """The sheet; none where nobody is appraised. It says so where everybody has a grade."""
    lang = edition.lang
    rows = frame(edition, NO_GRADE)
    gates = {kind: no_grade_reasons(edition, kind) for kind in rows["subject_type"].unique().to_list()}
    why = [
        with_reason(row["status"], gates[row["subject_type"]].get(row["subject_id"], row["reason"])
                    if row["status"] == "no_grade" else row["reason"], lang)
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip
    rows = worded(numbered(rows.with_columns(pl.Series("reason", why, pl.String))), "kind", KINDS[lang].__getitem__)
    columns = [
        column(lang, "serial", 6, "whole"), column(lang, "kind", 12), column(lang, "subject_id", 10, "line"),
        column(lang, "subject_name", 20), column(lang, "score", 9, "score"), column(lang, "reason", 44),
    ]  # fmt: skip
    name, title, about = NAMES[lang]["no_grade"]
    lines = [LINES[lang]["no_grade"]] if rows.height else [WORDS[lang]["none"]]
    return [Sheet(name, title, about, columns, rows, lines, frozen=2)] if appraised(edition) else []


def appraised(edition: Edition) -> bool:
    """Whether the run appraised anybody of the organisation."""
    return bool(edition.rows("SELECT 1 FROM appraisal WHERE run_id = $run_id AND org_id = $org_id LIMIT 1"))
