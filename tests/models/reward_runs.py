"""Random organisations through a sequence of runs: by the product in a warehouse, and by the second computation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import duckdb
from hypothesis import HealthCheck, Phase, given, seed, settings

from pipelines.models.rewarding import REWARD_TABLES, fill_rewards
from pipelines.parameters import Parameters
from tests.confirming import put_confirmed
from tests.models.reward_oracle_given import Records, Settling
from tests.models.reward_oracle_ledger import Entry, Settled, settle
from tests.models.reward_oracle_rows import Step, deliver, put_plan, put_run
from tests.models.reward_strategies import Organization, organizations

Found = dict[str, list[dict[str, Any]]]  # the rows of a run, by table, money in whole cents


def drawn(steps: Sequence[Step], number: int, series: int = 0) -> dict[str, Organization]:
    """So many random organisations, the same each time. A run of many costs little more than that of one."""
    found: dict[str, Organization] = {}

    def keep(one: Organization) -> None:
        found[f"o{len(found)}"] = one

    # In tens, each from a seed of its own: Hypothesis varies what it has found, and much of one kind teaches little.
    few = settings(max_examples=10, database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck])
    for start in range(0, number, 10):
        seed(1000 * series + start)(few(given(organizations(steps))(keep)))()
    return dict(list(found.items())[:number])


def followed(steps: Sequence[Step], place: int) -> list[int]:
    """Which earlier runs one follows: a settlement every settlement, an estimate those of earlier years."""
    now = steps[place]
    return [
        number
        for number, one in enumerate(steps[:place])
        if one.is_settlement and (now.is_settlement or one.year < now.year)
    ]


@dataclass
class Oracle:
    """The second computation of one organisation, run after run."""

    organization: Organization
    steps: Sequence[Step]
    settled: list[Settled] = field(default_factory=list)

    def run(self, place: int) -> Settled:
        """Work out the run of that place; those before it are done."""
        step, follows = self.steps[place], followed(self.steps, place)
        ledger: list[Entry] = [entry for number in follows for entry in self.settled[number].entries]
        plan = self.organization.plan
        earlier = {pool.benefit.year for number in follows for pool in self.settled[number].pools}
        to_come = {year: sum(one.to_come for one in ledger if f"/{year}/" in one.award_id) for year in earlier}
        earlier = {
            year for year in earlier if year < step.year and (year >= step.year - plan.look_back_years or to_come[year])
        }
        run = Settling(step.year, (*sorted(earlier), step.year), step.is_settlement, step.cut_off)
        result = settle(self.records(place, follows), plan, run, ledger)
        self.settled.append(result)
        return result

    def records(self, place: int, follows: Sequence[int]) -> Records:
        """As they stand; grades and gates of earlier years as the newest settlement of the year had them."""
        step, now = self.steps[place], self.organization.records[place]
        newest = {self.steps[number].year: number for number in follows if self.steps[number].year < step.year}
        newest[step.year] = place
        of = {year: self.organization.records[number] for year, number in newest.items()}
        return replace(
            now,
            graded=tuple(one for year, each in of.items() for one in each.graded if one.year == year),
            gates=tuple(one for year, each in of.items() for one in each.gates if one.year == year),
        )


def runs(
    con: duckdb.DuckDBPyConnection, steps: Sequence[Step], organizations: Mapping[str, Organization]
) -> Iterator[Parameters]:
    """The product's runs, each yielded once it is filled."""
    for org, one in organizations.items():
        put_plan(con, one.plan, f"k-{org}")
    for place, step in enumerate(steps):
        given = {org: one.records[place] for org, one in organizations.items()}
        deliver(con, given, place + 1)
        follows = [f"r{number + 1}" for number in followed(steps, place)]
        run = put_run(con, step, place + 1, given, follows)
        fill_rewards(con, run)
        put_confirmed(con, run.run_id, step.cut_off)
        yield run


def rows(con: duckdb.DuckDBPyConnection, run_id: str) -> Found:
    """What the product filled for a run; amounts of money in whole cents."""
    found: Found = {}
    for table in REWARD_TABLES:
        result = con.execute(f"SELECT * FROM {table} WHERE run_id = ? ORDER BY ALL", [run_id])
        names = [name for name, *_ in result.description or ()]
        found[table.removeprefix("result.")] = [
            {name: in_cents(value) for name, value in zip(names, row, strict=True)} for row in result.fetchall()
        ]
    return found


def in_cents(value: object) -> object:
    """A decimal of two places as whole cents, anything else as it is."""
    if isinstance(value, Decimal) and value.as_tuple().exponent == -2:
        return int(value.scaleb(2))
    return value
