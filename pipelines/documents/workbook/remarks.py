"""What else is to be known of a result, in one cell: why there is no grade, what moved the grade, who decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import polars as pl

from pipelines.documents.edition import Edition
from pipelines.documents.workbook.summary_words import APPEAL_STATES, REMARKS
from pipelines.documents.workbook.words import WORDS, with_reason
from pipelines.explain.numbers import number

DECISIONS = """
    SELECT * FROM decided_grade WHERE run_id = $run_id AND org_id = $org_id AND subject_type = $kind
"""
APPEALS = """
    SELECT subject_id, appeal_id, state FROM appeal
    WHERE run_id = $run_id AND org_id = $org_id AND subject_type = $kind ORDER BY appeal_id
"""
# A gate that lets nobody be graded is named in the reader's language.
NO_GRADE = """
    SELECT subject_id, string_agg(CASE $lang WHEN 'zh' THEN title_zh ELSE title_en END, $then ORDER BY gate) AS titles
    FROM gate
    WHERE run_id = $run_id AND org_id = $org_id AND subject_type = $kind AND state = 'tripped' AND effect = 'no_grade'
    GROUP BY subject_id
"""
READ = ["subject_id", "status", "reason", "score", "graded_score", "marks", "within_quota", "before_quota"]
GRADED = {"graded", "tracking", "provisional"}


def remarks(edition: Edition, kind: str, rows: pl.DataFrame) -> list[str | None]:
    """The remarks on each row of a summary; None where there are none."""
    decisions = {row["subject_id"]: row for row in edition.rows(DECISIONS, kind=kind)}
    appeals = defaultdict(list)
    for row in edition.rows(APPEALS, kind=kind):
        appeals[row["subject_id"]].append(row)
    why = no_grade_reasons(edition, kind)
    then = WORDS[edition.lang]["then"]
    return [
        then.join(said(row, why, decisions.get(row["subject_id"]), appeals[row["subject_id"]], edition.lang)) or None
        for row in rows.select(READ).iter_rows(named=True)
    ]


def no_grade_reasons(edition: Edition, kind: str) -> dict[str, str]:
    """Why a gate lets subjects of a kind have no grade, by subject."""
    return {
        row["subject_id"]: row["titles"]
        for row in edition.rows(NO_GRADE, kind=kind, lang=edition.lang, then=WORDS[edition.lang]["then"])
    }


def said(
    row: dict[str, Any], why: dict[str, str], decision: dict[str, Any] | None, appeals: list[dict[str, Any]], lang: str
) -> Iterator[str]:
    """The remarks on one subject."""
    words = REMARKS[lang]
    if row["status"] not in GRADED:
        reason = why.get(row["subject_id"], row["reason"]) if row["status"] == "no_grade" else row["reason"]
        yield with_reason(row["status"], reason, lang)
    if row["graded_score"] is not None and row["graded_score"] != row["score"]:
        yield words["limited"].format(number(row["graded_score"]))
    if "SMALL_N" in row["marks"].split(","):
        yield words["small_numbers"]
    if row["within_quota"] is False:
        yield words["quota"].format(row["before_quota"])
    if decision:
        yield words["lapsed" if decision["status"] == "lapsed" else "decided"].format(**decision)
    for appeal in appeals:
        yield words["appeal"].format(appeal["appeal_id"], APPEAL_STATES[lang][appeal["state"]])
