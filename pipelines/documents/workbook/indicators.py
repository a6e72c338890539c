"""Every indicator of every subject: what was counted, which points it brought, by which weight."""

from __future__ import annotations

from pipelines.documents.edition import Edition
from pipelines.documents.workbook.frames import frame, worded
from pipelines.documents.workbook.headings import column
from pipelines.documents.workbook.sheet import Sheet
from pipelines.documents.workbook.words import KINDS, STATUSES
from pipelines.explain.words import reason_words, unit_words

NAMES = {
    "zh": ("指标明细", "指标得分明细表", "每个对象每项指标的分子、分母、指标值、得分、权重和失分"),
    "en": (
        "Indicators",
        "Scores by indicator",
        "numerator, denominator, value, points, weight and loss of every indicator",
    ),
}
LINES = {
    "zh": "加权得分＝权重×得分÷100（六位小数）。未计量指标的权重已分摊给其他指标；一个对象的加权得分之和即其基础得分。"
    "指标值保留六位小数，其后向不利方向截去，不四舍五入（6/7 为 85.714285 %）。",
    "en": "Contribution = weight x points / 100, to six decimals. The weight of what was not counted went to the "
    "others; a "
    "subject's contributions add up to its base score. "
    "A value is cut to six decimals toward the worse side, not rounded (6/7 is 85.714285 %).",
}
INDICATORS = """
    SELECT
        scores.subject_type AS kind, scores.subject_id, results.subject_name,
        CASE $lang WHEN 'zh' THEN scores.dimension_title ELSE scores.dimension_title_en END AS dimension,
        CASE $lang WHEN 'zh' THEN scores.name ELSE scores.name_en END AS metric,
        nullif(scores.unit, 'bool') AS metric_unit, scores.numerator, scores.denominator, scores.value,
        scores.points, scores.weight, scores.contribution, scores.points_lost, scores.status, scores.reason,
        scores.evidence_count, scores.clause
    FROM indicator_score AS scores
    INNER JOIN appraisal AS results
        ON
            scores.run_id = results.run_id AND scores.org_id = results.org_id
            AND scores.subject_type = results.subject_type AND scores.subject_id = results.subject_id
    WHERE scores.run_id = $run_id AND scores.org_id = $org_id
    ORDER BY scores.subject_type = 'organization', scores.subject_type = 'cio', scores.subject_id, scores.position
"""


def indicators(edition: Edition) -> list[Sheet]:
    """The sheet; none where nobody is appraised."""
    lang = edition.lang
    rows = frame(edition, INDICATORS)
    if rows.is_empty():
        return []
    rows = worded(rows, "kind", KINDS[lang].__getitem__)
    rows = worded(rows, "metric_unit", lambda unit: unit_words(unit, lang))
    rows = worded(rows, "status", STATUSES[lang].__getitem__)
    rows = worded(rows, "reason", lambda reason: reason_words(reason, lang))
    columns = [
        column(lang, "kind", 9, "line"), column(lang, "subject_id", 8, "line"),
        column(lang, "subject_name", 15),
        column(lang, "dimension", 18), column(lang, "metric", 24),
        column(lang, "metric_unit", 5, "line"),
        column(lang, "numerator", 11, "number"), column(lang, "denominator", 11, "number"),
        column(lang, "value", 10, "number"), column(lang, "points", 10, "score"), column(lang, "weight", 7, "score"),
        column(lang, "contribution", 9, "number"), column(lang, "points_lost", 9, "number"),
        column(lang, "status", 14), column(lang, "reason", 20),
        column(lang, "evidence_count", 7, "whole"),
        column(lang, "clause", 13),
    ]  # fmt: skip
    name, title, about = NAMES[lang]
    return [Sheet(name, title, about, columns, rows, [LINES[lang]], frozen=3)]
