"""A curve in words: which value brings how many points, and which values bring the most."""

from __future__ import annotations

from decimal import Decimal

from pipelines.scheme_book.said import number
from pipelines.schemes.sourced import Curve


def in_words(curve: Curve, unit: str) -> str:
    """`60 % → 0 分`, a line a knot; of steps `≥ 1 → 100 分`."""
    mark = "≥ " if curve.shape == "steps" else ""
    said = [f"{mark}{value_of(value, unit)} → {number(points)} 分" for value, points in curve.knots]
    between = [] if mark or len(said) == 1 else ["其间按直线 straight between"]
    return "<br>".join([*said, *between])


def target(curve: Curve, unit: str) -> str:
    """The values that bring the most points: `≥ 100 %`, `≤ 5 %`, `95 % – 105 %`; of steps also `< 1`."""
    most = max(points for _, points in curve.knots)
    places = [place for place, (_, points) in enumerate(curve.knots) if points == most]
    low, high = places[0], places[-1]
    first, last = (value_of(curve.knots[place][0], unit) for place in (low, high))
    above = f"≥ {first}" if low else ""
    if high == len(curve.knots) - 1:
        return above or "任何值 any value"
    if curve.shape == "steps":
        below = f"< {value_of(curve.knots[high + 1][0], unit)}"
        return f"{above}，{below}" if above else below
    if not low:
        return f"≤ {last}"
    return first if low == high else f"{first} – {last}"


def value_of(value: Decimal, unit: str) -> str:
    """`95 %`"""
    return f"{number(value)} {unit}".rstrip()
