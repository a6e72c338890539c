"""The second hand's grades: adjustments, gates, bands, small numbers and quotas, in exact fractions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from math import floor
from pathlib import Path

from tests.golden.second_hand import CENT, ROOT, Judged, Scored, Text, down, indicators, metrics, read

SPANS = {"2026": (date(2026, 1, 1), date(2026, 12, 31)), "2026Q3": (date(2026, 7, 1), date(2026, 9, 30))}
HOLDS = {
    "at_least": lambda value, limit: value >= limit,
    "above": lambda value, limit: value > limit,
    "below": lambda value, limit: value < limit,
}


def facts_of(scheme: Text, expected: Text) -> dict[str, Fraction | None]:
    """What gates, alerts and conditions look at: as the file says, else 0 for a total and unknown for a ratio."""
    looked_at = (*scheme.get("gates", []), *scheme.get("alerts", []))
    named = {one["metric"] for one in looked_at if one.get("enabled") != "false"}
    criteria = scheme.get("commendation", {}).get("criteria", [])
    for owner in (*scheme.get("consequences", []), *criteria, {"conditions": [scheme.get("general_part", {})]}):
        conditions = (owner, *owner.get("conditions", []), *owner.get("any_of", []))
        named |= {one["metric"] for one in conditions if "metric" in one}
    facts: dict[str, Fraction | None] = {}
    for metric in named:
        rule, given = metrics()[metric], expected.get("facts", {}).get(metric)
        if isinstance(given, list):
            exact = Fraction(given[0]) * Fraction(rule["scale"]) / Fraction(given[1])
            facts[metric] = max(down(exact, 1_000_000), Fraction(exact > 0, 1_000_000))
        elif given is None and (rule["value"] == "ratio" or metric in expected.get("unknown", [])):
            facts[metric] = None
        else:
            facts[metric] = Fraction(given or 0)
    assert expected.get("facts", {}).keys() <= facts.keys(), "A fact nobody looks at."
    return facts


def adjustments(scheme: Text, content: Text, kind: str, subject: str) -> dict[str, Fraction]:
    """Bonus and deducted points within the limits of each kind and of all together, the earliest first."""
    total, by_kind = {"bonus": Fraction(0), "deduction": Fraction(0)}, dict[str, Fraction]()
    rules = scheme.get("adjustments")
    start, end = SPANS[content["period"]]
    records = content["records"].get("adjustment", [])
    for given in sorted(records, key=lambda one: (one["occurred_on"], one["adjustment_id"])):
        day = date.fromisoformat(given["occurred_on"])
        if not rules or not owns(content, given, kind, subject) or not start <= day <= end:
            continue
        if "approved_on" not in given or date.fromisoformat(given["approved_on"]) > end:
            continue
        rule = next(one for one in rules["kinds"] if one["kind"] == given["kind"])
        if "each" in rule:
            points = Fraction(rule["each"])
        else:
            points = max(Fraction(rule["least"]), min(Fraction(given["points"]), Fraction(rule["most"])))
        so_far = by_kind.get(given["kind"], Fraction(0))
        by_kind[given["kind"]] = min(so_far + points, Fraction(rule.get("limit", 1_000_000)))
        limit = Fraction(rules["bonus_limit" if rule["effect"] == "bonus" else "deduction_limit"]["value"])
        total[rule["effect"]] = min(limit, total[rule["effect"]] + by_kind[given["kind"]] - so_far)
    return total


def owns(content: Text, given: Text, kind: str, subject: str) -> bool:
    """Whose an adjustment is: the unit's (or its successor's), the person's in office, else the organisation's."""
    if unit := given.get("department_id"):
        for heir in content["records"].get("department_successor", []):
            if heir["department_id"] == unit and given["occurred_on"] >= heir["effective_on"]:
                unit = heir["successor_department_id"]
        return kind == "department" and subject == unit
    if person := given.get("person_id"):
        terms = [one for one in content["records"]["appointment"] if one["person_id"] == person]
        in_office = any(one["start_on"] <= given["occurred_on"] <= one.get("end_on", "9999") for one in terms)
        return kind == "cio" and subject == person and in_office
    return kind == "organization"


def office_days(content: Text, person: str) -> int:
    """Days of office in the period."""
    start, end = SPANS[content["period"]]
    terms = [one for one in content["records"]["appointment"] if one["person_id"] == person]
    days = [
        (min(end, date.fromisoformat(one.get("end_on", "9999-12-31"))), max(start, date.fromisoformat(one["start_on"])))
        for one in terms
    ]
    return sum((last - first).days + 1 for last, first in days if first <= last)


def judge(content: Text, expected: Text) -> Judged:
    """A subject's score and grade before any quota."""
    kind, subject = expected["subject"]
    scheme = read(ROOT / "schemes" / content["regime"] / "2026" / f"{kind}.yaml")
    start, end = SPANS[content["period"]]
    share = Fraction(scheme.get("minimum_tenure_share", {"value": "0"})["value"])
    short = kind == "cio" and office_days(content, subject) * 100 < share * ((end - start).days + 1)
    points = adjustments(scheme, content, kind, subject)
    judged = Judged(
        scheme, indicators(scheme, expected), facts_of(scheme, expected), short, points["bonus"], points["deduction"]
    )
    judged.score = judged.graded_score = judged.final(judged.base_score)
    lowest, limits = pass_gates(judged), judged.scheme["grades"]["bands"]
    others = [one for one in judged.indicators if not one.few and one.weight]
    grades = [grade_of(judged.graded_score, limits)]
    if others and any(one.few and one.weight for one in judged.indicators):
        share = 100 * sum((one.gives for one in others), Fraction(0)) / sum(one.weight for one in others)
        limit = judged.graded_score if judged.graded_score < judged.score else Fraction(100)
        grades.append(grade_of(min(limit, judged.final(share)), limits))
        if grades[1] > grades[0] and not lowest:
            judged.gates.append("SMALL_N")
    if judged.no_grade:
        judged.verdict = "no_grade"
    elif judged.measured_weight < Fraction(scheme["minimum_measured_weight"]["value"]):
        judged.verdict = "insufficient_data"
    elif judged.short:
        judged.verdict = "comment_only"
    if judged.verdict == "gradable":
        judged.score_grade = judged.grade = limits[len(limits) - 1 if lowest else max(grades)]["grade"]
    else:
        judged.gates = [gate for gate in judged.gates if gate != "SMALL_N"]
    return judged


def grade_of(score: Fraction, bands: list[Text]) -> int:
    """The place of the band, the best being 0."""
    return next(
        at for at, band in enumerate(bands) if band["at_least"] == "null" or score >= Fraction(band["at_least"])
    )


def pass_gates(judged: Judged) -> bool:
    """Note the gates that trip and what they limit; whether one asks for the lowest grade."""
    lowest = False
    for gate in judged.scheme.get("gates", []):
        value = judged.facts.get(gate["metric"])
        if gate["enabled"] != "true" or value is None:
            continue
        for step in gate["steps"]:
            if any(HOLDS[name](value, Fraction(step[name])) for name in HOLDS if name in step):
                judged.gates.append(gate["gate"])
                lowest |= step["effect"] == "lowest_grade"
                if step["effect"] == "no_grade":
                    judged.no_grade = gate["title"]["en"]
                if step["effect"] == "graded_as_at_most":
                    judged.graded_score = min(judged.graded_score, down(Fraction(step["score"]), CENT))
                break
    return lowest


def apply_quota(subjects: list[Judged]) -> None:
    """Who of one kind keeps the grade of the quota; a tie across the line stays out whole."""
    if not subjects or not (rule := subjects[0].scheme.get("quota")):
        return
    due = sum(not one.short for one in subjects)
    places = floor(Fraction(rule["percent"]["value"]) * due / 100)
    if rule["minimum_one_from"] != "null" and due >= int(rule["minimum_one_from"]):
        places = max(1, places)

    def key(one: Judged) -> tuple[Fraction, ...]:
        return one.graded_score, *(rank_key(one.indicators, by) for by in rule["then_by"])

    competing = [one for one in subjects if one.score_grade == rule["grade"]]
    for one in competing:
        one.within_quota = sum(key(other) >= key(one) for other in competing) <= places
        if not one.within_quota:
            bands = [band["grade"] for band in one.scheme["grades"]["bands"]]
            one.grade = bands[bands.index(rule["grade"]) + 1]


def rank_key(scored: list[Scored], by: Mapping[str, str]) -> Fraction:
    """Points of a metric, or what a dimension earned of its weight in percent."""
    if "metric" in by:
        return next((one.points for one in scored if one.metric == by["metric"]), Fraction(0))
    weight = sum(one.weight for one in scored if one.dimension == by["dimension"])
    gives = sum((one.gives for one in scored if one.dimension == by["dimension"]), Fraction(0))
    return down(100 * gives / weight, 1_000_000) if weight else Fraction(0)


@cache
def judge_all(file: Path) -> dict[tuple[str, str], Judged]:
    """Every subject of an organisation's file."""
    content = read(file)
    found = {tuple(one["subject"]): judge(content, one) for one in content["expect"]}
    for kind in ("department", "cio", "organization"):
        apply_quota([judged for (its_kind, _), judged in found.items() if its_kind == kind])
    return found
