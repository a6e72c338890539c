"""The rules of scoring written a second time, in fractions, without SQL and without the compiled pieces."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.model import Scheme
from pipelines.schemes.sourced import Curve

MICRO = 1_000_000


def half_up(number: Fraction, units: int) -> Fraction:
    """To the nearest 1/units; exactly half goes up (`number` is not negative)."""
    return Fraction(math.floor(number * units + Fraction(1, 2)), units)


def cut(value: Fraction, better: str, top: Fraction) -> Fraction:
    """To six decimals, toward the worse side."""
    worse_is_up = better == "lower" or (better == "band" and value >= top)
    whole = math.ceil(value * MICRO) if worse_is_up else math.floor(value * MICRO)
    return Fraction(whole, MICRO)


def points_at(curve: Curve, value: Fraction) -> Fraction:
    """The points of an already cut value, exactly."""
    knots = [(Fraction(x), Fraction(y)) for x, y in curve.knots]
    below = [knot for knot in knots if knot[0] <= value]
    above = [knot for knot in knots if knot[0] > value]
    if not below:
        return knots[0][1]
    if not above or curve.shape == "steps":
        return below[-1][1]
    (x0, y0), (x1, y1) = below[-1], above[0]
    return y0 + (y1 - y0) * (value - x0) / (x1 - x0)


@dataclass(frozen=True)
class Expected:
    """What the kernel must say for one subject."""

    values: Mapping[str, Fraction]
    points: Mapping[str, Fraction]
    weights: Mapping[str, Fraction]
    contributions: Mapping[str, Fraction]
    base_score: Fraction
    score: Fraction
    grade: str | None
    measured_weight: Fraction


def expected(scheme: Scheme, catalogue: Catalogue, given: Mapping[str, Fraction]) -> Expected:
    """The score of `given` values in the metrics' units; at least one, all of metrics of the scheme."""
    values, points, contributions = {}, {}, {}
    for one in scheme.indicators():
        if one.metric in given:
            curve = scheme.curves[one.curve]
            best = max(y for _, y in curve.knots)
            top = Fraction(max(x for x, y in curve.knots if y == best))
            values[one.metric] = cut(given[one.metric], catalogue.metrics[one.metric].better, top)
            points[one.metric] = half_up(points_at(curve, values[one.metric]), MICRO)
    weights = shared(scheme, set(given))
    for name, weight in weights.items():
        contributions[name] = half_up(weight * points[name] / 100, MICRO)
    base_score = sum(contributions.values(), Fraction(0))
    score = half_up(base_score, 100)
    nominal = {one.metric: Fraction(one.weight.value) for one in scheme.indicators() if not one.disabled}
    measured = sum(nominal[name] for name in given) * 100 / sum(nominal.values())
    enough = measured >= Fraction(scheme.minimum_measured_weight.value)
    bands = [band for band in scheme.grades.bands if band.at_least is None or score >= Fraction(band.at_least)]
    grade = bands[0].grade if enough else None
    return Expected(values, points, weights, contributions, base_score, score, grade, measured)


def shared(scheme: Scheme, given: set[str]) -> dict[str, Fraction]:
    """Effective weights: shared in the dimension, then over the scheme; millionths that make exactly 100."""
    exact: dict[str, Fraction] = {}
    present = [d for d in scheme.dimensions if any(one.metric in given for one in d.indicators)]
    total = sum(Fraction(d.weight.value) for d in present)
    for dimension in present:
        here = [one for one in dimension.indicators if one.metric in given]
        inside = sum(Fraction(one.weight.value) for one in here)
        for one in here:
            exact[one.metric] = Fraction(one.weight.value) * Fraction(dimension.weight.value) * 100 / (inside * total)
    units = {name: math.floor(weight * MICRO) for name, weight in exact.items()}
    by_remainder = sorted(exact, key=lambda name: units[name] - exact[name] * MICRO)
    for name in by_remainder[: 100 * MICRO - sum(units.values())]:
        units[name] += 1
    return {name: Fraction(whole, MICRO) for name, whole in units.items()}
