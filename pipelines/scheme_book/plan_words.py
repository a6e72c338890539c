"""What the scheme book says of each item of a reward plan, by block and name; `{}` is its number or codes."""

from __future__ import annotations

BLOCKS = {
    "market": ("市场拓展奖励", "Reward by market expansion"),
    "eligibility": ("获奖条件", "Who may be rewarded"),
    "split": ("分配", "Split"),
    "deferral": ("分期兑现", "Instalments"),
    "clawback": ("追溯与追回", "Looking back, clawback"),
    "floor": ("法定最低奖励", "The law's floor"),
}
ITEMS = {
    "market": {
        "kinds": ("计入的效益：{}", "Benefit that counts: {}"),
        "retained_percent": ("存量保持不超过全部效益的 {} %", "Retained revenue: at most {} % of the whole"),
        "window_months": ("计奖期限：上线起 {} 个月", "Benefit counts for {} months from going live"),
        "gate_amount": ("起奖线：{} 元，达到后自零计奖", "Nothing below {}; from there on all of it counts from 0"),
        "innovation_limit_amount": ("单项创新年度上限：{} 元", "At most {} an innovation and year"),
        "organization_profit_percent": (
            "组织年度上限：税后利润的 {} %（有预算的取较小者）",
            "Organisation: at most {} % of the profit after tax a year, or its budget, where that is smaller",
        ),
        "person_limit_amount": ("个人年度上限：{} 元", "At most {} a person and year"),
        "person_pay_share": ("个人年度上限：年薪酬的 {}", "Person: at most {} of the pay of the year"),
    },
    "eligibility": {
        "months_in_post": ("在岗不少于 {} 个月", "In post for {} months at least"),
        "grade_percent": ("按等次保留份额：{}", "Kept, by grade: {}"),
        "ungraded": ("没有等次的：{}", "Without a grade: {}"),
        "findings": ("有认定的：{}", "With a finding: {}"),
    },
    "split": {
        "main_minimum_percent": ("主要贡献者合计不低于 {} %", "Main contributors together: at least {} %"),
        "leader_limit_percent": (
            "首席信息官与部门负责人合计不超过 {} %",
            "CIO and heads of units together: at most {} %",
        ),
        "share_tolerance_percent": ("申报份额合计与 100 % 之差不超过 {} %", "Filed shares: within {} % of 100 %"),
        "forfeited_to": ("丧失的份额归：{}", "What is forfeited goes to: {}"),
    },
    "deferral": {
        "instalment_percent": ("逐年兑现：{}", "Paid year by year: {}"),
        "at_once_limit_amount": ("个人当年合计不超过 {} 元的，一次兑现", "Up to {} a person and year: paid at once"),
        "recheck_minimum_percent": (
            "复核效益低于认定效益 {} % 的，以后各期按比例兑现",
            "Benefit re-checked below {} % of what was recognised: later instalments are scaled",
        ),
        "leaving": ("离岗的：{}", "Of who left: {}"),
    },
    "clawback": {
        "look_back_years": (
            "每次结算重新核算前 {} 年，多付的应追回",
            "Each settlement works out {} years back anew; what was too much is reclaimed",
        ),
    },
    "floor": {
        "income_percent": ("转让、许可：净收入的 {} %", "Transfer or licence: {} % of the net income"),
        "exploitation_percent": ("自行实施：营业利润的 {} %", "Own use: {} % of the operating profit"),
        "shares_percent": ("作价投资：股份的 {} %", "Investment: {} % of the shares"),
        "months": ("自行实施的，{} 个月内", "Own use counts for {} months"),
    },
}
FINDINGS = {
    "cancels": ("取消：{}", "cancelled by {}"),
    "stops": ("当年不予奖励：{}", "lost for the year by {}"),
    "suspends": ("暂缓兑现：{}", "held while there is {}"),
}
KINDS = {"gained": ("新增：{}", "gained: {}"), "retained": ("存量：{}", "retained: {}")}
CASH = {
    "by_rule": (
        "以{}发放；须有听取职工意见并公布的自有制度，否则只有法定最低奖励",
        "Paid in {}, by a published rule of one's own; without one only the law's floor",
    ),
    "always": ("以{}发放，不以自有制度为前提", "Paid in {}, whatever one's own rule says"),
    "never": ("不发奖金：{}", "Nothing is paid: {}"),
}
REWARDED_STAFF = (
    "获奖人数超过职工 {} % 的，作提示，不核减",
    "More than {} % of the staff rewarded: an alert, nothing is cut",
)
APPLIES = ("何时适用：{}", "When it applies: {}")
