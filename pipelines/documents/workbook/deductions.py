"""What cost points: indicators, deductions, incidents and findings; a bonus stands there with a minus."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipelines.documents.edition import Edition
from pipelines.documents.workbook.frames import frame, worded
from pipelines.documents.workbook.headings import column
from pipelines.documents.workbook.sheet import Sheet
from pipelines.documents.workbook.words import KINDS
from pipelines.explain.words import adjustment_words, reason_words, unit_words

NAMES = {
    "zh": ("失分清单", "失分清单", "各对象因何失分或加减分，及其条款"),
    "en": ("Deductions", "What cost points", "what cost each subject points, and by which clause"),
}
LINES = {
    "zh": "“指标”和“加减分”两类的失分可以相加（加分为负数）；“事件”“认定”是所属指标失分的构成，"
    "其分值另列一栏，不与失分相加。"
    "一票否决与限档另列一表。",
    "en": "Points lost by indicators and adjustments can be added up (a bonus is negative); incidents and findings are "
    "parts of what an indicator lost: their points have a column of their own and are not to be added. Gates have a "
    "sheet of their own.",
}
CAUSES = {
    "zh": {"indicator": "指标", "incident": "事件", "finding": "认定", "adjustment": "加减分"},
    "en": {"indicator": "indicator", "incident": "incident", "finding": "finding", "adjustment": "adjustment"},
}
POINTS_OF = re.compile(r"(Incident|Finding) of (\S+): (\S+) points")
RECORD = re.compile(r"(Incident|Finding) of (\S+): (.*)", re.DOTALL)
RECORD_ZH = {"Incident": "事件", "Finding": "认定"}
GATE_TITLES = "SELECT DISTINCT title_en, title_zh FROM gate WHERE run_id = $run_id AND org_id = $org_id"
DEDUCTIONS = """
    SELECT
        lost.subject_type AS kind, lost.subject_id, results.subject_name, lost.cause_kind AS cause,
        CASE
            WHEN lost.cause_kind <> 'indicator' THEN lost.cause_id
            WHEN $lang = 'zh' THEN scores.name ELSE scores.name_en
        END AS item,
        CASE WHEN lost.cause_kind IN ('indicator', 'adjustment') THEN lost.points_lost END AS points_lost,
        CASE
            WHEN lost.cause_kind NOT IN ('indicator', 'adjustment') THEN nullif(lost.points_lost, 0)
        END AS part_points,
        scores.value, nullif(scores.unit, 'bool') AS metric_unit, scores.points,
        CASE WHEN lost.cause_kind <> 'indicator' THEN lost.detail ELSE scores.reason END AS detail, lost.clause
    FROM deduction AS lost
    INNER JOIN appraisal AS results
        ON
            lost.run_id = results.run_id AND lost.org_id = results.org_id
            AND lost.subject_type = results.subject_type AND lost.subject_id = results.subject_id
    LEFT JOIN indicator_score AS scores
        ON
            lost.run_id = scores.run_id AND lost.org_id = scores.org_id AND lost.subject_type = scores.subject_type
            AND lost.subject_id = scores.subject_id AND lost.metric_id = scores.metric_id
            AND lost.cause_kind = 'indicator'
    WHERE lost.run_id = $run_id AND lost.org_id = $org_id AND lost.cause_kind <> 'gate'
    ORDER BY
        lost.subject_type = 'organization', lost.subject_type = 'cio', lost.subject_id, lost.cause_kind <> 'indicator',
        lost.cause_kind <> 'adjustment', lost.points_lost DESC, lost.cause_kind, lost.cause_id
"""


def deductions(edition: Edition) -> list[Sheet]:
    """The sheet; none where nobody lost anything."""
    lang = edition.lang
    rows = frame(edition, DEDUCTIONS)
    if rows.is_empty():
        return []
    rows = worded(rows, "kind", KINDS[lang].__getitem__)
    rows = worded(rows, "cause", lambda cause: CAUSES[lang].get(cause, cause))
    rows = worded(rows, "metric_unit", lambda unit: unit_words(unit, lang))
    titles = {row["title_en"]: row["title_zh"] for row in edition.rows(GATE_TITLES)} if lang == "zh" else {}
    rows = worded(rows, "detail", lambda detail: detail_words(detail, lang, titles))
    columns = [
        column(lang, "kind", 10, "line"), column(lang, "subject_id", 10, "line"),
        column(lang, "subject_name", 18),
        column(lang, "cause", 11, "line"), column(lang, "item", 26), column(lang, "points_lost", 10, "score"),
        column(lang, "part_points", 13, "score"),
        column(lang, "value", 12, "number"), column(lang, "metric_unit", 7, "line"),
        column(lang, "points", 10, "score"),
        column(lang, "detail", 44), column(lang, "clause", 14),
    ]  # fmt: skip
    name, title, about = NAMES[lang]
    return [Sheet(name, title, about, columns, rows, [LINES[lang]], frozen=3)]


def detail_words(detail: str, lang: str, titles: Mapping[str, str]) -> str:
    """What happened, in the reader's language; words a record brought stay as they are. `titles`: by the English title
    of a gate its Chinese one."""
    if lang != "zh":
        return adjustment_words(detail, lang)
    if found := POINTS_OF.fullmatch(detail):
        return f"{found[2]} 的{RECORD_ZH[found[1]]}，计 {plain(found[3])} 分"
    if found := RECORD.fullmatch(detail):
        return f"{found[2]} 的{RECORD_ZH[found[1]]}：{titles.get(found[3], found[3])}"
    return reason_words(adjustment_words(detail, lang), lang)


def plain(number: str) -> str:
    """A number without zeros at its end."""
    return number.rstrip("0").rstrip(".") if "." in number else number
