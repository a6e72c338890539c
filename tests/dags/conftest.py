"""One migrated Airflow a test process; the steps of the DAGs replaced by stand-ins that note their calls."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import pytest

import pipelines
from pipelines import steps
from pipelines.orchestration import airflow_home
from pipelines.settings import PROJECT_DIR, TIME_ZONE, Settings


@pytest.fixture(scope="session")
def airflow_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Airflow on a SQLite file of this test process."""
    assert "airflow" not in sys.modules, "Airflow reads its settings on import: import it inside tests only."
    environment = airflow_home.prepare(Settings(home=tmp_path_factory.mktemp("home")))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            if name.startswith("AIRFLOW"):
                patch.setenv(name, value)
        from pipelines.orchestration.inside import migrate

        migrate()
        yield


@pytest.fixture
def load_dag(airflow_environment: None) -> Callable[[str], Any]:
    """Load a DAG by the absolute path of its file; retries come at once, nobody waits."""

    def load(dag_id: str) -> Any:
        from airflow.dag_processing.dagbag import DagBag

        bag = DagBag(str(PROJECT_DIR / "dags" / f"{dag_id}.py"))
        assert bag.import_errors == {}
        return bag.dags[dag_id]

    return load


@dataclass
class DagRunSeen:
    """How a run ended, and how many attempts each task took."""

    state: str
    tasks: dict[str, str] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)


@pytest.fixture
def run_dag(load_dag: Callable[[str], Any]) -> Callable[..., DagRunSeen]:
    """Run a DAG in this process for a day, as `airflow dags test` does."""

    def run(dag_id: str, day: date, **conf: Any) -> DagRunSeen:
        dag = load_dag(dag_id)
        for task in dag.tasks:
            task.retry_delay = timedelta(0)
        done = dag.test(logical_date=datetime.combine(day, time(12), TIME_ZONE), run_conf=conf)
        seen = done.get_task_instances()
        return DagRunSeen(
            str(done.state),
            {task.task_id: str(task.state) for task in seen},
            {task.task_id: task.try_number for task in seen},
        )

    return run


@pytest.fixture
def stand_ins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """`pipelines.steps` with the real signatures and no work: a call with wrong arguments fails."""
    monkeypatch.setenv("APPRAISE_HOME", str(tmp_path))
    replaced = create_autospec(steps)
    replaced.freeze.return_value = "run-1"
    monkeypatch.setattr(pipelines, "steps", replaced)
    return replaced
