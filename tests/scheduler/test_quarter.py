"""With a real Airflow: the last nights of a quarter, the question, a correction, and the confirmation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import pytest

from pipelines import steps
from pipelines.warehouse import hold
from tests.replay.conftest import LEFT_OUT, ORGANISATION, content_of, records, settings_of, write_file
from tests.scheduler.real_airflow import RealAirflow, real_airflow

pytestmark = pytest.mark.real_airflow

QUARTER, START, END = "2026Q3", date(2026, 7, 1), date(2026, 9, 30)
MISSED = date(2026, 9, 29)
PUBLICISE, SEND_BACK, CONFIRM, REJECT = "公示 Publicise", "退回更正 Send back", "确认 Confirm", "驳回 Reject"


@pytest.fixture(scope="module")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealAirflow]:
    """Airflow on the days after a quarter whose nights all ran but for one."""
    home = tmp_path_factory.mktemp("quarter") / "home"
    settings = settings_of(home, today=START, document_lang="none")
    for feed in content_of(ORGANISATION)["records"].keys() - LEFT_OUT:
        write_file(settings.incoming, feed, records(feed))
    with hold(settings):
        steps.ingest(settings)
        for number in range((END - START).days + 1):
            day = START + timedelta(days=number)
            if day != MISSED:
                steps.mark(settings, day + timedelta(days=1), "before")
    with real_airflow(settings_of(home, today=None, document_lang="none")) as running:
        running.switch_on("nightly", "quarterly", "yearly", "confirmation")
        yield running


def night(airflow: RealAirflow, *days: date) -> list[dict[str, Any]]:
    """The nights of these days, asked for at once; returns the runs of `quarterly` there are afterwards."""
    started = [airflow.trigger("nightly", day=str(day)) for day in days]
    assert [airflow.wait("nightly", run_id) for run_id in started] == ["success"] * len(days)
    return airflow.runs("quarterly")


def rows(airflow: RealAirflow, query: str, database: str = "published/hr.duckdb") -> list[tuple[Any, ...]]:
    with duckdb.connect(str(airflow.settings.home / database), read_only=True) as con:
        return con.execute(query).fetchall()


def test_a_quarter_goes_by_from_its_last_nights_to_its_confirmation(airflow: RealAirflow) -> None:
    # A day is missing: the quarter waits, though its five days are over.
    assert night(airflow, date(2026, 10, 6)) == []
    # The missed night is run late; the same night comes twice, at the same time.
    steps.mark(airflow.settings.model_copy(update={"today": MISSED}), MISSED + timedelta(days=1), "late")
    assert [one["partition_key"] for one in night(airflow, date(2026, 10, 7), date(2026, 10, 7))] == [QUARTER]
    (first,) = airflow.until(lambda: airflow.runs("quarterly"), "the quarter")
    airflow.question("quarterly", first["dag_run_id"], "review")
    airflow.answer("quarterly", first["dag_run_id"], "review", SEND_BACK, signed_by="王强", reason="A project is late.")
    assert airflow.wait("quarterly", first["dag_run_id"]) == "failed"
    assert rows(airflow, f"SELECT state, revision FROM run WHERE period = '{QUARTER}'") == [("returned", 1)]

    # A delivery that does not touch the quarter leaves it alone; the corrected one makes it due again.
    of_april, of_september, of_march = records("incident")
    of_april |= {"severity_official": "general"}
    write_file(airflow.settings.incoming, "incident", [of_april, of_september, of_march])
    assert len(night(airflow, date(2026, 10, 8))) == 1
    of_september |= {"severity_official": "general"}
    write_file(airflow.settings.incoming, "incident", [of_april, of_september, of_march])
    night(airflow, date(2026, 10, 9))
    _, second = airflow.until(lambda: len(found := airflow.runs("quarterly")) == 2 and found, "the quarter again")
    asked = airflow.question("quarterly", second["dag_run_id"], "review")
    assert asked["options"] == [PUBLICISE, SEND_BACK, REJECT]
    assert "### Grades against the quota" in asked["body"]
    # A mistaken answer (no reason) opens the same question again.
    airflow.answer("quarterly", second["dag_run_id"], "review", SEND_BACK, signed_by="王强")
    assert airflow.question("quarterly", second["dag_run_id"], "review")["subject"] == asked["subject"]
    airflow.answer("quarterly", second["dag_run_id"], "review", PUBLICISE, signed_by="王强")
    assert airflow.wait("quarterly", second["dag_run_id"]) == "success"
    ((run_id, until),) = rows(
        airflow, "SELECT run_id, public_until FROM signing.waiting WHERE state = 'publicised'", "warehouse.duckdb"
    )

    # On the last day of publicity nobody is asked yet; approved late, the day after next.
    night(airflow, until + timedelta(days=2))
    (confirming,) = airflow.until(lambda: airflow.runs("confirmation"), "the confirmation")
    assert confirming["partition_key"] == run_id
    airflow.question("confirmation", confirming["dag_run_id"], "confirm")
    airflow.answer("confirmation", confirming["dag_run_id"], "confirm", CONFIRM, signed_by="李娜")
    assert airflow.wait("confirmation", confirming["dag_run_id"]) == "success"
    assert rows(airflow, f"SELECT revision, state FROM run WHERE period = '{QUARTER}' ORDER BY revision") == [
        (1, "returned"),
        (2, "confirmed"),
    ]
    signed = rows(
        airflow,
        "SELECT state, signed_by, signed_on FROM run.signature ORDER BY signed_on, position",
        "warehouse.duckdb",
    )
    assert signed == [
        ("returned", "王强", date(2026, 10, 7)),
        ("reviewed", "王强", date(2026, 10, 9)),
        ("publicised", "王强", date(2026, 10, 9)),
        ("confirmed", "李娜", until + timedelta(days=2)),
    ]
    assert [one["state"] for one in airflow.runs("quarterly")] == ["failed", "success"]
    assert (airflow.runs("yearly"), len(airflow.runs("confirmation"))) == ([], 1)


def test_a_run_that_is_rejected_ends_red_and_is_published_so(airflow: RealAirflow) -> None:
    started = airflow.trigger("quarterly", period="2026Q2", day="2026-12-01")
    airflow.question("quarterly", started, "review")
    # Who has to decide is reminded after three days, six and nine.
    since = datetime.fromisoformat(airflow.get(f"/dags/quarterly/dagRuns/{started}")["queued_at"])
    page = f"http://127.0.0.1:{airflow.port}/ui/dags/quarterly/dagRuns/{started}/deadlines"
    reminders = airflow.get(page)["deadlines"]
    due = sorted(datetime.fromisoformat(one["deadline_time"]) - since for one in reminders)
    assert [round(one / timedelta(days=1), 2) for one in due] == [3, 6, 9]
    airflow.answer("quarterly", started, "review", REJECT, reason="Two projects are missing.")
    assert airflow.wait("quarterly", started) == "failed"
    ended = airflow.tasks("quarterly", started)
    assert {name: ended[name] for name in ("review", "sign", "publish_signed", "summary")} == {
        "review": "success", "sign": "failed", "publish_signed": "upstream_failed", "summary": "failed",
    }  # fmt: skip
    signed = "SELECT state, signed_by, signed_on, reason FROM run.signature ORDER BY signed_on DESC LIMIT 1"
    assert rows(airflow, signed, "warehouse.duckdb") == [
        ("rejected", "admin", date(2026, 12, 1), "Two projects are missing.")
    ]
    assert rows(airflow, "SELECT state FROM run WHERE period = '2026Q2'") == [("rejected",)]


def test_every_feed_is_marked_for_each_day_with_what_came(airflow: RealAirflow) -> None:
    (asset,) = [one for one in airflow.get("/assets", name_pattern="incident")["assets"] if one["name"] == "incident"]
    events = airflow.get("/assets/events", asset_id=asset["id"], order_by="timestamp")["asset_events"]
    told = {event["partition_key"]: event["extra"]["rows_read"] for event in events}
    assert told["2026-10-05"] == 0
    assert told["2026-10-08"] == len(records("incident"))
