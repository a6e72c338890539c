"""What a reward plan gives for amounts and shares written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from pipelines.errors import UserError
from pipelines.schemes import load_catalogue
from pipelines.schemes.find import find_plan
from pipelines.schemes.reward_calculator import try_amounts
from pipelines.schemes.reward_given import Share, parse_amounts
from pipelines.schemes.reward_model import RewardPlan
from pipelines.schemes.reward_tried import TriedReward
from pipelines.settings import PROJECT_DIR

SPLIT = ("25:leader", "10:leader", "40:main", "25")


@cache
def plan(name: str = "MIIT_REWARD") -> RewardPlan:
    return find_plan(name, PROJECT_DIR / "schemes", date(2026, 12, 31), load_catalogue())


def tried(name: str, *values: str, shares: Sequence[str] = ()) -> TriedReward:
    found = plan(name)
    return try_amounts(found, parse_amounts(values, shares, found))


def column(answer: TriedReward, name: str) -> list[object]:
    return [award[name] for award in answer.awards]


def instalments(answer: TriedReward) -> list[list[Decimal]]:
    return [[one["planned_amount"] for one in award["instalments"]] for award in answer.awards]  # type: ignore[attr-defined]


def amounts(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def test_the_worked_split_of_the_defaults_comes_out_to_the_cent() -> None:
    answer = tried("MIIT_REWARD", "benefit=6000000", shares=SPLIT)
    assert [tier["tier_amount"] for tier in answer.tiers] == amounts("50000", "160000", "30000")
    assert column(answer, "award_amount") == amounts("51428.57", "20571.43", "103384.62", "64615.38")
    assert column(answer, "share_percent") == amounts("21.428571", "8.571429", "43.076923", "26.923077")
    assert column(answer, "rounding_amount") == amounts("-0.001429", "0.001429", "0.004615", "-0.004615")
    assert instalments(answer) == [
        amounts("25714.29", "15428.57", "10285.71"),
        amounts("20571.43"),
        amounts("51692.31", "31015.39", "20676.92"),
        amounts("32307.69", "19384.61", "12923.08"),
    ]


def test_without_shares_there_is_a_pool_and_nothing_is_allocated() -> None:
    answer = tried("MIIT_REWARD", "benefit=6000000")
    assert (answer.pool["status"], answer.awards) == ("to_be_allocated", ())
    assert answer.amount("unallocated_amount") == Decimal(240000)


def test_profit_budget_and_pay_limit_only_where_they_are_given() -> None:
    free = tried("MIIT_REWARD", "benefit=60000000", shares=("100:main",))
    assert (free.amount("pool_amount"), free.pool["organization_limit_amount"]) == (Decimal(1000000), None)
    assert column(free, "award_amount") == amounts("500000")
    limited = tried(
        "MIIT_REWARD", "benefit=60000000", "after_tax_profit=3000000", "pay=300000", shares=("60:main", "40")
    )
    assert limited.pool["organization_limit_amount"] == Decimal(450000)
    assert limited.amount("innovation_cap_reduction_amount") == Decimal(460000)
    assert limited.amount("organization_cap_reduction_amount") == Decimal(550000)
    assert column(limited, "gross_amount") == amounts("270000", "180000")
    assert column(limited, "person_cap_reduction_amount") == amounts("70000", "0")
    assert column(limited, "award_amount") == amounts("200000", "180000")
    by_budget = tried("MIIT_REWARD", "benefit=60000000", "after_tax_profit=3000000", "budget=449999.99")
    assert by_budget.amount("pool_amount") == Decimal("449999.99")


@pytest.mark.parametrize(
    ("name", "values", "decides", "pool"),
    [
        ("YICHUN_REWARD", ["income=100000"], "RW_STAT", "50000"),
        ("YICHUN_REWARD", ["own_profit=100000"], "RW_STAT", "5000"),
        ("MIIT_REWARD", ["income=100000"], "RW_STAT", "50000"),
        ("MIIT_REWARD", ["benefit=6000000", "own_profit=4800000"], "RW_MKT", "240000"),
        ("MIIT_REWARD", ["benefit=6000000", "own_profit=4800000.20"], "RW_STAT", "240000.01"),
        ("PINGSHAN_REWARD", ["benefit=6000000"], None, "0"),
    ],
)
def test_the_least_the_law_grants_counts_where_it_is_more(
    name: str, values: list[str], decides: str | None, pool: str
) -> None:
    answer = tried(name, *values)
    assert (answer.pool["plan"], answer.amount("pool_amount")) == (decides, Decimal(pool))


def test_more_shares_than_ten_stay_in_their_order() -> None:
    shares = [f"{10 - number}:main" for number in range(1, 10)] + ["40", "15", "0"]
    answer = tried("MIIT_REWARD", "benefit=100000", shares=shares)
    assert column(answer, "filed_share_percent") == [Decimal(text.split(":")[0]) for text in shares]


def test_a_leader_is_a_main_contributor_too() -> None:
    given = parse_amounts(["benefit=1"], ["50", "20:main", "30:leader", "0.000001:main,leader"], plan())
    assert given.shares == (
        Share(Decimal(50)),
        Share(Decimal(20), is_main=True),
        Share(Decimal(30), is_leader=True, is_main=True),
        Share(Decimal("0.000001"), is_leader=True, is_main=True),
    )


@pytest.mark.parametrize(
    ("values", "shares", "says"),
    [
        (["benefit=many"], [], "Write benefit=6000000"),
        (["benefit=1.001"], [], "Write benefit=6000000"),
        (["benefit=10000000000000000"], [], "Write benefit=6000000"),
        (["benefits=1"], [], 'Did you mean "benefit"?'),
        (["benefit=1", "benefit=2"], [], "given twice"),
        (["budget=1"], [], "Give one of benefit, income, own_profit"),
        (["income=1", "own_profit=1"], [], "Give income or own_profit"),
        (["benefit=1"], ["half"], "Write 25, 40:main"),
        (["benefit=1"], ["25:boss"], "Write 25, 40:main"),
        (["benefit=1"], ["-1"], "Write 25, 40:main"),
        (["benefit=1"], ["1.0000001"], "Write 25, 40:main"),
    ],
)
def test_what_cannot_be_read_is_said_with_what_to_write(values: list[str], shares: list[str], says: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_amounts(values, shares, plan())
    assert says in str(caught.value)


def test_a_plan_without_tiers_needs_income_or_profit_of_own_use() -> None:
    with pytest.raises(UserError) as caught:
        parse_amounts(["benefit=1"], [], plan("YICHUN_REWARD"))
    assert "does not reward the market's expansion" in str(caught.value)
