"""What statements of rewards say, in Chinese and in English."""

from __future__ import annotations

from types import SimpleNamespace

# What the amounts are worth: of an estimate, of a settlement not confirmed, of a confirmed one, of a rejected or
# returned one.
WORTH = {
    "zh": {
        "estimate": "测算：期间未结束或不是完整年度，金额仅供了解，目前不因此产生任何应付款",
        "proposed": "拟定：年度结算尚未确认，确认之前不产生任何新的应付款",
        "confirmed": "已确认：下列金额已记入奖励台账",
        "no_cash": "已确认：没有现金奖励",
        "rejected": "已驳回：下列金额不生效，不产生任何应付款",
        "returned": "已退回更正：下列金额不生效，不产生任何应付款，待更正后重新计算",
    },
    "en": {
        "estimate": "Estimate: the period is open or no whole year; nothing is owed on it",
        "proposed": "Proposal: the settlement of the year is not confirmed; until it is, nothing new is owed",
        "confirmed": "Confirmed: the amounts are posted to the reward ledger",
        "no_cash": "Confirmed: no cash is awarded",
        "rejected": "Rejected: the amounts are not in force, nothing is owed on them",
        "returned": "Sent back for correction: the amounts are not in force, nothing is owed on them",
    },
}
LABELS = {
    "zh": {
        "plan": "奖励方案",
        "totals": "合计",
        "award_total": "奖励额",
        "owed": "台账已入账应付",
        "released_total": "已兑现",
        "would_release": "拟兑现（含此前已兑现）",
        "to_come_total": "待兑现",
        "to_reclaim": "应追回",
        "share": "份额",
        "how": "奖励额的计算",
        "step": "项目",
        "amount": "金额",
        "gross": "应得额（总额中本人份额）",
        "protected": "其中法定最低额",
        "forfeited": "减：丧失",
        "would_forfeit": "减：拟不予兑现",
        "award": "奖励额",
        "status": "状态",
        "reason": "说明",
        "channel": "列支渠道",
        "tranches": "分期兑现",
        "tranche": "期次",
        "due": "兑现年度",
        "percent": "比例",
        "planned": "计划",
        "released": "已兑现",
        "released_open": "拟兑现",
        "released_net": "（已扣应追回）",
        "reclaimed": "应追回",
        "lapsed": "失效",
        "to_come": "待兑现",
        "ledger": "奖励台账（已入账）",
        "posted": "记账日期",
        "entry": "分录",
        "of": "奖励",
        "owed_effect": "应付变动",
        "to_come_effect": "待兑现变动",
        "no_ledger": "尚无入账分录。",
        "cio": "首席信息官",
        "head": "部门负责人",
        "main": "主要贡献者",
        "rules_note": "奖励额由公开的奖励方案计算得出，可逐项追溯到效益记录、份额和条款；"
        "条款原文和计算过程可向负责考核的部门查询。其他人员的金额不在此列示。",
    },
    "en": {
        "plan": "reward plan",
        "totals": "Totals",
        "award_total": "awarded",
        "owed": "owed by the ledger so far",
        "released_total": "released",
        "would_release": "would be released, with what was before",
        "to_come_total": "still to come",
        "to_reclaim": "to be paid back",
        "share": "share",
        "how": "How the award comes about",
        "step": "step",
        "amount": "amount",
        "gross": "gross: the share of the whole",
        "protected": "of it protected by the law's floor",
        "forfeited": "less what is forfeited",
        "would_forfeit": "less what would be forfeited",
        "award": "award",
        "status": "status",
        "reason": "why",
        "channel": "funded from",
        "tranches": "Instalments",
        "tranche": "no.",
        "due": "due",
        "percent": "share",
        "planned": "planned",
        "released": "released",
        "released_open": "would be released",
        "released_net": ", net",
        "reclaimed": "to be paid back",
        "lapsed": "lapsed",
        "to_come": "to come",
        "ledger": "Reward ledger, as posted",
        "posted": "posted on",
        "entry": "entry",
        "of": "award",
        "owed_effect": "owed, change",
        "to_come_effect": "to come, change",
        "no_ledger": "Nothing is posted.",
        "cio": "CIO",
        "head": "head of a unit",
        "main": "main contributor",
        "rules_note": "Awards are computed by the published reward plan, and each step can be followed to records of "
        "benefits, shares and clauses; the clauses' own words and the computation can be asked for at the office in "
        "charge. The amounts of other persons are not shown.",
    },
}
SENTENCES = {
    "zh": {
        "benefit_of": "{} 年度效益",
        "share_of": "申报 {}，分配 {}",
        "limit_of": "减：超过个人年度上限 {} 的部分",
        "kept": "保留 {}",
        "grade_of_the_year": "{}（按本期跟踪等次测算，最终以年度等次为准）",
        "of_tranche": "{}（第 {} 期）",
        "gone": "该奖励在本次结算中已不存在。",
    },
    "en": {
        "benefit_of": "benefit of {}",
        "share_of": "{} as filed, {} as split",
        "limit_of": "less what is above the yearly limit of {} a person",
        "kept": "{} is kept",
        "grade_of_the_year": "{} (estimated by the grade followed so far; in the end that of the year counts)",
        "of_tranche": "{} (no. {})",
        "gone": "By this settlement there is no such award any more.",
    },
}


def reward_labels(lang: str) -> SimpleNamespace:
    """The plain words of a language, by attribute."""
    return SimpleNamespace(**LABELS[lang])
