"""A second computation of what checklists count, in fractions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from tests.models.oracle_records import Counted, Holder, Item, Span, Sums, added

Lists = dict[tuple[str, str, Holder, str | None], list[Item]]
FIRST = date.min


def item_sums(
    given: Iterable[Item], span: Span, counted: Counted, sizes: Mapping[str, int], units: Iterable[str]
) -> Sums:
    """The sums; `sizes`: of lists that have one, by metric; `units`: the appraised units of the cut-off day."""
    sums: Sums = {}
    lists: Lists = defaultdict(list)
    for one in given:
        for metric, counting in counted.get(one.kind, []):
            begun = one.valid_from is None or one.valid_from <= span.cut_off
            if span.has(one.occurred_on) if counting in {"dated", "all_of_subject"} else begun:
                lists[metric, counting, one.holder, one.subject].append(one)
    for (metric, counting, holder, _), found in lists.items():
        size, names = sizes.get(metric, 0), {one.item for one in found}
        if counting == "all_of_subject":
            due = [one for one in found if one.applicable]
            if due:
                added(sums, metric, holder, int(all(one.satisfied for one in due) and len(names) >= size), 1)
        elif counting != "exactly_one":
            kept = found if counting == "dated" else [newest(found, name, span) for name in names]
            for one in kept:
                if one.applicable:
                    added(sums, metric, holder, int(one.satisfied and good(one, counting, span)), 1)
            if len(names) < size:
                added(sums, metric, holder, 0, size - len(names))
    add_units(sums, lists, span, counted, units)
    return sums


def add_units(sums: Sums, lists: Lists, span: Span, counted: Counted, units: Iterable[str]) -> None:
    """Each unit with exactly one satisfied item in force, or not."""
    for metric in {metric for serves in counted.values() for metric, counting in serves if counting == "exactly_one"}:
        for unit in units:
            standing = [
                one
                for (of, _, holder, _), found in lists.items()
                for one in found
                if of == metric and holder == (unit, None) and in_force(one, span)
            ]
            if not standing or any(one.applicable for one in standing):
                satisfied = [one for one in standing if one.applicable and one.satisfied]
                added(sums, metric, (unit, None), int(len(satisfied) == 1), 1)


def in_force(one: Item, span: Span) -> bool:
    return one.valid_until is None or one.valid_until >= span.cut_off


def newest(found: Iterable[Item], name: str, span: Span) -> Item:
    """Of the same item the newest in force, else the newest that has run out."""
    same = [one for one in found if one.item == name]
    return max(same, key=lambda one: (in_force(one, span), one.valid_from or FIRST, one.id))


def good(one: Item, counting: str, span: Span) -> bool:
    """Whether a satisfied item counts: in force, and reviewed in time where it must be."""
    if counting == "dated":
        return True
    if counting == "standing_and_reviewed":
        known = one.reviewed_on is not None and one.reviewed_on <= span.cut_off
        looked_at = one.reviewed_on if known else one.valid_from
        # The cut-off days used here are never a leap day.
        limit = span.cut_off.replace(year=span.cut_off.year - 2)
        return in_force(one, span) and looked_at is not None and looked_at >= limit
    return in_force(one, span)
