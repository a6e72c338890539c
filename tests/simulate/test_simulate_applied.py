"""A simulation says of every changed item to how many it was applied, or why to nobody, which is not "no effect"."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.simulate.applied import Application
from pipelines.simulate.simulate import SimulatedPeriod
from tests.simulate.conftest import QUARTER, YEAR, House
from tests.simulate.edits import TIER, VERSION, enabled, weight


def applications(period: SimulatedPeriod) -> dict[str, Application]:
    """By part, item and field."""
    return {
        f"{change.part} {'.'.join(change.item)} {change.field}": applied
        for effect in period.effects
        for change, applied in effect.applications
    }


def test_each_changed_item_has_its_count_or_its_reason(house: House, tmp_path: Path) -> None:
    department = house.draft(
        "department", tmp_path, VERSION, enabled("V5"), enabled("V7"),
        (r"metric: reviews_bypassed\n    steps: \[{at_least: 2", "metric: reviews_bypassed\n    steps: [{at_least: 3"),
        (r"en: Good}, at_least: 80", "en: Good}, at_least: 84"),
        (r"percent: {value: 30, source: DEFAULT}\n  minimum", "percent: {value: 10, source: DEFAULT}\n  minimum"),
        (r"kind: false_data, effect: deduction, each: 1", "kind: false_data, effect: deduction, each: 9"),
    )  # fmt: skip
    cio = house.draft("cio", tmp_path, VERSION, (r"years_in_a_row: 2", "years_in_a_row: 3"))
    reward = house.draft("reward", tmp_path, VERSION, TIER)
    (period,) = house.simulate(department, cio, reward).periods
    found = applications(period)
    years = [name for name in found if name.endswith("years_in_a_row")]
    assert years
    assert {found[name].reason for name in years} == {"only_whole_years"}
    kept = {name: (one.applied_count, one.reason) for name, one in found.items() if name not in years}
    assert kept == {
        "grade good at_least": (12, None),
        "quota excellent percent": (3, None),
        "adjustment_kind false_data each_points": (0, "no_adjustments"),
        "gate V5 enabled": (12, None),
        "gate V7 enabled": (0, "not_checked"),
        "gate_step V10.1 threshold": (0, "switched_off"),
        "reward_tier 1 rise": (5, None),
    }
    assert found["gate V7 enabled"].detail == "measurement of kind licensed_installs"
    assert found["gate V5 enabled"].moved_count == 0
    assert found["reward_tier 1 rise"].moved_count == len(period.rewards.pools) > 0
    # The quota alone: the score gives the grade as before.
    assert {one["effect"] for one in period.scores.quota} == {"falls_out"}
    assert len(period.scores.quota) == found["quota excellent percent"].moved_count
    lost = {one["subject_id"] for one in period.scores.quota}
    for one in period.scores.moved:
        assert not one.score.moved
        if one.subject_id in lost:
            assert (one.told["was"]["suggested_grade"], one.told["both"]["suggested_grade"]) == ("excellent", "good")
    before = {row["grade"]: row["before"] for row in period.scores.grades if row["subject_type"] == "department"}
    after = {row["grade"]: row["after"] for row in period.scores.grades if row["subject_type"] == "department"}
    assert sum(before.values()) == sum(after.values()) == 12
    assert after["excellent"] == before["excellent"] - len(lost)


@pytest.mark.long
def test_an_indicator_that_counts_for_nobody_is_not_said_to_have_no_effect(
    house: House, another: Callable[[], House], tmp_path: Path
) -> None:
    without = another()
    without.execute("DELETE FROM history.obligation WHERE kind = 'hazard'")
    changes = (weight("hazards_fixed_on_time", 1), weight("incident_points", 6))
    (period,) = without.simulate(house.draft("department", tmp_path, VERSION, *changes), periods=["2026Q2"]).periods
    found = applications(period)
    hazards = found["indicator hazards_fixed_on_time weight"]
    assert (hazards.applied_count, hazards.reason) == (0, "disabled")
    assert "hazard" in hazards.detail
    incidents = found["indicator incident_points weight"]
    assert incidents.applied_count > 0
    assert incidents.moved_count > 0


def test_only_wording_differs(house: House, tmp_path: Path) -> None:
    file = house.draft("department", tmp_path, VERSION, (r"en: Team and skills}", "en: Team and its skills}"))
    (period,) = house.simulate(file).periods
    (effect,) = period.effects
    assert (effect.is_identical, effect.difference.changes, effect.difference.wording) == (False, (), True)
    assert period.scores.moved == ()


@pytest.mark.long
def test_a_draft_for_one_of_two_periods_is_told_for_the_other(house: House, tmp_path: Path) -> None:
    file = house.draft("department", tmp_path, VERSION, (r"in_force: {from: 2026-01-01", "in_force: {from: 2026-10-01"))
    quarter, year = house.simulate(file, periods=[YEAR, QUARTER]).periods
    assert [(one.reason, one.day) for one in quarter.not_applied] == [("not_in_force", "2026-09-30")]
    assert quarter.effects == ()
    assert set(quarter.cells.values()) == {quarter.baseline.run.run_id}
    assert year.not_applied == ()
    assert len(year.effects) == 1


@pytest.mark.long
def test_an_organisations_own_copy_takes_the_place_of_the_common_scheme_for_it(house: House, tmp_path: Path) -> None:
    own = ("regime: enterprise\n", "regime: enterprise\norganization: E001\n")
    file = house.draft(
        "department", tmp_path, ('version: "2026.1"', 'version: "E001.1"'), own, weight("incident_points", 5)
    )
    (period,) = house.simulate(file).periods
    (effect,) = period.effects
    assert effect.organizations == ("E001",)
    assert str(effect.instead_of).startswith("MIIT_DEPT@2026.1#")
    assert effect.difference.changes == ()
