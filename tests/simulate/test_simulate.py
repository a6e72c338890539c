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
from pipelines.simulate import Simulation, simulate
from pipelines.simulate.cells import CELLS
from pipelines.simulate.split import Split, added
from tests.simulate.conftest import QUARTER, SAMPLE_DAY, YEAR, House
from tests.simulate.edits import CURVE, VERSION, weight

pytestmark = pytest.mark.xdist_group("simulate")

LAST_DAY = SAMPLE_DAY - timedelta(days=1)
REWEIGHED = (weight("projects_on_time", 8), weight("milestones_on_time", 4))


def simulated(house: House, *files: Path, periods: list[str] | None = None) -> Simulation:
    return simulate(house.settings, files, periods or [QUARTER])


def test_the_rules_in_force_move_nobody_and_are_said_to_be_unchanged(house: House) -> None:
    files = [house.schemes / f"{name}.yaml" for name in ("department", "cio", "organization", "reward")]
    for period in simulated(house, *files, periods=[QUARTER, YEAR]).periods:
        assert [effect.is_identical for effect in period.effects] == [True] * 4
        assert period.scores.moved == ()
        assert sum(period.scores.unmoved.values()) > 20
        assert (period.rewards.pools, period.rewards.awards) == ((), ())
        assert period.rewards.unmoved_pools > 0
        assert set(period.cells.values()) == {period.baseline.run.run_id}


def test_another_version_of_the_same_rules_has_no_changed_item(house: House, tmp_path: Path) -> None:
    (period,) = simulated(house, house.draft("department", tmp_path, VERSION)).periods
    (effect,) = period.effects
    assert not effect.is_identical
    assert effect.difference.changes == ()
    assert not effect.difference.wording
    assert period.scores.moved == ()


def test_changed_weights_and_curves_agree_with_adopting_them_bit_by_bit(
    house: House, another: Callable[[], House], tmp_path: Path
) -> None:
    file = house.draft("department", tmp_path, VERSION, CURVE, *REWEIGHED)
    found = house.cells([QUARTER, YEAR], file)
    adopted = another()
    adopted.adopt(file)
    for period, day in ((QUARTER, None), (YEAR, LAST_DAY)):
        cells, tables = found[period]
        assert cells["rules"] == cells["both"] != cells["was"] == cells["code"] == cells["data"]
        assert tables[cells["rules"]] == adopted.tables(adopted.run(period, day))
        assert tables[cells["rules"]]["appraisal"] != tables[cells["was"]]["appraisal"]


def test_a_changed_parameter_counts_evidence_anew_as_adopting_it_would(
    house: House, another: Callable[[], House], tmp_path: Path
) -> None:
    change = (r"training_hours_staff: \{value: 8", "training_hours_staff: {value: 24")
    files = [house.draft(name, tmp_path, VERSION, change) for name in ("department", "cio")]
    cells, tables = house.cells([QUARTER], *files)[QUARTER]
    adopted = another()
    adopted.adopt(*files)
    assert tables[cells["rules"]] == adopted.tables(adopted.run(QUARTER))
    assert tables[cells["rules"]]["metric_sum"] != tables[cells["was"]]["metric_sum"]


def test_a_parameter_changed_in_one_of_two_schemes_is_refused(house: House, tmp_path: Path) -> None:
    change = (r"training_hours_staff: \{value: 8", "training_hours_staff: {value: 24")
    with pytest.raises(RuleError, match="training_hours_staff"):
        simulated(house, house.draft("department", tmp_path, change))


def test_rewards_of_years_in_order_agree_with_settling_them_under_the_new_plan(
    house: House, another: Callable[[], House], tmp_path: Path
) -> None:
    file = house.draft("reward", tmp_path, VERSION, (r"until: 1000000, percent: 5", "until: 1000000, percent: 7"))
    periods = ["2024", "2025"]
    found = house.cells(periods, file)
    adopted = another()
    adopted.forget_runs()
    adopted.adopt(file)
    for period, day in zip(periods, (house.delivered(2024), house.delivered(2025)), strict=True):
        then = House(adopted.settings.model_copy(update={"today": day}))
        cells, tables = found[period]
        run_id = then.run(period, as_of=day)
        assert tables[cells["rules"]] == then.tables(run_id)
        assert tables[cells["rules"]]["reward_award"] != tables[cells["was"]]["reward_award"]


def test_a_year_alone_keeps_what_the_years_before_were_settled_by(house: House, tmp_path: Path) -> None:
    file = house.draft("reward", tmp_path, VERSION, (r"until: 1000000, percent: 5", "until: 1000000, percent: 7"))
    (alone,) = simulated(house, file, periods=["2025"]).periods
    together = simulated(house, file, periods=["2025", "2024"]).periods
    assert [one.baseline.run.period for one in together] == ["2024", "2025"]
    assert {pool.about["benefit_year"] for pool in alone.rewards.pools} == {2025}
    assert {pool.about["benefit_year"] for pool in together[1].rewards.pools} == {2024, 2025}


def test_late_data_and_new_rules_are_split_exactly(house: House, another: Callable[[], House], tmp_path: Path) -> None:
    late = another()
    late.take_in(house.settings.incoming / "correction" / "project_E001.csv")
    file = house.draft("department", tmp_path, VERSION, CURVE, *REWEIGHED)
    (period,) = simulated(late, file).periods
    assert period.baseline.batch_now is not None
    assert len(set(period.cells.values())) == 4
    parts = [one.score.parts for one in period.scores.moved]
    assert any(part["rules"] for part in parts)
    assert any(part["data"] for part in parts)
    assert any(part["interaction"] for part in parts)
    cells, tables = late.cells([QUARTER], file)[QUARTER]
    as_was, as_new = late.copy(tmp_path / "old rules"), late.copy(tmp_path / "new rules")
    as_new.adopt(file)
    assert tables[cells["data"]] == as_was.tables(as_was.run(QUARTER))
    assert tables[cells["both"]] == as_new.tables(as_new.run(QUARTER))
    for one in period.scores.moved:
        assert sum(one.score.parts.values()) == one.score.total == one.score["both"] - one.score["was"]


def test_a_period_never_computed_is_computed_with_the_rules_in_force(
    house: House, another: Callable[[], House], tmp_path: Path
) -> None:
    file = house.draft("department", tmp_path, VERSION, CURVE)
    cells, tables = house.cells(["2026Q2"], file)["2026Q2"]
    (period,) = simulated(house, file, periods=["2026Q2"]).periods
    assert not period.baseline.is_stored
    computed = another()
    assert tables[cells["was"]] == computed.tables(computed.run("2026Q2"))
    computed.adopt(file)
    assert tables[cells["rules"]] == computed.tables(computed.run("2026Q2"))


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
    (period,) = simulated(changed, house.draft("department", tmp_path, CURVE)).periods
    assert period.baseline.other_code
    (one,) = [one for one in period.scores.moved if one.subject_id == "D04"]
    assert one.score.parts["code"] == 1
    assert one.score.parts["rules"] == Decimal("-0.90")
    assert one.score.total == Decimal("0.10")


def test_one_organisation_alone_comes_out_as_it_does_among_all(house: House, tmp_path: Path) -> None:
    file = house.draft("department", tmp_path, CURVE)
    (alone,) = simulate(house.settings, [file], [QUARTER], "E001").periods
    (of_all,) = simulated(house, file).periods
    assert alone.baseline == of_all.baseline
    assert [one.as_json() for one in alone.scores.moved] == [one.as_json() for one in of_all.scores.moved]


numbers = st.one_of(st.none(), st.decimals(-(10**9), 10**9, places=6))


@given(st.lists(st.fixed_dictionaries({cell: numbers for cell in CELLS}), min_size=1, max_size=5))
def test_parts_add_up_to_the_whole_one_by_one_and_in_sum(given_cells: list[dict[str, Decimal | None]]) -> None:
    splits = [Split(cells) for cells in given_cells]
    for one in (*splits, added(splits)):
        assert sum(one.parts.values()) == one.total == (one.after or 0) - (one.was or 0)
    assert added(splits).total == sum(one.total for one in splits)
