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
        "without_small": "剔除后得分 {}",
        "before_quota": "名额限制前",
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
        "behind": "所依据的记录",
        "row": "第 {} 行",
        "more": "另有 {} 项",
        "not_counted": "未计入，权重分摊给其他指标",
        "scheme": "方案",
        "run": "计算批次",
        "sum": "合计",
        "measured": "已计量权重",
        "adds_up": "得分如何相加",
        "open_end": "另行通知止",
        "in_force": "有效期",
        "revision": "第 {} 版",
        "batch": "截至数据批次 {}",
        "cut_off": "截止日 {}",
        "why": "原因",
        "scheme_weight": "方案权重",
        "went_to": "分摊给",
        "to_nobody": "无（没有计入的指标）",
        "weight_rounding": "分摊的尾差（合计为零）",
        "rounding": "尾差",
        "of_scheme": "方案",
        "from": "来自 {}",
        "day": "日期",
        "numerator": "分子",
        "denominator": "分母",
        "record": "记录",
        "place": "文件与行",
        "all_evidence": "全部证据",
        "share": "计入比例",
        "rows": "{} 行合计",
        "share_sum": "按比例计入：分子 {}，分母 {}，即 {}",
        "does_not_add_up": "证据现合计与本批次的 {} 不符：取数规则在计算之后有改动，请用 appraise verify 核对",
        "beyond": "；仅保存失分最多的 {} 行，全部见 --all-evidence",
        "change": "与上一期间 {} 相比",
        "not_computed": "{} 尚未计算，无从比较",
        "not_appraised": "{} 未对其考核",
        "compared_with": "上一期间 {}",
        "preview": "预览",
        "other_scheme": "方案版本不同：此前 {}，现在 {}",
        "no_score": "没有得分",
        "before": "此前",
        "now": "现在",
        "delta": "变动",
        "value_change": "其中：指标值",
        "weight_change": "其中：权重",
        "scheme_change": "其中：新曲线",
        "counted_change": "其中：新计入或不再计入",
        "unchanged": "未变动的指标 {} 项",
        "not_in_scheme": "方案中没有",
        "part_general_part": "通用部分",
        "part_bonus": "加分",
        "part_deduction": "扣分",
        "part_limits": "以0至100为限",
        "part_rounding": "四舍五入到两位小数",
        "distance": "距更高一等次",
        "bands": "等次界限",
        "grade_name": "等次",
        "at_least": "不低于",
        "source": "来源",
        "highest": "已是最高等次",
        "lacking": "{}（不低于 {}）：得分 {}，差 {} 分；各项加权得分之和至少须增加 {}（得分四舍五入到两位小数）",
        "nothing_lacking": "{}（不低于 {}）：得分 {}，分数已够",
        "gate_stands": "另有限制：{} {}",
        "quota_full": "另有限制：名额比例 {} %，应考核 {} 个，名额 {} 个，其他对象已占 {} 个，须排在其前（{}）",
        "quota_open": "名额比例 {} %，应考核 {} 个，名额 {} 个，其他对象已占 {} 个，尚有名额（{}）",
        "too_little_measured": "另有限制：已计量权重 {} %，低于 {} %，不评等次",
        "too_short": "另有限制：在任不足期间的 {} %，不评等次",
        "small_numbers_hold": "另有限制：样本过小（SMALL_N），等次按其余指标评定",
        "fewest": "最少须有 {} 行证据达标（分子等于分母；越少越好的视为未发生）：得分将为 {}，少一行至多 {}",
        "no_rows": "没有可改变的失分记录",
        "all_rows": "失分的 {} 行证据全部达标，得分也只到 {}",
        "most_rows": "失分最多的 {} 行证据达标，得分也只到 {}",
        "missing_too": "应报未报的指标另计零分：{}",
        "sign_off": "签署",
        "unsigned": "尚无人签署",
        "restated": "本次重述的变动",
        "quantity": "项目",
        "cause": "原因",
        "moved_records": "引起变动的记录",
        "metric": "指标",
        "what_happened": "变动",
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
        "without_small": "without them the score is {}",
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
        "behind": "records behind it",
        "row": "row {}",
        "more": "{} more",
        "not_counted": "Not counted, weight shared out to the others",
        "scheme": "scheme",
        "run": "run",
        "sum": "sum",
        "measured": "measured weight",
        "adds_up": "How the score adds up",
        "open_end": "further notice",
        "in_force": "in force",
        "revision": "revision {}",
        "batch": "data up to batch {}",
        "cut_off": "counted up to {}",
        "why": "why",
        "scheme_weight": "weight in the scheme",
        "went_to": "went to",
        "to_nobody": "nobody: nothing was counted",
        "weight_rounding": "rounding of the shares, 0 in sum",
        "rounding": "rounding",
        "of_scheme": "scheme",
        "from": "from {}",
        "day": "day",
        "numerator": "numerator",
        "denominator": "denominator",
        "record": "record",
        "place": "file and row",
        "all_evidence": "all evidence",
        "share": "counts",
        "rows": "{} rows",
        "share_sum": "with their shares: numerator {}, denominator {}, which is {}",
        "does_not_add_up": "The evidence now comes to something else than the {} of the run: what counts has been "
        "changed since; run appraise verify.",
        "beyond": "; only the {} costliest rows are kept, see --all-evidence",
        "change": "Change since {}",
        "not_computed": "{} has not been computed: nothing to compare with",
        "not_appraised": "Not appraised in {}",
        "compared_with": "compared with {}",
        "preview": "a preview",
        "other_scheme": "Other scheme version: before {}, now {}",
        "no_score": "no score",
        "before": "before",
        "now": "now",
        "delta": "change",
        "value_change": "by value",
        "weight_change": "by weight",
        "scheme_change": "by the new curve",
        "counted_change": "counted now or no longer",
        "unchanged": "{} indicators unchanged",
        "not_in_scheme": "not in the scheme",
        "part_general_part": "general part",
        "part_bonus": "bonus",
        "part_deduction": "deducted",
        "part_limits": "limits of 0 and 100",
        "part_rounding": "rounding to two decimals",
        "distance": "Distance to the next grade",
        "bands": "grades",
        "grade_name": "grade",
        "at_least": "at least",
        "source": "source",
        "highest": "The highest grade is reached.",
        "lacking": "{} (at least {}): the score is {}, {} points are lacking; the contributions must gain at least {}, "
        "as a score is rounded half up to two decimals",
        "nothing_lacking": "{} (at least {}): the score of {} is enough",
        "gate_stands": "in the way: {}, {}",
        "quota_full": "in the way: the quota of {} % of {} due is {} places, {} are taken by others, who must be "
        "beaten ({})",
        "quota_open": "the quota of {} % of {} due is {} places, {} are taken by others ({})",
        "too_little_measured": "in the way: measured weight {} %, below {} %, so there is no grade",
        "too_short": "in the way: in office for less than {} % of the period, so there is no grade",
        "small_numbers_hold": "in the way: SMALL_N, too few records; the grade is that of the other indicators",
        "fewest": "The fewest evidence rows that would do it, had they been fulfilled (numerator = denominator; where "
        "less is better, had they not happened): {}. The score would be {}, with one row fewer at most {}.",
        "no_rows": "No record that cost points could have been fulfilled.",
        "all_rows": "Had all {} evidence rows that cost points been fulfilled, the score would be {}.",
        "most_rows": "Had the best {} evidence rows been fulfilled, the score would be {}.",
        "missing_too": "Indicators of which nothing was delivered count 0 points: {}",
        "sign_off": "signed:",
        "unsigned": "by nobody yet",
        "restated": "What this revision moved",
        "quantity": "what",
        "cause": "cause",
        "moved_records": "Records that moved it",
        "metric": "metric",
        "what_happened": "what happened",
    },
}
STATUS_ZH = {
    "graded": "已评等次",
    "tracking": "跟踪（非整年，仅建议）",
    "provisional": "预览（期间未结束）",
    "insufficient_data": "数据不足，不评等次",
    "comment_only": "任职时间不足，仅写评语",
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
ADJUSTMENT = re.compile(
    r"(Bonus|Deduction) of (\S+): (\w+)(?:: (.*?))?(?: \((\S+) points before the limits\))?", re.DOTALL
)
EFFECTS = {
    "zh": {"lowest_grade": "评为最低等次", "graded_as_at_most": "最高按 {} 分确定等次", "no_grade": "暂不评等次"},
    "en": {"lowest_grade": "the lowest grade", "graded_as_at_most": "graded as at most {}", "no_grade": "no grade"},
}
SOURCES_ZH = {
    "SEED": "文件原文",
    "LAW V": "法律法规（据原文）",
    "LAW V2": "法律法规（据转载）",
    "DEFAULT": "系统默认",
    "ORG": "本组织",
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


def adjustment_words(detail: str, lang: str) -> str:
    """What an approved bonus or deduction was for; the kinds are named as their feed names them."""
    found = ADJUSTMENT.fullmatch(detail)
    if not found:
        return detail
    effect, day, kind, reason, limited = found.groups()
    if lang == "en":
        start, end = found.span(3)
        named = f"{detail[:start]}{kind.replace('_', ' ')}{detail[end:]}"
        return named.replace(f"({limited} points before the limits)", f"(points before the limits: {limited})")
    field = next(field for field in load_feeds()["adjustment"].fields if field.name == "kind")
    said = [{"Bonus": "加分", "Deduction": "扣分"}[effect] + f"（{day}）", (field.codes or {}).get(kind, kind), reason]
    return "：".join(part for part in said if part) + (f"（限额前 {limited} 分）" if limited else "")


def unit_words(code: str, lang: str) -> str:
    return UNITS_ZH.get(code, code) if lang == "zh" else code


def feed_words(name: str, lang: str) -> str:
    """The feed's name, or its Chinese title."""
    return load_feeds()[name].title.zh if lang == "zh" and name in load_feeds() else name


def place(file: str | None, row: int | None, lang: str) -> str:
    """`in/project.csv, row 7`; empty for what stands in no file."""
    return f"{file}, {WORDS[lang]['row'].format(row)}" if file else ""


def source_words(source: str, lang: str) -> str:
    """Where a number comes from, `DEFAULT` or `LAW V`, in the reader's language."""
    return SOURCES_ZH.get(source, source) if lang == "zh" else source
