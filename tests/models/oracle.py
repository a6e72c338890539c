"""A second computation of scores, in fractions, written from the rules and not from the SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from tests.models.schemes_by_hand import Given, Indicator, Sum

MILLION = 10**6


@dataclass
class Scored:
    """What should come out for one indicator, in exact fractions."""

    status: str
    value: Fraction | None = None
    points: Fraction | None = None
    weight: Fraction = Fraction(0)
    contribution: Fraction = Fraction(0)


def half_up(x: Fraction, digits: int) -> Fraction:
    """x to so many decimals, halves upwards (x is never negative here)."""
    return Fraction(floor(x * 10**digits + Fraction(1, 2)), 10**digits)


def value_of(one: Indicator, numerator: Decimal, denominator: Decimal) -> Fraction:
    """The value, cut towards the worse side."""
    if one.value_rule == "total":
        return Fraction(numerator)
    exact = Fraction(numerator) / Fraction(denominator) * one.scale
    up = one.cut_up_from is not None and exact >= Fraction(one.cut_up_from)
    return Fraction(ceil(exact * MILLION) if up else floor(exact * MILLION), MILLION)


def points_of(one: Indicator, value: Fraction) -> Fraction:
    """Points read off the knots."""
    knots = [(Fraction(x), Fraction(y)) for x, y in one.knots]
    if value <= knots[0][0]:
        return knots[0][1]
    for (x0, y0), (x1, y1) in pairwise(knots):
        if value < x1:
            return half_up(y0 + (value - x0) * (y1 - y0) / (x1 - x0), 6)
    return knots[-1][1]


def connected(feeds: str, kinds: str, given: Given) -> bool:
    """Whether every feed, and one of the kinds, has been delivered."""
    every = all(feed in given.feeds for feed in feeds.split(",") if feed)
    return every and (not kinds or any(kind in given.feeds for kind in kinds.split(",")))


def status_of(one: Indicator, given: Given, sums: Mapping[str, Sum]) -> str:
    """measured, missing, not_applicable or disabled."""
    if one.disabled or not connected(one.feeds, one.kinds, given) or (one.evidence is None and one.metric not in sums):
        return "disabled"
    if one.metric in sums and sums[one.metric][1] > 0:
        return "measured"
    return "missing" if one.absent == "missing" and not given.provisional else "not_applicable"


def effective_weights(given: Given, found: Mapping[str, Scored]) -> dict[str, Fraction]:
    """Weights that add up to exactly 100, in millionths, by largest remainder."""
    parts = given.scheme.indicators
    applies = {one.metric: found[one.metric].status in {"measured", "missing"} for one in parts}
    nominal: dict[str, Fraction] = {}
    applicable: dict[str, Fraction] = {}
    for one in parts:
        nominal[one.dimension] = nominal.get(one.dimension, Fraction(0)) + Fraction(one.weight)
        if applies[one.metric]:
            applicable[one.dimension] = applicable.get(one.dimension, Fraction(0)) + Fraction(one.weight)
    total = sum((nominal[name] for name, weight in applicable.items() if weight), Fraction(0))
    if not total:
        return {}
    exact = {
        one.metric: Fraction(one.weight) * nominal[one.dimension] * 100 * MILLION
        / (applicable[one.dimension] * total)
        for one in parts
        if applies[one.metric] and applicable[one.dimension]
    }  # fmt: skip
    weights = {metric: floor(weight) for metric, weight in exact.items()}
    order = list(dict.fromkeys(one.dimension for one in parts))
    places = {one.metric: (order.index(one.dimension), number) for number, one in enumerate(parts)}
    by_remainder = sorted(exact, key=lambda metric: (weights[metric] - exact[metric], places[metric]))
    for metric in by_remainder[: 100 * MILLION - sum(weights.values())]:
        weights[metric] += 1
    return {metric: Fraction(weight, MILLION) for metric, weight in weights.items()}


@dataclass
class Summed:
    """The indicators of a subject and what they make together."""

    indicators: dict[str, Scored]
    base: Fraction | None
    measured_weight: Fraction
    others: Fraction | None = None


def sum_up(given: Given, subject: str) -> Summed:
    """Indicators, base score and measured weight; `others`: the base score without indicators of small numbers."""
    sums, scheme = given.sums[subject], given.scheme
    found = {}
    for one in scheme.indicators:
        scored = found[one.metric] = Scored(status_of(one, given, sums))
        if scored.status == "measured":
            scored.value = value_of(one, *sums[one.metric])
            scored.points = points_of(one, scored.value)
    weights = effective_weights(given, found)
    for metric, weight in weights.items():
        found[metric].weight = weight
        if found[metric].points is not None:
            found[metric].contribution = half_up(weight * (found[metric].points or 0) / 100, 6)
    enabled = sum(Fraction(one.weight) for one in scheme.indicators if found[one.metric].status != "disabled")
    covered = sum(
        Fraction(one.weight) for one in scheme.indicators if found[one.metric].status in {"measured", "missing"}
    )
    share = Fraction(floor(covered * 100 * MILLION / enabled), MILLION) if enabled else Fraction(0)
    if not weights:
        return Summed(found, None, share)
    base = sum((scored.contribution for scored in found.values()), Fraction(0))
    small = {one.metric for one in scheme.indicators if is_small(one, given, subject) and found[one.metric].weight}
    heavy = [scored for metric, scored in found.items() if metric not in small]
    weight = sum((scored.weight for scored in heavy), Fraction(0))
    others = sum((scored.contribution for scored in heavy), Fraction(0)) * 100 / weight if small and weight else None
    return Summed(found, base, share, others)


def is_small(one: Indicator, given: Given, subject: str) -> bool:
    """A measured ratio of fewer things than the scheme's limit for small numbers."""
    count = given.counts.get((subject, one.metric), 5)
    measured = status_of(one, given, given.sums[subject]) == "measured"
    return (
        measured
        and one.value_rule == "ratio"
        and not one.fixed_size
        and max(count, given.sums[subject][one.metric][1]) < given.scheme.small_number
    )
