"""What a simulation says in Chinese and in English; its JSON keeps the codes."""

from __future__ import annotations

from pipelines.simulate.applied import Application
from pipelines.simulate.applying import NotApplied

NOT_APPLIED = {
    "zh": {
        "not_in_force": "施行期 {detail}，不含期末 {day}",
        "unknown_organization": "数据中没有组织 {detail}",
        "other_regime": "组织适用的是另一制度（{detail}）",
        "no_organization": "数据中没有适用 {detail} 制度的组织",
        "own_copies": "{detail} 均有自己的方案，通用方案不适用",
    },
    "en": {
        "not_in_force": "in force {detail}, which does not cover the period's last day {day}",
        "unknown_organization": "there is no organisation {detail} in the data",
        "other_regime": "the organisation is under other rules ({detail})",
        "no_organization": "no organisation in the data is under the rules of {detail}",
        "own_copies": "{detail} have rules of their own, which win over the common ones",
    },
}
# Why a changed item was applied to nobody.
REASONS = {
    "zh": {
        "nobody_of_kind": "没有此类考核对象",
        "nobody_scored": "无人有得分",
        "nobody_graded": "无人评等",
        "nothing_counted": "无人计入该项",
        "not_applicable": "无可计量事项：{}",
        "disabled": "停用：{}",
        "never_absent": "无人缺少数据",
        "no_records": "没有按此参数计数的记录（{}）",
        "grade_not_reached": "无人达到有名额限制的等次",
        "no_adjustments": "没有此类加减分",
        "no_general_part": "没有通用部分的评价",
        "switched_off": "该项已关闭",
        "not_checked": "无法检查，未接入：{}",
        "only_whole_years": "仅适用于整年",
        "reports_not_simulated": "附表不作模拟",
        "no_innovations": "所适用的组织没有接入创新成果",
        "no_pool": "没有所涉的奖励总额",
        "no_award": "没有所涉的个人奖励",
        "no_instalment": "没有所涉的分期",
        "no_benefit_line": "没有所涉的效益",
        "no_headcount": "没有职工总数",
    },
    "en": {
        "nobody_of_kind": "nobody of this kind is appraised",
        "nobody_scored": "nobody has a score",
        "nobody_graded": "nobody is graded",
        "nothing_counted": "it counts for nobody",
        "not_applicable": "not applicable to anybody: {}",
        "disabled": "disabled: {}",
        "never_absent": "nobody is without data",
        "no_records": "no record is counted with it ({})",
        "grade_not_reached": "nobody reaches the grade of the quota",
        "no_adjustments": "there are no such bonus or deduction points",
        "no_general_part": "nobody has a general appraisal",
        "switched_off": "it is switched off",
        "not_checked": "nobody can be checked, not connected: {}",
        "only_whole_years": "it applies to whole years only",
        "reports_not_simulated": "reports are not simulated",
        "no_innovations": "no organisation under it has connected innovations",
        "no_pool": "there is no pool it concerns",
        "no_award": "there is no award it concerns",
        "no_instalment": "there is no instalment it concerns",
        "no_benefit_line": "there is no benefit it concerns",
        "no_headcount": "no headcount is filed",
    },
}


def not_applied_words(one: NotApplied, lang: str) -> str:
    """Why a draft does nothing in a period."""
    return NOT_APPLIED[lang][one.reason].format(detail=one.detail, day=one.day)


def reason_words(one: Application, lang: str) -> str:
    """Why a changed item was applied to nobody; empty where it was applied."""
    return REASONS[lang][one.reason].format(one.detail) if one.reason else ""
