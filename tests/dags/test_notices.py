"""What operators are told: in both languages, by e-mail where somebody is named, and never what is private."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import create_autospec

import duckdb
import pytest

from pipelines import notices
from pipelines.errors import (
    BusyError,
    CheckError,
    DiskError,
    DismissedError,
    FetchError,
    InputError,
    NoAnswerError,
    PeriodError,
    PublishError,
    RuleError,
    UnknownSubjectError,
    UserError,
)
from pipelines.notice_words import WORDS
from pipelines.notices import Attempt, Notice
from pipelines.settings import Settings
from pipelines.warehouse import connect
from tests.scheduler.mailbox import Mailbox, mailbox

ATTEMPT = Attempt("nightly", "load", "run-1", "http://page/log", 2, last=True)
WRONG = CheckError("12% of the rows are wrong.", file="inbox/x.csv", line=3, do="Mend the file.")
CHINESE = re.compile("[一-鿿]")


def test_both_languages_have_the_same_words_with_the_same_places() -> None:
    def places(text: str) -> set[str]:
        return set(re.findall(r"{[^}]*}", text))

    assert {key: places(text) for key, text in WORDS["en"].items()} == {
        key: places(text) for key, text in WORDS["zh"].items()
    }
    assert all(CHINESE.search(text) for key, text in WORDS["zh"].items() if key not in {"missing", "and", "grade"})
    assert not any(CHINESE.search(text) for text in WORDS["en"].values())


def test_the_sentence_stands_last_with_place_and_remedy() -> None:
    said = notices.not_done(ATTEMPT, WRONG, "en")
    assert said.subject == "Failed: nightly.load (try 2)"
    assert said.body.splitlines() == [
        *("Run: run-1", "Log: http://page/log"),
        *("inbox/x.csv, line 3: 12% of the rows are wrong.", "       Mend the file."),
    ]
    assert notices.not_done(ATTEMPT, WRONG, "zh").subject == "任务失败：nightly.load（第 2 次）"


@pytest.mark.parametrize(
    ("error", "told", "kept_back"),
    [
        (BusyError("Another process is working."), "Another process is working.", None),
        (DiskError("The disk is away."), "The disk is away.", None),
        (PublishError("The disk is full."), "The disk is full.", None),
        (PeriodError("There is no data."), "There is no data.", None),
        (NoAnswerError("Nobody answered."), "Nobody answered.", None),
        (OSError(28, "No space left on device"), "No space left on device", None),
        (duckdb.IOException("Could not write file"), "Could not write file", None),
        (UnknownSubjectError('There is no "张三".'), "at the end of the log", "张三"),
        (DismissedError("sent back by 张三 on 2026-11-16: why"), "at the end of the log", "张三"),
        (UserError("Run r was publicised by 张三 on 2026-11-16 already."), "at the end of the log", "张三"),
        (RuleError("\"no\" holds '张三', no whole number."), "at the end of the log", "张三"),
        (FetchError("the database says: no such user 张三"), "at the end of the log", "张三"),
        (InputError("the repair failed: ValueError: 张三."), "at the end of the log", "张三"),
        (CheckError("1 rows, first (person_id 张三)."), "at the end of the log", "张三"),
        (KeyError("张三"), "A defect of the program (KeyError)", "张三"),
        ("张三 was not found", "at the end of the log", "张三"),
        (None, "it was killed", None),
    ],
)
def test_a_letter_says_what_is_wrong_and_keeps_back_what_may_name_a_person(
    error: BaseException | str | None, told: str, kept_back: str | None
) -> None:
    letter = notices.not_done(ATTEMPT, error, "en", private=True)
    assert told in letter.body
    if kept_back:
        assert kept_back not in str(letter)
        assert kept_back in str(notices.not_done(ATTEMPT, error, "en"))


def test_deliveries_that_have_not_come_are_named_with_the_day_they_came_last(
    airflow_environment: None, box: Mailbox
) -> None:
    from pipelines.orchestration.notify import data_is_late

    data_is_late(Settings(lang="en"), date(2026, 11, 16), {})
    assert box.letters == []
    data_is_late(Settings(lang="en"), date(2026, 11, 16), {"P001.b": None, "E001.a": date(2026, 11, 12)})
    (letter,) = box.letters
    assert letter["Subject"] == "[appraise] Late: by 2026-11-16 deliveries have not come: 2"
    assert letter.get_content().splitlines()[:2] == [
        "- E001.a: came last on 2026-11-12",
        "- P001.b: nothing has come yet",
    ]


@pytest.mark.parametrize(
    ("lang", "what", "state", "subject", "todo"),
    [
        ("en", "night", "running", "Late: the night of 2026-11-16 is not finished", "is a worker there"),
        ("en", "night", "failed", "Late: the night of 2026-11-16 is not finished", "It failed."),
        ("en", "decision", "running", "Late: the result begun on 2026-11-17 still waits", "Required Actions"),
        ("zh", "decision", "running", "逾期：2026-11-17 开始的考核结果仍待处理", "待办"),
    ],
)
def test_what_is_late_is_told_with_what_to_do(
    lang: str, what: Any, state: str, subject: str, todo: str, airflow_environment: None, box: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from pipelines.orchestration.notify import late

    monkeypatch.setenv("APPRAISE_LANG", lang)
    run = {
        "dag_id": "nightly", "dag_run_id": "a b+c", "state": state, "logical_date": "2026-11-15T17:00:00Z",
        "queued_at": "2026-11-16T17:00:00Z",
    }  # fmt: skip
    asyncio.run(late(what, 21600, {"dag_run": run | {"state": "success"}}))
    assert box.letters == []
    asyncio.run(late(what, 21600, {"dag_run": run}))
    (letter,) = box.letters
    assert subject in letter["Subject"]
    assert "/dags/nightly/runs/a%20b%2Bc" in letter.get_content()
    assert todo in letter.get_content()


def test_a_run_without_a_logical_date_is_told_by_when_it_was_queued(airflow_environment: None, box: Mailbox) -> None:
    from pipelines.orchestration.notify import late

    run = {
        "dag_id": "nightly", "dag_run_id": "r", "state": "queued", "logical_date": None,
        "queued_at": "2026-11-16T17:00:00Z",
    }  # fmt: skip
    asyncio.run(late("night", 60, {"dag_run": run}))
    assert "2026-11-17" in box.letters[0]["Subject"]


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (timedelta(hours=6), "6 hours"), (timedelta(days=3), "3 days"), (timedelta(minutes=90), "1.5 hours"),
        (timedelta(seconds=3.6), "3.6 seconds"),
    ],
)  # fmt: skip
def test_a_span_is_told_in_the_unit_that_suits_it(span: timedelta, told: str) -> None:
    assert notices.duration(span, "en") == told


def test_without_addresses_nothing_is_sent_and_all_is_logged(
    airflow_environment: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from pipelines.orchestration.notify import tell

    with mailbox() as found:
        monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", found.connection)
        with caplog.at_level(logging.INFO):
            tell(Settings(), Notice("A subject", "A body"))
        assert found.letters == []
    assert "A subject\nA body" in caplog.text


@pytest.mark.parametrize("receiver", ["a@", "a@[b"])
def test_a_receiver_that_is_no_address_fails_nothing(
    receiver: str, airflow_environment: None, box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    from pipelines.orchestration.notify import tell

    tell(Settings().model_copy(update={"notify_email": receiver}), Notice("A subject", "A body"), logging.WARNING)
    assert "could not be sent by e-mail" in caplog.text
    assert "A subject\nA body" in caplog.text


@pytest.mark.parametrize("connection", [None, "smtp://127.0.0.1:1?disable_ssl=true&disable_tls=true", "not an address"])
def test_a_notice_that_cannot_be_sent_is_an_error_in_the_log_and_nothing_more(
    connection: str | None, airflow_environment: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from pipelines.orchestration.notify import tell

    monkeypatch.delenv("AIRFLOW_CONN_SMTP_DEFAULT", raising=False)
    if connection:
        monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", connection)
    tell(Settings(notify_email="a@example.org"), Notice("A subject", "A body"))
    assert "could not be sent by e-mail" in caplog.text
    assert "A subject\nA body" in caplog.text


def test_an_outcome_that_cannot_be_read_is_explained_in_the_log_and_not_in_the_letter(
    airflow_environment: None, box: Mailbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from pipelines.orchestration import notify

    run = create_autospec(notices.run, side_effect=UnknownSubjectError('There is no run "张三".'))
    monkeypatch.setattr(notices, "run", run)
    monkeypatch.setattr(notify, "failures", create_autospec(notify.failures, return_value={}))
    monkeypatch.setattr(notify, "computed_run", create_autospec(notify.computed_run, return_value="张三"))
    with caplog.at_level(logging.INFO):
        notify.tell_summary("run", {"dag": SimpleNamespace(dag_id="publish")})
    (letter,) = box.letters
    assert "at the end of the log" in letter.get_content()
    assert "张三" not in letter.get_content()
    assert "张三" in caplog.text


def test_a_task_in_trouble_is_written_about_once_and_when_it_fails_for_good(
    run_dag: Callable[..., Any], stand_ins: Any, box: Mailbox
) -> None:
    stand_ins.load_new.side_effect = BusyError("Another process is writing.")
    assert run_dag("nightly", date(2026, 11, 25)).state == "failed"
    assert [letter["Subject"] for letter in box.letters] == [
        "[appraise] In trouble: nightly.load (try 3); it will be tried again",
        "[appraise] Failed: nightly.load (try 6)",
        "[appraise] The night of 2026-11-25 is not whole",
    ]
    assert all("Another process is writing." in letter.get_content() for letter in box.letters[:2])


def test_the_delays_between_tries_grow_and_have_a_limit(
    airflow_environment: None, load_dag: Callable[[str], Any]
) -> None:
    task = load_dag("nightly").task_dict["load"]
    assert (task.retries, task.retry_delay, task.retry_exponential_backoff) == (5, timedelta(minutes=2), 2.0)
    assert task.max_retry_delay == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("error", "action"),
    [
        (DiskError("The disk is away."), "retry"),
        (PublishError("The disk is full."), "retry"),
        (BusyError("Another process is writing."), "retry"),
        (OSError("away"), "default"),
        (ConnectionError("away"), "default"),
        (duckdb.IOException("away"), "default"),
        (CheckError("12% of the rows are wrong."), "fail"),
        (UnknownSubjectError("There is no such run."), "fail"),
    ],
)
def test_what_may_pass_is_tried_again_and_wrong_data_is_not(
    error: Exception, action: str, airflow_environment: None
) -> None:
    from pipelines.orchestration.defaults import RETRY_POLICY

    assert RETRY_POLICY.evaluate(error, 1, 5).action.value == action


@pytest.mark.parametrize("kind", ["another file", "a folder"])
def test_a_warehouse_on_a_disk_that_is_away_may_come_back_and_one_that_is_none_stays_none(
    kind: str, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path)
    if kind == "a folder":
        settings.warehouse.mkdir()
    else:
        settings.warehouse.write_text("no database" * 1000, encoding="utf-8")
    with pytest.raises(UserError) as raised:
        connect(settings)
    assert isinstance(raised.value, DiskError) == (kind == "a folder")
