"""The five default plans say what the rules and the law say about rewards."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.schemes import load_rules
from pipelines.schemes.compile_reward import CompiledPlan
from pipelines.settings import PROJECT_DIR

PLANS: dict[str, CompiledPlan] = {one.plan.reward_plan: one for one in load_rules(PROJECT_DIR / "schemes").plans}
BY_MARKET = ("MIIT_REWARD", "SASAC_REWARD")
PAID = (*BY_MARKET, "YICHUN_REWARD")
HONOURS = ("PINGSHAN_REWARD", "HENAN_REWARD")
ARTICLE_45 = "促进科技成果转化法第四十五条"
# What the defaults and the law say, of every plan that pays by the market.
NUMBERS = {
    "gate_amount": 100000, "retained_percent": 30, "window_months": 36, "innovation_limit_amount": 1000000,
    "organization_profit_percent": 15, "person_limit_amount": 500000, "person_pay_rise": 2, "person_pay_run": 3,
    "months_in_post": 6, "main_minimum_percent": 50, "leader_limit_percent": 30,
    "share_tolerance_percent": Decimal("0.01"), "at_once_limit_amount": 50000, "instalment_percent 1": 50,
    "instalment_percent 2": 30, "instalment_percent 3": 20, "recheck_minimum_percent": 80, "look_back_years": 3,
    "floor_income_percent": 50, "floor_exploitation_percent": 5, "floor_shares_percent": 50, "floor_months": 36,
    "rewarded_staff_percent": 30,
}  # fmt: skip
CODES = {
    "benefit_kind new_customers": "gained", "benefit_kind new_market": "gained", "benefit_kind new_product": "gained",
    "benefit_kind price_uplift": "gained", "benefit_kind retained_revenue": "retained",
    "finding concealment": "cancels", "finding falsification": "cancels", "finding dereliction": "stops",
    "finding fund_misuse": "stops", "finding investigation": "suspends", "finding discipline": "suspends",
    "ungraded comment_only": "paid", "ungraded insufficient_data": "held", "ungraded no_grade": "paid",
    "leaving retirement": "keeps", "leaving transfer": "keeps", "leaving death": "keeps",
    "leaving contract_end": "keeps", "leaving resignation": "lapses", "leaving dismissal": "forfeits",
}  # fmt: skip
GRADES = {
    "MIIT_REWARD": "excellent 100 good 100 qualified 100 basically_qualified 50 unqualified 0",
    "SASAC_REWARD": "a 100 b 100 c 100 d 50 e 0",
    "YICHUN_REWARD": "excellent 100 qualified 100 basically_qualified 50 unqualified 0",
    "PINGSHAN_REWARD": "excellent 100 competent 100 basically_competent 0 incompetent 0",
    "HENAN_REWARD": "excellent 100 competent 100 basically_competent 0 incompetent 0",
}


def numbers(name: str) -> dict[str, object]:
    """Every number of a plan but those by grade."""
    rows = PLANS[name].rows["reward_number"]
    return {f"{row[1]} {row[2]}".strip(): row[3] for row in rows if row[1] != "grade_percent"}


def codes(name: str) -> dict[str, object]:
    return {f"{row[1]} {row[2]}": row[3] for row in PLANS[name].rows["reward_code"]}


def test_each_regime_has_its_plan_in_force_from_2024_on() -> None:
    assert {name.partition("_")[0]: one.plan.regime for name, one in PLANS.items()} == {
        "MIIT": "enterprise", "SASAC": "central_enterprise", "PINGSHAN": "district", "YICHUN": "university",
        "HENAN": "province",
    }  # fmt: skip
    assert {str(one.plan.in_force.start) for one in PLANS.values()} == {"2024-01-01"}


@pytest.mark.parametrize("name", BY_MARKET)
def test_enterprises_pay_by_the_market_what_the_defaults_say(name: str) -> None:
    assert numbers(name) == NUMBERS
    assert codes(name) == CODES
    tiers = [row[1:6] for row in PLANS[name].rows["reward_tier"]]
    assert tiers == [
        (1, 0, 1_000_000, 5, 100), (2, 1_000_000, 5_000_000, 4, 100),
        (3, 5_000_000, 20_000_000, 3, 100), (4, 20_000_000, None, 2, 100),
    ]  # fmt: skip
    assert PLANS[name].plan.cash.needs_published_rule is True
    assert PLANS[name].plan.floor is not None
    assert PLANS[name].plan.floor.applies == "without_rule"


def test_a_university_pays_the_floor_alone_always_and_at_once() -> None:
    plan = PLANS["YICHUN_REWARD"]
    assert (plan.plan.market, plan.rows["reward_tier"]) == (None, [])
    assert plan.plan.floor is not None
    assert plan.plan.floor.applies == "always"
    found = numbers("YICHUN_REWARD")
    assert found == {name: NUMBERS[name] for name in found if name in NUMBERS} | {
        "instalment_percent 1": 100, "leader_limit_percent": 100,
    }  # fmt: skip


@pytest.mark.parametrize("name", PAID)
def test_what_the_law_gives_names_the_law_and_how_it_was_read(name: str) -> None:
    by_law = {row[1]: row[5:] for row in PLANS[name].rows["reward_number"] if str(row[6]).startswith("LAW")}
    fee = f"S1-28,{ARTICLE_45}" if name == "SASAC_REWARD" else ARTICLE_45
    assert by_law == {
        "main_minimum_percent": ("国发〔2016〕16号", "LAW V2"),
        "floor_income_percent": (fee, "LAW V"),
        "floor_exploitation_percent": (ARTICLE_45, "LAW V"),
        "floor_shares_percent": (ARTICLE_45, "LAW V"),
        "floor_months": (ARTICLE_45, "LAW V"),
    }


@pytest.mark.parametrize("name", HONOURS)
def test_civil_servants_are_honoured_and_not_paid(name: str) -> None:
    plan = PLANS[name].plan
    assert (plan.cash.paid, plan.cash.law) == (False, "公务员法第八十四条")
    assert plan.cash.reason is not None
    assert "article 84" in plan.cash.reason.en
    assert numbers(name) == {"months_in_post": 6}
    assert PLANS[name].rows["reward_tier"] == []


@pytest.mark.parametrize("name", GRADES)
def test_a_basic_pass_halves_and_a_fail_forfeits(name: str) -> None:
    rows = [row for row in PLANS[name].rows["reward_number"] if row[1] == "grade_percent"]
    assert " ".join(f"{row[2]} {row[3]}" for row in rows) == GRADES[name]
