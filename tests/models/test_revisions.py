"""What a run is beside the others of its period: a revision, a look back, or the run that is there already."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from pipelines import steps
from pipelines.errors import PeriodError, UserError
from pipelines.explain.known import Known, known_on
from pipelines.explain.restated import restated_runs
from pipelines.settings import PROJECT_DIR, Settings
from pipelines.warehouse import connect, writer
from tests.models.house import BENEFIT, INNOVATION, SHARE, House

QUARTER = "2024Q4"
FIRST_DAY, SECOND_DAY, THIRD_DAY = (date(2025, 2, day) for day in (1, 2, 3))


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Records of 2024, received on the first day."""
    shutil.copytree(PROJECT_DIR / "schemes", tmp_path / "schemes")
    made = House(Settings(home=tmp_path / "home", project=tmp_path, today=date(2026, 11, 21), pseudonym_key="0" * 64,
                          document_lang="none"))  # fmt: skip
    made.deliver({"innovation": [INNOVATION], "innovation_benefit": [BENEFIT], "contribution": [SHARE]})
    return made


def finish(house: House, run_id: str, state: str = "computed") -> str:
    """As if its steps were done."""
    with writer(house.settings) as con:
        con.execute("UPDATE run.run SET state = ? WHERE run_id = ?", [state, run_id])
    return run_id


def computed(house: House, as_of: date | None = None) -> str:
    return finish(house, steps.freeze(house.settings, QUARTER, as_of=as_of))


def kinds(house: House) -> list[tuple[int, str]]:
    """Revision and kind of every run, in the order in which they were begun."""
    return house.rows("SELECT revision, run_kind(revision, provisional) FROM run.run ORDER BY rowid")


def test_older_data_than_a_revision_has_read_make_a_look_back_that_is_no_revision(house: House) -> None:
    first = computed(house)
    house.revise(400000)
    house.revise(200000)
    second = computed(house)
    back = computed(house, as_of=SECOND_DAY)
    assert back not in (first, second)
    assert kinds(house) == [(1, "final"), (2, "final"), (0, "look_back")]
    # What the first revision has read is what was known then.
    assert computed(house, as_of=FIRST_DAY) == first
    assert computed(house, as_of=THIRD_DAY) == second
    assert computed(house, as_of=SECOND_DAY) == back
    house.revise(100000)
    computed(house)
    assert kinds(house) == [(1, "final"), (2, "final"), (0, "look_back"), (3, "final")]


def test_until_a_revision_is_finished_nothing_is_looked_back_to(house: House) -> None:
    house.revise(400000)
    steps.freeze(house.settings, QUARTER)
    assert computed(house, as_of=FIRST_DAY)
    assert kinds(house) == [(1, "final"), (2, "final")]


def test_a_rule_changed_and_changed_back_is_a_third_revision(house: House) -> None:
    plan = house.settings.schemes / "enterprise" / "2026" / "reward.yaml"
    text = plan.read_text(encoding="utf-8")
    first = computed(house)
    plan.write_text(text.replace("until: 1000000, percent: 5}", "until: 1000000, percent: 4}"), encoding="utf-8")
    second = computed(house)
    plan.write_text(text, encoding="utf-8")
    third = computed(house)
    assert len({first, second, third}) == 3
    assert computed(house) == third
    assert kinds(house) == [(1, "final"), (2, "final"), (3, "final")]


def test_a_revision_that_failed_is_gone_on_with_and_left_where_its_cause_is_gone(house: House) -> None:
    plan = house.settings.schemes / "enterprise" / "2026" / "reward.yaml"
    text = plan.read_text(encoding="utf-8")
    first = computed(house)
    plan.write_text(text.replace("until: 1000000, percent: 5}", "until: 1000000, percent: 4}"), encoding="utf-8")
    begun = steps.freeze(house.settings, QUARTER)
    assert steps.freeze(house.settings, QUARTER) == begun
    plan.write_text(text, encoding="utf-8")
    assert steps.freeze(house.settings, QUARTER) == first


@pytest.mark.parametrize(("state", "step"), [("rewarded", steps.restate), ("restated", steps.check_results)])
def test_a_revision_that_another_overtook_is_refused(house: House, state: str, step: object) -> None:
    late = steps.freeze(house.settings, QUARTER)
    house.revise(400000)
    newer = computed(house)
    finish(house, late, state)
    assert callable(step)
    with pytest.raises(
        UserError, match=rf"Run {late} is revision 1 of 2024Q4, and revision 2 \({newer}\) was finished"
    ):
        step(house.settings, late)
    assert house.rows("SELECT state FROM run.run WHERE run_id = ?", late) == [(state,)]


def test_what_was_known_on_a_day_is_the_newest_run_with_data_of_that_day(house: House) -> None:
    first = computed(house)
    house.revise(400000)
    house.revise(200000)
    second = computed(house)
    with connect(house.settings, read_only=True) as con:
        assert known_on(con, QUARTER, FIRST_DAY) == Known(first, 0)
        assert known_on(con, QUARTER, SECOND_DAY) == Known(first, 1)
        assert known_on(con, QUARTER, THIRD_DAY) == Known(second, 0)
        with pytest.raises(PeriodError, match="There is no data as of 2025-01-31"):
            known_on(con, QUARTER, date(2025, 1, 31))
        with pytest.raises(PeriodError, match=r"Nothing is computed of 2024Q3 .* 2025-02-01(.|\n)*--as-of 2025-02-01"):
            known_on(con, "2024Q3", FIRST_DAY)
    back = computed(house, as_of=SECOND_DAY)
    with connect(house.settings, read_only=True) as con:
        assert known_on(con, QUARTER, SECOND_DAY) == Known(back, 0)
        assert known_on(con, QUARTER, THIRD_DAY) == Known(second, 0)


def test_only_a_finished_revision_says_what_it_moved(house: House) -> None:
    first = computed(house)
    house.revise(400000)
    house.revise(200000)
    second = computed(house)
    back = computed(house, as_of=SECOND_DAY)
    house.revise(100000)
    begun = steps.freeze(house.settings, QUARTER)
    with connect(house.settings, read_only=True) as con:
        assert [run.run_id for run in restated_runs(con, QUARTER)] == [second]
        assert [run.run_id for run in restated_runs(con, first[:9])] == [first]
        with pytest.raises(UserError, match="a look back with the data of an earlier day"):
            restated_runs(con, back)
        with pytest.raises(UserError, match="is only frozen"):
            restated_runs(con, begun)
        with pytest.raises(PeriodError, match="2024Q3 has no finished revision"):
            restated_runs(con, "2024Q3")
