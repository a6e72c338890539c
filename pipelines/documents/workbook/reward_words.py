"""The names of the sheets on rewards, and what is said above their tables."""

from __future__ import annotations

NAMES = {
    "zh": {
        "pools": ("创新奖励总额", "业务创新奖励总额表", "每项创新按年度的效益、奖励总额和去向"),
        "awards": ("创新奖励分配", "业务创新奖励个人分配表", "每人所得份额、奖励额和列支渠道"),
        "tranches": ("创新奖励分期", "业务创新奖励分期兑现表", "每笔奖励分几期、何时兑现"),
        "payments": ("应付与追回", "本次结算应付与追回表", "本次结算记账后，向谁付款、向谁追回、从何列支"),
    },
    "en": {
        "pools": (
            "Reward pools",
            "Pools of the rewards for innovations",
            "what each innovation brings in a year, and to what it went",
        ),
        "awards": ("Awards", "Awards to persons", "what each person receives, and from which channel"),
        "tranches": ("Instalments", "Instalments of the awards", "in which instalments each award is paid"),
        "payments": (
            "Payments",
            "What this settlement pays and reclaims",
            "whom to pay, from whom to reclaim, by which channel",
        ),
    },
}
LINES = {
    "zh": {
        "pools": "奖励总额＝分档计奖额－单项上限核减额－组织上限核减额＋法定补足额"
        "＝{awarded_amount}＋丧失额＋个人上限核减额＋待分配额。",
        "awards": "奖励额＝应得额－丧失额－个人上限核减额＝{released_amount}＋失效额＋待兑现额（各期合计）。"
        "台账已入账应付：历次已确认结算实际记账的金额。部门为贡献时所在部门。",
        "tranches": "计划额＝{released_amount}＋失效额＋待兑现额。{reclaimed_amount}：此前已兑现而现不应得的部分，"
        "已从{released_amount}中扣除。台账已入账应付：历次已确认结算实际记账的金额。",
        "payments": "本次结算确认时记入奖励台账的金额；此前结算已记账的不在其中。应付与应追回分别列示，不相互抵销。",
    },
    "en": {
        "pools": "Pool = by tiers - over the innovation's limit - over the organisation's limit + added by the "
        "law's floor = "
        "“{awarded_amount}” + forfeited + over persons' limits + unallocated.",
        "awards": "Award = gross - forfeited - over the person's limit = “{released_amount}” + lapsed + still to come, "
        "sums of its instalments. Owed by the ledger: what confirmed settlements really posted. The unit is the "
        "person's when the contribution was made.",
        "tranches": "Planned = “{released_amount}” + lapsed + still to come. “{reclaimed_amount}”: released before, "
        "is no longer deserved and is already taken off the former. Owed by the ledger: what confirmed settlements "
        "really posted.",
        "payments": "What this settlement posted to the reward ledger when it was confirmed, without what earlier ones "
        "posted. What is to be paid and to be reclaimed is not set off against each other.",
    },
}
STANDINGS = {
    "zh": {"estimate": "测算，未记账", "proposed": "待确认，未记账", "posted": "已确认，已记账"},
    "en": {"estimate": "estimate, not posted", "proposed": "proposed, not posted", "posted": "confirmed, posted"},
}
# The state of a sheet of estimates in a run that is confirmed: its results are, these amounts are not.
ESTIMATE = {"zh": "测算，不得据以兑现", "en": "Estimate: nothing is to be paid by it"}
# What is said above the table of an estimate or of a settlement not confirmed.
NOTHING_PAID = {
    "zh": "本表为测算或尚未确认的结算：不产生任何新的应付款，实际应付以“台账已入账应付”为准。",
    "en": "An estimate, or a settlement not confirmed: nothing new is owed; what is owed is what the ledger says.",
}
OFFICES = {
    "zh": {"cio": "首席信息官", "head": "部门负责人", "cio,head": "首席信息官、部门负责人"},
    "en": {"cio": "CIO", "head": "head of a unit", "cio,head": "CIO, head of a unit"},
}
PLANS = {
    "zh": {"RW_MKT": "市场拓展奖励", "RW_STAT": "法定奖励"},
    "en": {"RW_MKT": "market expansion", "RW_STAT": "the law's floor"},
}
