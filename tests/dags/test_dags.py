"""The DAGs: which there are, in what order their tasks run, what they call, and what happens on an error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import BusyError, CheckError
from pipelines.settings import PROJECT_DIR, Settings

# One worker runs them all: importing and migrating Airflow takes longer than the tests.
pytestmark = pytest.mark.xdist_group("airflow")

ORDER = {
    "nightly": ["ingest", "validate", "load", "preview", "refusals"],
    "quarterly": ["freeze", "evidence", "score", "reward", "restate", "check", "publish"],
}


def test_the_folder_holds_exactly_the_two_dags(airflow_environment: None) -> None:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(PROJECT_DIR / "dags"))
    assert bag.import_errors == {}
    assert set(bag.dags) == set(ORDER)


@pytest.mark.parametrize("dag_id", ORDER)
def test_tasks_run_one_after_the_other(dag_id: str, load_dag: Callable[[str], Any]) -> None:
    names = ORDER[dag_id]
    dag = load_dag(dag_id)
    assert [task.task_id for task in dag.topological_sort()] == names
    for earlier, later in pairwise(names):
        assert later in dag.task_dict[earlier].downstream_task_ids


@pytest.mark.parametrize("dag_id", ORDER)
def test_only_one_task_writes_the_warehouse_at_a_time(dag_id: str, load_dag: Callable[[str], Any]) -> None:
    from airflow.models.pool import Pool

    dag = load_dag(dag_id)
    assert {task.pool for task in dag.tasks} == {"warehouse"}
    assert Pool.get_pool("warehouse").slots == 1
    assert dag.max_active_runs == 1
    assert not dag.catchup


@pytest.mark.parametrize(
    ("dag_id", "after", "start"),
    [
        ("nightly", datetime(2026, 11, 16, tzinfo=UTC), "2026-11-17 01:00 CST"),
        ("quarterly", datetime(2026, 10, 1, tzinfo=UTC), "2026-10-06 03:00 CST"),
        ("quarterly", datetime(2026, 10, 7, tzinfo=UTC), "2027-01-06 03:00 CST"),
    ],
)
def test_a_schedule_is_in_shanghai_time(
    dag_id: str, after: datetime, start: str, load_dag: Callable[[str], Any]
) -> None:
    from airflow.sdk.definitions.timetables.trigger import CronTriggerTimetable
    from airflow.serialization.encoders import coerce_to_core_timetable

    timetable = load_dag(dag_id).timetable
    assert isinstance(timetable, CronTriggerTimetable)
    following = coerce_to_core_timetable(timetable)._get_next(after)
    assert following.in_timezone("Asia/Shanghai").strftime("%Y-%m-%d %H:%M %Z") == start


def test_the_night_takes_in_and_previews_the_quarter_of_its_day(
    run_dag: Callable[..., Any], stand_ins: Any, tmp_path: Path
) -> None:
    assert run_dag("nightly", date(2026, 11, 16)).state == "success"
    settings = Settings()
    assert settings.home == tmp_path
    assert [name for name, _, _ in stand_ins.mock_calls] == [
        "archive_new",
        "validate_new",
        "load_new",
        "preview",
        "report_refusals",
    ]
    stand_ins.preview.assert_called_once_with(settings, date(2026, 11, 16))


def test_the_quarter_that_ended_last_is_appraised_and_only_the_run_id_is_handed_on(
    run_dag: Callable[..., Any], stand_ins: Any
) -> None:
    assert run_dag("quarterly", date(2026, 10, 6)).state == "success"
    settings = Settings()
    stand_ins.freeze.assert_called_once_with(settings, "2026Q3", org=None)
    for step in ("count_evidence", "score", "reward", "restate", "check_results", "publish"):
        getattr(stand_ins, step).assert_called_once_with(settings, "run-1")


def test_a_period_and_an_organisation_may_be_given(run_dag: Callable[..., Any], stand_ins: Any) -> None:
    assert run_dag("quarterly", date(2026, 11, 16), period="2026H1", org="o1").state == "success"
    stand_ins.freeze.assert_called_once_with(Settings(), "2026H1", org="o1")


def test_wrong_data_fails_at_once_and_stops_what_follows(run_dag: Callable[..., Any], stand_ins: Any) -> None:
    stand_ins.validate_new.side_effect = CheckError("12% of the rows are wrong.")
    seen = run_dag("nightly", date(2026, 11, 17))
    assert seen.state == "failed"
    assert stand_ins.validate_new.call_count == 1
    assert seen.tasks == {
        "ingest": "success",
        "validate": "failed",
        "load": "upstream_failed",
        "preview": "upstream_failed",
        "refusals": "upstream_failed",
    }


@pytest.mark.parametrize("error", [BusyError("Another process is writing."), OSError("The disk is away.")])
def test_what_may_pass_is_tried_again(error: Exception, run_dag: Callable[..., Any], stand_ins: Any) -> None:
    stand_ins.load_new.side_effect = [error, []]
    seen = run_dag("nightly", date(2026, 11, 18))
    assert seen.state == "success"
    assert seen.tries == {"ingest": 1, "validate": 1, "load": 2, "preview": 1, "refusals": 1}


def test_a_warehouse_that_stays_busy_fails_in_the_end(run_dag: Callable[..., Any], stand_ins: Any) -> None:
    stand_ins.load_new.side_effect = BusyError("Another process is writing.")
    assert run_dag("nightly", date(2026, 11, 19)).state == "failed"
    assert stand_ins.load_new.call_count == 4
