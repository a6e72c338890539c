"""Reasons and causes of the reward tables in Chinese. The tables say them in English; a sentence is a template here.

Several reasons of one row are joined by a semicolon and translated one by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from pipelines.explain.find import Row
from pipelines.explain.words import STATUS_ZH
from pipelines.feeds import load_feeds

# English with its fields in braces -> Chinese. {grade}, {finding}, {leaving}, {status} and {reason} are translated too.
REASONS = {
    # reward_line
    "the innovation is not driven by IT": "该创新非信息技术驱动",
    "the innovation was not accepted by the end of the year": "年末前成果未认定",
    "finance has not confirmed it": "财务未确认",
    "confirmed on {day}, before the year was over": "{day} 确认，早于年度结束",
    "in {line}, while rewards are in {plan}": "币种为 {line}，奖励以 {plan} 计",
    "baseline, actual amount, attributable share or margin is not known": "基线、实际金额、归因比例或利润率缺失",
    "the baseline was frozen on {day}, after going live on {live}": "基线于 {day} 冻结，晚于 {live} 上线",
    "the year does not lie within {months} months of going live on {live}": "该年度不在 {live} 上线起 {months} 个月内",
    "when it went live is not known": "上线日期缺失",
    "income of a transfer or licence: it counts for the share the law grants alone": "转让或许可收入，仅计入法定奖励",
    "no expansion of the market": "不属市场拓展效益",
    "when the baseline was frozen is not known": "基线冻结日期缺失",
    # reward_pool
    "the least the law grants": "按法定最低额",
    "the organisation has nothing to pay from this year": "组织本年度无可支付额度",
    "the after-tax profit of the year is not known: nothing is released until it is":
        "本年度税后利润未知，确定前不兑现",
    "{percent} % of the shares are recorded, no cash": "登记股份 {percent} %，不发现金",
    "no benefit is recognised": "无认定效益",
    "only inventions made in service are rewarded": "仅奖励职务发明",
    "no income or profit is confirmed that the law grants a share of": "无已确认的、依法可提成的收入或利润",
    "no rule of the organisation, adopted and published by the end of the year after consulting the staff":
        "组织未在年末前听取职工意见后通过并公布奖励制度",
    "the benefit is below {amount}": "效益低于 {amount}",
    "only CIOs and heads of units have shares: what is above {percent} % is not allocated":
        "仅首席信息官与部门负责人有份额，超过 {percent} % 的部分不分配",
    "no shares are filed": "未申报份额",
    "not every share is filed": "份额申报不全",
    "a share is below 0": "存在负份额",
    "the shares add up to {percent} %": "份额合计为 {percent} %",
    "main contributors have less than {percent} %": "主要贡献者合计不足 {percent} %",
    # reward_award
    "a share of the recorded shares, no cash": "按份额登记股份，不发现金",
    "the contribution was not accepted": "贡献未通过评审",
    "the same benefit is rewarded under {plan}": "同一效益已由“{plan}”激励",
    "never in post in the organisation": "从未在本组织任职",
    "in post for less than {months} months": "在岗不足 {months} 个月",
    "not yet in post": "尚未到岗",
    "grade {grade}: {percent} % is kept": "等次{grade}：保留 {percent} %",
    "no grade as CIO: {status}": "首席信息官未定等次：{status}",
    "the plan does not say what grade {grade} keeps": "方案未规定等次{grade}的保留比例",
    "the organisation's limit is unknown without its after-tax profit": "税后利润未知，组织年度上限无法确定",
    "the law's floor is kept": "保留法定最低额",
    "the share went to the other contributors": "份额已转给其他贡献者",
    "above the person's limit of the year": "超过个人年度上限",
    "{finding} (finding {id})": "{finding}（认定 {id}）",
    "gate {gate} of the own appraisal": "本人考核触发 {gate}",
    "gate {gate} gave unit {unit} the lowest grade": "部门 {unit} 因 {gate} 评为最低等次",
    "the award is held": "奖励暂缓兑现",
    # reward_tranche
    "left on {day} ({leaving})": "{day} 离岗（{leaving}）",
    "left on {day}, and no reason the plan knows is recorded": "{day} 离岗，未登记方案所列原因",
    "left on {day}": "{day} 离岗",
    "the benefit was not re-checked in {year} or later": "尚未进行 {year} 年（或以后）的效益复核",
    "re-checked at {percent} % of the recognised benefit": "复核效益为认定效益的 {percent} %",
    "more had been released than the award now allows": "已兑现额超过现应得额",
    "covered by what was released before the award was lowered": "由奖励调减前已兑现额抵充",
    # reward_ledger
    "share of the pool of {year}": "{year} 年度奖励份额",
    "worked out again; it was {amount}": "重新核算；原为 {amount}",
    "worked out again": "重新核算",
    "it was {amount}": "原为 {amount}",
    "there is no award any more": "该奖励已不存在",
    "less is forfeited than before": "丧失额减少",
    "forfeited": "丧失",
    "limit of a person and year": "个人年度上限",
    "less lapses than before": "失效额减少",
    "lapsed": "失效",
    "held": "暂缓",
    "more of instalment {number}, due in {year}": "第 {number} 期补发，{year} 年度兑现",
    "instalment {number}, due in {year}": "第 {number} 期，{year} 年度兑现",
    "{reason} in {year}": "{year} 年{reason}",
}  # fmt: skip


# A grade that a reason gives by its code.
GRADE = re.compile(r"\bgrade (\w+)(?=: | keeps)")


def reason_words(text: str, lang: str, grades: Mapping[str, str], plans: Sequence[Row]) -> str:
    """A reason of the published reward tables in the reader's language. `grades`: what that language calls them;
    `plans`: the rows of `reward_plan`, where one that pays nothing says why in both languages."""
    if lang == "en":
        return GRADE.sub(lambda found: f"grade {grades.get(found[1], found[1])}", text)
    for plan in plans:
        if plan["not_paid_reason"] and plan["not_paid_reason_en"]:
            text = text.replace(plan["not_paid_reason_en"], plan["not_paid_reason"])
    return in_chinese(text, grades)


def in_chinese(text: str, grades: Mapping[str, str]) -> str:
    """A reason of the reward tables in Chinese; a part that no template fits stays as it is. `grades`: their names."""
    return "；".join(part_in_chinese(part, grades) for part in text.split("; "))


def part_in_chinese(part: str, grades: Mapping[str, str]) -> str:
    for pattern, words in patterns():
        found = pattern.fullmatch(part)
        if found:
            return words.format(**{name: spoken(name, value, grades) for name, value in found.groupdict().items()})
    return part


@cache
def patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each template as a pattern that takes what stands in its braces; the most words first."""
    ordered = sorted(REASONS.items(), key=lambda pair: -len(re.sub(r"\{\w+\}", "", pair[0])))
    return tuple(
        (re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(english))), words) for english, words in ordered
    )


def spoken(name: str, value: str, grades: Mapping[str, str]) -> str:
    """What stood in a template's braces, in Chinese where it is a code."""
    if name == "grade":
        return grades.get(value, value)
    if name == "reason":
        return part_in_chinese(value, grades)
    return codes_of(name).get(value, value)


@cache
def codes_of(name: str) -> Mapping[str, str]:
    """Chinese by the English words of a code (`fund misuse`), for findings, reasons for leaving and statuses."""
    if name == "status":
        return {code.replace("_", " "): words for code, words in STATUS_ZH.items()}
    feeds = {"finding": ("finding", "kind"), "leaving": ("person", "leaving_reason")}
    if name not in feeds:
        return {}
    feed, field_name = feeds[name]
    field = next(field for field in load_feeds()[feed].fields if field.name == field_name)
    return {code.replace("_", " "): words for code, words in (field.codes or {}).items()}
