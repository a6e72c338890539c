"""What runs inside Airflow's own environment: `migrate`, and `run DAG_ID DAY CONF ANSWERS`, one run of a DAG.

Started by `airflow_home.migrate` and `single_run.run_dag` as a process of its own. Standard output carries
one JSON object a line for the parent to show; all that Airflow and the tasks print goes to standard error.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TextIO

from airflow.configuration import conf
from airflow.dag_processing.dagbag import DagBag
from airflow.listeners import hookimpl
from airflow.models.pool import Pool
from airflow.sdk.listener import get_listener_manager
from airflow.utils import db

from pipelines.errors import UserError
from pipelines.orchestration.airflow_home import USER, make_once, stamp
from pipelines.orchestration.defaults import DOCUMENTS_POOL, POOL
from pipelines.settings import PROJECT_DIR, TIME_ZONE, Settings

Answers = Mapping[str, Mapping[str, Any]]


class Progress:
    """An Airflow listener that reports each task's start and end on a stream."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    @hookimpl
    def on_task_instance_running(self, previous_state: Any, task_instance: Any) -> None:
        self._say(task=task_instance.task_id, state="running")

    @hookimpl
    def on_task_instance_success(self, previous_state: Any, task_instance: Any) -> None:
        self._say(task=task_instance.task_id, state="success")

    @hookimpl
    def on_task_instance_failed(self, previous_state: Any, task_instance: Any, error: Any) -> None:
        # A listener must not raise, so whatever the error is, it is described.
        self._say(task=task_instance.task_id, state=str(task_instance.state.value), error=describe(error))

    def answered(self, task_id: str, answer: Mapping[str, Any]) -> None:
        self._say(task=task_id, state="answered", chosen=answer["chosen"])

    def asked(self, task_id: str) -> None:
        self._say(task=task_id, state="asked")

    def _say(self, **event: Any) -> None:
        self.stream.write(json.dumps(event, ensure_ascii=False) + "\n")
        self.stream.flush()


def describe(error: object) -> dict[str, Any]:
    """An error as the parent process needs it to raise the same message with the same exit code."""
    if isinstance(error, UserError):
        return {
            "what": error.what,
            "do": error.do,
            "file": str(error.file) if error.file else None,
            "line": error.line,
            "exit_code": error.exit_code,
        }
    return {"what": f"{type(error).__name__}: {error}"}


def migrate() -> None:
    """Create or update the metadata tables, the pools and, in a deployment, the first user's login."""
    settings, home = Settings(), Path(os.environ["AIRFLOW_HOME"])
    db.initdb()
    for name, slots, what in (
        (POOL, 1, "One process writes the warehouse at a time."),
        (DOCUMENTS_POOL, settings.document_tasks, "Documents of organisations, written side by side."),
    ):
        Pool.create_or_update_pool(name, slots, what, include_deferred=False)
    if settings.admin_password_file:
        password = settings.admin_password_file.read_text("utf-8").strip()
        make_once(Path(conf.get_mandatory_value("core", "simple_auth_manager_passwords_file")), {USER: password})
    for earlier in home.glob("migrated-*"):
        earlier.unlink()  # a size that was set before and is set again has to be made again
    stamp(home, settings).touch()


def run(dag_id: str, day: date, run_conf: dict[str, Any], answers: Answers, progress: TextIO) -> bool:
    """Run one DAG for `day` in this process; True when every task succeeded.

    Where a task asks a person, `answers` has the answer (see `answering`); without one the run ends and stays open.
    """
    # Its import prints a line, which must not come before standard output is turned away.
    from pipelines.orchestration.answering import Answering, AskedError

    if not stamp(Path(os.environ["AIRFLOW_HOME"]), Settings()).exists():
        migrate()
    found = DagBag(str(PROJECT_DIR / "dags" / f"{dag_id}.py"))
    if dag_id not in found.dags:
        raise SystemExit(f"DAG {dag_id} cannot be loaded: {found.import_errors}")
    dag = found.dags[dag_id]
    # Somebody is watching: what the scheduler tries again in minutes is here tried again in seconds, and nobody is told
    # that it is late (Airflow's `dag.test` even fails at the end of a run that has a deadline).
    dag.deadline = None
    for task in dag.tasks:
        task.retry_delay, task.retry_exponential_backoff = timedelta(seconds=5), 0
    listener = Progress(progress)
    get_listener_manager().pm.register(listener)
    # Noon, so that the day is the same one in Shanghai and in UTC.
    noon = datetime.combine(day, time(12), TIME_ZONE)
    try:
        with Answering(dag_id, noon, answers, listener.answered):
            done = dag.test(logical_date=noon, run_conf=run_conf)
    except AskedError as asked:
        listener.asked(asked.task_id)
        return False
    return bool(done.state == "success")


def main(arguments: list[str]) -> int:
    """Entry point of the process."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as progress:
        os.dup2(2, 1)
        match arguments:
            case ["migrate"]:
                migrate()
                return 0
            case ["run", dag_id, day, run_conf, answers]:
                done = run(dag_id, date.fromisoformat(day), json.loads(run_conf), json.loads(answers), progress)
                return 0 if done else 1
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
