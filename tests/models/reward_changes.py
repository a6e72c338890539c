"""What may change in an organisation's records between two settlements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from tests.models.reward_oracle_given import Finding, Records


@st.composite
def changed(draw: st.DrawFn, records: Records, unit: Fraction) -> Records:
    """The records after up to three changes."""
    for _ in range(draw(st.sampled_from([0, 1, 1, 2, 3]))):
        records = draw(st.sampled_from(CHANGES))(draw, records, unit)
    return records


def amount(draw: st.DrawFn, records: Records, unit: Fraction) -> Records:
    """The actual amount of a line is corrected."""
    if not records.lines:
        return records
    place = draw(st.integers(0, len(records.lines) - 1))
    one = replace(records.lines[place], actual=draw(st.sampled_from([Fraction(0), unit * 3, unit * 20, unit * 51])))
    return replace(records, lines=(*records.lines[:place], one, *records.lines[place + 1 :]))


def recheck(draw: st.DrawFn, records: Records, unit: Fraction) -> Records:
    """Every line is re-checked, at the same part of what was counted."""
    part = draw(st.sampled_from([Fraction(1), Fraction(4, 5), Fraction(79, 100), Fraction(1, 3), Fraction(0)]))
    day = draw(st.sampled_from([date(2027, 12, 31), date(2028, 1, 1), date(2028, 6, 1)]))
    lines = tuple(
        one
        if one.actual is None
        else replace(one, rechecked=Fraction(int(one.actual * part * 100), 100), rechecked_on=day)
        for one in records.lines
    )
    return replace(records, lines=lines)


def withdrawn(draw: st.DrawFn, records: Records, unit: Fraction) -> Records:
    """A contribution is withdrawn, not accepted after all, or its share filed anew."""
    if not records.contributions:
        return records
    place = draw(st.integers(0, len(records.contributions) - 1))
    one = records.contributions[place]
    others = [
        (),
        (replace(one, accepted_on=None),),
        (replace(one, share_percent=None),),
        (replace(one, share_percent=Fraction(100)),),
        (replace(one, department_id="e"),),
        (replace(one, person_id="p3"),),
    ]
    instead = draw(st.sampled_from(others))
    return replace(
        records, contributions=(*records.contributions[:place], *instead, *records.contributions[place + 1 :])
    )


def leaves(draw: st.DrawFn, records: Records, unit: Fraction) -> Records:
    """Somebody leaves, or stays after all."""
    place = draw(st.integers(0, len(records.stays) - 1))
    reason = draw(st.sampled_from(["resignation", "resignation", "retirement", "dismissal", None]))
    day = draw(st.sampled_from([date(2027, 12, 31), date(2028, 1, 1), None]))
    one = replace(records.stays[place], valid_until=day, leaving_reason=reason if day else None)
    return replace(records, stays=(*records.stays[:place], one, *records.stays[place + 1 :]))


def finding(draw: st.DrawFn, records: Records, unit: Fraction) -> Records:
    """Something is found, or no longer stands."""
    revoked: bool = draw(st.booleans())
    if records.findings and revoked:
        return replace(records, findings=())
    one = Finding(
        f"g{len(records.findings)}",
        draw(st.sampled_from(["falsification", "fund_misuse", "investigation"])),
        draw(st.sampled_from(["p0", "p1", "p2", None])),
        draw(st.sampled_from([date(2026, 5, 1), date(2027, 5, 1)])),
        date(2027, 6, 1),
        draw(st.sampled_from([None, "i0"])),
    )
    return replace(records, findings=(*records.findings, one))


def profit(draw: st.DrawFn, records: Records, unit: Fraction) -> Records:
    """The profit of a year becomes known, or is corrected."""
    value = draw(st.sampled_from([None, int(unit * 100 * 100), 10**17]))
    years = tuple(replace(one, profit=value) if one.year == 2026 else one for one in records.years)
    return replace(records, years=years)


def rule(draw: st.DrawFn, records: Records, unit: Fraction) -> Records:
    """The rule turns out not to have been in force."""
    return replace(records, years=tuple(replace(one, consulted=draw(st.booleans())) for one in records.years))


def graded(draw: st.DrawFn, records: Records, unit: Fraction) -> Records:
    """A grade is decided, other than suggested."""
    name = draw(st.sampled_from(["good", "basic", "fail"]))
    return replace(
        records,
        graded=tuple(
            replace(one, status="graded", suggested=one.suggested or "good", confirmed=name) for one in records.graded
        ),
    )


Change = Callable[[st.DrawFn, Records, Fraction], Records]
CHANGES: tuple[Change, ...] = (
    amount,
    amount,
    recheck,
    recheck,
    withdrawn,
    leaves,
    leaves,
    finding,
    profit,
    rule,
    graded,
)
