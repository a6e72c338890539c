"""What a restatement says in Chinese and in English; the tables keep English, as programs read them."""

from __future__ import annotations

WORDS = {
    "zh": {
        "head": "{period}，第 {revision} 版（批次 {run_id}，数据截至 {known_on}）对照第 {prior_revision} 版"
        "（批次 {prior_run_id}，数据截至 {prior_known_on}）",
        "first": "{period} 的批次 {run_id} 为第一版，之前没有可对照的结果。",
        "nothing": "没有变动。",
        "unmoved": "{subject} 没有变动。",
        "caused": "原因",
        "records": "相关记录",
        "none": "无",
        "more": "另有 {} 条，见 --rows 或 --json",
        "others": "仅受他人结果影响",
        "appeals": "申诉",
        "counts_for": "计入 {} %",
        "moved": "第 {revision} 版：{subjects} 个对象、{awards} 项奖励有变动，详见 appraise restatement {run_id}",
        "look_back": "回溯：只反映 {known_on} 时已知的数据，不改变 {period} 的现行结果。",
    },
    "en": {
        "head": "{period}, revision {revision} (run {run_id}, data of {known_on}) against revision {prior_revision} "
        "(run {prior_run_id}, data of {prior_known_on})",
        "first": "Run {run_id} is the first revision of {period}: there is none before it.",
        "nothing": "Nothing moved.",
        "unmoved": "{subject} did not move.",
        "caused": "cause",
        "records": "records behind it",
        "none": "none",
        "more": "{} more: see --rows or --json",
        "others": "Moved by the results of others only",
        "appeals": "appeal",
        "counts_for": "counts for {} %",
        "moved": "Revision {revision}: {subjects} subjects and {awards} awards moved: appraise restatement {run_id}",
        "look_back": "A look back: what was known on {known_on}; the result of {period} stays as it is.",
    },
}
QUANTITIES_ZH = {
    "score": "最终得分",
    "base_score": "基础得分",
    "contribution": "加权得分",
    "general_score": "通用部分得分",
    "bonus_points": "加分合计",
    "deducted_points": "扣分合计",
    "adjustment": "加减分",
    "gate": "一票否决与限档",
    "graded_score": "定等得分",
    "score_grade": "名额限制前等次",
    "suggested_grade": "建议等次",
    "rank": "排名",
    "measured_weight": "已计量权重占比",
    "status": "状态",
    "recognised_benefit_amount": "认定效益额",
    "rechecked_benefit_amount": "复核效益额",
    "tier_amount": "分档计奖额",
    "floor_amount": "法定最低奖励额",
    "organization_limit_amount": "组织年度上限",
    "pool_amount": "奖励总额",
    "share_percent": "分配份额",
    "gross_amount": "应得额",
    "kept_percent": "保留比例",
    "person_limit_amount": "个人年度上限",
    "award_amount": "奖励额",
    "owed_amount": "应付额（台账）",
    "to_come_amount": "待兑现额（台账）",
}
CAUSES_ZH = {"records": "记录", "rules": "规则", "code": "程序", "decision": "申诉决定", "others": "他人结果"}
CHANGES_ZH = {"added": "新增", "removed": "移除", "changed": "更改"}
KINDS_ZH = {"organization": "组织", "department": "部门", "cio": "首席信息官", "innovation": "创新", "award": "奖励"}
GATES_ZH = {
    "tripped": "触发", "clear": "未触发", "not_checked": "未检查", "lowest_grade": "评为最低等次",
    "graded_as_at_most": "最高定等分", "no_grade": "暂不评等次",
}  # fmt: skip


def quantity_words(quantity: str, lang: str) -> str:
    """What moved, in the reader's language."""
    return QUANTITIES_ZH[quantity] if lang == "zh" else quantity.replace("_", " ")


def cause_words(cause: str, lang: str) -> str:
    """The causes, in the reader's language."""
    names = cause.split(",")
    return "、".join(CAUSES_ZH[name] for name in names) if lang == "zh" else ", ".join(names)


def gate_words(state: str, lang: str) -> str:
    """`tripped graded_as_at_most 79.99` as a person reads it."""
    if lang == "zh":
        return " ".join(GATES_ZH.get(part, part) for part in state.split(" "))
    return state.replace("_", " ")
