"""The arithmetic of a golden organisation done a second time, in exact fractions and with plain YAML alone.

Of the product it shares nothing but the paths of the rule files. It takes from the organisation's file what was counted
(numerators and denominators, what is missing or not applicable, facts behind gates) and makes points, weights, scores
and grades of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import ceil, floor
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
MILLION, CENT = 1_000_000, 100
ABSENT = ("missing", "not_applicable", "disabled")
Text = dict[str, Any]


@cache
def read(file: Path) -> Text:
    """A YAML file with every scalar as its text, so that no number passes through floating point."""
    content: Text = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return content


@cache
def metrics() -> dict[str, Text]:
    """The catalogue, by metric id."""
    return {one["id"]: one for file in (ROOT / "metrics").glob("*.yaml") for one in read(file)["metrics"]}


def half_up(number: Fraction, parts: int) -> Fraction:
    """To the nearest 1/parts, halves upwards; number is not negative."""
    return Fraction(floor(number * parts + Fraction(1, 2)), parts)


def down(number: Fraction, parts: int) -> Fraction:
    return Fraction(floor(number * parts), parts)


@dataclass
class Scored:
    """An indicator of a subject. `few`: fewer records than the rule of small numbers asks for."""

    metric: str
    dimension: str
    scheme_weight: Fraction
    status: str
    few: bool = False
    value: Fraction | None = None
    points: Fraction = Fraction(0)
    weight: Fraction = Fraction(0)
    gives: Fraction = Fraction(0)


def points_at(curve: Text, value: Fraction) -> Fraction:
    """Points on the curve, flat beyond its ends, half up to six decimals."""
    knots = [(Fraction(at), Fraction(points)) for at, points in curve["knots"]]
    if value <= knots[0][0]:
        return knots[0][1]
    for (start, low), (end, high) in pairwise(knots):
        if start <= value < end:
            exact = low if curve["shape"] == "steps" else low + (value - start) * (high - low) / (end - start)
            return half_up(exact, MILLION)
    return knots[-1][1]


def value_of(metric: str, of: list[str], curve: Text) -> Fraction:
    """The value in the metric's unit; a ratio cut to six decimals toward the worse side."""
    rule, (numerator, denominator) = metrics()[metric], (Fraction(number) for number in of)
    if rule["value"] == "total":
        return numerator
    exact = numerator * Fraction(rule["scale"]) / denominator * MILLION
    less, more = Fraction(floor(exact), MILLION), Fraction(ceil(exact), MILLION)
    if rule["better"] == "band":
        return less if points_at(curve, less) <= points_at(curve, more) else more
    return more if rule["better"] == "lower" else less


def indicators(scheme: Text, expected: Text) -> list[Scored]:
    """Every indicator of the scheme with value, points, effective weight and contribution."""
    status = {metric: name for name in ABSENT for metric in expected.get(name, [])}
    scored = []
    for dimension in scheme["dimensions"]:
        for one in dimension["indicators"]:
            metric, given = one["metric"], expected["indicators"].get(one["metric"])
            made = Scored(metric, dimension["id"], Fraction(one["weight"]["value"]), status.get(metric, "measured"))
            if given:
                assert metric not in status, f"{metric} is measured and {status[metric]}: keep one."
                curve = scheme["curves"][one["curve"]]
                made.value = value_of(metric, given["of"], curve)
                made.points, made.few = points_at(curve, made.value), given.get("few") == "true"
            else:
                assert metric in status, f"{metric} has no expectation."
            scored.append(made)
    share_out(scored)
    return scored


def share_out(scored: list[Scored]) -> None:
    """Effective weights: inside the dimension, then over the scheme; the largest remainders make them 100 exactly."""
    owed = [one for one in scored if one.status in ("measured", "missing")]
    whole = {one.dimension: sum(x.scheme_weight for x in scored if x.dimension == one.dimension) for one in owed}
    left = {name: sum(x.scheme_weight for x in owed if x.dimension == name) for name in whole}
    exact = [
        one.scheme_weight * whole[one.dimension] / left[one.dimension] * 100 / sum(whole.values()) * MILLION
        for one in owed
    ]
    spare = 100 * MILLION - sum(floor(weight) for weight in exact)
    order = sorted(range(len(owed)), key=lambda at: (floor(exact[at]) - exact[at], at))
    for at, one in enumerate(owed):
        one.weight = Fraction(floor(exact[at]) + (at in order[:spare]), MILLION)
        one.gives = half_up(one.weight * one.points / 100, MILLION)


@dataclass
class Judged:
    """A subject before any quota."""

    scheme: Text
    indicators: list[Scored]
    facts: dict[str, Fraction | None]
    short: bool
    bonus_points: Fraction
    deducted_points: Fraction
    gates: list[str] = field(default_factory=list)
    no_grade: str | None = None
    score: Fraction = Fraction(0)
    graded_score: Fraction = Fraction(0)
    score_grade: str | None = None
    within_quota: bool | None = None
    grade: str | None = None
    verdict: str = "gradable"

    @property
    def base_score(self) -> Fraction:
        return sum((one.gives for one in self.indicators), Fraction(0))

    @property
    def measured_weight(self) -> Fraction:
        owed = sum(one.scheme_weight for one in self.indicators if one.status in ("measured", "missing"))
        return down(100 * owed / sum(one.scheme_weight for one in self.indicators if one.status != "disabled"), MILLION)

    @property
    def general_score(self) -> Fraction | None:
        part = self.scheme.get("general_part")
        return self.facts.get(part["metric"]) if part else None

    def final(self, share: Fraction) -> Fraction:
        """The score, where the indicators earn `share` percent."""
        if (general := self.general_score) is not None:
            percent = Fraction(self.scheme["general_part"]["share"]["value"]) / 100
            share = share * (1 - percent) + general * percent
        return half_up(max(Fraction(0), min(Fraction(100), share + self.bonus_points - self.deducted_points)), CENT)
