"""The rewards the sample tells of: settled for 2024 and 2025 as they were known then, estimated for 2026."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest

from tests.end_to_end.conftest import YEAR, Five

SETTLED = ("2024", "2025")
# Everything there is, but for amounts in another currency: they are set aside when they come in.
OCCURS = {
    ("reward_line", "status"): {
        "counted", "income", "not_market_expansion", "not_it_driven", "not_accepted", "not_confirmed",
        "confirmed_too_early", "baseline_after_go_live", "outside_window", "amounts_missing",
    },
    ("reward_pool", "status"): {
        "awarded", "below_gate", "to_be_allocated", "no_rule_in_force", "no_benefit", "shares_recorded", "honour_only",
    },
    ("reward_award", "status"): {
        "awarded", "held", "forfeited", "honour_candidate", "shares_recorded", "unallocated",
    },
    ("reward_tranche", "status"): {"released", "due_later", "held", "lapsed", "scaled", "reclaimed"},
    ("reward_ledger", "kind"): {
        "grant", "forfeit", "cap_reduction", "correction", "deferral", "release", "hold", "lapse", "clawback",
    },
}  # fmt: skip


@pytest.mark.parametrize(("table", "column"), OCCURS)
def test_every_state_of_a_reward_occurs(five: Five, table: str, column: str) -> None:
    periods = ", ".join(f"'{period}'" for period in (*SETTLED, YEAR))
    found = five.year.table(f"(FROM {table} WHERE period IN ({periods}))", f"DISTINCT {column}")
    assert {row[0] for row in found} == OCCURS[table, column]


def amounts(five: Five, table: str, column: str, where: str) -> list[str]:
    return [str(row[0]) for row in five.year.table(f"(FROM {table} WHERE org_id = 'E001' AND {where})", column)]


def test_the_worked_split_comes_out_to_the_cent(five: Five) -> None:
    where = "innovation_id = 'INV-11' AND benefit_year = 2024 AND period = '2024'"
    assert amounts(five, "reward_pool", "pool_amount", where) == ["240000.00"]
    assert amounts(five, "reward_award", "award_amount", where) == ["20571.43", "51428.57", "64615.38", "103384.62"]
    second = amounts(five, "reward_tranche", "planned_amount", f"{where} AND tranche = 2")
    assert second == ["15428.57", "19384.61", "31015.39"]


def test_each_limit_cuts_what_is_above_it(five: Five) -> None:
    innovation = amounts(
        five, "reward_pool", "pool_amount", "innovation_id = 'INV-16' AND benefit_year = 2024 AND period = '2024'"
    )
    assert innovation == ["1000000.00"]
    where = "innovation_id = 'INV-15' AND benefit_year = 2024 AND person_cap_reduction_amount > 0 AND period = '2024'"
    assert amounts(five, "reward_award", "award_amount", where) == ["94000.00", "500000.00"]
    pools = amounts(five, "reward_pool", "pool_amount", "benefit_year = 2025 AND period = '2025'")
    assert sum(Decimal(pool) for pool in pools) == 900000


def test_a_grade_halves_a_share_or_forfeits_it(five: Five) -> None:
    where = "benefit_year = 2026 AND is_cio AND innovation_id IN ('INV-25', 'INV-26') AND period = '2026'"
    assert amounts(five, "reward_award", "award_amount", where) == ["0.00", "6750.00"]


def test_what_the_ledger_owes_and_owes_later_is_what_was_awarded_and_did_not_lapse(five: Five) -> None:
    owed: dict[tuple[object, object], Decimal] = defaultdict(Decimal)
    lapsed: dict[tuple[object, object], Decimal] = defaultdict(Decimal)
    entries = five.year.table("reward_ledger", "org_id, award_id, kind, amount, owed_amount, to_come_amount")
    for org_id, award_id, kind, amount, now, later in entries:
        owed[org_id, award_id] += Decimal(str(now)) + Decimal(str(later))
        lapsed[org_id, award_id] += Decimal(str(amount)) if kind == "lapse" else 0
    awards = five.year.table("(FROM reward_award WHERE period = '2025')", "org_id, award_id, award_amount")
    assert len(awards) > 40
    for org_id, award_id, award_amount in awards:
        assert owed[org_id, award_id] == Decimal(str(award_amount)) - lapsed[org_id, award_id], award_id


def test_pools_persons_departments_and_instalments_agree_in_every_year(five: Five) -> None:
    differences = five.year.table(
        "reward_reconciliation",
        "period, org_id, pool_difference_amount, department_difference_amount, tranche_difference_amount",
    )
    assert {(row[0], row[1]) for row in differences} >= {
        (year, org) for year in SETTLED for org in ("E001", "C001", "U001")
    }
    assert {row[2:] for row in differences} == {(Decimal("0.00"),) * 3}
