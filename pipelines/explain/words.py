"""What an explanation says in Chinese and in English; the tables keep English, as programs read them."""

from __future__ import annotations

import re

from pipelines.feeds import load_feeds

WORDS = {
    "zh": {
        "score": "得分",
        "sum_of": "各项加权得分之和",
        "general": "通用部分",
        "bonus": "加分",
        "deducted": "扣分",
        "within": "得分不低于0、不高于100",
        "graded_as": "按此定等",
        "decided_by": "定等另受限于",
        "small_numbers": "样本过小（SMALL_N）：下列指标记录过少，不得单独使等次上升，等次按其余指标评定",
        "before_quota": "定额前",
        "gates": "一票否决与限档",
        "adjustments": "加减分",
        "alerts": "合规提示",
        "consequences": "结果运用建议（供人决定）",
        "commendation": "表彰候选（供人决定）",
        "clear": "其余未触发",
        "not_checked": "未接入数据，无法检查",
        "rank": "排名",
        "grade": "建议等次",
        "status": "状态",
        "indicator": "指标",
        "value": "指标值",
        "points": "得分",
        "weight": "权重",
        "contribution": "加权得分",
        "points_lost": "失分",
        "curve": "曲线",
        "clause": "依据",
        "evidence": "失分证据",
        "row": "行",
        "more": "另有 {} 项",
        "not_counted": "未计入，权重分摊给其他指标",
        "scheme": "方案",
        "run": "计算批次",
        "sum": "合计",
        "measured": "已计量权重",
        "weight_source": "权重来源",
    },
    "en": {
        "score": "score",
        "sum_of": "the sum of the contributions",
        "general": "general part",
        "bonus": "bonus",
        "deducted": "deducted",
        "within": "a score lies within 0 and 100",
        "graded_as": "graded as",
        "decided_by": "grade decided by",
        "small_numbers": "SMALL_N: too few records to lift the grade alone, so it is that of the other indicators",
        "before_quota": "before the quota",
        "gates": "Gates",
        "adjustments": "Bonus and deduction points",
        "alerts": "Compliance alerts",
        "consequences": "Recommended; people decide",
        "commendation": "Candidate for commendation; people decide",
        "clear": "not tripped",
        "not_checked": "not checked, records not connected",
        "rank": "rank",
        "grade": "suggested grade",
        "status": "status",
        "indicator": "indicator",
        "value": "value",
        "points": "points",
        "weight": "weight",
        "contribution": "contribution",
        "points_lost": "lost",
        "curve": "curve",
        "clause": "clause",
        "evidence": "what cost points",
        "row": "row",
        "more": "{} more",
        "not_counted": "Not counted, weight shared out to the others",
        "scheme": "scheme",
        "run": "run",
        "sum": "sum",
        "measured": "measured weight",
        "weight_source": "weight from",
    },
}
STATUS_ZH = {
    "graded": "已评等次",
    "tracking": "跟踪（非整年，仅建议）",
    "provisional": "预览（期间未结束）",
    "insufficient_data": "数据不足，不评等次",
    "comment_only": "任职不足，仅写评语",
    "no_grade": "暂不评等次",
    "measured": "已计量",
    "missing": "应报未报，计零分",
    "not_applicable": "不适用",
    "disabled": "停用",
}
REASONS_ZH = (
    (re.compile(r"nothing to count"), "无可计量事项"),
    (re.compile(r"nothing could be measured"), "没有可计量的指标"),
    (re.compile(r"no evidence query serves it yet"), "尚无取数规则"),
    (re.compile(r"owed, and nothing that counts came by the close of the period"), "应报未报（或所报不足以计量）"),
    (re.compile(r"measured weight below (\S+)"), r"已计量权重低于 \1"),
    (re.compile(r"in office for (\d+) days"), r"在任 \1 天"),
    (re.compile(r"not connected: (.+)"), r"未接入：\1"),
)
EFFECTS = {
    "zh": {"lowest_grade": "评为最低等次", "graded_as_at_most": "定等不高于 {}", "no_grade": "暂不评等次"},
    "en": {"lowest_grade": "the lowest grade", "graded_as_at_most": "graded as at most {}", "no_grade": "no grade"},
}
UNITS_ZH = {"pts": "分", "days": "天", "ratio": "比值"}


def status_words(code: str, lang: str) -> str:
    """A status in the reader's language."""
    return STATUS_ZH.get(code, code) if lang == "zh" else code


def reason_words(text: str, lang: str) -> str:
    """A reason in the reader's language; one without a translation stays as it is."""
    if lang == "zh":
        for pattern, words in REASONS_ZH:
            text = pattern.sub(words, text)
    return text


def unit_words(code: str, lang: str) -> str:
    return UNITS_ZH.get(code, code) if lang == "zh" else code


def feed_words(name: str, lang: str) -> str:
    """The feed's name, or its Chinese title."""
    return load_feeds()[name].title.zh if lang == "zh" and name in load_feeds() else name
