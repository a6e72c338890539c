"""Tells operators what they must know: failures, lateness, and what each run came to.

Every notice is logged. It is also sent by e-mail where `APPRAISE_NOTIFY_EMAIL` names somebody, through Airflow's
connection `smtp_default`. A notice that cannot be sent is an error in the log and never fails what it is about.

Every DAG file imports this one, so the rest is imported when there is something to tell.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from pipelines.errors import UserError
from pipelines.orchestration.days import day_of
from pipelines.orchestration.links import RUN_TASKS
from pipelines.settings import Settings

if TYPE_CHECKING:
    from airflow.sdk.definitions.context import Context

    from pipelines.notices import Notice

log = logging.getLogger(__name__)

SUBJECT = "[appraise] {0}"
CONNECTION = "smtp_default"
# A task that is tried again is written about by e-mail once: when it has failed this often.
TRIES_BEFORE_MAIL = 3


def tell(settings: Settings, notice: Notice, level: int = logging.INFO, *, mail: Notice | None = None) -> None:
    """Send a notice and log it. `mail`: what is sent in its place, where the log may say more than a letter."""
    send(settings, mail or notice)
    log.log(level, "%s", notice)


def send(settings: Settings, notice: Notice) -> bool:
    """Send a notice to everybody in `settings.receivers`. Whether it was sent; why it was not is in the log."""
    from airflow.providers.smtp.hooks.smtp import SmtpHook
    from airflow.sdk.exceptions import AirflowException, AirflowRuntimeError

    to = settings.receivers
    if not to:
        return False
    message = EmailMessage()
    try:
        message["Subject"], message["To"] = SUBJECT.format(notice.subject), ", ".join(to)
        message.set_content(notice.body)
        with SmtpHook(CONNECTION) as hook:
            message["From"] = hook.from_email or to[0]
            # The hook's own method sends HTML only.
            hook._smtp_client.send_message(message)  # type: ignore[union-attr]
    # A server that is down, a name or a password that is wrong, a connection nobody has made; the last two: an address
    # that is none (Python's own parser of addresses).
    except (OSError, ValueError, RuntimeError, AirflowException, AirflowRuntimeError, IndexError, AttributeError):
        log.exception("The notice could not be sent by e-mail; look at the connection %s.", CONNECTION)
        return False
    log.info("The notice was sent to %s.", ", ".join(to))
    return True


def failed(context: Context) -> None:
    """A task failed for good: the log ends with the sentence, and somebody is told."""
    _not_done(context, last=True)


def tried_again(context: Context) -> None:
    """A task failed and is tried again: the log says so; it is mailed once, on try `TRIES_BEFORE_MAIL`."""
    _not_done(context, last=False)


def _not_done(context: Mapping[str, Any], *, last: bool) -> None:
    from pipelines import notices

    settings, task = Settings(), context["ti"]
    error = context.get("exception")
    attempt = notices.Attempt(task.dag_id, task.task_id, task.run_id, task.log_url, task.try_number, last)
    log.info("::endgroup::")  # Airflow's page folds away what comes after the task; this is what people look for
    if last or attempt.number == TRIES_BEFORE_MAIL:
        send(settings, notices.not_done(attempt, error, settings.lang, private=True))
    log.log(logging.ERROR if last else logging.WARNING, "%s", notices.not_done(attempt, error, settings.lang))


async def late(what: Literal["night", "decision"], seconds: float, context: Mapping[str, Any]) -> None:
    """A deadline was missed. Runs in the triggerer: it needs no worker, whose absence may be why the run is late."""
    settings, run = Settings(), context["dag_run"]
    if run["state"] == "success":
        return  # It ended late, and nobody has to do anything.
    from pipelines import notices

    since = datetime.fromisoformat((what == "night" and run["logical_date"]) or run["queued_at"])
    link = f"{base_url()}/dags/{run['dag_id']}/runs/{quote(run['dag_run_id'])}"
    notice = notices.late(what, since, timedelta(seconds=seconds), link, run["state"], settings.lang)
    # Sending may take as long as a mail server likes, and the triggerer has other things to do.
    await asyncio.to_thread(tell, settings, notice, logging.WARNING)


def data_is_late(settings: Settings, day: date, missing: Mapping[str, date | None]) -> None:
    """Deliveries expected by `day` have not come. `missing`: by source, when it came last (None: never)."""
    from pipelines import notices

    if missing:
        tell(settings, notices.missing_deliveries(day, missing, settings.lang), logging.WARNING)


def summarise(what: Literal["night", "run"]) -> None:
    """Add the DAG's last task: it tells what the run came to, also when something failed.

    To be called when all other tasks of the DAG are there. Unlike a callback of the DAG it has a log on the page, and
    reads the warehouse in its turn. It fails where another task failed, so that the run is red then, and only then.
    """
    from airflow.sdk import task

    # Who was told what went wrong need not be told that the summary says so.
    @task(task_id="summary", trigger_rule="all_done", on_failure_callback=None, on_retry_callback=None)
    def summary(**context: Any) -> None:
        tell_summary(what, context)

    last: Any = summary()
    before = [leaf for leaf in last.operator.dag.leaves if leaf is not last.operator]
    before >> last


def tell_summary(what: Literal["night", "run"], context: Mapping[str, Any]) -> None:
    """Tell what a run of a DAG came to. Raises UserError, after it was told, when a task of the run failed."""
    from pipelines import notices

    settings, dag_id = Settings(), context["dag"].dag_id
    wrong = failures(context)
    run_id = computed_run(context)
    letter = None
    try:
        if what == "night":
            notice = notices.night(settings, day_of(context), wrong)
        elif run_id:
            notice = notices.run(settings, run_id, wrong, dag_id)
        else:
            notice = notices.not_begun(dag_id, wrong, settings.lang)
    except UserError as error:  # A warehouse that is busy or away takes nothing from what the run did.
        notice = notices.untold(dag_id, wrong, error, settings.lang)
        letter = notices.untold(dag_id, wrong, error, settings.lang, private=True)
    tell(settings, notice, logging.WARNING if wrong else logging.INFO, mail=letter)
    if wrong:
        raise UserError(str(notice))


def failures(context: Mapping[str, Any]) -> dict[str, str]:
    """The links to the logs of the tasks that failed in this run, by task."""
    own = context["ti"]
    states = own.get_task_states(dag_id=own.dag_id, run_ids=[own.run_id]).get(own.run_id, {})
    page = f"{base_url()}/dags/{own.dag_id}/runs/{quote(own.run_id)}/tasks"
    known = context["dag"].task_dict
    return {task: f"{page}/{address(task, known)}" for task, state in states.items() if state == "failed"}


def address(task: str, known: Collection[str]) -> str:
    """Where a task's page is below its run's. One that is mapped over is told by its task's id, "_" and its number."""
    mapped, _, number = task.rpartition("_")
    return f"{mapped}/mapped/{number}" if task not in known and mapped in known else task


def computed_run(context: Mapping[str, Any]) -> str | None:
    """The run of the warehouse that a DAG's run was about: the one it computed, or the one it was given."""
    for task_id in RUN_TASKS:
        if task_id in context["dag"].task_dict and (found := context["ti"].xcom_pull(task_ids=task_id)):
            return str(found)
    given: str | None = context["params"].get("run")
    return given


def base_url() -> str:
    """The address of Airflow's page."""
    from airflow.sdk.configuration import conf

    return str(conf.get("api", "base_url", fallback="http://localhost:8080")).rstrip("/")
