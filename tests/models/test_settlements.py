"""Settlements by the steps a user runs: what they follow, that nothing is posted twice, what a stopped one leaves."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from pipelines import steps
from pipelines.errors import PeriodError, RuleError, UserError
from pipelines.warehouse import writer
from tests.golden.given import insert
from tests.models.house import House


def test_a_year_without_schemes_is_settled_checked_and_published(house: House) -> None:
    run_id = house.settle("2024")
    steps.publish(house.settings, run_id)
    assert house.posted(run_id) == [("grant", 40000), ("release", 40000)]
    assert house.rows("SELECT state, sign_off, published FROM run.run") == [("computed", "confirmed", True)]
    assert house.rows("SELECT count(*) FROM result.appraisal") == [(0,)]
    with duckdb.connect(str(house.settings.published / "hr.duckdb"), read_only=True) as con:
        assert con.execute("SELECT award_amount, status FROM reward_award").fetchall() == [(40000, "awarded")]


def test_without_a_plan_or_innovations_nobody_is_to_be_appraised_in_a_year_without_schemes(house: House) -> None:
    with pytest.raises(PeriodError, match="No scheme or reward plan is in force on 2023-12-31"):
        steps.freeze(house.settings, "2023")
    house.deliver({"organization": [{"org_id": "other"}]})
    with pytest.raises(PeriodError, match="No scheme in force on 2024-12-31 is for the regime of organisation other"):
        steps.freeze(house.settings, "2024", org="other")


@pytest.mark.long
def test_settling_again_names_the_run_that_is_there_whatever_came_after(house: House) -> None:
    first = house.settle("2024")
    assert house.settle("2024") == first
    second = house.settle("2025")
    assert house.settle("2024") == first
    assert house.settle("2025") == second
    assert house.rows("SELECT run_id, prior_run_id FROM run.follows") == [(second, first)]
    assert house.posted(second) == []


def test_later_data_post_differences_only_and_the_next_year_follows_the_revision(house: House) -> None:
    house.settle("2024")
    next_year = house.settle("2025")
    house.revise(400000)
    revised = house.settle("2024")
    assert house.posted(revised) == [("clawback", 20000), ("correction", -20000)]
    again = house.settle("2025")
    assert again != next_year
    assert house.posted(again) == []
    assert house.owed() == 20000


@pytest.mark.long
def test_what_a_later_year_has_corrected_an_earlier_one_does_not_correct_again(house: House) -> None:
    house.settle("2024")
    house.revise(400000)
    assert house.posted(house.settle("2025")) == [("clawback", 20000), ("correction", -20000)]
    assert house.posted(house.settle("2024")) == []
    assert house.owed() == 20000


@pytest.mark.long
def test_what_was_known_earlier_is_shown_and_never_posted_once_more_is_settled(house: House) -> None:
    first = house.settle("2024")
    house.revise(400000)
    revised = house.settle("2024")
    back_then = steps.run(house.settings, "2024", as_of=date(2025, 2, 1))
    assert back_then not in (first, revised)
    assert house.settle("2024") == revised
    assert steps.run(house.settings, "2024", as_of=date(2025, 2, 1)) == back_then
    assert house.posted(back_then) == []
    query = "SELECT pool_amount, is_estimate FROM result.reward_pool WHERE run_id = ?"
    assert house.rows(query, back_then) == [(40000, True)]
    assert house.rows("SELECT revision, provisional FROM run.run WHERE run_id = ?", back_then) == [(0, False)]
    assert house.rows("SELECT * FROM result.restatement WHERE run_id = ?", back_then) == []
    assert house.owed() == 20000
    assert house.posted(house.settle("2025")) == []


@pytest.mark.long
def test_a_plan_taken_away_while_something_is_still_to_come_is_asked_for(house: House) -> None:
    house.revise(2000000)
    house.settle("2024")
    (house.settings.schemes / "enterprise" / "2026" / "reward.yaml").unlink()
    with pytest.raises(RuleError, match=r"o has 45000\.00 still to come"):
        steps.freeze(house.settings, "2026")


@pytest.mark.long
def test_one_organisation_and_all_of_them_post_for_the_same_award_once(house: House) -> None:
    one = house.settle("2024", org="o")
    every = house.settle("2024")
    assert (house.posted(one), house.posted(every)) == ([("grant", 40000), ("release", 40000)], [])
    house.revise(400000)
    house.settle("2024")
    assert house.posted(house.settle("2024", org="o")) == []
    assert house.owed() == 20000


@pytest.mark.parametrize("reached", [pytest.param("scored", marks=pytest.mark.long), "rewarded"])
def test_a_run_that_another_settlement_overtook_posts_nothing(house: House, reached: str) -> None:
    late = steps.freeze(house.settings, "2024")
    steps.count_evidence(house.settings, late)
    steps.score(house.settings, late)
    if reached == "rewarded":
        steps.reward(house.settings, late)
        steps.restate(house.settings, late)
    first = house.settle("2024", org="o")
    overtaken = steps.check_results if reached == "rewarded" else steps.reward
    with pytest.raises(UserError, match=f"{first} settled some of them since it was frozen"):
        overtaken(house.settings, late)
    again = house.settle("2024")
    assert again != late
    assert house.posted(again) == []
    assert house.owed() == 40000


def test_a_step_that_was_stopped_leaves_nothing_and_goes_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    run_id = steps.freeze(house.settings, "2024")
    steps.count_evidence(house.settings, run_id)
    steps.score(house.settings, run_id)
    with monkeypatch.context() as patch:
        patch.setattr(steps, "check_settlements", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            steps.reward(house.settings, run_id)
    assert house.rows("SELECT state FROM run.run") == [("scored",)]
    assert house.rows("SELECT count(*) FROM result.reward_award") == [(0,)]
    assert house.settle("2024") == run_id
    assert house.posted(run_id) == [("grant", 40000), ("release", 40000)]


@pytest.mark.long
def test_a_preview_and_a_quarter_post_nothing(house: House) -> None:
    settings = house.settings.model_copy(update={"today": date(2024, 12, 31)})
    open_year, quarter = steps.run(settings, "2024"), steps.run(house.settings, "2024Q4")
    preview = steps.preview(settings, date(2024, 12, 31))
    for run_id in (open_year, quarter, preview):
        assert house.posted(run_id) == []
        shown = house.rows("SELECT is_estimate FROM result.reward_pool WHERE run_id = ?", run_id)
        assert shown == [(True,)]
    assert house.posted(house.settle("2024")) == [("grant", 40000), ("release", 40000)]


def test_a_preview_of_an_earlier_night_takes_nothing_newer_out_of_the_published_files(house: House) -> None:
    def published() -> list[str]:
        return [run_id for (run_id,) in house.rows("SELECT run_id FROM run.run WHERE published")]

    settings = house.settings.model_copy(update={"today": date(2024, 12, 31), "document_lang": "none"})
    later = steps.preview(settings, date(2024, 12, 31))
    assert steps.preview(settings, date(2024, 12, 30)) != later
    assert published() == [later]
    final = steps.run(house.settings, "2024Q4")
    steps.publish(settings, final)
    steps.preview(settings, date(2024, 12, 31))
    assert published() == [final]


@pytest.mark.long
def test_a_rule_that_is_changed_and_changed_back_is_posted_there_and_back(house: House) -> None:
    plan = house.settings.schemes / "enterprise" / "2026" / "reward.yaml"
    as_shipped = plan.read_text(encoding="utf-8")
    first = house.settle("2024")
    plan.write_text(as_shipped.replace("until: 1000000, percent: 5}", "until: 1000000, percent: 4}"), encoding="utf-8")
    changed = house.settle("2024")
    plan.write_text(as_shipped, encoding="utf-8")
    back = house.settle("2024")
    assert house.posted(changed) == [("clawback", 8000), ("correction", -8000)]
    assert house.posted(back) == [("correction", 8000), ("release", 8000)]
    assert back not in (first, changed)
    assert house.settle("2024") == back
    assert house.rows("SELECT revision FROM run.run ORDER BY ALL") == [(1,), (2,), (3,)]


def test_without_innovations_the_step_only_moves_the_run_on(house: House) -> None:
    with writer(house.settings) as con:
        con.execute("DELETE FROM history.innovation")
        insert(con, "history.project", [{"org_id": "o", "project_id": "x", "batch_id": 1}])
    run_id = steps.freeze(house.settings, "2026", day=date(2026, 6, 30))
    for step in (steps.count_evidence, steps.score, steps.reward):
        step(house.settings, run_id)
    assert house.rows("SELECT state FROM run.run") == [("rewarded",)]
    assert house.rows("SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 'rewards'") == [(0,)]
