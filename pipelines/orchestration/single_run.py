"""One DAG run in one process, without a scheduler: Airflow for real, in a dozen seconds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from time import monotonic
from typing import IO, Any

from pipelines.errors import UserError
from pipelines.orchestration.airflow_home import airflow_dir, prepare
from pipelines.settings import Settings

WIDTH = 12


def run_dag(
    settings: Settings,
    dag_id: str,
    day: date,
    params: Mapping[str, Any] | None = None,
    show: Callable[[str], None] = print,
    answers: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """Run a DAG for `day` and show a line for each task as it ends.

    A task that asks a person gets its answer from `answers`: by task id what is `chosen`, by which Airflow `user`, and
    the fields of the form. Without one the run stops there with a UserError, and the question stays on Airflow's page.

    Raises the UserError of the task that failed, with its exit code; anything else that failed becomes a
    UserError that names the log. The same day may be run again: the earlier run is replaced.
    """
    started = monotonic()
    environment = prepare(settings)
    log = airflow_dir(settings) / "logs" / f"{dag_id}-{day}.log"
    command = [sys.executable, "-m", "pipelines.orchestration.inside", "run", dag_id, str(day)]
    with (
        log.open("w", encoding="utf-8") as lines,
        subprocess.Popen(
            [*command, json.dumps(dict(params or {})), json.dumps(dict(answers or {}))],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=lines,
            text=True,
            encoding="utf-8",
        ) as process,
    ):
        assert process.stdout is not None
        error = _follow(process.stdout, dag_id, started, show)
    if process.returncode:
        raise _as_user_error(error, dag_id, log)


def _follow(events: IO[str], dag_id: str, started: float, show: Callable[[str], None]) -> dict[str, Any] | None:
    """Show each event; return the first error that ended a task: others follow from it."""
    error = None
    since = started
    for line in events:
        if not line.startswith("{"):
            continue  # what a library prints while it is imported
        event = json.loads(line)
        task, state = event["task"], event["state"]
        if state == "running":
            since = monotonic()
            continue
        if state == "answered":
            show(f"  {dag_id}.{task:<{WIDTH}} asked a person; answered: {event['chosen']}")
            continue
        show(f"  {dag_id}.{task:<{WIDTH}} {state:<{WIDTH}} {monotonic() - since:5.1f} s")
        if state == "failed":
            error = error or {"task": task, **event["error"]}
        error = {"task": task, **asked(dag_id, task)} if state == "asked" else error
    show(f"  {dag_id:<{WIDTH}} took {monotonic() - started:.1f} s with Airflow's own start")
    return error


def asked(dag_id: str, task: str) -> dict[str, Any]:
    """What is said where a run stops at a question."""
    return {
        "what": f"{dag_id}.{task} asks a person, and no answer was handed in; the run stays open.",
        "do": "Answer on the page of required actions: .venv/bin/appraise airflow.",
        "file": None,
        "line": None,
        "exit_code": UserError.exit_code,
    }


def _as_user_error(error: dict[str, Any] | None, dag_id: str, log: Path) -> UserError:
    if error is None:
        return UserError(f"Airflow could not run {dag_id}.", file=log, do="The end of the log says why.")
    if "exit_code" not in error:
        return UserError(f"{dag_id}.{error['task']} failed: {error['what']}", do=f"The log is {log}.")
    raised = UserError(error["what"], do=error["do"], file=error["file"], line=error["line"])
    raised.exit_code = error["exit_code"]
    return raised
