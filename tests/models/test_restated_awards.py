"""Awards that were granted and are corrected: what moved, why, and that it is what the settlement posts."""

from __future__ import annotations

import shutil
from datetime import date
from typing import Any

import pytest

from pipelines.settings import PROJECT_DIR, Settings
from pipelines.warehouse import writer
from tests.golden.given import insert
from tests.models.house import BENEFIT, INNOVATION, SHARE, House
from tests.models.restatement_checks import RULES

APPEAL = {
    "appeal_id": "AP-1", "subject_type": "department", "subject_id": "d", "grounds": "the benefit was q's work",
    "filed_on": date(2025, 2, 1), "state": "decided", "outcome": "upheld", "remedy": "finding", "remedy_reference": "f",
}  # fmt: skip
AWARD, OTHER = "i/2024/c", "j/2024/d"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Two innovations of 2024, settled at 40,000 each, then corrected again and again."""
    folder = tmp_path_factory.mktemp("awards")
    shutil.copytree(PROJECT_DIR / "schemes", folder / "schemes")
    made = House(Settings(home=folder / "home", project=folder, today=date(2026, 11, 21), pseudonym_key="0" * 64,
                          document_lang="none"))  # fmt: skip
    second = {"innovation_id": "j"}
    made.deliver({
        "innovation": [INNOVATION, INNOVATION | second],
        "innovation_benefit": [BENEFIT, BENEFIT | second | {"benefit_id": "a", "line": "another"}],
        "contribution": [SHARE, SHARE | second | {"contribution_id": "d", "person_id": "q"}],
    })  # fmt: skip
    return made


@pytest.fixture(scope="module")
def runs(house: House) -> dict[str, str]:
    runs = {"first": house.settle("2024")}
    house.revise(400000)
    runs["benefit"] = house.settle("2024")
    house.deliver({"organization_year": [{"year": 2024, "after_tax_profit_amount": 200000}]})
    runs["limit"] = house.settle("2024")
    # Finance corrects the one, and checks the other again without a change.
    checked = {"benefit_id": "a", "rechecked_amount": 800000, "rechecked_on": date(2025, 2, 3)}
    house.deliver({"innovation_benefit": [{"benefit_id": "b", "actual_amount": 800000}, checked]})
    runs["again"] = house.settle("2024")
    finding = {"finding_id": "f", "person_id": "p", "occurred_on": date(2024, 5, 5), "confirmed_on": date(2025, 3, 1)}
    house.deliver({"finding": [finding]})
    with writer(house.settings) as con:
        insert(con, "records.appeal", [APPEAL | {"batch_id": house.batches, "run_id": runs["first"]}])
    runs["finding"] = house.settle("2024")
    plan = house.settings.schemes / "enterprise" / "2026" / "reward.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("until: 1000000, percent: 5}", "until: 1000000, percent: 1}"), encoding="utf-8")
    runs["plan"] = house.settle("2024")
    return runs


def moved(house: House, run_id: str, subject: str, quantity: str) -> tuple[Any, ...]:
    query = (
        "SELECT before_value, after_value, delta, cause FROM result.restatement "
        "WHERE run_id = ? AND subject_id = ? AND quantity = ?"
    )
    (found,) = house.rows(query, run_id, subject, quantity)
    return found


def test_a_lower_benefit_lowers_pool_and_award_and_takes_back_what_was_released(
    house: House, runs: dict[str, str]
) -> None:
    run_id = runs["benefit"]
    assert moved(house, run_id, "i/2024", "pool_amount") == (40000, 20000, -20000, "records")
    assert moved(house, run_id, AWARD, "award_amount") == (40000, 20000, -20000, "records")
    assert moved(house, run_id, AWARD, "owed_amount") == (40000, 20000, -20000, "records")
    query = (
        "SELECT DISTINCT subject_id, source_feed, source_id, change, before_file, after_file "
        "FROM result.restatement_record WHERE run_id = ? ORDER BY ALL"
    )
    files = ("golden/1.csv", "golden/2.csv")
    assert house.rows(query, run_id) == [
        (subject, "innovation_benefit", "b", "changed", *files) for subject in ("i/2024", AWARD)
    ]
    assert house.rows("SELECT DISTINCT subject_id FROM result.restatement WHERE run_id = ? ORDER BY ALL", run_id) == [
        ("i/2024",), (AWARD,)
    ]  # fmt: skip


def test_a_limit_of_the_organisation_is_a_record_of_its_own_and_who_only_shares_it_is_moved_by_others(
    house: House, runs: dict[str, str]
) -> None:
    # 15 % of 200,000 for 20,000 + 40,000; then for 40,000 + 40,000.
    assert moved(house, runs["limit"], OTHER, "award_amount") == (40000, 20000, -20000, "records")
    assert moved(house, runs["again"], OTHER, "award_amount") == (20000, 15000, -5000, "others")
    assert moved(house, runs["again"], AWARD, "award_amount") == (10000, 15000, 5000, "records")


def test_what_is_found_on_re_checking_moves_no_award_by_itself(house: House, runs: dict[str, str]) -> None:
    assert moved(house, runs["again"], "j/2024", "rechecked_benefit_amount") == (None, 800000, 800000, "records")
    assert moved(house, runs["again"], "j/2024", "pool_amount") == (20000, 15000, -5000, "others")
    records = "SELECT DISTINCT subject_id FROM result.restatement_record WHERE run_id = ? AND source_id = 'a'"
    assert house.rows(records, runs["again"]) == [("j/2024",)]


def test_a_finding_that_an_upheld_appeal_led_to_is_a_decision(house: House, runs: dict[str, str]) -> None:
    run_id = runs["finding"]
    assert moved(house, run_id, AWARD, "kept_percent") == (100, 0, -100, "decision")
    assert moved(house, run_id, AWARD, "award_amount") == (15000, 0, -15000, "decision")
    decision = "SELECT DISTINCT decision FROM result.restatement WHERE run_id = ? AND subject_id = ?"
    assert house.rows(decision, run_id, AWARD) == [("AP-1",)]
    assert house.rows(decision, run_id, OTHER) == []


def test_a_changed_plan_moves_by_rules(house: House, runs: dict[str, str]) -> None:
    assert moved(house, runs["plan"], "j/2024", "pool_amount") == (15000, 8000, -7000, "rules")
    assert moved(house, runs["plan"], OTHER, "owed_amount") == (15000, 8000, -7000, "rules")


def test_a_restatement_of_an_award_is_what_its_settlement_posts(house: House, runs: dict[str, str]) -> None:
    restated = """
        SELECT run_id, subject_id, person_id,
            coalesce(sum(delta) FILTER (WHERE quantity = 'owed_amount'), 0) AS owed,
            coalesce(sum(delta) FILTER (WHERE quantity = 'to_come_amount'), 0) AS to_come
        FROM result.restatement WHERE subject_type = 'award' GROUP BY ALL
        HAVING owed <> 0 OR to_come <> 0
    """
    posted = """
        SELECT run_id, award_id, person_id, sum(owed_amount) AS owed, sum(to_come_amount) AS to_come
        FROM result.reward_ledger INNER JOIN run.run USING (run_id, revision) WHERE revision > 1 GROUP BY ALL
        HAVING owed <> 0 OR to_come <> 0
    """
    assert house.rows(f"{restated} ORDER BY ALL") == house.rows(f"{posted} ORDER BY ALL")
    assert len(house.rows(posted)) >= 4
    total = "SELECT sum(delta) FROM result.restatement WHERE quantity = 'owed_amount' AND subject_id = ?"
    last = "SELECT sum(owed_amount) FROM result.reward_ledger WHERE award_id = ? AND run_id <> ?"
    assert house.rows(total, AWARD) == house.rows(last, AWARD, runs["first"])


def test_every_row_is_one_thing_that_moved(house: House, runs: dict[str, str]) -> None:
    assert runs
    assert {name: house.rows(query) for name, query in RULES.items()} == {name: [] for name in RULES}
