"""A compiled plan says what its file says, under a key that changes exactly when the content does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import UserError
from pipelines.schemes import Rules, load_plan, load_rules
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.compile_reward import compile_plan
from pipelines.schemes.find import find_plan
from pipelines.settings import PROJECT_DIR
from tests.schemes.conftest import FILES, Edit

TABLES = sorted((PROJECT_DIR / "sql" / "tables").glob("compiled*.sql"))
PLAN = "reward.yaml"
LAW_45 = ("促进科技成果转化法第四十五条", "LAW V")
OURS = ("S0-32", "DEFAULT")
# Rows without the key, in the order of the file.
EXPECTED = {
    "reward_plan": [
        ("WHOLE_REWARD", "1", "enterprise", None, "创新奖励", "Rewards for innovation", date(2024, 1, 1), None, "CNY",
         True, None, None, True, True, "without_rule", "contributors", "S0-32", "SEED"),
    ],
    "reward_tier": [
        (1, 0, 1000000, 5, 100, "S0-31,S0-32", "DEFAULT"),
        (2, 1000000, Decimal("5000000.50"), 4, 100, "S0-31,S0-32", "DEFAULT"),
        (3, Decimal("5000000.50"), None, 2, 37, "S0-31,S0-32", "DEFAULT"),
    ],
    "reward_number": [
        ("retained_percent", "", 30, "percent", *OURS),
        ("window_months", "", 36, "months", *OURS),
        ("gate_amount", "", 100000, "CNY", *OURS),
        ("innovation_limit_amount", "", 1000000, "CNY", *OURS),
        ("organization_profit_percent", "", 15, "percent", *OURS),
        ("person_limit_amount", "", 500000, "CNY", "S0-32", "ORG"),
        ("months_in_post", "", 6, "months", *OURS),
        ("main_minimum_percent", "", 50, "percent", "国发〔2016〕16号", "LAW V2"),
        ("leader_limit_percent", "", 30, "percent", *OURS),
        ("share_tolerance_percent", "", Decimal("0.01"), "percent", *OURS),
        ("at_once_limit_amount", "", 50000, "CNY", *OURS),
        ("recheck_minimum_percent", "", 80, "percent", *OURS),
        ("look_back_years", "", 3, "years", *OURS),
        ("floor_income_percent", "", 50, "percent", *LAW_45),
        ("floor_exploitation_percent", "", 5, "percent", *LAW_45),
        ("floor_shares_percent", "", 50, "percent", *LAW_45),
        ("floor_months", "", 36, "months", *LAW_45),
        ("rewarded_staff_percent", "", 30, "percent", *OURS),
        ("person_pay_rise", "", 2, "times", *OURS),
        ("person_pay_run", "", 3, "times", *OURS),
        ("grade_percent", "excellent", 100, "percent", "S0-25", "DEFAULT"),
        ("grade_percent", "good", 100, "percent", "S0-25", "DEFAULT"),
        ("grade_percent", "qualified", 100, "percent", "S0-25", "DEFAULT"),
        ("grade_percent", "basically_qualified", 50, "percent", "S0-25", "DEFAULT"),
        ("grade_percent", "unqualified", 0, "percent", "S0-25", "DEFAULT"),
        ("instalment_percent", "1", 50, "percent", *OURS),
        ("instalment_percent", "2", 30, "percent", *OURS),
        ("instalment_percent", "3", 20, "percent", *OURS),
    ],
    "reward_code": [
        ("benefit_kind", "new_customers", "gained", *OURS),
        ("benefit_kind", "new_market", "gained", *OURS),
        ("benefit_kind", "price_uplift", "gained", *OURS),
        ("benefit_kind", "retained_revenue", "retained", *OURS),
        ("finding", "concealment", "cancels", "S3-36", "DEFAULT"),
        ("finding", "falsification", "cancels", "S3-36", "DEFAULT"),
        ("finding", "fund_misuse", "stops", "S3-36", "DEFAULT"),
        ("finding", "investigation", "suspends", "S3-36", "DEFAULT"),
        ("finding", "discipline", "suspends", "S3-36", "DEFAULT"),
        ("ungraded", "comment_only", "paid", *OURS),
        ("ungraded", "insufficient_data", "held", *OURS),
        ("ungraded", "no_grade", "held", *OURS),
        ("leaving", "retirement", "keeps", *OURS),
        ("leaving", "transfer", "keeps", *OURS),
        ("leaving", "death", "keeps", *OURS),
        ("leaving", "contract_end", "keeps", *OURS),
        ("leaving", "resignation", "lapses", *OURS),
        ("leaving", "dismissal", "lapses", *OURS),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(FILES)


@pytest.fixture
def con(rules: Rules) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for file in TABLES:
        connection.execute(file.read_text(encoding="utf-8"))
    rules.store(connection)
    return connection


@pytest.mark.parametrize("table", EXPECTED)
def test_what_a_plan_says_stands_in_its_table(con: duckdb.DuckDBPyConnection, table: str) -> None:
    hidden = "plan_key, content_sha256" if table == "reward_plan" else "plan_key"
    found = con.execute(f"SELECT * EXCLUDE ({hidden}) FROM compiled.{table} ORDER BY rowid").fetchall()
    assert found == EXPECTED[table]


def test_the_key_names_plan_version_and_content(con: duckdb.DuckDBPyConnection) -> None:
    ((key, sha256),) = con.execute("SELECT plan_key, content_sha256 FROM compiled.reward_plan").fetchall()
    assert key == f"WHOLE_REWARD@1#{sha256[:8]}"
    for table in EXPECTED:
        assert con.execute(f"SELECT DISTINCT plan_key FROM compiled.{table}").fetchall() == [(key,)]


def test_storing_twice_stores_once(con: duckdb.DuckDBPyConnection, rules: Rules) -> None:
    rules.store(con)
    assert con.execute("SELECT count(*) FROM compiled.reward_tier").fetchall() == [(3,)]


def test_an_honour_list_says_why_nothing_is_paid(catalogue: Catalogue) -> None:
    plan = load_plan(PROJECT_DIR / "schemes" / "province" / "2026" / "reward.yaml", catalogue).plan
    (row,) = compile_plan(plan).rows["reward_plan"]
    paid, _, reason, rule_needed, by_market, floor, *_, clause, source = row[11:]
    assert (paid, rule_needed, by_market, floor) == (False, False, False, "never")
    assert "article 84" in str(reason)
    assert (clause, source) == ("S4-05,公务员法第八十四条", "LAW V")


def test_comments_and_the_order_of_keys_do_not_change_the_key(edited: Edit, catalogue: Catalogue) -> None:
    changes = (
        ("currency: CNY\n", ""),
        ("checked_on: 2026-11-21", "currency: CNY   # a comment\nchecked_on: 2026-11-21"),
        ("gate_amount: {value: 100000,", "gate_amount: {value: 100000.00,"),
    )
    one, other = load_plan(FILES / PLAN, catalogue), load_plan(edited(*changes, source=PLAN), catalogue)
    assert compile_plan(one.plan).plan_key == compile_plan(other.plan).plan_key


@pytest.mark.parametrize(
    "change",
    [
        ("percent: 4}", "percent: 4.1}"),
        ("share: [2, 37]", "share: [4, 74]"),
        ("value: contributors", "value: organization"),
        ("resignation: lapses", "resignation: keeps"),
        ("no_grade: held", "no_grade: paid"),
        ("applies: without_rule", "applies: always"),
        ("stops: [fund_misuse]", "stops: []"),
        ("needs_published_rule: true", "needs_published_rule: false"),
        ("en: Rewards for innovation", "en: Rewards"),
    ],
)
def test_any_change_of_content_changes_the_key(edited: Edit, catalogue: Catalogue, change: tuple[str, str]) -> None:
    one, other = load_plan(FILES / PLAN, catalogue), load_plan(edited(change, source=PLAN), catalogue)
    assert compile_plan(one.plan).plan_key != compile_plan(other.plan).plan_key


def test_schemes_and_plans_are_told_apart_by_their_key(rules: Rules) -> None:
    assert [one.plan.reward_plan for one in rules.plans] == ["WHOLE_REWARD"]
    assert sorted(one.scheme.scheme for one in rules.schemes) == ["MIIT_CIO", "MIIT_DEPT", "WHOLE_CIO"]


@pytest.mark.parametrize(
    ("day", "schemes", "plans"),
    [("2023-12-31", 0, 0), ("2024-01-01", 0, 1), ("2025-12-31", 0, 1), ("2026-01-01", 3, 1)],
)
def test_a_plan_may_be_in_force_where_no_scheme_is(rules: Rules, day: str, schemes: int, plans: int) -> None:
    of = date.fromisoformat(day)
    assert (len(rules.in_force(of)), len(rules.plans_in_force(of))) == (schemes, plans)
    keys = [one.scheme_key for one in rules.in_force(of)] + [one.plan_key for one in rules.plans_in_force(of)]
    assert rules.keys_in_force(of) == sorted(keys)


def test_a_plan_is_found_by_id_version_or_file(catalogue: Catalogue) -> None:
    day = date(2026, 12, 31)
    for name in ("WHOLE_REWARD", "WHOLE_REWARD@1", str(FILES / PLAN)):
        assert find_plan(name, FILES, day, catalogue).reward_plan == "WHOLE_REWARD"


@pytest.mark.parametrize(
    ("name", "day", "says"),
    [
        ("WHOLE_REWARDS", date(2026, 12, 31), 'Did you mean "WHOLE_REWARD"?'),
        ("WHOLE_REWARD", date(2023, 12, 31), "none in force today"),
    ],
)
def test_a_plan_that_is_not_there_is_named(catalogue: Catalogue, name: str, day: date, says: str) -> None:
    with pytest.raises(UserError) as raised:
        find_plan(name, FILES, day, catalogue)
    assert says in str(raised.value)


def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(UserError, match="there is no such file"):
        find_plan(str(tmp_path / "none.yaml"), FILES, date(2026, 12, 31), catalogue)
