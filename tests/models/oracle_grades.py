"""A second computation of what becomes of the sums: adjustments, general part, gates, small numbers and quota."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from tests.models.oracle import MILLION, Summed, connected, half_up, sum_up
from tests.models.schemes_by_hand import Gate, Given

WORSE = {"at_least": lambda x, y: x >= y, "above": lambda x, y: x > y, "below": lambda x, y: x < y}


@dataclass
class Appraised:
    """What should come out for a subject; `tripped`: (gate, effect, highest score)."""

    summed: Summed
    states: dict[str, str] = field(default_factory=dict)
    tripped: list[tuple[str, str, Fraction | None]] = field(default_factory=list)
    general: Fraction | None = None
    bonus: Fraction = Fraction(0)
    deducted: Fraction = Fraction(0)
    score: Fraction | None = None
    graded: Fraction | None = None
    verdict: str = "gradable"
    score_grade: str | None = None
    within_quota: bool | None = None
    grade: str | None = None
    small: bool = False
    rank: int | None = None

    @property
    def gates(self) -> str:
        return ",".join([name for name, _, _ in self.tripped] + ["SMALL_N"] * self.small)


def appraise(given: Given) -> dict[str, Appraised]:
    """Every subject's result, by id."""
    found = {subject: alone(given, subject) for subject in given.sums}
    gradable = [one for one in found.values() if one.verdict == "gradable"]
    for one in gradable:
        one.rank = 1 + sum((other.score or 0) > (one.score or 0) for other in gradable)
    if given.scheme.quota:
        share_out(given, found)
    return found


def alone(given: Given, subject: str) -> Appraised:
    """What a subject's own numbers make, before anybody is compared."""
    scheme = given.scheme
    one = Appraised(sum_up(given, subject))
    for gate in scheme.gates:
        if gate.enabled:
            check_gate(given, subject, gate, one)
    one.bonus, one.deducted = (adjusted(given, subject, effect) for effect in ("bonus", "deduction"))
    share = Fraction(0)
    if scheme.general and (value := ratio(given, subject, scheme.general[0], 100)) is not None:
        one.general, share = min(value, Fraction(100)), Fraction(scheme.general[1])

    def final(base: Fraction) -> Fraction:
        blended = (base * (100 - share) + (one.general or 0) * share) / 100 + one.bonus - one.deducted
        return half_up(min(max(blended, Fraction(0)), Fraction(100)), 2)

    limits = [Fraction(floor(limit * 100), 100) for _, _, limit in one.tripped if limit is not None]
    if one.summed.base is not None:
        one.score = final(one.summed.base)
        one.graded = min([one.score, *limits])
    one.verdict = verdict(given, subject, one)
    if one.verdict != "gradable" or one.graded is None:
        return one
    names = [name for name, _ in scheme.grades]
    place = grade_of(given, one.graded)
    if any(effect == "lowest_grade" for _, effect, _ in one.tripped):
        place = len(names) - 1
    elif one.summed.others is not None:
        without = grade_of(given, min([final(one.summed.others), *limits]))
        one.small, place = without > place, max(without, place)
    one.grade = one.score_grade = names[place]
    return one


def verdict(given: Given, subject: str, one: Appraised) -> str:
    """gradable, or why there is no grade."""
    scheme = given.scheme
    if any(effect == "no_grade" for _, effect, _ in one.tripped):
        return "no_grade"
    if one.score is None or one.summed.measured_weight < Fraction(scheme.minimum_measured_weight):
        return "insufficient_data"
    return "comment_only" if is_short(given, subject) else "gradable"


def is_short(given: Given, subject: str) -> bool:
    """In office for less than the minimum share of the days up to the cut-off."""
    share, days = given.scheme.minimum_tenure_share, given.tenure_days.get(subject)
    if share is None or days is None:
        return False
    return Fraction(days) < Fraction(share) / 100 * ((given.cut_off - given.period[0]).days + 1)


def grade_of(given: Given, score: Fraction) -> int:
    """The place of the grade among the scheme's, 0 for the best."""
    limits = [limit for _, limit in given.scheme.grades]
    return next(place for place, limit in enumerate(limits) if limit is None or score >= Fraction(limit))


def ratio(given: Given, subject: str, metric: str, scale: int) -> Fraction | None:
    """The value cut downwards, but not to nothing what is more; None where there is nothing to count."""
    numerator, denominator = map(Fraction, given.sums[subject].get(metric, (0, 0)))
    if not denominator:
        return None
    return Fraction(max(floor(numerator / denominator * scale * MILLION), int(numerator > 0)), MILLION)


def check_gate(given: Given, subject: str, gate: Gate, one: Appraised) -> None:
    """The state of a gate, and its first step that holds."""
    value = None
    if connected(gate.feeds, gate.kinds, given):
        if gate.value_rule == "total":
            value = Fraction(given.sums[subject].get(gate.metric, (0, 0))[0])
        else:
            value = ratio(given, subject, gate.metric, gate.scale)
    one.states[gate.gate] = "not_checked" if value is None else "clear"
    for comparison, threshold, effect, limit in gate.steps:
        if value is not None and WORSE[comparison](value, Fraction(threshold)):
            one.states[gate.gate] = "tripped"
            one.tripped.append((gate.gate, effect, None if limit is None else Fraction(limit)))
            return


def adjusted(given: Given, subject: str, effect: str) -> Fraction:
    """Bonus or deducted points: each record within its bounds, each kind and all together within their limits."""
    limits = given.scheme.adjustments
    if not limits:
        return Fraction(0)
    total = Fraction(0)
    for kind in (kind for kind in limits.kinds if kind.effect == effect):
        points = Fraction(0)
        for record in given.records:
            if (record.subject, record.kind) != (subject, kind.kind) or not record.approved_on:
                continue
            if record.approved_on <= given.cut_off and given.period[0] <= record.occurred_on <= given.period[1]:
                if kind.each is not None:
                    points += Fraction(kind.each)
                else:
                    own = Fraction(kind.least or 0) if record.points is None else Fraction(record.points)
                    points += min(max(own, Fraction(kind.least or 0)), Fraction(kind.most or 0))
        total += points if kind.limit is None else min(points, Fraction(kind.limit))
    return min(total, Fraction(limits.bonus_limit if effect == "bonus" else limits.deduction_limit))


def share_out(given: Given, found: dict[str, Appraised]) -> None:
    """Only so many keep the grade of the quota; whoever ties with someone outside stays outside too."""
    quota, names = given.scheme.quota, [name for name, _ in given.scheme.grades]
    assert quota is not None
    due = sum(not is_short(given, subject) for subject in found)
    places = floor(Fraction(quota.percent) * due / 100)
    if quota.minimum_one_from is not None and due >= quota.minimum_one_from:
        places = max(places, 1)
    order = {
        subject: (one.graded, *(key_of(given, one, name) for name in quota.then_by))
        for subject, one in found.items()
        if one.score_grade == quota.grade
    }
    for subject, own in order.items():
        not_worse = sum(other >= own for other in order.values())
        found[subject].within_quota = not_worse <= places
        if not_worse > places:
            found[subject].grade = names[min(names.index(quota.grade) + 1, len(names) - 1)]


def key_of(given: Given, one: Appraised, name: str) -> Fraction:
    """The points of a metric, or a dimension's share of those it can bring; nothing where nothing was measured."""
    if not name.startswith("dimension "):
        scored = one.summed.indicators.get(name)
        return (scored.points if scored else None) or Fraction(0)
    parts = [
        one.summed.indicators[part.metric]
        for part in given.scheme.indicators
        if part.dimension == name.removeprefix("dimension ")
    ]
    weight = sum((part.weight for part in parts), Fraction(0))
    earned = sum((part.contribution for part in parts), Fraction(0))
    return Fraction(floor(earned * 100 * MILLION / weight), MILLION) if weight else Fraction(0)
