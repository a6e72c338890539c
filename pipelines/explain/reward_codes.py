"""The codes of the reward tables, a plan's numbers and its units in Chinese and in English."""

from __future__ import annotations

from pipelines.feeds import load_feeds

CODES_ZH = {
    # reward_pool, reward_award
    "awarded": "已授予",
    "below_gate": "未达起奖线",
    "to_be_allocated": "待分配",
    "no_rule_in_force": "无有效奖励制度",
    "no_benefit": "无认定效益",
    "shares_recorded": "登记股份",
    "honour_only": "仅列荣誉名单",
    "held": "暂缓兑现",
    "forfeited": "丧失",
    "honour_candidate": "荣誉候选",
    "unallocated": "待分配",
    # reward_line
    "counted": "计入",
    "income": "仅作法定奖励基数",
    "not_market_expansion": "不属市场拓展效益",
    "not_it_driven": "非信息技术驱动",
    "not_accepted": "成果未认定",
    "not_confirmed": "财务未确认",
    "confirmed_too_early": "确认早于年度结束",
    "baseline_not_frozen": "基线未冻结",
    "baseline_after_go_live": "基线冻结晚于上线",
    "outside_window": "不在计奖期内",
    "other_currency": "币种不同",
    "amounts_missing": "金额不全",
    # reward_tranche
    "released": "已兑现",
    "due_later": "以后年度兑现",
    "lapsed": "失效",
    "scaled": "按复核比例兑现",
    "reclaimed": "应追回",
    # reward_ledger
    "grant": "授予",
    "forfeit": "丧失",
    "cap_reduction": "上限核减",
    "correction": "更正",
    "deferral": "递延",
    "release": "兑现",
    "hold": "暂缓",
    "lapse": "失效",
    "clawback": "追回",
    # plan and funding
    "RW_MKT": "市场拓展奖励",
    "RW_STAT": "法定奖励",
    "outside_wage_total": "不受工资总额限制",
    "within_wage_total": "工资总额内",
}
CODES_EN = {"reclaimed": "to be reclaimed"}
# Of an estimate, or of a settlement not confirmed, which awards and releases nothing yet.
OPEN_CODES = {
    "zh": {
        "awarded": "拟授予",
        "released": "拟兑现或此前已兑现",
        "scaled": "拟按复核比例兑现或此前已兑现",
        "reclaimed": "拟追回",
        "forfeited": "拟不予兑现",
    },
    "en": {
        "awarded": "would be awarded",
        "released": "would be released, or was before",
        "scaled": "would be released in part, or was before",
        "reclaimed": "would have to be reclaimed",
        "forfeited": "would be forfeited",
    },
}
NUMBERS_ZH = {
    "gate_amount": "起奖线",
    "retained_percent": "存量保持占比上限",
    "window_months": "计奖期限（月）",
    "innovation_limit_amount": "单项年度上限",
    "organization_profit_percent": "组织年度上限占税后利润比例",
    "person_limit_amount": "个人年度上限",
    "person_pay_rise": "个人上限占年薪比例（分子）",
    "person_pay_run": "个人上限占年薪比例（分母）",
    "months_in_post": "最短在岗月数",
    "grade_percent": "等次对应保留比例",
    "main_minimum_percent": "主要贡献者合计下限",
    "leader_limit_percent": "首席信息官与部门负责人合计上限",
    "share_tolerance_percent": "份额合计容差",
    "at_once_limit_amount": "一次兑现限额",
    "instalment_percent": "分期比例",
    "recheck_minimum_percent": "复核达标比例",
    "look_back_years": "追溯年数",
    "floor_income_percent": "法定净收入比例",
    "floor_exploitation_percent": "法定营业利润比例",
    "floor_shares_percent": "法定股份比例",
    "floor_months": "法定奖励期限（月）",
    "rewarded_staff_percent": "获奖人数占比提示线",
}
# What the name of a number does not say by itself.
NUMBERS_EN = {
    "person_pay_rise": "person's limit as a fraction of pay, above the line",
    "person_pay_run": "person's limit as a fraction of pay, below the line",
    "look_back_years": "years a settlement looks back at",
    "months_in_post": "months in post, at least",
    "floor_months": "months the law's floor is owed for",
    "at_once_limit_amount": "paid at once up to",
}
INCOME = {"transfer_income", "licence_income"}
UNITS_ZH = {"CNY": "元", "months": "个月", "years": "年"}


def code_words(code: str | None, lang: str, *, is_open: bool = False) -> str:
    """A code of the reward tables in the reader's language. `is_open`: of an estimate or a run not confirmed."""
    if not code:
        return "-"
    if is_open and code in OPEN_CODES[lang]:
        return OPEN_CODES[lang][code]
    if lang == "zh":
        return CODES_ZH.get(code, code)
    return CODES_EN.get(code, code if code.isupper() else code.replace("_", " "))


def name_words(name: str, lang: str) -> str:
    """The name of a plan's number in the reader's language."""
    return NUMBERS_ZH.get(name, name) if lang == "zh" else NUMBERS_EN.get(name, name.replace("_", " "))


def unit_words(unit: str, lang: str) -> str:
    """A currency or unit in the reader's language."""
    return UNITS_ZH.get(unit, unit) if lang == "zh" else unit


def benefit_words(kind: str, lang: str) -> str:
    """The kind of a benefit line in the reader's language, as its feed names it."""
    field = next(field for field in load_feeds()["innovation_benefit"].fields if field.name == "kind")
    return (field.codes or {}).get(kind, kind) if lang == "zh" else kind.replace("_", " ")
