"""A simulation computes what adopting the rules would compute, and splits it exactly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import RuleError
from pipelines.simulate.cells import CELLS
from pipelines.simulate.split import Split, added
from tests.simulate.conftest import QUARTER, SAMPLE_DAY, YEAR, House
from tests.simulate.edits import CURVE, HOURS, TIER, VERSION, weight

REWEIGHED = (weight("projects_on_time", 8), weight("milestones_on_time", 4))


def test_the_rules_in_force_move_nobody_and_are_said_to_be_unchanged(house: House) -> None:
    files = [house.schemes / f"{name}.yaml" for name in ("department", "cio", "organization", "reward")]
    for period in house.simulate(*files, periods=[QUARTER, YEAR]).periods:
        assert [effect.is_identical for effect in period.effects] == [True] * 4
        assert period.scores.moved == ()
        assert sum(period.scores.unmoved.values()) > 20
        assert (period.rewards.pools, period.rewards.awards) == ((), ())
        assert period.rewards.unmoved_pools > 0
        assert set(period.cells.values()) == {period.baseline.run.run_id}


@pytest.mark.long
def test_changed_weights_and_curves_agree_with_adopting_them_bit_by_bit(
    house: House, another: Callable[[], House], tmp_path: Path
) -> None:
    file = house.draft("department", tmp_path, VERSION, CURVE, *REWEIGHED)
    found = house.simulate(file, periods=[QUARTER, YEAR])
    adopted = another()
    adopted.adopt(file)
    for number, day in enumerate((None, SAMPLE_DAY - timedelta(days=1))):
        period, cells = found.periods[number], found.periods[number].cells
        assert cells["rules"] == cells["both"] != cells["was"] == cells["code"] == cells["data"]
        assert found.tables("rules", number) == adopted.tables(adopted.run(period.baseline.run.period, day))
        assert found.tables("rules", number)["appraisal"] != found.tables("was", number)["appraisal"]


def test_a_changed_parameter_counts_evidence_anew_as_adopting_it_would(
    house: House, another: Callable[[], House], tmp_path: Path
) -> None:
    files = [house.draft(name, tmp_path, VERSION, HOURS) for name in ("department", "cio")]
    found = house.simulate(*files)
    adopted = another()
    adopted.adopt(*files)
    assert found.tables("rules") == adopted.tables(adopted.run(QUARTER))
    assert found.tables("rules")["metric_sum"] != found.tables("was")["metric_sum"]


def test_a_parameter_changed_in_one_of_two_schemes_is_refused(house: House, tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="training_hours_staff"):
        house.simulate(house.draft("department", tmp_path, HOURS))


@pytest.mark.long
def test_rewards_of_years_in_order_agree_with_settling_them_under_the_new_plan(
    house: House, another: Callable[[], House], tmp_path: Path
) -> None:
    file = house.draft("reward", tmp_path, VERSION, TIER)
    together = house.simulate(file, periods=["2025", "2024"])
    assert [one.baseline.run.period for one in together.periods] == ["2024", "2025"]
    adopted = another()
    adopted.forget_runs()
    adopted.adopt(file)
    for number, year in enumerate((2024, 2025)):
        assert together.tables("rules", number) == adopted.tables(adopted.settle(year))
    (alone,) = house.simulate(file, periods=["2025"]).periods
    # What 2024 was settled by reprices it, unless that year is simulated too.
    assert {pool.about["benefit_year"] for pool in alone.rewards.pools} == {2025}
    assert {pool.about["benefit_year"] for pool in together.periods[1].rewards.pools} == {2024, 2025}


def test_late_data_and_new_rules_are_split_exactly(house: House, another: Callable[[], House], tmp_path: Path) -> None:
    late = another()
    late.take_in(house.settings.incoming / "correction" / "project_E001.csv")
    file = house.draft("department", tmp_path, VERSION, CURVE, *REWEIGHED)
    found = late.simulate(file)
    (period,) = found.periods
    assert period.baseline.batch_now is not None
    assert len(set(period.cells.values())) == len(CELLS) - 1
    for part in ("rules", "data", "interaction"):
        assert any(one.score.parts[part] for one in period.scores.moved)
    for one in period.scores.moved:
        for split in (one.score, one.base_score):
            assert sum(split.parts.values()) == split.total == split["both"] - split["was"]
    assert found.tables("data") == late.tables(late.run(QUARTER))
    late.adopt(file)
    assert found.tables("both") == late.tables(late.run(QUARTER))


@pytest.mark.long
def test_a_period_never_computed_is_computed_with_the_rules_in_force(
    house: House, another: Callable[[], House], tmp_path: Path
) -> None:
    found = house.simulate(house.draft("department", tmp_path, VERSION, CURVE), periods=["2026Q2"])
    assert not found.periods[0].baseline.is_stored
    computed = another()
    assert found.tables("was") == computed.tables(computed.run("2026Q2"))
    assert found.tables("rules")["appraisal"] != found.tables("was")["appraisal"]


@pytest.mark.long
def test_what_another_version_of_the_program_computed_is_split_off(
    house: House, another: Callable[[], House], tmp_path: Path
) -> None:
    changed = another()
    changed.execute("UPDATE run.run SET code_sha256 = 'another' WHERE period = $1", QUARTER)
    changed.execute(
        "UPDATE result.appraisal SET score = score - 1 WHERE subject_id = 'D04' "
        "AND run_id = (SELECT run_id FROM run.run WHERE period = $1)",
        QUARTER,
    )
    (period,) = changed.simulate(house.draft("department", tmp_path, CURVE)).periods
    assert period.baseline.other_code
    (one,) = [one for one in period.scores.moved if one.subject_id == "D04"]
    assert one.score.parts["code"] == 1
    assert one.score.parts["rules"] < 0
    assert one.score.parts["code"] + one.score.parts["rules"] == one.score.total


numbers = st.one_of(st.none(), st.decimals(-(10**9), 10**9, places=6))


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(CELLS, numbers)), min_size=1, max_size=5))
def test_parts_add_up_to_the_whole_one_by_one_and_in_sum(given_cells: list[dict[str, Decimal | None]]) -> None:
    splits = [Split(cells) for cells in given_cells]
    for one in (*splits, added(splits)):
        assert sum(one.parts.values()) == one.total == (one.after or 0) - (one.was or 0)
    assert added(splits).total == sum(one.total for one in splits)
