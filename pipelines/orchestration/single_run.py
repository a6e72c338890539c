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
) -> None:
    """Run a DAG for `day` and show a line for each task as it ends.

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
            [*command, json.dumps(dict(params or {}))],
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
    """Show each event; return the last error that ended a task."""
    error = None
    since = started
    for line in events:
        event = json.loads(line)
        task, state = event["task"], event["state"]
        if state == "running":
            since = monotonic()
            continue
        show(f"  {dag_id}.{task:<{WIDTH}} {state:<{WIDTH}} {monotonic() - since:5.1f} s")
        error = {"task": task, **event["error"]} if state == "failed" else error
    show(f"  {dag_id:<{WIDTH}} took {monotonic() - started:.1f} s with Airflow's own start")
    return error


def _as_user_error(error: dict[str, Any] | None, dag_id: str, log: Path) -> UserError:
    if error is None:
        return UserError(f"Airflow could not run {dag_id}.", file=log, do="The end of the log says why.")
    if "exit_code" not in error:
        return UserError(f"{dag_id}.{error['task']} failed: {error['what']}", do=f"The log is {log}.")
    raised = UserError(error["what"], do=error["do"], file=error["file"], line=error["line"])
    raised.exit_code = error["exit_code"]
    return raised
