"""Nights that go wrong, by a real scheduler: the figures are those of undisturbed nights, and somebody is told.

One story in order: each test begins where the one before ended.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote

import duckdb
import pytest

from pipelines import steps
from pipelines.settings import TIME_ZONE, Settings
from tests.replay.conftest import KEY, LEFT_OUT, ORGANISATION, content_of, records, write_file
from tests.scheduler.mailbox import Mailbox, mailbox
from tests.scheduler.real_airflow import RealAirflow, real_airflow

pytestmark = pytest.mark.real_airflow

ENVIRONMENT = {
    "APPRAISE_LANG": "en",
    "APPRAISE_DOCUMENT_LANG": "none",
    "APPRAISE_PSEUDONYM_KEY": KEY,
    "APPRAISE_NOTIFY_EMAIL": "night@example.org, office@example.org",
    "APPRAISE_RETRY_SECONDS": "1",
    "APPRAISE_NIGHT_DEADLINE_HOURS": "0.001",
    # A scheduler that is gone is noticed at once, not after minutes.
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "3",
    "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "20",
}
# How long a step took, the journal's own chain and the bytes of a database file are no figures.
OF_THE_COMPUTER = {"run.step", "run.journal", "run.views_made", "run.published_file", "calendar.filled"}


@dataclass
class Nights:
    """A real Airflow with its home, an undisturbed home beside it that gets the same files, and the mailbox."""

    air: RealAirflow
    box: Mailbox
    undisturbed: Settings
    day: date

    @property
    def settings(self) -> Settings:
        return self.air.settings

    def deliver(self, feed: str, rows: list[dict[str, Any]]) -> None:
        for settings in (self.settings, self.undisturbed):
            write_file(settings.incoming, feed, rows)

    def deliver_all(self) -> None:
        for feed in content_of(ORGANISATION)["records"].keys() - LEFT_OUT:
            self.deliver(feed, records(feed))

    def start(self) -> str:
        """Start the night of the following day; returns its run."""
        self.day += timedelta(days=1)
        return self.air.trigger("nightly", day=str(self.day))

    def one(self, run: str, task: str) -> dict[str, Any]:
        found: dict[str, Any] = self.air.get(f"/dags/nightly/dagRuns/{run}/taskInstances/{task}")
        return found

    def state(self, run: str, task: str) -> str:
        return str(self.one(run, task)["state"])

    def tries(self, run: str, task: str) -> int:
        return int(self.one(run, task)["try_number"])

    def log(self, run: str, task: str, number: int = 1) -> list[str]:
        """What a task logged, line by line, without the marks that fold lines."""
        path = f"/dags/nightly/dagRuns/{run}/taskInstances/{task}/logs/{number}"
        lines = [str(line["event"]) for line in self.air.get(path)["content"]]
        return [line for line in lines if not line.startswith("::")]

    def kill_in_the_middle(self, run: str, task: str) -> None:
        """Kill a task's process as soon as it has the warehouse open."""
        title = f"airflow worker -- {self.one(run, task)['id']}"
        end = monotonic() + 120
        while not (found := process_with(title, self.settings.warehouse.resolve())):
            assert monotonic() < end, f"{task} never opened the warehouse"
            sleep(0.01)
        os.kill(found, signal.SIGKILL)
        self.air.until(lambda: process_with(title, self.settings.warehouse.resolve()) != found, f"the end of {task}")

    def write_in_turn(self, slots: int) -> None:
        """How many tasks may write to the warehouse at a time."""
        # Airflow must not be imported while tests are collected: others set its home first.
        from pipelines.orchestration.defaults import POOL

        self.air.patch(f"/pools/{POOL}", {"pool": POOL, "slots": slots, "include_deferred": False})

    def undisturbed_night(self, day: date) -> None:
        """The night of a day, in the other home, step by step."""
        there = self.undisturbed.model_copy(update={"today": day})
        steps.ingest(there)
        steps.mark(there, day, "night")
        steps.preview(there, day)

    def assert_same(self) -> None:
        """Both homes hold the same rows in every table."""
        left, right = content(self.settings), content(self.undisturbed)
        assert {table for table in left | right if left.get(table) != right.get(table)} == set()
        assert left["result.appraisal"]


def process_with(title: str, file: Path) -> int | None:
    """The process of that title that has the file open."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.joinpath("cmdline").read_text().rstrip("\0") != title:
                continue
            if any(link.resolve() == file for link in process.joinpath("fd").iterdir()):
                return int(process.name)
        except (FileNotFoundError, ProcessLookupError):
            continue
    return None


def content(settings: Settings) -> dict[str, list[Any]]:
    """Every table's rows, in order."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        tables = con.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE NOT temporary"
        ).fetchall()
        return {
            table: con.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()
            for (table,) in tables
            if table not in OF_THE_COMPUTER
        }


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    """Airflow, its first night over, with an empty inbox."""
    folder = tmp_path_factory.mktemp("nights")
    with mailbox() as box, pytest.MonkeyPatch.context() as patch:
        for name, value in (ENVIRONMENT | {"AIRFLOW_CONN_SMTP_DEFAULT": box.connection}).items():
            patch.setenv(name, value)
        with real_airflow(Settings(home=folder / "home")) as air:
            air.switch_on("nightly", "reload")
            # As the timetable would: with its own time. A month ago, since the nights after it have to have come.
            then = datetime.now(TIME_ZONE) - timedelta(days=30)
            first = air.post("/dags/nightly/dagRuns", {"logical_date": then.isoformat(), "conf": {}})
            air.wait("nightly", first["dag_run_id"])
            day = then.date()
            undisturbed = Settings(home=folder / "undisturbed")
            steps.ingest(undisturbed)
            steps.mark(undisturbed, day, "night")
            yield Nights(air, box, undisturbed, day)


def test_wrong_data_fails_at_once_and_the_sentence_is_in_the_log_and_in_the_mail(nights: Nights) -> None:
    (night,) = nights.air.runs("nightly")
    run, sentence = night["dag_run_id"], "There is no data.\n       Run `appraise ingest` first."
    assert night["state"] == "failed"
    assert (nights.state(run, "preview"), nights.tries(run, "preview")) == ("failed", 1)
    assert nights.state(run, "refusals") == "upstream_failed"
    assert nights.log(run, "preview")[-1].endswith(sentence)

    (letter,) = nights.box.about("Failed: nightly.preview")
    assert letter["To"] == "night@example.org, office@example.org"
    assert letter.get_content_type() == "text/plain"
    said = letter.get_content()
    assert sentence in said
    assert run in said
    address = f"http://127.0.0.1:{nights.air.port}/dags/nightly/runs/{quote(run)}/tasks/preview"
    assert address in said

    # The summary says why the run is red, and is not written about in its turn.
    assert nights.tries(run, "summary") == 1
    assert not nights.box.about("nightly.summary")
    (summary,) = nights.box.about("is not whole")
    assert f"Failed: preview. Log: {address}" in summary.get_content()


def test_a_night_that_is_not_finished_in_time_is_told(nights: Nights) -> None:
    nights.air.until(lambda: nights.box.about("Late: the night of"), "the letter of a late night", 60)
    letter = nights.box.about("Late: the night of")[0]
    assert "the reminder comes after 3.6 seconds" in letter.get_content()
    assert f"http://127.0.0.1:{nights.air.port}/dags/nightly/runs/" in letter.get_content()


def test_a_busy_warehouse_and_a_killed_worker_are_tried_again_and_the_night_ends_whole(nights: Nights) -> None:
    nights.deliver_all()
    busy = duckdb.connect(str(nights.settings.warehouse))
    run = nights.start()
    nights.air.until(lambda: nights.tries(run, "fetch") > 1, "a second try")
    busy.close()
    last = nights.log(run, "fetch")[-1]
    assert "it will be tried again" in last
    assert "Another process is working in" in last

    nights.kill_in_the_middle(run, "load")
    assert nights.air.wait("nightly", run) == "success"
    assert nights.tries(run, "load") == 2
    assert nights.tries(run, "preview") == 1
    nights.undisturbed_night(nights.day)
    nights.assert_same()
    # What passed by itself needs nobody.
    assert not nights.box.about("nightly.load")
    (summary,) = nights.box.about(f"The night of {nights.day} is done")
    assert "- Security incident: files 1 (refused 0), rows 3: new 3" in summary.get_content()
    assert f"with what was due by {nights.day - timedelta(days=1)}: run " in summary.get_content()


def test_what_a_night_left_half_done_the_next_one_finishes(nights: Nights) -> None:
    first, *others = records("incident")
    nights.deliver("incident", [first | {"severity_official": "serious"}, *others])
    run = nights.start()
    nights.kill_in_the_middle(run, "load")
    nights.write_in_turn(0)  # it is given up before it is tried again
    nights.air.patch(f"/dags/nightly/dagRuns/{run}", {"state": "failed"})
    assert nights.air.wait("nightly", run) == "failed"
    with duckdb.connect(str(nights.settings.warehouse), read_only=True) as con:
        left = con.execute("SELECT state FROM ingest.batch ORDER BY batch_id DESC LIMIT 1").fetchall()
    assert left == [("validated",)]
    nights.write_in_turn(1)
    there = nights.undisturbed.model_copy(update={"today": nights.day})
    steps.archive_new(there)  # that far it came
    steps.validate_new(there)

    run = nights.start()
    assert nights.air.wait("nightly", run) == "success"
    nights.undisturbed_night(nights.day)
    nights.assert_same()
    (summary,) = nights.box.about(f"The night of {nights.day} is done")
    assert "- Security incident: files 1 (refused 0), rows 3: new 0, changed 1, unchanged 2" in summary.get_content()


def test_nights_at_once_write_in_turn_while_the_scheduler_dies_a_file_is_refused_and_no_mail_can_be_sent(
    nights: Nights,
) -> None:
    nights.box.is_open = False
    nights.deliver("maturity", [{"org_id": ORGANISATION, "year": "no year", "grade": "A"}])
    first, second = nights.start(), nights.start()
    repair = nights.air.trigger("reload", paths=["incident.csv"])
    nights.air.until(lambda: nights.state(first, "load") == "running", "the middle of the night")
    nights.air.kill("scheduler")
    nights.air.start("scheduler")

    # A night that refused a file is red for it, and otherwise whole.
    assert [nights.air.wait("nightly", one) for one in (first, second)] == ["failed", "failed"]
    assert nights.air.wait("reload", repair) == "success"
    for run in (first, second):
        states = nights.air.tasks("nightly", run)
        assert {task for task, state in states.items() if state == "failed"} == {"refusals", "summary"}
        assert nights.tries(run, "refusals") == 1
        lines = nights.log(run, "refusals")
        assert "maturity.csv" in lines[-1]
        assert any("could not be sent by e-mail" in line for line in lines)
    nights.undisturbed_night(nights.day - timedelta(days=1))
    nights.undisturbed_night(nights.day)
    nights.assert_same()

    spans = []
    for dag_id, one in (("nightly", first), ("nightly", second), ("reload", repair)):
        found = nights.air.get(f"/dags/{dag_id}/dagRuns/{one}/taskInstances")["task_instances"]
        spans += [(task["start_date"], task["end_date"]) for task in found if task["start_date"]]
    ran = sorted((datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in spans)
    assert len(ran) > 10
    assert all(ended <= began for (_, ended), (began, _) in pairwise(ran))
