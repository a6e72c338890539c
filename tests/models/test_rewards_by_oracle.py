"""Random organisations and settlements: the product's rewards are those of a second computation, cent by cent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import pytest

from tests.models.reward_expectations import differences
from tests.models.reward_oracle_rows import Step
from tests.models.reward_runs import Found, Oracle, drawn, rows, runs
from tests.models.reward_strategies import SEQUENCES
from tests.models.schemes_by_hand import Warehouse

ORGANIZATIONS = 40  # for each sequence of runs; all go through it at once


def by_organization(found: Found) -> Mapping[str, Found]:
    """The rows of each organisation."""
    parted: dict[str, Found] = defaultdict(lambda: {table: [] for table in found})
    for table, some in found.items():
        for row in some:
            parted[str(row["org_id"])][table].append(row)
    return parted


@pytest.mark.parametrize("steps", SEQUENCES, ids=lambda steps: " ".join(map(str, steps)))
def test_both_computations_agree_on_every_row(steps: tuple[Step, ...], warehouse: Warehouse) -> None:
    given_ones = drawn(steps, ORGANIZATIONS, SEQUENCES.index(steps))
    oracles = {org: Oracle(one, steps) for org, one in given_ones.items()}
    with warehouse() as con:
        for place, run in enumerate(runs(con, steps, given_ones)):
            found = by_organization(rows(con, run.run_id))
            for org, oracle in oracles.items():
                wanted = oracle.run(place)
                told = differences(found[org], org, wanted, oracle.organization.records[place])
                assert not told, f"{run.run_id}:\n{told}\n{oracle.organization}"


def test_random_organisations_meet_every_state() -> None:
    met: Counter[str] = Counter()
    for steps in SEQUENCES:
        for one in drawn(steps, ORGANIZATIONS, SEQUENCES.index(steps)).values():
            oracle = Oracle(one, steps)
            for place in range(len(steps)):
                result = oracle.run(place)
                met.update(f"award {award.status}" for award in result.awards)
                met.update(f"pool {pool.status}" for pool in result.pools)
                met.update(f"line {line.status}" for line in result.lines)
                met.update(f"entry {entry.kind}" for entry in result.entries)
    assert {name.partition(" ")[2] for name in met} >= {
        "awarded", "held", "forfeited", "unallocated", "honour_candidate", "shares_recorded", "to_be_allocated",
        "below_gate", "no_rule_in_force", "no_benefit", "honour_only", "counted", "income", "not_market_expansion",
        "not_it_driven", "not_accepted", "not_confirmed", "confirmed_too_early", "baseline_after_go_live",
        "outside_window", "amounts_missing", "grant", "forfeit", "cap_reduction", "correction", "deferral", "release",
        "hold", "lapse", "clawback",
    }  # fmt: skip
