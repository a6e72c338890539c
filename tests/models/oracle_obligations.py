"""A second computation of what obligations count, in fractions."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction

from tests.models.oracle_records import Counted, Holder, Obligation, Span, Sums, added, cut

PASSES = {"good", "mostly_conforming"}
Subject = tuple[str, Holder, str | None]
Bodies = dict[Subject, list[tuple[Fraction, bool]]]


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


MET: dict[str, Callable[[Obligation, date, date | None, date | None], bool]] = {
    "on_time": lambda _, due, done, __: done is not None and done <= due,
    "on_time_and_passed": lambda one, due, done, _: done is not None and done <= due and one.result == "passed",
    "in_window": lambda one, due, done, _: done is not None and (one.begins_on or done) <= done <= due,
    "done": lambda one, _, done, __: done is not None and one.result != "failed",
    "done_and_passed": lambda one, _, done, __: done is not None and one.result == "passed",
    "done_and_reported": lambda one, _, done, told: None not in {done, told} and one.result != "failed",
    "days_late": lambda _, __, done, ___: done is not None,
    "overlong": lambda _, __, done, ___: done is not None,
}  # fmt: skip


def obligation_sums(given: Iterable[Obligation], span: Span, counted: Counted, cancelled: set[str]) -> Sums:
    """The sums; `cancelled`: the projects that are."""
    sums: Sums = {}
    bodies: Bodies = defaultdict(list)
    newest: dict[Subject, Obligation] = {}
    for one in given:
        if one.project_id in cancelled or (one.cancelled_on and one.cancelled_on <= span.cut_off):
            continue
        for metric, counting in counted.get(one.kind, []):
            key = (metric, one.holder, one.subject)
            if counting != "latest_conclusion":
                add_owed(sums, bodies, metric, counting, one, span)
            elif one.conclusion and span.has(one.done_on):
                newest[key] = max(newest.get(key, one), one, key=lambda x: (x.done_on or date.min, x.id))
    for (metric, holder, _), owed in bodies.items():
        added(sums, metric, holder, cut(sum(w for w, met in owed if met) / sum(w for w, _ in owed)), 1)
    for (metric, holder, _), one in newest.items():
        added(sums, metric, holder, int(one.conclusion in PASSES and not one.has_high_risk), 1)
    return sums


def add_owed(sums: Sums, bodies: Bodies, metric: str, counting: str, one: Obligation, span: Span) -> None:
    """Add an obligation that is due by the cut-off, or met before its day; to its body where bodies count alike."""
    agreed = one.revised_due_on or one.due_on
    due: date | None = agreed
    if counting == "overlong":
        due = months_later(one.begins_on, 6) if one.begins_on else None
    done = one.done_on if one.done_on and one.done_on <= span.cut_off else None
    told = one.reported_on if one.reported_on and one.reported_on <= span.cut_off else None
    weight = Fraction(1) if one.weight is None else Fraction(one.weight)
    if due is None or not span.start <= due <= span.end or not weight:
        return
    met = MET["done" if counting == "mean_by_subject" else counting](one, due, done, told)
    if due > span.cut_off and not met:
        return
    if counting == "mean_by_subject":
        bodies[metric, one.holder, one.subject].append((weight, met))
    elif counting == "days_late":
        added(sums, metric, one.holder, max(0, ((done or span.cut_off) - due).days), 1)
    elif counting == "overlong":
        added(sums, metric, one.holder, int((done or max(agreed, span.cut_off)) > due), 1)
    else:
        added(sums, metric, one.holder, weight if met else 0, weight)
