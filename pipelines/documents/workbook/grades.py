"""How many have which grade, beside the places the quota leaves; formulas count the summaries."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.documents.edition import Edition
from pipelines.documents.workbook.frames import frame, worded
from pipelines.documents.workbook.headings import column
from pipelines.documents.workbook.layout import cells_of
from pipelines.documents.workbook.sheet import Sheet
from pipelines.documents.workbook.words import KINDS

NAMES = {
    "zh": ("等次分布与名额", "等次分布与名额核对表", "各等次的数量，与名额核对"),
    "en": ("Grades and quota", "Grades beside the quota", "how many have which grade, beside the places of the quota"),
}
LINES = {
    "zh": "名额基数不含任职时间不足者；名额向下取整。“建议”“人工决定”“确定”三列由公式从汇总表计数；"
    "剩余名额＝名额－现行数，负数表示超额。",
    "en": "Whoever was too short in office is not counted for the quota; places are cut downwards. Formulas "
    "count suggested, "
    "decided and confirmed grades in the summaries; places left = places - as things stand, below 0 where there "
    "are too many.",
}
GRADES = """
    SELECT
        subject_type, subject_type AS kind, CASE $lang WHEN 'zh' THEN grade_name ELSE grade_name_en END AS grade,
        at_least, before_quota_count, suggested_count, decided_count, standing_count, confirmed_count, subject_count,
        due_count, quota_percent, quota_places, quota_places - standing_count AS left_count
    FROM grade_count
    WHERE run_id = $run_id AND org_id = $org_id AND subject_count > 0
    ORDER BY subject_type = 'organization', subject_type = 'cio', level DESC
"""
COUNTED = ("suggested", "decided", "confirmed")


def grades(edition: Edition, summaries: Mapping[str, Sheet]) -> list[Sheet]:
    """The sheet; none where nobody is appraised. `summaries`: the sheets its formulas count, by kind of subject."""
    lang = edition.lang
    rows = frame(edition, GRADES)
    if rows.is_empty():
        return []
    ranges = {
        f"{name}_cells": [counted(summaries[kind], name) for kind in rows["subject_type"].to_list()] for name in COUNTED
    }
    rows = worded(
        rows.with_columns(pl.Series(name, cells) for name, cells in ranges.items()), "kind", KINDS[lang].__getitem__
    )
    suggested, decided, confirmed = (
        column(lang, f"{name}_count", 9, "whole", f"COUNTIF({{{name}_cells}},[grade])") for name in COUNTED
    )
    columns = [
        column(lang, "kind", 12), column(lang, "grade", 16), column(lang, "at_least", 8, "score"),
        column(lang, "before_quota_count", 9, "whole"), suggested, decided, column(lang, "standing_count", 9, "whole"),
        confirmed, column(lang, "due_count", 10, "whole"), column(lang, "quota_percent", 10, "number"),
        column(lang, "quota_places", 8, "whole"),
        column(lang, "left_count", 10, "whole", "[quota_places]-[standing_count]"),
    ]  # fmt: skip
    name, title, about = NAMES[lang]
    return [Sheet(name, title, about, columns, rows, [LINES[lang]], frozen=2)]


def counted(summary: Sheet, name: str) -> str:
    """The cells of a summary's column, as a formula of another sheet names them."""
    column_of = next(column for column in summary.columns if column.name == name)
    return f"'{summary.name}'!{cells_of(summary, column_of)}"
