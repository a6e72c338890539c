"""What the workbook says in Chinese and in English."""

from __future__ import annotations

from pipelines.explain.words import reason_words

WORDS = {
    "zh": {
        "workbook": "考核工作簿",
        "total": "合计（随筛选变动）",
        "page": "第 &P 页，共 &N 页",
        "too_long": "……（原文共 {} 字，超出单元格上限，仅列开头）",
        "whole": "组织整体",
        "and": "、",
        "then": "；",
        "of": "：",
        "aside": "{}（{}）",
        "none": "无",
        "not_newest": "（该期间另有更新的结果）",
    },
    "en": {
        "workbook": "appraisal workbook",
        "total": "Sum of what the filter shows",
        "page": "Page &P of &N",
        "too_long": "... (the text has {} characters, more than a cell holds; only its beginning is shown)",
        "whole": "the organisation as a whole",
        "and": ", ",
        "then": "; ",
        "of": ": ",
        "aside": "{} ({})",
        "none": "none",
        "not_newest": " (there is a newer result of this period)",
    },
}
STATES = {
    "zh": {
        "preview": "预览：期间尚未结束，仅计至 {cut_off}，不得据以定等、公示或兑现",
        "look_back": "回溯：按较早的数据重算，仅供查证，不得据以定等、公示或兑现",
        "rejected": "已驳回：不得使用",
        "returned": "已退回更正：不得使用，待更正后重新计算",
        "computed": "已计算，尚未签署：均为建议，不得据以公示或兑现",
        "reviewed": "已复核，尚未公示和确认：均为建议，不得据以兑现",
        "publicised": "公示中，尚未确认：不得据以兑现",
        "confirmed": "已确认（{confirmed_on}）",
        "archived": "已确认（{confirmed_on}）并归档",
    },
    "en": {
        "preview": "PREVIEW of a period still open, counted up to {cut_off}: not to be acted upon",
        "look_back": "LOOK BACK with older data, for checking only: not to be acted upon",
        "rejected": "REJECTED: not to be used",
        "returned": "SENT BACK for correction: not to be used, to be computed again",
        "computed": "Computed, not signed: suggestions only, nothing to publish or pay by",
        "reviewed": "Reviewed, not yet publicised or confirmed: suggestions only, nothing to pay by",
        "publicised": "Publicised, not yet confirmed: nothing to pay by",
        "confirmed": "Confirmed on {confirmed_on}",
        "archived": "Confirmed on {confirmed_on}, archived",
    },
}
KINDS = {
    "zh": {"department": "部门", "cio": "首席信息官", "organization": "组织"},
    "en": {"department": "Department", "cio": "CIO", "organization": "Organisation"},
}
STATUSES = {
    "zh": {
        "graded": "已评等次", "tracking": "跟踪（非整年，仅为建议）", "provisional": "预览", "no_grade": "暂不评等次",
        "insufficient_data": "数据不足，不评等次", "comment_only": "任职时间不足，仅写评语",
        "measured": "已计量", "missing": "应报未报，计零分", "not_applicable": "不适用", "disabled": "停用",
    },
    "en": {
        "graded": "graded", "tracking": "tracking (not a whole year, a suggestion only)", "provisional": "preview",
        "no_grade": "no grade", "insufficient_data": "too little measured, no grade",
        "comment_only": "too short in office, a comment only",
        "measured": "measured", "missing": "owed and not delivered, no points", "not_applicable": "not applicable",
        "disabled": "disabled",
    },
}  # fmt: skip


def with_reason(status: str, reason: str | None, lang: str) -> str:
    """A status in words, and why."""
    said = STATUSES[lang].get(status, status)
    return said + (WORDS[lang]["of"] + reason_words(reason, lang) if reason else "")
