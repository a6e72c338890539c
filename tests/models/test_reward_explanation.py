"""`appraise explain` of an award, an innovation and a person: whole, exact, and nobody else's amounts."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from io import StringIO

import pytest
from rich.console import Console

from pipelines.errors import UnknownSubjectError
from pipelines.explain.gather import gather
from pipelines.explain.reward_gather import RewardExplanation, gather_reward
from pipelines.explain.reward_reasons import REASONS, in_chinese
from pipelines.explain.reward_text import said_of_reward
from pipelines.explain.said import print_said
from pipelines.journal import Entry
from pipelines.replay.verifying import find_run
from pipelines.runs import whole_id
from pipelines.warehouse import SQL_DIR
from tests.models.rewards_by_hand import SECOND, put_rewards
from tests.models.schemes_by_hand import Warehouse, add

AWARD = "INV-1/2025/CON-3"


def explained(warehouse: Warehouse, name: str, period: str = "2025", kind: str | None = None) -> RewardExplanation:
    with warehouse() as con:
        put_rewards(con)
        return gather_reward(con, name, period, kind)


def changed(warehouse: Warehouse, name: str, *statements: str) -> RewardExplanation:
    """The explanation of a reward of 2025 after something of the results is changed."""
    with warehouse() as con:
        put_rewards(con)
        for statement in statements:
            con.execute(statement)
        return gather_reward(con, name, "2025")


def text(explanation: RewardExplanation, lang: str = "en") -> str:
    console = Console(width=400, record=True, file=StringIO())
    print_said(said_of_reward(explanation, lang), console)
    return console.export_text()


def test_an_award_is_followed_from_the_benefit_line_to_what_is_still_to_come(warehouse: Warehouse) -> None:
    shown = text(explained(warehouse, AWARD))
    for part in (
        "(8,000,000.00 − 500,000.00) × 80 % = 6,000,000.00 CNY → counted",
        "in/benefit.csv, row 7",
        "1,000,000.00 CNY – 5,000,000.00 CNY: 4,000,000.00 CNY × 4 % = 160,000.00 CNY  [S0-32 DEFAULT]",
        "limit of an innovation and year (1,000,000.00 CNY [S0-32 DEFAULT]): 0.00 CNY",
        "= pool (RW_MKT) 240,000.00 CNY",
        "filed 40 % → split 43.076923 %",
        "pool × share 103,384.615385 CNY + remainder of splitting whole cents 0.004615 CNY = gross 103,384.62 CNY",
        "= award 103,384.62 CNY",
        "released by the settlement of 2025",
        "due with the settlement of 2027; once the benefit is re-checked",
        "owed so far 51,692.31 CNY, still to come 51,692.31 CNY",
        "2026 revision 1 posted 2 more: see --period 2026",
        "floor income percent: 50 % [S0-32 LAW V]",
        "S0-32 《制度建设指南》根据市场拓展效益来确定奖励额度",
    ):
        assert part in shown, part


def test_a_later_run_shows_what_the_runs_before_it_posted_too(warehouse: Warehouse) -> None:
    explanation = explained(warehouse, AWARD, "2026")
    (award,) = explanation.pools[0]["awards"]
    assert [row["kind"] for row in award["ledger"]] == ["grant", "deferral", "deferral", "release", "lapse", "release"]
    assert (award["owed_amount"], award["to_come_amount"]) == (Decimal("75264.00"), Decimal("20676.92"))
    shown = text(explanation)
    assert "benefit re-checked on 2026-09-01: 4,560,000.00 CNY of 6,000,000.00 CNY" in shown
    assert "re-checked at 76 % of the recognised benefit" in shown


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        ([], "In instalments: the person's awards of that year come to 115,730.29 CNY, above 50,000.00 CNY [S0-32"),
        (
            ["UPDATE result.reward_award SET award_amount = 20000 WHERE person_id = 'P3'"],
            "an award once deferred stays so; the person's awards of that year now come to 40,000.00 CNY, not above",
        ),
        (
            [
                "UPDATE result.reward_award SET award_amount = 20000 WHERE person_id = 'P3'",
                "UPDATE result.reward_tranche SET instalment_percent = CASE tranche WHEN 1 THEN 100 ELSE 0 END",
            ],
            "At once: the person's awards of that year come to 40,000.00 CNY, not above 50,000.00 CNY",
        ),
        (
            [
                "UPDATE result.reward_pool SET plan = 'RW_STAT'",
                "UPDATE result.reward_tranche SET instalment_percent = CASE tranche WHEN 1 THEN 100 ELSE 0 END",
            ],
            "At once: what the law grants is not deferred.",
        ),
    ],
)  # fmt: skip
def test_it_is_said_truly_why_an_award_is_paid_at_once_or_in_instalments(
    warehouse: Warehouse, statements: list[str], says: str
) -> None:
    assert says in text(changed(warehouse, AWARD, *statements))


def test_of_a_forfeited_award_it_is_not_said_how_it_is_paid(warehouse: Warehouse) -> None:
    shown = text(changed(warehouse, AWARD, "UPDATE result.reward_award SET award_amount = 0 WHERE person_id = 'P3'"))
    assert "At once" not in shown
    assert "In instalments" not in shown


@pytest.mark.parametrize(
    ("lang", "says"), [("en", "to be reclaimed 1,692.31 CNY (it was released before)"), ("zh", "应追回 1,692.31 元")]
)
def test_what_is_to_be_reclaimed_is_said_with_its_amount(warehouse: Warehouse, lang: str, says: str) -> None:
    lowered = "UPDATE result.reward_tranche SET released_amount = 50000, reclaimed_amount = 1692.31 WHERE tranche = 1"
    assert says in text(changed(warehouse, AWARD, lowered), lang)
    assert "reclaimed" not in text(changed(warehouse, AWARD, "UPDATE result.reward_tranche SET reclaimed_amount = 0"))


ESTIMATE = tuple(f"UPDATE result.reward_{table} SET is_estimate = TRUE" for table in ("pool", "award", "tranche"))
UNSIGNED = (
    "UPDATE run.run SET sign_off = 'publicised' WHERE period = '2025'",
    "DELETE FROM run.signature WHERE run_id IN (SELECT run_id FROM run.run WHERE period = '2025')",
)


@pytest.mark.parametrize(
    ("statements", "is_open", "total"),
    [
        ((), False, "截至本批次应付 51,692.31 元"),
        (UNSIGNED, True, "拟定，批次确认后生效：应付 51,692.31 元"),
        # A quarter is signed like a year; its rewards are estimates all the same.
        (
            ESTIMATE,
            True,
            "按本次测算：拟兑现（含此前已兑现）51,692.31 元，待兑现 51,692.31 元；台账已入账应付 51,692.31 元",
        ),
    ],
)
def test_only_a_confirmed_settlement_says_that_money_is_released(
    warehouse: Warehouse, statements: tuple[str, ...], is_open: bool, total: str
) -> None:
    explanation = changed(warehouse, AWARD, *statements)
    shown = text(explanation, "zh")
    assert [explanation.is_open(pool) for pool in explanation.pools] == [is_open]
    assert ("拟兑现（含此前已兑现）, 元" in shown, "拟兑现或此前已兑现" in shown, "拟授予" in shown) == (is_open,) * 3
    assert ("计划, 元  已兑现, 元" in shown, "已授予" in shown) == (not is_open,) * 2
    assert ("- 拟不予兑现 " in shown, "- 丧失 " in shown) == (is_open, not is_open)
    # What another settlement released before stays so.
    assert ("2025 年度结算已兑现" in shown) == (statements != UNSIGNED)
    assert total in shown


@pytest.mark.parametrize(
    ("limit", "budget", "profit", "says"),
    [
        ("3000000", "3000000", "82000000", "the smaller of its budget of 3,000,000.00 CNY and 15 % [S0-32 DEFAULT] "
         "of its after-tax profit of 82,000,000.00 CNY, which is 12,300,000.00 CNY): 0.00 CNY"),
        ("3000000", "3000000", "82000000", "all pools of the year before this limit: 262,345.67 CNY; not above it"),
        ("30000", "NULL", "200000", "15 % [S0-32 DEFAULT] of its after-tax profit of 200,000.00 CNY, "
         "which is 30,000.00 CNY; it has no budget"),
        ("30000", "NULL", "200000", "above it, so each is multiplied by 30,000.00 / 262,345.67"),
        ("200000", "200000", "NULL", "its budget of 200,000.00 CNY; the after-tax profit is not known"),
    ],
)  # fmt: skip
def test_the_organisations_limit_is_told_with_what_it_rests_on_and_its_factor(
    warehouse: Warehouse, limit: str, budget: str, profit: str, says: str
) -> None:
    explanation = changed(
        warehouse, AWARD, f"UPDATE result.reward_pool SET organization_limit_amount = {limit}",
        "INSERT INTO history.organization_year BY NAME SELECT 'o' AS org_id, 2025 AS year, 1 AS batch_id, "
        f"2 AS source_row, {profit} AS after_tax_profit_amount, {budget} AS reward_budget_amount",
    )  # fmt: skip
    assert says in text(explanation)


def test_amounts_in_a_reason_have_their_currency(warehouse: Warehouse) -> None:
    changes = (
        "UPDATE result.reward_pool SET reason = 'the benefit is below 100000'",
        "UPDATE result.reward_ledger SET cause = 'worked out again; it was 78000.00'",
    )
    for lang, says in (
        ("en", ("the benefit is below 100,000.00 CNY", "worked out again; it was 78,000.00 CNY")),
        ("zh", ("效益低于 100,000.00 元", "原为 78,000.00 元")),
    ):
        shown = text(changed(warehouse, AWARD, *changes), lang)
        assert [part for part in says if part not in shown] == []


def test_parts_add_up_and_of_others_only_the_sum_is_told(warehouse: Warehouse) -> None:
    explanation = explained(warehouse, AWARD)
    (pool,) = explanation.pools
    assert sum(tier["tier_amount"] for tier in pool["tiers"]) == pool["tier_amount"]
    assert [award["award_id"] for award in pool["awards"]] == [AWARD]
    assert pool["others"]["award_count"] == 3
    assert pool["awards"][0]["award_amount"] + pool["others"]["award_amount"] == pool["awarded_amount"]
    shown, told = text(explanation), explanation.as_json()
    for amount in ("51,428.57", "51428.57", "20571.43", "64615.38", "64,615.38"):
        assert amount not in shown + told


def test_an_innovation_shows_all_its_awards(warehouse: Warehouse) -> None:
    (pool,) = explained(warehouse, "INV-1").pools
    assert [award["person_id"] for award in pool["awards"]] == ["P1", "P2", "P3", "P4"]
    assert sum(award["gross_amount"] for award in pool["awards"]) == pool["pool_amount"]


@pytest.mark.parametrize("name", ["P3", "李三", "o/P3"])
def test_a_person_has_all_awards_of_the_run(warehouse: Warehouse, name: str) -> None:
    explanation = explained(warehouse, name, kind="award")
    assert [award["award_id"] for pool in explanation.pools for award in pool["awards"]] == [AWARD, "INV-2/2025/CON-5"]


def test_numbers_are_text_for_a_program_with_currency_and_unit(warehouse: Warehouse) -> None:
    told = json.loads(explained(warehouse, AWARD).as_json())
    assert (told["currency"], told["unit"]) == ("CNY", "yuan")
    assert told["pools"][0]["pool_amount"] == "240000.00"
    assert told["pools"][0]["awards"][0]["tranches"][1]["planned_amount"] == "31015.39"
    assert {row["value"] for row in told["plan"]["numbers"] if row["name"] == "gate_amount"} == {"100000.000000"}


def test_in_chinese_every_word_is_chinese(warehouse: Warehouse) -> None:
    shown = text(explained(warehouse, AWARD, "2026"), "zh")
    for part in (
        "远程诊断 (BEN-1, 新产品或渠道)",
        "第 2 期，2026 年度兑现",
        "复核效益为认定效益的 76 %",
        "四、分配",
        "应付 75,264.00 元，待兑现 20,676.92 元",
        "按复核比例兑现",
        "起奖线: 100,000.00 元",
    ):
        assert part in shown, part
    for word in ("released", "award ", "pool", "split", "settlement", "percent", "amount"):
        assert word not in shown, word


def test_every_reason_a_query_gives_has_its_chinese() -> None:
    known = "\n".join(REASONS)
    said = {
        part.strip(" ,:;()")
        for file in sorted((SQL_DIR / "rewards").glob("*.sql"))
        if file.stem != "rewarded_staff"  # an alert, which has its own words in both languages
        for text in re.findall(r"'((?:[^'\n]|'')*)'", re.sub(r"--[^\n]*", "", file.read_text("utf-8")))
        for part in text.replace("''", "'").split("; ")
        if re.search(r"[a-z] [a-z]", part)
    }
    assert len(said) > 40
    assert [part for part in said if part not in known] == [], "Add them to pipelines/explain/reward_reasons.py."


@pytest.mark.parametrize(
    ("reason", "chinese"),
    [
        ("falsification (finding F-13)", "弄虚作假（认定 F-13）"),
        ("fund misuse (finding F-1) in 2025", "2025 年资金违规（认定 F-1）"),
        ("left on 2025-10-15 (resignation)", "2025-10-15 离岗（辞职）"),
        ("grade good: 50 % is kept; above the person's limit of the year", "等次良好：保留 50 %；超过个人年度上限"),
        ("no grade as CIO: insufficient data", "首席信息官未定等次：数据不足，不评等次"),
        ("a sentence nobody knows", "a sentence nobody knows"),
    ],
)
def test_a_reason_is_said_in_chinese_with_its_codes(reason: str, chinese: str) -> None:
    assert in_chinese(reason, {"good": "良好"}) == chinese


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("INV-1/2025/CON-9", 'Did you mean "INV-1/2025/CON-'),
        ("INV-11", 'Did you mean "INV-1"?'),
        ("P9", "a member of staff who has no award"),
        ("INV-9", "has no reward in 2025"),
        ("o", "not among those run"),
    ],
)
def test_a_name_without_reward_is_told_why_or_what_was_meant(warehouse: Warehouse, name: str, says: str) -> None:
    with warehouse() as con:
        put_rewards(con)
        add(
            con, "history.person", org_id="o", person_id="P9", name="吴九", department_id="D1", batch_id=1, source_row=9
        )
        add(con, "history.innovation", org_id="o", innovation_id="INV-9", department_id="D1", batch_id=1, source_row=9)
        for wanted in (gather_reward, gather):
            with pytest.raises(UnknownSubjectError, match=says.replace("?", "[?]")):
                wanted(con, name, "2025")


def test_an_organisation_without_scheme_is_told_so(warehouse: Warehouse) -> None:
    with warehouse() as con:
        put_rewards(con)
        add(
            con, "result.appraisal", run_id=SECOND, revision=1, period="2026", org_id="o", subject_type="department",
            subject_id="D1", subject_name="一部", scheme_id="S", scheme_version="1", measured_weight=0, status="graded",
            gates="",
        )  # fmt: skip
        with pytest.raises(UnknownSubjectError, match=r"not scored as a whole in 2026[^\n]*\n[^\n]*one of them: D1"):
            gather(con, "o", "2026")


def test_a_beginning_that_several_runs_have_in_common_is_told_wherever_a_run_is_asked_for(warehouse: Warehouse) -> None:
    says = r'^Several runs begin with "run202": run2025, run2026\.\n *Write more of it\.$'
    with warehouse() as con:
        put_rewards(con)
        for wanted in (gather_reward, gather):
            with pytest.raises(UnknownSubjectError, match=says):
                wanted(con, AWARD, "2025", run_id="run202")
        assert gather_reward(con, AWARD, "2025", run_id="run2026").reward.run.run_id == SECOND
    entries = [Entry(1, "run", "run2025", "", {}), Entry(2, "run", "run2026", "", {})]
    with pytest.raises(UnknownSubjectError, match=says):
        find_run(entries, "run202")


def test_a_whole_id_is_that_run_though_another_begins_with_it() -> None:
    assert whole_id("run2025", ["run2025", "run2025b"]) == "run2025"
