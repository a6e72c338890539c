"""Why something is recommended or an alert was raised, in Chinese; the tables say it in English with ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from pipelines.explain.words import unit_words

COMPARISONS = {"at least": "不低于", "above": "高于", "below": "低于"}
ALERT = re.compile(r"(\w+) (\S+) (\S+), alert when (at least|above|below) (\S+)")
IN_A_ROW = re.compile(r"grade (\w+), (\d+) years in a row of (.+)")
GRADE = re.compile(r"grade (\w+)")
SCORE = re.compile(r"score (\S+)")
PLACE = re.compile(r"place (\d+) of (\d+)")
FACT = re.compile(r"(\w+) (\S+)")
LARGE = re.compile(r"^\d{5,}(?:\.\d+)?(?=,?$)")


def in_chinese(reason: str, names: Mapping[str, str]) -> str:
    """A reason with the names of grades, metrics and dimensions; what no pattern fits stays as it is."""
    if found := ALERT.fullmatch(reason):
        metric, value, unit, comparison, threshold = found.groups()
        unit = "" if unit in {"n", "flag", "bool"} else f" {unit_words(unit, 'zh')}"
        return f"{names.get(metric, metric)} {value}{unit}，{COMPARISONS[comparison]} {threshold} 时提示"
    return "；".join(part_in_chinese(part, names) for part in reason.split("; "))


def part_in_chinese(part: str, names: Mapping[str, str]) -> str:
    if found := IN_A_ROW.fullmatch(part):
        grade, years, grades = found.groups()
        several = "或".join(names.get(one, one) for one in grades.split(" or "))
        return f"等次{names.get(grade, grade)}，连续 {years} 年为{several}"
    if found := GRADE.fullmatch(part):
        return f"等次{names.get(found[1], found[1])}"
    if found := SCORE.fullmatch(part):
        return f"得分 {found[1]}"
    if found := PLACE.fullmatch(part):
        return f"第 {found[1]} 名，共 {found[2]} 个"
    return "，".join(
        FACT.sub(lambda one: f"{names.get(one[1], one[1])} {grouped(one[2])}", fact) for fact in part.split(", ")
    )


def grouped(value: str) -> str:
    """A value with its thousands apart where it is large, as amounts are."""
    return LARGE.sub(lambda one: format(Decimal(one[0]), ",f"), value)
