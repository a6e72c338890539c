"""What runs inside Airflow's own environment: `migrate`, and `run DAG_ID DAY CONF`, one run of a DAG.

Started by `airflow_home.migrate` and `single_run.run_dag` as a process of its own. Standard output carries
one JSON object a line for the parent to show; all that Airflow and the tasks print goes to standard error.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TextIO

from airflow.dag_processing.dagbag import DagBag
from airflow.listeners import hookimpl
from airflow.models.pool import Pool
from airflow.sdk.listener import get_listener_manager
from airflow.utils import db

from pipelines.errors import UserError
from pipelines.orchestration.airflow_home import stamp
from pipelines.orchestration.defaults import POOL
from pipelines.settings import PROJECT_DIR, TIME_ZONE


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
    """Create or update the metadata tables and the pool with its one slot."""
    db.initdb()
    Pool.create_or_update_pool(POOL, 1, "One process writes the warehouse at a time.", include_deferred=False)
    stamp(Path(os.environ["AIRFLOW_HOME"])).touch()


def run(dag_id: str, day: date, conf: dict[str, Any], progress: TextIO) -> bool:
    """Run one DAG for `day` in this process; True when every task succeeded."""
    if not stamp(Path(os.environ["AIRFLOW_HOME"])).exists():
        migrate()
    found = DagBag(str(PROJECT_DIR / "dags" / f"{dag_id}.py"))
    if dag_id not in found.dags:
        raise SystemExit(f"DAG {dag_id} cannot be loaded: {found.import_errors}")
    dag = found.dags[dag_id]
    for task in dag.tasks:
        # Somebody is watching: what the scheduler tries again in minutes is here tried again in seconds.
        task.retry_delay = timedelta(seconds=5)
    get_listener_manager().pm.register(Progress(progress))
    # Noon, so that the day is the same one in Shanghai and in UTC.
    done = dag.test(logical_date=datetime.combine(day, time(12), TIME_ZONE), run_conf=conf)
    return bool(done.state == "success")


def main(arguments: list[str]) -> int:
    """Entry point of the process."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as progress:
        os.dup2(2, 1)
        match arguments:
            case ["migrate"]:
                migrate()
                return 0
            case ["run", dag_id, day, conf]:
                return 0 if run(dag_id, date.fromisoformat(day), json.loads(conf), progress) else 1
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
