"""What tables say in English with ids and codes, with names in their place; Chinese has the words of `explain`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipelines.explain.follow_reasons import ALERT, FACT, GRADE, IN_A_ROW, PLACE, SCORE, grouped
from pipelines.explain.words import ADJUSTMENT

UNITS = {"%": " %", "pts": " points", "days": " days", "points": " points"}
NAMED_GRADE = re.compile(r"\bgrade (\w+)")


def follow_in_english(reason: str, names: Mapping[str, str]) -> str:
    """Why something is recommended or an alert was raised, with the names of grades, metrics and dimensions."""
    if found := ALERT.fullmatch(reason):
        metric, value, unit, comparison, threshold = found.groups()
        if unit in {"flag", "bool"}:  # the alert itself says what it is about
            return names.get(metric, metric)
        return f"{names.get(metric, metric)}: {value}{UNITS.get(unit, '')}, alert when {comparison} {threshold}"
    return "; ".join(part_in_english(part, names) for part in reason.split("; "))


def part_in_english(part: str, names: Mapping[str, str]) -> str:
    if found := IN_A_ROW.fullmatch(part):
        grade, years, grades = found.groups()
        several = " or ".join(names.get(one, one) for one in grades.split(" or "))
        return f"grade {names.get(grade, grade)}, {years} years in a row of {several}"
    if GRADE.fullmatch(part):
        return reward_in_english(part, names)
    if SCORE.fullmatch(part) or PLACE.fullmatch(part):
        return part
    return FACT.sub(lambda one: f"{names.get(one[1], one[1])} {grouped(one[2])}", part)


def reward_in_english(reason: str, grades: Mapping[str, str]) -> str:
    """Why an award or instalment is as it is, with the names of grades."""
    return NAMED_GRADE.sub(lambda one: f"grade {grades.get(one[1], one[1])}", reason)


def adjustment_in_english(detail: str) -> str:
    """What an approved bonus or deduction was for, its kind in words."""
    if not (found := ADJUSTMENT.fullmatch(detail)):
        return detail
    effect, day, kind, reason, limited = found.groups()
    said = ": ".join(part for part in (f"{effect} of {day}", kind.replace("_", " "), reason) if part)
    return f"{said} (points before the limits: {limited})" if limited else said
