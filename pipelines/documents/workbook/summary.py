"""One sheet for each kind of subject: dimensions, sum, rank, grades, gates and what else is to be known."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from pipelines.documents.edition import Edition
from pipelines.documents.units import UNITS
from pipelines.documents.workbook.frames import frame, numbered
from pipelines.documents.workbook.headings import column
from pipelines.documents.workbook.remarks import remarks
from pipelines.documents.workbook.sheet import Column, Sheet
from pipelines.documents.workbook.summary_words import LINES, NAMES
from pipelines.documents.workbook.words import WORDS
from pipelines.explain.numbers import number

CENT = Decimal("0.01")
DIMENSIONS = """
    SELECT subject_type, dimension, max(title) AS title, max(weight) AS weight
    FROM (
        SELECT
            subject_type, subject_id, dimension, min(position) AS position, sum(scheme_weight) AS weight,
            max(CASE $lang WHEN 'zh' THEN dimension_title ELSE dimension_title_en END) AS title
        FROM indicator_score WHERE run_id = $run_id AND org_id = $org_id
        GROUP BY subject_type, subject_id, dimension
    )
    GROUP BY subject_type, dimension ORDER BY subject_type, min(position), dimension
"""
# What a dimension brings; empty where nothing in it counts for the subject. {dimensions}: a sum for each.
SUBJECTS = f"""
    WITH grades AS (
        SELECT DISTINCT subject_type, grade, CASE $lang WHEN 'zh' THEN grade_name ELSE grade_name_en END AS grade_name
        FROM grade_count WHERE run_id = $run_id AND org_id = $org_id
    ),
    offices AS (
        SELECT person_id, string_agg(DISTINCT post, $and ORDER BY post) AS posts
        FROM office WHERE run_id = $run_id AND org_id = $org_id GROUP BY person_id
    ),
    units AS ({UNITS}),
    tripped AS (
        SELECT
            subject_id, string_agg(gate || ' ' || CASE $lang WHEN 'zh'
            THEN title_zh ELSE title_en END, $then ORDER BY gate)
            AS gates
        FROM gate WHERE run_id = $run_id AND org_id = $org_id AND subject_type = $kind AND state = 'tripped'
        GROUP BY subject_id
    ),
    sums AS (
        SELECT subject_id{{dimensions}} FROM indicator_score
        WHERE run_id = $run_id AND org_id = $org_id AND subject_type = $kind GROUP BY subject_id
    )
    SELECT
        results.* EXCLUDE (gates), results.gates AS marks, sums.* EXCLUDE (subject_id), offices.posts, units.units,
        tripped.gates, before.grade_name AS before_quota, suggested.grade_name AS suggested,
        decided.grade_name AS decided, confirmed.grade_name AS confirmed
    FROM appraisal AS results
    LEFT JOIN sums ON results.subject_id = sums.subject_id
    LEFT JOIN offices ON results.subject_id = offices.person_id AND results.subject_type = 'cio'
    LEFT JOIN units ON results.subject_id = units.person_id AND results.subject_type = 'cio'
    LEFT JOIN tripped ON results.subject_id = tripped.subject_id
    LEFT JOIN grades AS before
        ON results.subject_type = before.subject_type AND results.score_grade = before.grade
    LEFT JOIN grades AS suggested
        ON results.subject_type = suggested.subject_type AND results.suggested_grade = suggested.grade
    LEFT JOIN grades AS decided
        ON results.subject_type = decided.subject_type AND results.decided_grade = decided.grade
    LEFT JOIN grades AS confirmed
        ON results.subject_type = confirmed.subject_type AND results.confirmed_grade = confirmed.grade
    WHERE results.run_id = $run_id AND results.org_id = $org_id AND results.subject_type = $kind
    ORDER BY results.rank NULLS LAST, results.score DESC NULLS LAST, results.subject_id
"""
DIMENSION_SUM = """,
            CASE
                WHEN coalesce(sum(weight) FILTER (WHERE dimension = $of_{number:02}), 0) > 0
                    THEN cast(sum(contribution) FILTER (WHERE dimension = $of_{number:02}) AS DECIMAL(9, 6))
            END AS dimension_{number:02}"""
COMPUTED_OF = ["base_score", "general_score", "general_percent", "bonus_points", "deducted_points", "score"]
SCORE_AGAIN = (
    "ROUND(ROUND(ROUND(MIN(100,MAX(0,([base_score]*(100-{percent})+{general})/100+[bonus_points]-[deducted_points])),8),2)"
    "-[score],2)"
)


def summaries(edition: Edition) -> dict[str, Sheet]:
    """A sheet for each kind of subject that is appraised, by kind."""
    dimensions = frame(edition, DIMENSIONS)
    found = edition.rows("SELECT DISTINCT subject_type FROM appraisal WHERE run_id = $run_id AND org_id = $org_id")
    kinds = {row["subject_type"] for row in found}
    return {
        kind: summary(edition, kind, dimensions.filter(pl.col("subject_type") == kind).rows(named=True))
        for kind in NAMES[edition.lang]
        if kind in kinds
    }


def summary(edition: Edition, kind: str, dimensions: list[dict[str, Any]]) -> Sheet:
    """The subjects of a kind, best first."""
    lang = edition.lang
    values = {f"of_{number:02}": row["dimension"] for number, row in enumerate(dimensions)}
    sums = "".join(DIMENSION_SUM.format(number=number) for number in range(len(dimensions)))
    rows = frame(edition, SUBJECTS.format(dimensions=sums), kind=kind, **values, **joints(lang))
    rows = rows.with_columns(
        pl.Series("difference", [difference(*row) for row in rows.select(COMPUTED_OF).rows()], pl.Decimal(9, 2)),
        pl.Series("remarks", remarks(edition, kind, rows), pl.String),
    )
    name, title, about = NAMES[lang][kind]
    columns = [column(lang, "serial", 5, "whole"), column(lang, "subject_id", 8, "line"), *who(lang, kind)]
    columns += [
        Column(f"dimension_{place:02}", WORDS[lang]["aside"].format(row["title"], number(row["weight"])), 9, "score")
        for place, row in enumerate(dimensions)
    ]
    columns += points(lang, len(dimensions), with_general=not rows["general_score"].is_null().all())
    columns += [
        column(lang, "rank", 9, "whole"), column(lang, "suggested", 9), column(lang, "decided", 9),
        column(lang, "confirmed", 9), column(lang, "gates", 18), column(lang, "remarks", 26),
    ]  # fmt: skip
    return Sheet(name, title, about, columns, numbered(rows), [LINES[lang]], frozen=3)


def joints(lang: str) -> dict[str, str]:
    """The words that join names in a cell."""
    return {"and": WORDS[lang]["and"], "then": WORDS[lang]["then"], "whole": WORDS[lang]["whole"]}


def who(lang: str, kind: str) -> list[Column]:
    """Who it is: a person with units and posts, else a name."""
    if kind != "cio":
        return [column(lang, "subject_name", 16)]
    heading = column(lang, "person_name", 0).heading
    return [
        column(lang, "subject_name", 9, heading=heading), column(lang, "units", 16), column(lang, "posts", 9),
    ]  # fmt: skip


def points(lang: str, dimensions: int, *, with_general: bool) -> list[Column]:
    """The sum of the dimensions, what comes to it and goes off, the score, and the same computed again."""
    base = f"ROUND(SUM([dimension_00]:[dimension_{dimensions - 1:02}]),6)" if dimensions else ""
    general, percent = ("[general_score]*[general_percent]", "[general_percent]") if with_general else ("0", "0")
    general_part = [column(lang, "general_score", 8, "score"), column(lang, "general_percent", 8, "number")]
    return [
        column(lang, "base_score", 8, "score", base),
        *(general_part if with_general else []),
        column(lang, "bonus_points", 6, "score"),
        column(lang, "deducted_points", 8, "score"),
        column(lang, "score", 8, "score"),
        column(lang, "difference", 9, "check", SCORE_AGAIN.format(percent=percent, general=general)),
    ]


def difference(
    base: Decimal | None, general: Decimal | None, percent: Decimal | None, bonus: Decimal, deducted: Decimal,
    score: Decimal | None,
) -> Decimal | None:  # fmt: skip
    """What the check comes to: the score computed again from the columns beside it, less the published one."""
    if score is None or base is None:
        return None
    share = percent or Decimal(0)
    whole = (base * (100 - share) + (general or Decimal(0)) * share) / 100 + bonus - deducted
    return min(Decimal(100), max(Decimal(0), whole)).quantize(CENT, ROUND_HALF_UP) - score
