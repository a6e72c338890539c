"""A second computation of what measurements count, in fractions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from tests.models.oracle_records import Counted, Holder, Measurement, Span, Sums, added, cut

IMPORTANCE = {"s1": 3, "s2": 1}  # what the systems weigh


def measurement_sums(given: Iterable[Measurement], span: Span, counted: Counted) -> Sums:
    """The sums."""
    sums: Sums = {}
    grouped: dict[tuple[str, str, Holder, str, str | None, bool], list[Measurement]] = defaultdict(list)
    for one in given:
        for metric, counting in counted.get(one.kind, []) if span.has(one.observed_on) else []:
            own = counting in {"rated", "person_score"} and one.person_id is not None
            holder = (None, one.person_id) if own else one.holder
            if counting in {"latest", "latest_capped", "mean_by_subject", "trimmed_mean", "rated"}:
                grouped[metric, counting, holder, one.kind, one.subject, bool(one.self_reported)].append(one)
            else:
                one_by_one(sums, metric, counting, holder, one)
    for (metric, counting, holder, *_), found in grouped.items():
        if counting in {"latest", "latest_capped"}:
            last = max(found, key=lambda x: (x.observed_on, x.id))
            one_by_one(sums, metric, counting.replace("latest_", ""), holder, last)
            continue
        valid = [one for one in found if one.denominator > 0 and one.own_weight > 0]
        if not valid:
            continue
        share = sum(one.own_weight * Fraction(one.numerator) for one in valid) / sum(
            one.own_weight * Fraction(one.denominator) for one in valid
        )
        scores = sorted(cut(Fraction(one.numerator) / Fraction(one.denominator)) for one in valid)
        if counting == "mean_by_subject":
            added(sums, metric, holder, min(Fraction(1), cut(share)), 1)
        elif counting == "trimmed_mean" and len(scores) >= 5:
            added(sums, metric, holder, sum(scores[1:-1]), len(scores) - 2)
        elif counting == "rated" and sum(1 if x.respondent_count is None else x.respondent_count for x in valid) >= 5:
            added(sums, metric, holder, cut(share), 1)
    return sums


def one_by_one(sums: Sums, metric: str, counting: str, holder: Holder, one: Measurement) -> None:
    """Add what a single measurement counts, if it counts."""
    numerator, denominator, weight = Fraction(one.numerator), Fraction(one.denominator), one.own_weight
    if counting == "by_importance" and one.weight is None:
        weight = Fraction(IMPORTANCE.get(one.subject or "", 1))
    if counting == "number":
        added(sums, metric, holder, numerator, 1)
    elif counting == "vetoes":
        if one.vetoed:
            added(sums, metric, holder, 1, 1)
    elif denominator > 0 and weight > 0:
        if counting == "capped":
            numerator = min(numerator, denominator)
        if counting == "vetoable" and one.vetoed:
            numerator = Fraction(0)
        if counting == "annualised":
            numerator *= 5
        answers, asked = one.respondent_count, one.population_count
        enough = answers is not None and (answers >= 30 or bool(asked and Fraction(answers, asked) >= Fraction(3, 10)))
        if counting != "survey" or enough:
            added(sums, metric, holder, weight * numerator, weight * denominator)
