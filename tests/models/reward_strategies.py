"""Random organisations with innovations, and what changes in their records from one settlement to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TypeVar

from hypothesis import strategies as st

from tests.models.reward_changes import changed
from tests.models.reward_oracle_given import (
    Appointment,
    Contribution,
    Finding,
    Gate,
    Graded,
    Innovation,
    Line,
    Plan,
    Records,
    Stay,
    Tier,
    Unit,
    Year,
)
from tests.models.reward_oracle_rows import Step

One = TypeVar("One")
YEARS = (2026, 2027, 2028)
PEOPLE = ("p0", "p1", "p2", "p3")
UNITS = ("d", "e")
SEQUENCES: tuple[tuple[Step, ...], ...] = (
    (Step(2026),),
    (Step(2026, is_settlement=False),),
    (Step(2026), Step(2027)),
    (Step(2026), Step(2026)),
    (Step(2026), Step(2027), Step(2028)),
    (Step(2026), Step(2027), Step(2026), Step(2027)),
    (Step(2026), Step(2027, is_settlement=False), Step(2027), Step(2028)),
)


@dataclass(frozen=True)
class Organization:
    """A plan, and the records as they stand at each step."""

    plan: Plan
    records: tuple[Records, ...]


def often(usual: One, *others: One) -> st.SearchStrategy[One]:
    """Mostly the usual, sometimes another."""
    return st.integers(0, 12 * len(others)).map(lambda n: others[n - 1] if 0 < n <= len(others) else usual)


def fractions(*values: float | str) -> st.SearchStrategy[Fraction]:
    return st.sampled_from([Fraction(str(value)) for value in values])


SIZES = {"tiny": Fraction(1, 100), "usual": Fraction(10_000), "huge": Fraction(10**13)}


@st.composite
def plans(draw: st.DrawFn, unit: Fraction) -> Plan:
    """A plan whose tiers and limits are of the size of the benefits, in multiples of `unit`."""
    bounds = sorted(draw(st.sets(st.sampled_from([3, 10, 40, 50]), max_size=3)))
    edges = [Fraction(0), *(unit * bound for bound in bounds)]
    percents = [
        Fraction(1, 20),
        Fraction(1, 25),
        Fraction(3, 100),
        Fraction(2, 37),
        Fraction(33_333_333, 10**8),
        Fraction(1),
    ]
    tiers = tuple(
        Tier(start, end, draw(st.sampled_from(percents))) for start, end in zip(edges, [*edges[1:], None], strict=True)
    )
    limits = st.integers(1, 60).map(lambda n: max(1, int(unit * n * 5)))
    market = draw(often(True, False))
    person_limit = draw(limits.map(lambda n: n * 4))
    return Plan(
        tiers=tiers if market else (),
        rewards_market=market,
        is_paid=draw(st.integers(0, 7)) < 7 if market else True,
        floor_applies=draw(often("without_rule", "never")) if market else "always",
        forfeited_to=draw(st.sampled_from(["organization", "contributors"])),
        gate=draw(st.sampled_from([Fraction(0), unit, unit * 3])),
        retained_percent=draw(often(Fraction(30), Fraction("33.333333"), Fraction(0), Fraction(100))),
        window_months=draw(often(36, 12)) if market else None,
        innovation_limit=draw(st.one_of(st.just(10**17), limits.map(lambda n: n * 4))),
        organization_profit_percent=draw(often(Fraction(15), Fraction("33.333333"))),
        person_limit=person_limit if market else None,
        person_pay_share=draw(often(Fraction(2, 3), Fraction(1))),
        months_in_post=draw(often(6, 12)),
        grade_percent={
            "good": Fraction(100), "basic": draw(often(Fraction(50), Fraction("33.333333"))), "fail": Fraction(0),
        },
        main_minimum_percent=draw(often(Fraction(50), Fraction(0))),
        leader_limit_percent=draw(often(Fraction(30), Fraction(0), Fraction("33.333333"), Fraction(100))),
        at_once_limit=draw(st.one_of(st.just(0), limits)),
        instalment_percent=draw(often(
            (Fraction(50), Fraction(30), Fraction(20)), (Fraction("33.333333"),) * 2 + (Fraction("33.333334"),),
            (Fraction(100),), (Fraction(50), Fraction(50)),
        )),
        look_back_years=draw(often(3, 1)),
        floor_exploitation_percent=draw(fractions(1, 5, "33.333333")),
        floor_months=draw(often(36, 12)),
        kinds={"new_customers": "gained", "retained_revenue": "retained"} if market else {},
        finding={
            "falsification": "cancels", "fund_misuse": "stops", "investigation": "suspends", "discipline": "suspends",
        },
        leaving={"retirement": "keeps", "transfer": "keeps", "resignation": "lapses", "dismissal": "lapses"},
        ungraded={"comment_only": "paid", "insufficient_data": "held", "no_grade": "held"},
    )  # fmt: skip


@st.composite
def innovations(draw: st.DrawFn, place: int) -> Innovation:
    return Innovation(
        f"i{place}",
        draw(st.sampled_from(UNITS)),
        it_driven=draw(often(True, False)),
        service_invention=draw(st.sampled_from([True, True, False, None])),
        route=draw(st.sampled_from(["own_exploitation", "own_exploitation", "licence", "transfer", "shares", None])),
        accepted_on=draw(often(date(2026, 6, 30), date(2026, 12, 31), date(2027, 1, 1), None)),
        went_live_on=draw(often(date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1), date(2024, 1, 1), None)),
        resplit_confirmed_on=draw(st.sampled_from([None, date(2027, 1, 15)])),
    )


@st.composite
def lines(draw: st.DrawFn, place: int, innovation: str, unit: Fraction) -> Line:
    """A line of one year; amounts to the cent, often at a bound of a tier."""
    amounts = st.one_of(
        st.sampled_from([90, 50, 40, 10, 3, 1, 0]).map(lambda n: unit * n),
        st.integers(1, 9000).map(lambda n: unit * n if unit < 1 else unit * n / 100),
        st.sampled_from([-5, 10]).map(lambda n: unit * n + Fraction(1, 100)),
    )
    year = draw(st.sampled_from([2026, 2026, 2026, 2026, 2027, 2028]))
    kind = draw(st.sampled_from(["new_customers"] * 4 + ["retained_revenue", "licence_income", "cost_saving"]))
    actual = draw(often(draw(amounts), None, draw(amounts)))
    rechecked_on = draw(st.sampled_from([None, date(year + 1, 11, 1), date(year + 2, 2, 1), date(year + 2, 12, 31)]))
    return Line(
        f"b{place}",
        innovation,
        year,
        "line",
        kind,
        "net_income" if kind == "licence_income" else draw(often("operating_profit", "revenue", "gross_margin")),
        draw(often(Fraction(20), Fraction("33.333333"), None)),
        draw(often(Fraction(0), unit, None)),
        draw(often(date(2023, 12, 31), date(2026, 1, 1), date(2026, 1, 2), None)),
        actual,
        draw(often(Fraction(100), Fraction(50), Fraction("33.333333"), None)),
        draw(often(date(year + 1, 1, 31), date(year + 1, 1, 1), date(year, 12, 31), None)),
        draw(st.one_of(st.just(actual), fractions("0.8", "0.799999", "0.5", 0).map(
            lambda part: None if actual is None else Fraction(int(actual * part * 100), 100)
        ), amounts)) if rechecked_on else None,
        rechecked_on,
    )  # fmt: skip


SHARES: tuple[tuple[str, ...], ...] = (
    ("100",), ("50", "50"), ("25", "10", "40", "25"), ("33.333333",) * 3, ("25",) * 4, ("30", "70"),
    ("30.000001", "69.999999"),
    ("99.99",), ("50", "50.01"), ("0", "100"), ("0.000001", "99.999999"), ("49.999999", "50.000001"), ("60", "35", "5"),
    ("25", "10", "40", "25"), ("33.333333",) * 3, ("25",) * 4, ("20",) * 5, ("14.285714",) * 6 + ("14.285716",),
    ("60", "35", "5"), ("30", "20", "50"), ("99.989999",), ("50", "50.010001"),
)  # fmt: skip


@st.composite
def contributions(draw: st.DrawFn, innovation: str) -> list[Contribution]:
    """The contributors of one innovation; one person may be there twice."""
    filed: list[Fraction | None] = [Fraction(share) for share in draw(st.sampled_from(SHARES))]
    if draw(st.integers(0, 29)) == 29:
        filed[-1] = None
    if draw(st.integers(0, 29)) == 29:
        filed = []
    found = [
        Contribution(
            f"{innovation}c{place}",
            innovation,
            PEOPLE[place]
            if place < len(PEOPLE) and draw(st.integers(0, 5)) < 5
            else draw(st.sampled_from([*PEOPLE, "p9"])),
            draw(st.sampled_from(UNITS)),
            draw(often(True, False, None)),
            share,
            draw(often(date(2026, 7, 1), date(2026, 7, 2), None)),
            draw(often(None, None, "Other plan")),
        )
        for place, share in enumerate(filed)
    ]
    return draw(st.permutations(found))


@st.composite
def stays(draw: st.DrawFn, person: str, unit: Fraction) -> list[Stay]:
    """One or two stays of a person."""
    begun = draw(often(date(2020, 1, 1), date(2026, 7, 1), date(2026, 7, 2), date(2026, 6, 30), date(2027, 3, 1)))
    pay = draw(st.sampled_from([None, int(unit * 100 * 3), int(unit * 100 * 30) + 1]))
    until = draw(often(None, None, date(2026, 12, 30), date(2026, 12, 31), date(2027, 6, 30), date(2028, 12, 31)))
    reason = draw(st.sampled_from(["retirement", "transfer", "resignation", "dismissal", None])) if until else None
    if until is None or until < begun:
        until, reason = None, None
    return [Stay(person, "d", begun, until, draw(often(None, begun)), reason, pay)]


@st.composite
def organizations(draw: st.DrawFn, sequence: Sequence[Step]) -> Organization:
    """A plan and records, changed a little before each further step."""
    unit = SIZES[draw(st.sampled_from(["usual", "usual", "tiny", "huge"]))]
    plan = draw(plans(unit))
    made = [draw(innovations(place)) for place in range(draw(st.integers(1, 3)))]
    places = iter(range(100))
    profits = often(10**17, None, -100, int(unit * 10 * 100), int(unit * 100 * 100) + 1)
    records = Records(
        innovations=tuple(made),
        lines=tuple(
            draw(lines(next(places), one.id, unit)) for one in made for _ in range(draw(often(2, 0, 1, 3)))
        ),
        contributions=tuple(each for one in made for each in draw(contributions(one.id))),
        stays=tuple(each for person in PEOPLE for each in draw(stays(person, unit))),
        units=(
            Unit("d", draw(st.sampled_from([None, "p0", "p1"])), date(2020, 1, 1)),
            Unit("e", draw(st.sampled_from([None, "p2"])), date(2020, 1, 1), draw(often(None, date(2026, 6, 1)))),
        ),
        appointments=tuple(
            Appointment("a", person, draw(st.sampled_from([None, "d", "e"])), date(2026, 3, 1),
                        draw(often(None, date(2026, 12, 31))))
            for person in draw(st.sampled_from([(), ("p1",), ("p3",)]))
        ),
        years=tuple(
            Year(
                year, draw(profits), draw(often(None, int(unit * 100))), draw(often(10, None, 3)),
                draw(st.sampled_from(["RW_MKT", "RW_MKT", "both", "both", "RW_STAT", None])),
                draw(often(date(2026, 1, 2), date(year, 12, 31), date(year + 1, 1, 1), None)),
                draw(often(date(2026, 1, 2), date(year, 12, 31), date(year + 1, 1, 1), None)),
                draw(often(True, False, None)),
            )
            for year in YEARS if draw(st.integers(0, 9)) < 9
        ),
    )  # fmt: skip
    records = appraised(draw, found(draw, records))
    standing = [records]
    for _ in sequence[1:]:
        records = draw(changed(standing[-1], unit))
        standing.append(records)
    return Organization(plan, tuple(standing))


def found(draw: st.DrawFn, records: Records) -> Records:
    """With findings on people and innovations."""
    number = draw(often(0, 1, 2))
    return replace(records, findings=tuple(draw(findings(place)) for place in range(number)))


@st.composite
def findings(draw: st.DrawFn, place: int) -> Finding:
    kind = draw(st.sampled_from(["falsification", "fund_misuse", "investigation", "discipline", "audit_loss"]))
    return Finding(
        f"f{place}",
        kind,
        draw(often("p0", "p1", "p2", None)),
        draw(st.sampled_from([date(2026, 5, 1), date(2026, 12, 31), date(2027, 1, 1), date(2028, 5, 1)])),
        draw(often(date(2027, 1, 5), None)),
        draw(st.sampled_from([None, None, "i0", "i1"])),
        draw(often(None, date(2026, 12, 30), date(2026, 12, 31), date(2027, 12, 31))),
        draw(often(None, date(2027, 6, 1))),
    )


def appraised(draw: st.DrawFn, records: Records) -> Records:
    """With grades of CIOs and gates of CIOs and units in each year."""
    graded, gates = [], []
    for year in YEARS:
        for one in records.appointments:
            if draw(st.integers(0, 3)) < 3:
                status = draw(often("graded", "comment_only", "insufficient_data", "no_grade"))
                suggested = draw(st.sampled_from(["good", "basic", "fail"])) if status == "graded" else None
                confirmed = draw(often(None, "good", "fail")) if status == "graded" else None
                graded.append(Graded(year, one.person_id, status, suggested, confirmed))
            if draw(st.integers(0, 9)) == 9:
                metric = draw(st.sampled_from(["concealments_and_falsifications", "open_investigations"]))
                effect = draw(st.sampled_from(["no_grade", "lowest_grade"]))
                gates.append(Gate(year, "cio", one.person_id, "V9", metric, effect, draw(often(True, False))))
        if draw(st.integers(0, 7)) == 7:
            effect = draw(often("lowest_grade", "graded_as_at_most"))
            gates.append(Gate(year, "department", draw(st.sampled_from(UNITS)), "V1", "incidents", effect, True))
    return replace(records, graded=tuple(graded), gates=tuple(gates))


@st.composite
def worlds(draw: st.DrawFn, most: int = 4) -> tuple[tuple[Step, ...], dict[str, Organization]]:
    """The steps, and the organisations that go through them."""
    sequence = draw(st.sampled_from(SEQUENCES))
    number = draw(st.integers(1, most))
    return sequence, {f"o{place}": draw(organizations(sequence)) for place in range(number)}
