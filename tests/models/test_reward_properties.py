"""What holds of the product's rewards whatever is delivered: sums, signs, a ledger that grows, names and order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.models.reward_oracle_given import Contribution, Innovation, Line, Plan, Records, Stay, Tier, Year, last_day
from tests.models.reward_oracle_rows import Step
from tests.models.reward_runs import Found, drawn, rows, runs
from tests.models.reward_strategies import Organization
from tests.models.schemes_by_hand import Warehouse

STEPS = (Step(2026), Step(2027), Step(2028), Step(2028))
NUMBER = 25
OTHER_NAMES = {"p0": "q7", "p1": "a1", "p2": "z2", "p3": "b0", "p9": "c9"}


@pytest.fixture(scope="module")
def organizations() -> dict[str, Organization]:
    """Random ones; the last settlement finds the records as the one before."""
    found = drawn(STEPS, NUMBER)
    return {org: replace(one, records=(*one.records[:-1], one.records[-2])) for org, one in found.items()}


@pytest.fixture(scope="module")
def filled(warehouse: Warehouse, organizations: dict[str, Organization]) -> list[Found]:
    """The rows of every run."""
    return through(warehouse, organizations)


def through(
    warehouse: Warehouse, organizations: Mapping[str, Organization], steps: Sequence[Step] = STEPS
) -> list[Found]:
    """The rows of every run the organisations go through."""
    with warehouse() as con:
        return [rows(con, run.run_id) for run in runs(con, steps, organizations)]


def summed(some: list[dict[str, Any]], what: str, *by: str) -> dict[tuple[Any, ...], int]:
    """A sum of cents by columns."""
    found: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in some:
        found[tuple(row[name] for name in by)] += row[what]
    return found


def test_the_parts_of_every_pool_add_up_to_it(filled: list[Found]) -> None:
    for found in filled:
        for row in found["reward_pool"]:
            caps = row["innovation_cap_reduction_amount"] + row["organization_cap_reduction_amount"]
            assert row["pool_amount"] == row["tier_amount"] - caps + row["floor_addition_amount"]
            parts = ("awarded_amount", "forfeited_amount", "person_cap_reduction_amount", "unallocated_amount")
            assert row["pool_amount"] == sum(row[name] for name in parts)
            assert row["pool_amount"] >= row["floor_amount"]
        pools = {(row["org_id"], row["innovation_id"], row["benefit_year"]): row for row in found["reward_pool"]}
        tiers = summed(found["reward_tier"], "tier_amount", "org_id", "innovation_id", "benefit_year")
        assert tiers == {key: row["tier_amount"] for key, row in pools.items() if row["tier_amount"]}
        for what in ("award", "forfeited", "person_cap_reduction"):
            by_pool = summed(found["reward_award"], f"{what}_amount", "org_id", "innovation_id", "benefit_year")
            said = f"{what}ed_amount" if what == "award" else f"{what}_amount"
            assert all(by_pool[key] == row[said] for key, row in pools.items())


def test_departments_and_instalments_add_up_to_pools_and_awards(filled: list[Found]) -> None:
    for found in filled:
        pools = summed(found["reward_pool"], "pool_amount", "org_id", "benefit_year")
        units = summed(found["department_reward"], "pool_amount", "org_id", "benefit_year")
        assert {key: cents for key, cents in pools.items() if cents} == {
            key: cents for key, cents in units.items() if cents
        }
        planned = summed(found["reward_tranche"], "planned_amount", "org_id", "award_id")
        for row in found["reward_award"]:
            assert planned[row["org_id"], row["award_id"]] == row["award_amount"]
        for row in found["reward_tranche"]:
            parts = row["released_amount"] + row["lapsed_amount"] + row["to_come_amount"]
            assert row["planned_amount"] == parts
        for row in found["reward_reconciliation"]:
            differences = [value for name, value in row.items() if name.endswith("_difference_amount")]
            assert differences == [0, 0, 0]


def test_nothing_is_negative(filled: list[Found]) -> None:
    may = {"rounding_amount", "benefit_amount", "rechecked_benefit_amount", "floor_base_amount"}
    for found in filled:
        for table, some in found.items():
            if table != "reward_ledger":
                for row in some:
                    amounts = {
                        name: value for name, value in row.items() if name.endswith("_amount") and name not in may
                    }
                    assert all(value is None or value >= 0 for value in amounts.values())


def test_the_ledger_adds_up_to_what_is_released_and_to_come(filled: list[Found]) -> None:
    ledger: list[dict[str, Any]] = []
    for found in filled:
        ledger += found["reward_ledger"]
        by = ("org_id", "award_id", "person_id")
        owed, to_come = (summed(ledger, what, *by) for what in ("owed_amount", "to_come_amount"))
        released, waiting = (summed(found["reward_tranche"], f"{what}_amount", *by) for what in ("released", "to_come"))
        assert all(cents >= 0 for cents in (*owed.values(), *to_come.values()))
        worked_on = {(row["org_id"], row["benefit_year"]) for row in found["reward_pool"]}
        for key in owed.keys() | released.keys():
            if (key[0], int(key[1].split("/")[1])) in worked_on:
                assert (owed[key], to_come[key]) == (released[key], waiting[key])


def test_a_later_run_leaves_the_ledger_of_earlier_runs_as_it_was(
    warehouse: Warehouse, organizations: dict[str, Organization]
) -> None:
    posted: dict[str, list[Any]] = {}
    with warehouse() as con:
        for run in runs(con, STEPS, organizations):
            for run_id, before in posted.items():
                assert ledger(con, run_id) == before
            posted[run.run_id] = ledger(con, run.run_id)
    assert all(posted[run_id] for run_id in ("r1", "r2", "r3"))


def ledger(con: duckdb.DuckDBPyConnection, run_id: str) -> list[Any]:
    """The entries of a run, in the order they stand in."""
    return con.execute("SELECT * FROM result.reward_ledger WHERE run_id = ?", [run_id]).fetchall()


def test_settling_again_with_the_same_records_posts_nothing(filled: list[Found]) -> None:
    assert filled[2]["reward_ledger"]
    assert filled[3]["reward_ledger"] == []


def test_neither_names_nor_the_order_of_rows_nor_threads_change_an_amount(
    warehouse: Warehouse, organizations: dict[str, Organization], filled: list[Found]
) -> None:
    others = {org: renamed(one) for org, one in reversed(organizations.items())}
    with warehouse() as con:
        con.execute("SET threads = 1")
        found = [rows(con, run.run_id) for run in runs(con, STEPS, others)]
        con.execute("RESET threads")
    for one, other in zip(filled, found, strict=True):
        for table in one:
            assert sorted(map(str, map(named_again, one[table]))) == sorted(map(str, map(unnamed, other[table])))


def renamed(one: Organization) -> Organization:
    """Other people of other names, and everything delivered the other way round."""

    def again(given: Any) -> Any:
        if isinstance(given, tuple):
            return tuple(again(each) for each in reversed(given))
        names = {name: OTHER_NAMES.get(getattr(given, name)) for name in ("person_id", "head") if hasattr(given, name)}
        if getattr(given, "subject_type", "") == "cio":
            names["subject_id"] = OTHER_NAMES[given.subject_id]
        return replace(given, **names)

    return replace(
        one,
        records=tuple(
            replace(records, **{name: again(value) for name, value in vars(records).items()}) for records in one.records
        ),
    )


def named_again(row: dict[str, Any]) -> dict[str, Any]:
    return unnamed(row | {"person_id": OTHER_NAMES.get(row.get("person_id", ""))})


def unnamed(row: dict[str, Any]) -> dict[str, Any]:
    """Without what tells the name, the place in the file, or is made of them."""
    left_out = {"person_name", "source_row", "entry_id"}
    return {name: row[name] for name in sorted(row) if name not in left_out and (name != "person_id" or row[name])}


@settings(
    max_examples=4, derandomize=True, deadline=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck]
)
@given(
    amounts=st.lists(st.integers(0, 10**11), min_size=30, max_size=30),
    edges=st.sets(st.integers(1, 10**9), min_size=3, max_size=3),
    percents=st.lists(st.sampled_from(["0.05", "0.04", "0.3333", "0"]), min_size=3, max_size=3),
)
def test_more_benefit_never_makes_a_smaller_pool_below_the_caps(
    warehouse: Warehouse, amounts: list[int], edges: set[int], percents: list[str]
) -> None:
    bounds = [Fraction(0), *map(Fraction, sorted(edges))]
    tiers = tuple(
        Tier(start, end, Fraction(percent))
        for start, end, percent in zip(bounds, [*bounds[1:], None], ["0.05", *percents], strict=True)
    )
    plan = Plan(tiers=tiers, innovation_limit=10**17, kinds={"new_customers": "gained"}, gate=Fraction(1000))
    # Beside each amount one a cent larger, and those at the bounds.
    every = sorted(
        {10**11, *amounts, *(cents + 1 for cents in amounts), *(int(one * 100) + by for one in bounds for by in (0, 1))}
    )
    found = through(warehouse, {"o": Organization(plan, (with_benefits(every),))}, (Step(2026),))[0]
    pools = {str(row["innovation_id"]): row["pool_amount"] for row in found["reward_pool"]}
    assert len(pools) == len(every)
    assert all(pools[f"i{place:03}"] <= pools[f"i{place + 1:03}"] for place, _ in enumerate(pairwise(every)))
    assert max(pools.values()) > 0


def with_benefits(cents: Sequence[int]) -> Records:
    """An innovation of one contributor for each benefit."""
    names = [f"i{place:03}" for place in range(len(cents))]
    rule = last_day(2025)
    return Records(
        innovations=tuple(Innovation(name, "d", accepted_on=rule, went_live_on=rule) for name in names),
        lines=tuple(
            Line(f"b{name}", name, 2026, "l", "new_customers", "operating_profit", None, Fraction(0), rule,
                 Fraction(amount, 100), Fraction(100), last_day(2027))
            for name, amount in zip(names, cents, strict=True)
        ),
        contributions=tuple(Contribution(f"c{name}", name, "p0", "d", True, Fraction(100), rule) for name in names),
        stays=(Stay("p0", "d", last_day(2019)),),
        years=(Year(2026, 10**17, None, 10, "RW_MKT", rule, rule, True),),
    )  # fmt: skip
