"""A person is asked whether a run is publicised or confirmed: each answer, mistakes, a question settled, no answer."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import create_autospec

import duckdb
import pytest

from pipelines import notices, sign_off_answers, steps
from pipelines.documents import write
from pipelines.errors import BusyError, DiskError, UserError
from pipelines.settings import TIME_ZONE, Settings
from pipelines.sign_off import sign
from tests.replay.conftest import KEY, LEFT_OUT, ORGANISATION, content_of, records, settings_of, write_file

PERIOD, TODAY = "2026Q3", date(2026, 11, 16)
CONFIRM_ON = date(2026, 11, 24)  # the first day after five working days from TODAY on
USER = "li"


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A small organisation whose quarter is computed and published, without documents."""
    settings = settings_of(tmp_path_factory.mktemp("asked") / "home").model_copy(update={"today": TODAY})
    for feed in content_of(ORGANISATION)["records"].keys() - LEFT_OUT:
        write_file(settings.incoming, feed, records(feed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write, "WRITERS", ())
        steps.ingest(settings)
        steps.publish(settings, steps.run(settings, PERIOD))
        yield settings


@pytest.fixture
def home(computed: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A copy of it, and the environment that leads a task to it."""
    shutil.copytree(computed.home, tmp_path / "home")
    given = {"HOME": str(tmp_path / "home"), "TODAY": str(TODAY), "PSEUDONYM_KEY": KEY, "LANG": "en"}
    for name, value in given.items():
        monkeypatch.setenv(f"APPRAISE_{name}", value)
    monkeypatch.setattr(write, "WRITERS", ())
    return Settings()


class Answers(dict[str, Any]):
    """Answers by task: what is asked again gets the next one."""

    def __contains__(self, task_id: object) -> bool:
        return bool(self.get(str(task_id)))

    def __getitem__(self, task_id: str) -> Any:
        given = super().__getitem__(task_id).pop(0)
        return given() if callable(given) else given


def answer(chosen: str, **fields: Any) -> dict[str, Any]:
    return {"chosen": chosen, "user": USER, **fields}


@pytest.fixture
def asked(load_dag: Callable[[str], Any], home: Settings) -> Callable[..., Any]:
    """Run `yearly` (its question is `review`) or `confirmation` (`confirm`), answering as given."""

    def run(dag_id: str, *answers: dict[str, Any] | Callable[[], dict[str, Any]], **conf: Any) -> dict[str, Any]:
        from pipelines.orchestration import answering

        dag = load_dag(dag_id)
        task_id = {"yearly": "review", "confirmation": "confirm"}[dag_id]
        dag.deadline = None  # `dag.test` fails at the end of a run that has one
        for task in dag.tasks:
            task.retry_delay, task.retry_exponential_backoff = timedelta(0), 0
        left = Answers({task_id: list(answers)})
        given = {"yearly": {"period": PERIOD}}.get(dag_id, {}) | conf
        noon = datetime.combine(TODAY, time(12), TIME_ZONE)
        with answering.Answering(dag_id, noon, left, lambda *_: None):
            done = dag.test(logical_date=noon, run_conf=given)
        assert dict.__getitem__(left, task_id) == []
        return {"state": str(done.state)} | {one.task_id: str(one.state) for one in done.get_task_instances()}

    return run


def rows(home: Settings, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        return con.execute(query).fetchall()


def signed(home: Settings) -> list[tuple[Any, ...]]:
    return rows(home, "SELECT state, signed_by, signed_on, reason FROM run.signature ORDER BY position")


def only_run(home: Settings) -> str:
    ((run_id,),) = rows(home, "SELECT run_id FROM run.run")
    return str(run_id)


def published_state(home: Settings) -> str:
    with duckdb.connect(str(home.published / "hr.duckdb"), read_only=True) as con:
        ((state,),) = con.execute("SELECT state FROM run").fetchall()
        return str(state)


def publicised(home: Settings) -> str:
    run_id = only_run(home)
    for state in ("reviewed", "publicised"):
        sign(home, run_id, state, "王强", TODAY)
    return run_id


def question(dag_id: str, task_id: str) -> Any:
    """The newest question of a task."""
    from airflow.models.hitl import HITLDetail
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        query = select(HITLDetail).join(TaskInstance, HITLDetail.ti_id == TaskInstance.id)
        query = query.where(TaskInstance.dag_id == dag_id, TaskInstance.task_id == task_id)
        return session.scalars(query.order_by(HITLDetail.created_at.desc())).first()


def test_who_publicises_signs_with_the_name_of_the_form_and_the_summary_was_read(
    asked: Callable[..., Any], home: Settings
) -> None:
    seen = asked("yearly", answer("公示 Publicise", signed_by=" 王 强 ", reason=None))
    assert seen["state"] == "success"
    assert signed(home) == [("reviewed", "王 强", TODAY, None), ("publicised", "王 强", TODAY, None)]
    assert published_state(home) == "publicised"
    asked_for = question("yearly", "review")
    said = "2026Q3 考核结果（第 1 版）是否公示 Publicise the results of 2026Q3, revision 1?"
    assert asked_for.subject == f"{said} ({only_run(home)})"
    assert asked_for.options == ["公示 Publicise", "退回更正 Send back", "驳回 Reject"]
    assert f"run `{only_run(home)}`" in asked_for.body
    assert asked_for.defaults is None


@pytest.mark.parametrize(
    ("chosen", "state", "said"),
    [("退回更正 Send back", "returned", "退回更正 sent back by li on 2026-11-16: two projects are missing"),
     pytest.param("驳回 Reject", "rejected", "驳回 rejected by li on 2026-11-16: two projects are missing",
                  marks=pytest.mark.long)],
)  # fmt: skip
def test_a_run_that_is_sent_back_or_rejected_is_published_so_and_ends_red_with_one_sentence(
    asked: Callable[..., Any], home: Settings, capfd: pytest.CaptureFixture[str], chosen: str, state: str, said: str
) -> None:
    run_id = publicised(home)
    seen = asked("confirmation", answer(chosen, reason="two projects are missing"), run=run_id)
    assert seen == {
        "state": "failed", "find": "success", "confirm": "success", "sign": "failed",
        "publish_signed": "upstream_failed", "summary": "failed",
    }  # fmt: skip
    assert signed(home)[2:] == [(state, USER, TODAY, "two projects are missing")]
    assert published_state(home) == state
    captured = capfd.readouterr()
    assert said in captured.out + captured.err
    # The notice says what was decided, not that something went wrong; where more failed, it says so.
    english = home.model_copy(update={"lang": "en"})
    told = notices.run(english, run_id, {"sign": "http://page/sign"}, "confirmation")
    assert told.subject == {"returned": "2026Q3: sent back", "rejected": "2026Q3: rejected"}[state]
    assert told.body.startswith("By whom and why: http://page/sign\n")
    both = notices.run(english, run_id, {"sign": "http://page/sign", "publish_signed": ""}, "confirmation")
    assert both.subject == "2026Q3: not whole"

    # Done again, nobody is asked and nothing is signed twice.
    assert asked("confirmation", run=run_id)["sign"] == "failed"
    assert len(signed(home)) == 3


@pytest.mark.long
def test_a_mistaken_answer_opens_the_question_again_and_the_log_says_why(
    asked: Callable[..., Any], home: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    mistakes = {
        "needs a reason": answer("退回更正 Send back", signed_by="王强"),
        "no reason is given": answer("确认 Confirm", grades=["D01=good"]),
        "nobody": answer("确认 Confirm", grades=["nobody=good:why"]),
        "has not come yet": answer("确认 Confirm", signed_on="2026-12-31"),
        "is public until 2026-11-23": answer("确认 Confirm", signed_on="2026-11-20"),
        "Invalid input for param signed_on": answer("确认 Confirm", signed_on="yesterday"),
        'There is no field "signer".': answer("确认 Confirm", signer="王强"),
    }
    right = answer("确认 Confirm", signed_by="绩效委员会")
    given = {"run": publicised(home)[:6], "day": str(CONFIRM_ON)}
    assert asked("confirmation", *mistakes.values(), right, **given)["state"] == "success"
    assert signed(home)[2:] == [("confirmed", "绩效委员会", CONFIRM_ON, None)]
    assert published_state(home) == "confirmed"
    captured = capfd.readouterr()
    for said in mistakes:
        assert said in captured.out + captured.err
    # The question is settled: it is not asked again.
    assert asked("confirmation", **given)["state"] == "success"
    assert len(signed(home)) == 3


@pytest.mark.parametrize("error", [BusyError("Another process is working."), DiskError("The disk is away.")])
def test_an_answer_that_cannot_be_tried_at_the_moment_is_kept_and_signed(
    asked: Callable[..., Any], home: Settings, monkeypatch: pytest.MonkeyPatch, error: UserError
) -> None:
    tried = create_autospec(sign_off_answers.check_answer, side_effect=error)
    monkeypatch.setattr(sign_off_answers, "check_answer", tried)
    assert asked("confirmation", answer("退回更正 Send back", reason="why"), run=publicised(home))["sign"] == "failed"
    assert signed(home)[2:] == [("returned", USER, TODAY, "why")]


def test_an_answer_to_what_was_signed_by_a_command_meanwhile_ends_the_question_and_what_was_signed_stands(
    asked: Callable[..., Any], home: Settings
) -> None:
    run_id = publicised(home)

    def late() -> dict[str, Any]:
        sign(home, run_id, "rejected", "王强", TODAY, "wrong period")
        return answer("确认 Confirm")

    seen = asked("confirmation", late, run=run_id)
    assert (seen["confirm"], seen["sign"]) == ("success", "failed")
    assert signed(home)[2:] == [("rejected", "王强", TODAY, "wrong period")]


def test_a_run_that_is_not_publicised_is_not_asked_about(asked: Callable[..., Any], home: Settings) -> None:
    seen = asked("confirmation", run=only_run(home))
    assert (seen["confirm"], seen["sign"]) == ("failed", "upstream_failed")
    assert signed(home) == []


@pytest.mark.long
def test_a_question_that_nobody_answers_fails_and_signs_nothing(
    asked: Callable[..., Any], home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from sqlalchemy import update

    from pipelines.orchestration import answering

    class Late(answering.Answering):
        """Thirty days later, as the scheduler looks after it."""

        def look(self) -> bool:
            if self.questions():
                with create_session() as session:
                    waiting = update(TaskInstance).where(TaskInstance.task_id == "confirm")
                    session.execute(waiting.values(trigger_timeout=datetime(2026, 1, 1, tzinfo=UTC)))
                scheduler: Any = SimpleNamespace(log=logging.getLogger())
                SchedulerJobRunner.check_awaiting_input_timeouts(scheduler)
            return True

    monkeypatch.setattr(answering, "Answering", Late)
    seen = asked("confirmation", run=publicised(home))
    assert (seen["confirm"], seen["sign"]) == ("failed", "upstream_failed")
    assert len(signed(home)) == 2


@pytest.mark.long
def test_without_an_answer_at_hand_the_run_stops_and_its_question_stays_open(
    asked: Callable[..., Any], home: Settings
) -> None:
    from airflow.utils.state import TaskInstanceState

    from pipelines.orchestration.answering import AskedError

    with pytest.raises(AskedError, match="confirm"):
        asked("confirmation", run=publicised(home))
    left = question("confirmation", "confirm")
    assert (left.task_instance.state, left.responded_at) == (TaskInstanceState.AWAITING_INPUT, None)
    assert len(signed(home)) == 2


@pytest.mark.long
def test_the_answer_is_signed_on_the_day_it_was_given_in_shanghai(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.orchestration.approval import SignOffOperator

    monkeypatch.delenv("APPRAISE_TODAY")
    asking = SignOffOperator(task_id="review", appraisal_run="run-1", asks="publicised")
    late = datetime(2026, 11, 16, 17, tzinfo=UTC)
    event = {
        "chosen_options": ["公示 Publicise"], "params_input": {}, "responded_at": late,
        "responded_by_user": {"id": "li", "name": "李梅"},
    }  # fmt: skip
    read = asking.read({"params": {}, "triggering_asset_events": {}}, event, {})
    assert (read.signed_by, read.signed_on) == ("李梅", date(2026, 11, 17))


def test_the_run_of_a_confirmation_is_the_one_named_else_the_key_of_the_partition() -> None:
    from pipelines.orchestration.parameters import run_of

    started: Any = SimpleNamespace(partition_key="due")
    assert run_of({"run": "named"}, started) == "named"
    assert run_of({"run": None}, started) == "due"
    with pytest.raises(UserError, match="No run is named"):
        run_of({"run": None}, SimpleNamespace(partition_key=None))
