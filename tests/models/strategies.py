"""Random schemes, sums, gates and adjustments for the comparison with the second computation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from tests.models.schemes_by_hand import (
    Adjustments,
    Gate,
    Given,
    Indicator,
    Kind,
    Quota,
    Record,
    Scheme,
    Sum,
)

MICRO = Decimal("0.000001")
LIMITS = tuple(sorted({Decimal(n) for n in (60, 70, 80, 90)}, reverse=True))
FACTS = tuple((Decimal(n), Decimal(d)) for n, d in ((0, 1), (1, 1), (2, 1), (1, 3), (2, 3), (180, 3), (0, 0)))
numbers = st.integers(0, 10**9).map(lambda n: Decimal(n) * MICRO)


@st.composite
def indicators(draw: st.DrawFn, number: int) -> Indicator:
    values = sorted(draw(st.sets(st.integers(0, 200), min_size=1, max_size=5)))
    points = draw(st.lists(st.integers(0, 100), min_size=len(values), max_size=len(values)))
    falls = [Decimal(x) for x, y, z in zip(values, points, points[1:], strict=False) if z < y]
    feeds, kinds = draw(
        st.sampled_from([("", ""), ("project", ""), ("project,system", ""), ("project", "project:a,project:b")])
    )
    return Indicator(
        metric=f"m{number}",
        dimension=draw(st.sampled_from(["a", "b", "c"])),
        weight=Decimal(draw(st.integers(0, 40_000_000))) * MICRO if draw(st.booleans()) else Decimal(7),
        knots=[(Decimal(x), Decimal(y)) for x, y in zip(values, points, strict=True)],
        cut_up_from=falls[0] if falls else None,
        absent=draw(st.sampled_from(["missing", "not_applicable"])),
        disabled=draw(st.sampled_from([None, None, None, "switched off"])),
        value_rule=draw(st.sampled_from(["ratio", "ratio", "total"])),
        scale=draw(st.sampled_from([1, 100])),
        feeds=feeds,
        kinds=kinds,
        fixed_size=draw(st.sampled_from([False, False, True])),
        evidence=draw(st.sampled_from(["given", "given", None])),
    )


@st.composite
def sums(draw: st.DrawFn, one: Indicator) -> Sum:
    """Any sum; often one whose value is a knot, or a millionth beside it; sometimes a very large one."""
    kind = draw(st.sampled_from(["any", "knot", "large", "third", "few", "nothing"]))
    if kind == "nothing":
        return Decimal(0), Decimal(0)
    if kind == "large":
        return Decimal(draw(st.integers(0, 10**15))), Decimal(10**15)
    if kind == "few":
        return Decimal(draw(st.integers(0, 2))), Decimal(draw(st.integers(1, 2)))
    if kind == "third":
        return Decimal(draw(st.integers(0, 7))), Decimal(draw(st.sampled_from([3, 7, 9, 11])))
    if kind == "knot":
        beside = draw(st.sampled_from([-MICRO, Decimal(0), MICRO, MICRO / 10, -MICRO / 10]))
        knot = draw(st.sampled_from(list(one.knots)))[0]
        times = Decimal(1) if one.value_rule == "total" else Decimal(1000)
        return max(Decimal(0), ((knot + beside) * times).quantize(MICRO)), times * one.scale
    return draw(numbers), draw(numbers)


@st.composite
def gates(draw: st.DrawFn, number: int, parts: list[Indicator]) -> Gate:
    """A gate on a metric of its own or on that of an indicator, with one or two steps."""
    own = Gate(f"V{number}", f"g{number}", (), draw(st.sampled_from(["total", "ratio"])))
    part = draw(st.sampled_from([None, *parts]))
    if part:
        own = Gate(f"V{number}", part.metric, (), part.value_rule, part.scale, part.feeds, part.kinds)
    else:
        own = replace(own, feeds=draw(st.sampled_from(["", "", "project"])), scale=draw(st.sampled_from([1, 100])))
    thresholds = st.sampled_from([Decimal(0), Decimal(1), Decimal(2), Decimal("33.333333"), Decimal(60)])
    effects = st.sampled_from(
        [("lowest_grade", None), ("graded_as_at_most", Decimal("79.99")), ("graded_as_at_most", Decimal("69.999")),
         ("graded_as_at_most", Decimal("89.99")), ("no_grade", None)]
    )  # fmt: skip
    steps = tuple(
        (draw(st.sampled_from(["at_least", "above", "below"])), draw(thresholds), *draw(effects))
        for _ in range(draw(st.integers(1, 2)))
    )
    return replace(own, steps=steps, enabled=draw(st.sampled_from([True, True, False])))


KINDS = (
    Kind("superior_commendation", "bonus", least=Decimal(1), most=Decimal(3), limit=Decimal(4)),
    Kind("help_task", "bonus", each=Decimal("0.5"), limit=Decimal(1)),
    Kind("criticism_notice", "deduction", each=Decimal(2)),
    Kind("audit_finding_open", "deduction", least=Decimal("0.1"), most=Decimal(30)),
)


@st.composite
def records(draw: st.DrawFn, number: int, subjects: list[str]) -> Record:
    """An adjustment, mostly valid; sometimes of an unknown kind, another year, not approved, or out of bounds."""
    return Record(
        subject=draw(st.sampled_from(subjects)),
        adjustment_id=f"a{number}",
        kind=draw(st.sampled_from([*(kind.kind for kind in KINDS), "unknown"])),
        points=draw(st.sampled_from([None, Decimal(0), Decimal("1.5"), Decimal(3), Decimal(50)])),
        occurred_on=draw(st.sampled_from([date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 5), date(2026, 12, 31)])),
        approved_on=draw(st.sampled_from([None, date(2026, 6, 1), date(2026, 12, 31), date(2027, 1, 1)])),
    )


@st.composite
def cases(draw: st.DrawFn) -> Given:
    """A scheme with up to eight indicators, and up to seven subjects with sums, some of them alike."""
    parts = [draw(indicators(number)) for number in range(draw(st.integers(1, 8)))]
    if sum(one.weight for one in parts) > 400:
        parts = parts[:1]
    held = [draw(gates(number, parts)) for number in range(draw(st.integers(0, 3)))]
    facts = [metric for metric in {gate.metric for gate in held} if metric.startswith("g")]
    # Few different sets of sums, so that subjects tie.
    sets = [
        {one.metric: draw(sums(one)) for one in parts if draw(st.integers(0, 4))}
        | {metric: draw(st.sampled_from(FACTS)) for metric in sorted(facts) if draw(st.booleans())}
        for _ in range(draw(st.integers(1, 4)))
    ]
    subjects = {f"s{number}": dict(draw(st.sampled_from(sets))) for number in range(draw(st.integers(1, 7)))}
    general = draw(st.sampled_from([None, ("general", Decimal(20)), ("general", Decimal("33.3"))]))
    for one in subjects.values():
        if general and draw(st.booleans()):
            one["general"] = draw(st.sampled_from(FACTS))
    kind = draw(st.sampled_from(["department", "department", "cio", "organization"]))
    then_by = [one.metric for one in parts][:1] + [f"dimension {one.dimension}" for one in parts][-1:]
    quota = Quota(
        draw(st.sampled_from([Decimal(0), Decimal(20), Decimal(30), Decimal(50), Decimal(100)])),
        grade=draw(st.sampled_from(["g90", "g60"])),
        minimum_one_from=draw(st.sampled_from([None, 1, 3])),
        then_by=then_by[: draw(st.integers(0, 2))],
    )
    scheme = Scheme(
        parts,
        [(f"g{limit}", limit) for limit in LIMITS] + [("last", None)],
        minimum_measured_weight=Decimal(draw(st.sampled_from([0, 60]))),
        minimum_tenure_share=Decimal(50) if kind == "cio" else None,
        subject_type=kind,
        gates=held,
        quota=draw(st.sampled_from([None, quota])),
        adjustments=draw(st.sampled_from([None, Adjustments(Decimal(5), Decimal(10), KINDS)])),
        general=general,
    )
    names = list(subjects)[:1] if kind == "organization" else list(subjects)
    return Given(
        scheme,
        {name: subjects[name] for name in names},
        tenure_days={name: draw(st.sampled_from([182, 183, 365])) for name in names} if kind == "cio" else {},
        feeds=draw(st.sampled_from([(), ("project",), ("project", "project:b"), ("project", "system", "project:a")])),
        provisional=draw(st.booleans()),
        records=[draw(records(number, names)) for number in range(draw(st.integers(0, 5)))],
        counts={(name, one.metric): draw(st.sampled_from([2, 3])) for name in names for one in parts},
    )
