"""Checks and faults in the page's language: the published tables name them in English, their files in Chinese too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from pipelines.explain.words import feed_words
from pipelines.feeds import load_feeds
from pipelines.validate.rule_file import EXPECTATIONS_DIR, RuleFile, incoming_rules
from pipelines.yaml_file import load_model

FAULTS_ZH = {
    "missing_value": "必填项为空",
    "unknown_code": "代码不在清单内",
    "not_a_boolean": "不是“是/否”",
    "not_a_date": "不是日期",
    "not_a_number": "不是数字",
    "out_of_range": "数值超出范围",
    "too_many_decimals": "小数位过多",
    "repeated_key": "编号重复",
}
RESULTS_ZH = {
    "appraisal": "考核结果",
    "gate": "一票否决与限档",
    "indicator_score": "指标得分",
    "metric_sum": "指标汇总",
    "reward_award": "个人奖励",
    "reward_ledger": "奖励台账",
    "reward_pool": "创新奖励总额",
    "reward_reconciliation": "奖励核对",
    "reward_tranche": "分期兑现",
}
UNUSED = re.compile(r"unused: (\d+) (\w+) records of kind (.+)", re.DOTALL)
OF_KIND = re.compile(r"(\w+) of kind (.+)", re.DOTALL)
OF_FEED = re.compile(r"(feed|result) (\w+)")


@cache
def whys_zh() -> Mapping[tuple[str, str], str]:
    """Why each check is made, in Chinese, by its ID and its English words: an ID may stand in several files."""
    files = sorted(EXPECTATIONS_DIR.rglob("*.yaml"))
    rules = [rule for file in files for rule in load_model(file, RuleFile).expectations]
    return {(rule.id, rule.why.en): rule.why.zh for rule in rules}


def check_why(check_id: str, why: str | None, lang: str) -> str:
    """What a check looks for."""
    found = UNUSED.fullmatch(why or "")
    if lang != "zh" or not why:
        return f"{found[1]} records of kind {found[3]} that no metric uses" if found else why or ""
    if found:
        return f"{found[1]} 条{feed_words(found[2], lang)}记录（类型：{found[3]}）没有指标采用"
    return whys_zh().get((check_id, why), why)


def fault_words(feed: str, code: str, lang: str) -> str:
    """Why a row of a feed is in quarantine."""
    if code in FAULTS_ZH:
        return FAULTS_ZH[code] if lang == "zh" else code.replace("_", " ")
    rules = incoming_rules(feed) if feed in load_feeds() else ()
    said = next((rule.why for rule in rules if rule.id == code), None)
    return str(getattr(said, lang)).rstrip("。.") if said else code.replace("_", " ")


def looked_at(subject: str, lang: str) -> str:
    """The feed or table a check looked at."""
    if lang != "zh":
        kind, of, name = subject.partition(" of kind ")
        return f"{kind.replace('_', ' ')}{of}{name}"
    if found := OF_KIND.fullmatch(subject):
        return f"数据：{feed_words(found[1], lang)}（{found[2]}）"
    if found := OF_FEED.fullmatch(subject):
        kind, name = found.groups()
        return f"数据：{feed_words(name, lang)}" if kind == "feed" else f"结果：{RESULTS_ZH.get(name, name)}"
    return subject
