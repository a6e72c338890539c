"""The DAGs: which there are, in what order their tasks run, what they call, and what happens on an error."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import ANY, call
from urllib.parse import quote

import pytest

from pipelines.errors import BusyError, CheckError, FetchError, RuleError, UserError
from pipelines.nights import Due
from pipelines.settings import PROJECT_DIR, Settings

PUBLISHING = ["publish.stage", "publish.documents", "publish.exchange"]
SIGNED = ["review", "sign", "publish_signed"]
COMPUTED = ["evidence", "score", "reward", "restate", "check"]
ORDER = {
    "nightly": ["fetch", "ingest", "validate", "load", "preview", "refusals", "summary"],
    "quarterly": ["freeze", *COMPUTED, *PUBLISHING, *SIGNED, "summary"],
    "yearly": ["compute", *PUBLISHING, *SIGNED, "summary"],
    "confirmation": ["find", "confirm", "sign", "publish_signed", "summary"],
    "fetch": ["fetch", "take_in"],
    "reload": ["take_in"],
    "recompute": ["compute", "publish"],
    "backfill": ["compute", "publish"],
    "restatement": ["restatement"],
    "simulate": ["simulate"],
    "verify": ["verify"],
    "rebuild": ["rebuild"],
    "publish": ["publish"],
}
# What runs beside the others: a night that cannot be previewed is marked all the same.
BESIDE = {"nightly": ["mark", "due.quarter", "due.year", "due.confirmation"]}


def test_the_folder_holds_exactly_these_dags(airflow_environment: None) -> None:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(PROJECT_DIR / "dags"))
    assert bag.import_errors == {}
    assert set(bag.dags) == set(ORDER)


@pytest.mark.parametrize("dag_id", ORDER)
def test_tasks_run_one_after_the_other(dag_id: str, load_dag: Callable[[str], Any]) -> None:
    names = ORDER[dag_id]
    dag = load_dag(dag_id)
    assert [task.task_id for task in dag.topological_sort() if task.task_id in names] == names
    assert set(dag.task_dict) == {*names, *BESIDE.get(dag_id, ())}
    for earlier, later in pairwise(names):
        assert later in dag.task_dict[earlier].downstream_task_ids


@pytest.mark.parametrize("dag_id", ORDER)
def test_only_one_task_writes_the_warehouse_at_a_time(dag_id: str, load_dag: Callable[[str], Any]) -> None:
    from airflow.models.pool import Pool

    dag = load_dag(dag_id)
    # Documents are written beside what is published and read no warehouse.
    assert {task.pool for task in dag.tasks if task.task_id != "publish.documents"} == {"warehouse"}
    assert {task.pool for task in dag.tasks if task.task_id == "publish.documents"} <= {"documents"}
    assert Pool.get_pool("warehouse").slots == 1
    assert Pool.get_pool("documents").slots == 2
    # Who waits for a person holds nobody up.
    assert dag.max_active_runs == (16 if "sign" in ORDER[dag_id] else 1)
    assert not dag.catchup


def test_documents_get_as_many_slots_as_are_set_also_when_that_was_set_before(
    airflow_environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.models.pool import Pool

    from pipelines.orchestration.airflow_home import stamp
    from pipelines.orchestration.inside import migrate

    for slots in (4, 2):
        monkeypatch.setenv("APPRAISE_DOCUMENT_TASKS", str(slots))
        assert not stamp(Path(os.environ["AIRFLOW_HOME"]), Settings()).exists()
        migrate()
        assert Pool.get_pool("documents").slots == slots


def test_the_night_is_at_one_in_shanghai(load_dag: Callable[[str], Any]) -> None:
    from airflow.sdk.definitions.timetables.trigger import CronTriggerTimetable
    from airflow.serialization.encoders import coerce_to_core_timetable

    timetable = load_dag("nightly").timetable
    assert isinstance(timetable, CronTriggerTimetable)
    following = coerce_to_core_timetable(timetable)._get_next(datetime(2026, 11, 16, tzinfo=UTC))
    assert following.in_timezone("Asia/Shanghai").strftime("%Y-%m-%d %H:%M %Z") == "2026-11-17 01:00 CST"


@pytest.mark.parametrize(("dag_id", "asset"), [("quarterly", "quarter_due"), ("yearly", "year_due")])
def test_a_period_is_appraised_when_the_night_says_that_it_is_due(
    dag_id: str, asset: str, load_dag: Callable[[str], Any]
) -> None:
    from airflow.sdk import PartitionedAssetTimetable

    timetable = load_dag(dag_id).timetable
    assert isinstance(timetable, PartitionedAssetTimetable)
    assert timetable.asset_condition.name == asset
    (task,) = (one for one in load_dag("nightly").tasks if [outlet.name for outlet in one.outlets] == [asset])
    assert "mark" in task.upstream_task_ids
    assert "mark" in load_dag("nightly").task_dict["load"].downstream_task_ids


def test_the_night_takes_in_and_previews_the_quarter_of_its_day(
    run_dag: Callable[..., Any], stand_ins: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert run_dag("nightly", date(2026, 11, 16)).state == "success"
    assert "not taken in: notes.csv: no source takes it." in caplog.text
    assert "E1.finance: fetched, rows: 3, from 2026-11-01 to 2026-11-15" in caplog.text
    assert "finance.csv: new: 2, changed: 1, ended: 0, the same: 0" in caplog.text
    settings = Settings()
    assert settings.home == tmp_path
    names = [name for name, _, _ in stand_ins.mock_calls]
    assert [name for name in names if name != "mark"] == [
        "fetch",
        "archive_new",
        "validate_new",
        "load_new",
        "preview",
        "report_refusals",
    ]
    assert names.index("mark") > names.index("load_new")
    stand_ins.mark.assert_called_once_with(settings, date(2026, 11, 16), ANY)
    stand_ins.preview.assert_called_once_with(settings, date(2026, 11, 16))


def test_a_day_somebody_gives_is_the_today_of_the_whole_night(run_dag: Callable[..., Any], stand_ins: Any) -> None:
    day = date(2026, 7, 2)
    assert run_dag("nightly", date(2026, 11, 16), day=str(day)).state == "success"
    settings = Settings(today=day)
    assert stand_ins.check_day.call_args_list == [call(settings), call(settings)]
    stand_ins.archive_new.assert_called_once_with(settings)
    stand_ins.preview.assert_called_once_with(settings, day)
    stand_ins.mark.assert_called_once_with(settings, day, ANY)


def test_a_day_that_has_not_come_is_refused_before_anything_is_received(
    run_dag: Callable[..., Any],
    stand_ins: Any,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("APPRAISE_TODAY", "2026-11-16")
    assert run_dag("nightly", date(2026, 11, 16), day="2026-11-17").state == "failed"
    assert "The night of 2026-11-17 has not come yet: today is 2026-11-16." in caplog.text
    assert stand_ins.mock_calls == []


@pytest.mark.parametrize("dag_id", ["quarterly", "yearly"])
def test_a_day_typed_before_the_last_reception_is_refused_before_anything_is_asked(
    dag_id: str, run_dag: Callable[..., Any], stand_ins: Any
) -> None:
    stand_ins.check_day.side_effect = UserError("Nothing can take place as if on it.")
    assert run_dag(dag_id, date(2026, 11, 16), day="2026-10-28").state == "failed"
    stand_ins.check_day.assert_called_with(Settings(today=date(2026, 10, 28)))
    assert not stand_ins.freeze.called
    assert not stand_ins.run.called


def test_a_night_announces_what_is_due_and_skips_the_rest(run_dag: Callable[..., Any], stand_ins: Any) -> None:
    marked, _ = stand_ins.mark(None, date(2026, 10, 6), "night")
    stand_ins.mark.side_effect = None
    stand_ins.mark.return_value = marked, [Due("quarter", "2026Q3", "complete")]
    seen = run_dag("nightly", date(2026, 10, 6))
    assert seen.state == "success"
    assert {name: state for name, state in seen.tasks.items() if name.startswith("due.")} == {
        "due.quarter": "success",
        "due.year": "skipped",
        "due.confirmation": "skipped",
    }


def test_the_quarter_that_ended_last_is_appraised_and_only_the_run_id_is_handed_on(
    run_dag: Callable[..., Any], stand_ins: Any
) -> None:
    assert run_dag("quarterly", date(2026, 10, 6)).state == "success"
    settings = Settings()
    stand_ins.freeze.assert_called_once_with(settings, "2026Q3", org=None)
    for step in ("count_evidence", "score", "reward", "restate", "check_results"):
        getattr(stand_ins, step).assert_called_once_with(settings, "run-1")
    for step in ("stage", "exchange"):
        getattr(stand_ins, step).assert_called_once_with(settings, "run-1", ANY)
    written = sorted(call.args[2] for call in stand_ins.write_documents.call_args_list)  # side by side, in any order
    assert written == ["o1", "o2"]


def test_a_run_without_documents_is_put_in_place_all_the_same(run_dag: Callable[..., Any], stand_ins: Any) -> None:
    stand_ins.stage.return_value = []
    seen = run_dag("quarterly", date(2026, 10, 7))
    assert seen.state == "success"
    assert {name: seen.tasks[name] for name in PUBLISHING} == dict(
        zip(PUBLISHING, ("success", "skipped", "success"), strict=True)
    )


def test_nothing_is_put_in_place_while_documents_of_one_organisation_fail(
    run_dag: Callable[..., Any], stand_ins: Any
) -> None:
    stand_ins.write_documents.side_effect = [None, CheckError("No."), None]
    seen = run_dag("quarterly", date(2026, 10, 8))
    assert seen.state == "failed"
    assert seen.tasks["publish.exchange"] == "upstream_failed"
    assert stand_ins.exchange.call_count == 0


def test_the_summary_leads_to_the_log_of_the_organisation_whose_documents_failed(
    run_dag: Callable[..., Any], stand_ins: Any, caplog: pytest.LogCaptureFixture
) -> None:
    stand_ins.write_documents.side_effect = CheckError("No.")
    seen = run_dag("quarterly", date(2026, 10, 9))
    page = f"/dags/quarterly/runs/{quote(seen.run_id)}/tasks/publish.documents/mapped"
    for number in (0, 1):
        assert re.search(rf"publish\.documents_{number}. Log: \S+{re.escape(page)}/{number}\b", caplog.text)


def test_a_run_takes_place_on_the_day_it_is_given(run_dag: Callable[..., Any], stand_ins: Any) -> None:
    assert run_dag("quarterly", date(2026, 11, 17), day="2026-04-06").state == "success"
    stand_ins.freeze.assert_called_once_with(Settings(today=date(2026, 4, 6)), "2026Q1", org=None)


def test_a_period_and_an_organisation_may_be_given(run_dag: Callable[..., Any], stand_ins: Any) -> None:
    assert run_dag("quarterly", date(2026, 11, 16), period="2026H1", org="o1").state == "success"
    stand_ins.freeze.assert_called_once_with(Settings(), "2026H1", org="o1")


def test_wrong_data_fails_at_once_and_stops_what_follows(run_dag: Callable[..., Any], stand_ins: Any) -> None:
    stand_ins.validate_new.side_effect = CheckError("12% of the rows are wrong.")
    seen = run_dag("nightly", date(2026, 11, 17))
    assert seen.state == "failed"
    assert stand_ins.validate_new.call_count == 1
    assert seen.tasks == {
        "fetch": "success",
        "ingest": "success",
        "validate": "failed",
        "load": "upstream_failed",
        "preview": "upstream_failed",
        "refusals": "upstream_failed",
        "mark": "upstream_failed",
        "due.quarter": "upstream_failed",
        "due.year": "upstream_failed",
        "due.confirmation": "upstream_failed",
        "summary": "failed",
    }


@pytest.mark.parametrize("error", [BusyError("Another process is writing."), OSError("The disk is away.")])
def test_what_may_pass_is_tried_again(error: Exception, run_dag: Callable[..., Any], stand_ins: Any) -> None:
    stand_ins.load_new.side_effect = [error, []]
    seen = run_dag("nightly", date(2026, 11, 18))
    assert seen.state == "success"
    assert {name: tries for name, tries in seen.tries.items() if tries != 1} == {"load": 2}


def test_a_database_that_cannot_be_reached_is_tried_again(run_dag: Callable[..., Any], stand_ins: Any) -> None:
    stand_ins.fetch.side_effect = [FetchError("It cannot be reached."), []]
    seen = run_dag("nightly", date(2026, 11, 20))
    assert seen.state == "success"
    assert seen.tries["fetch"] == 2


def test_what_cannot_be_fetched_fails_the_night_and_keeps_no_file_out(
    run_dag: Callable[..., Any], stand_ins: Any
) -> None:
    stand_ins.fetch.side_effect = RuleError("There is no such table.")
    seen = run_dag("nightly", date(2026, 11, 21))
    assert seen.state == "failed"
    assert stand_ins.fetch.call_count == 1
    assert seen.tasks == {
        "fetch": "failed",
        "ingest": "success",
        "validate": "success",
        "load": "success",
        "preview": "success",
        "refusals": "upstream_failed",
        "mark": "upstream_failed",
        "due.quarter": "upstream_failed",
        "due.year": "upstream_failed",
        "due.confirmation": "upstream_failed",
        "summary": "failed",
    }


@pytest.mark.long
def test_a_warehouse_that_stays_busy_fails_in_the_end(run_dag: Callable[..., Any], stand_ins: Any) -> None:
    stand_ins.load_new.side_effect = BusyError("Another process is writing.")
    assert run_dag("nightly", date(2026, 11, 19)).state == "failed"
    assert stand_ins.load_new.call_count == 6
