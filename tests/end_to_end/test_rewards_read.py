"""What readers do with the rewards of the sample: the queries of the guide, explanations, and what analysts may see."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from itertools import combinations

import pytest
from rich.console import Console
from typer.testing import CliRunner

from pipelines.cli.main import app
from pipelines.explain.reward_gather import RewardExplanation, gather_reward
from pipelines.explain.reward_text import said_of_reward
from pipelines.explain.said import print_said
from pipelines.settings import PROJECT_DIR
from pipelines.warehouse import connect
from tests.end_to_end.conftest import QUARTER, Five

AWARD = "INV-12/2024/CON-1201"
QUERIES = re.findall(r"```sql\n(.*?)```", (PROJECT_DIR / "docs" / "rewards.md").read_text("utf-8"), re.DOTALL)
PERSONAL = """
    SELECT gross_amount, forfeited_amount, award_amount, person_limit_amount FROM reward_award
    UNION ALL SELECT planned_amount, released_amount, lapsed_amount, to_come_amount FROM reward_tranche
    UNION ALL SELECT reclaimed_amount, 0, 0, 0 FROM reward_tranche
    UNION ALL SELECT abs(amount), abs(owed_amount), abs(to_come_amount), 0 FROM reward_ledger
"""


def test_each_query_of_the_guide_names_the_organisation() -> None:
    assert len(QUERIES) > 10
    assert [query for query in QUERIES if not re.search(r"WHERE\s+([a-z_]+\.)?org_id = '", query)] == []


def test_the_guide_has_a_query_for_each_question_it_asks() -> None:
    page = (PROJECT_DIR / "docs" / "rewards.md").read_text("utf-8")
    asked = [part for part in page.split("\n## ") if part.splitlines()[0].endswith("?")]
    assert len(asked) >= 5
    assert [part.splitlines()[0] for part in asked if "```sql" not in part] == []


@pytest.fixture(scope="module")
def explained(five: Five) -> list[RewardExplanation]:
    """Every innovation of every published run."""
    with connect(five.year.settings, read_only=True) as con:
        pools = con.execute(
            "SELECT DISTINCT org_id || '/' || innovation_id, period, run_id FROM result.reward_pool "
            "INNER JOIN run.run USING (run_id, period) WHERE published ORDER BY ALL"
        ).fetchall()
        assert len(pools) > 50
        return [gather_reward(con, name, period, "innovation", run_id) for name, period, run_id in pools]


def test_the_parts_an_explanation_shows_add_up_to_the_cent(explained: list[RewardExplanation]) -> None:
    for pool in (pool for one in explained for pool in one.pools):
        limits = pool["innovation_cap_reduction_amount"] + pool["organization_cap_reduction_amount"]
        assert sum(tier["tier_amount"] for tier in pool["tiers"]) == pool["tier_amount"]
        assert pool["tier_amount"] - limits + pool["floor_addition_amount"] == pool["pool_amount"]
        left = pool["forfeited_amount"] + pool["person_cap_reduction_amount"] + pool["unallocated_amount"]
        assert pool["awarded_amount"] + left == pool["pool_amount"]
        for column in ("award_amount", "forfeited_amount", "person_cap_reduction_amount"):
            whole = pool["awarded_amount" if column == "award_amount" else column]
            assert sum(award[column] for award in pool["awards"]) == whole


def test_instalments_and_ledger_say_the_same_of_what_is_owed_and_to_come(explained: list[RewardExplanation]) -> None:
    settled = [award for one in explained for pool in one.pools for award in pool["awards"] if not award["is_estimate"]]
    assert sum(award["owed_amount"] for award in settled) > 1_000_000
    for award in settled:
        assert sum(part["released_amount"] for part in award["tranches"]) == award["owed_amount"], award["award_id"]
        posted = sum(row["amount"] for row in award["ledger"] if row["kind"] == "clawback")
        assert sum(part["reclaimed_amount"] for part in award["tranches"]) == posted, award["award_id"]
        assert sum(part["to_come_amount"] for part in award["tranches"]) == award["to_come_amount"], award["award_id"]


def words(explained: list[RewardExplanation], lang: str) -> Iterator[str]:
    for one in explained:
        console = Console(width=1000, record=True, file=StringIO())
        print_said(said_of_reward(one, lang), console)
        yield console.export_text()


def test_no_english_sentence_is_left_in_a_chinese_explanation(explained: list[RewardExplanation]) -> None:
    found = {words for text in words(explained, "zh") for words in re.findall(r"[a-z]{2,} [a-z]{2,}", text)}
    assert found == set()


def test_an_english_explanation_names_currency_clause_and_source_row(explained: list[RewardExplanation]) -> None:
    paid = [one for one in explained if one.plan["is_paid"] and any(pool["lines"] for pool in one.pools)]
    for text in words(paid, "en"):
        assert " CNY" in text
        assert re.search(r"\.csv, row \d+", text)
        assert re.search(r"  S\d-\d+ 《", text)


def test_the_command_explains_an_award_as_text_and_for_programs(five: Five) -> None:
    arguments = ["explain", AWARD, "--period", "2025", "--home", str(five.year.settings.home)]
    shown = CliRunner().invoke(app, arguments)
    assert shown.exit_code == 0, shown.output
    assert "re-checked at 60 % of the recognised benefit" in " ".join(shown.output.split())
    told = json.loads(CliRunner().invoke(app, [*arguments, "--json"]).output)
    (pool,) = told["pools"]
    (award,) = pool["awards"]
    assert (award["award_amount"], award["owed_amount"]) == ("63000.00", "42840.00")
    assert Decimal(pool["others"]["award_amount"]) + 63000 == Decimal(pool["awarded_amount"])


def test_the_same_id_in_two_organisations_asks_for_the_organisation(five: Five) -> None:
    arguments = ["explain", "INV-02", "--period", "2025", "--home", str(five.year.settings.home)]
    refused = CliRunner().invoke(app, arguments)
    assert refused.exit_code != 0
    assert "not one innovation but several" in str(refused.exception)


def test_an_organisation_whose_rules_score_no_whole_is_told_so(five: Five) -> None:
    arguments = ["explain", "T001", "--period", QUARTER, "--home", str(five.year.settings.home)]
    refused = CliRunner().invoke(app, arguments)
    assert "is not scored as a whole in 2026Q3" in str(refused.exception)


def test_analysts_find_no_person_award_or_entry_by_its_id(five: Five) -> None:
    secret = {
        cell
        for row in five.year.table("reward_award", "award_id, contribution_id, person_id, person_name")
        for cell in row
    }
    secret |= {row[0] for row in five.year.table("reward_ledger", "entry_id")}
    assert len(secret) > 300
    shown = {cell for rows in five.year.tables("analyst.duckdb").values() for row in rows for cell in row}
    assert shown & secret == set()


def test_analysts_find_no_amount_of_a_person_and_none_to_subtract_it_from(five: Five) -> None:
    # Round amounts stand in many places; those with cents give themselves away.
    personal = {cell for row in five.year.table(f"({PERSONAL})") for cell in row if cell and Decimal(str(cell)) % 1}
    assert len(personal) > 50
    tables = {name: rows for name, rows in five.year.tables("analyst.duckdb").items() if "reward" in name}
    shown = {cell for rows in tables.values() for row in rows for cell in row if isinstance(cell, Decimal)}
    assert shown & personal == set()
    assert {abs(one - other) for one, other in combinations(shown, 2)} & personal == set()
    pools = five.year.table("reward_pool", "count(pool_amount), count(*) - count(pool_amount)", "analyst.duckdb")
    assert min(Decimal(str(count)) for count in pools[0]) > 5


def test_analysts_cannot_work_out_a_pool_from_the_score_of_its_unit(five: Five) -> None:
    for table in ("indicator_score", "evidence"):
        of_benefit = f"(FROM {table} WHERE metric_id = 'innovation_benefit_achieved')"
        assert five.year.table(of_benefit, "count(numerator), count(denominator)", "analyst.duckdb") == [(0, 0)]
        assert five.year.table(of_benefit, "count(numerator) > 0", "hr.duckdb") == [(True,)]
