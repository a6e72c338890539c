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
from pipelines import sign_off_answers, steps
from pipelines.feeds import load_feeds
from pipelines.fetch.fetched import Fetched
from pipelines.ingest.history import Loaded
from pipelines.ingest.intake import Delivery
from pipelines.nights import Marked
from pipelines.nights.night import NOTHING
from pipelines.orchestration import airflow_home
from pipelines.settings import PROJECT_DIR, TIME_ZONE, Settings
from pipelines.sign_off_answers import Answer, known_answer
from tests.scheduler.mailbox import Mailbox, mailbox


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

    run_id: str
    state: str
    tasks: dict[str, str] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)


@pytest.fixture
def run_dag(load_dag: Callable[[str], Any]) -> Callable[..., DagRunSeen]:
    """Run a DAG in this process for a day, as `airflow dags test` does."""

    def run(dag_id: str, day: date, /, **conf: Any) -> DagRunSeen:
        dag = load_dag(dag_id)
        dag.deadline = None  # `dag.test` fails at the end of a run that has one
        for task in dag.tasks:
            task.retry_delay, task.retry_exponential_backoff = timedelta(0), 0
        done = dag.test(logical_date=datetime.combine(day, time(12), TIME_ZONE), run_conf=conf)
        seen = done.get_task_instances()
        return DagRunSeen(
            done.run_id,
            str(done.state),
            {task.task_id: str(task.state) for task in seen},
            {task.task_id: task.try_number for task in seen},
        )

    return run


@pytest.fixture
def stand_ins(airflow_environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """`pipelines.steps` with the real signatures and no work: a call with wrong arguments fails.

    Every run is publicised already, so that nobody is asked.
    """
    from pipelines.orchestration import commands, due, night

    monkeypatch.setenv("APPRAISE_HOME", str(tmp_path))
    replaced = create_autospec(steps)
    replaced.freeze.return_value = "run-1"
    replaced.preview.return_value = "run-0"
    replaced.archive_new.return_value = [Delivery(Path("notes.csv"), "", "", None, "ignored", "no source takes it.")]
    replaced.fetch.return_value = [Fetched("E1.finance", "fetched", "finance.csv", 3, "2026-11-01", "2026-11-15")]
    replaced.load_new.return_value = [Loaded(1, "project", "E1.finance", "finance.csv", 2, 1, 0, 0, 0)]
    replaced.known_gaps.return_value = []
    replaced.mark.side_effect = lambda settings, day, night: (
        Marked(day - timedelta(days=1), dict.fromkeys(load_feeds(), NOTHING)),
        [],
    )
    replaced.stage.return_value = ["o1", "o2"]
    replaced.exchange.return_value = []
    monkeypatch.setattr(pipelines, "steps", replaced)
    for module in (commands, due, night):
        monkeypatch.setattr(module, "steps", replaced)
    known = Answer("publicised", "li", date(2026, 10, 6), date(2026, 10, 6))
    monkeypatch.setattr(sign_off_answers, "known_answer", create_autospec(known_answer, return_value=known))
    for command in (commands.sign, commands.publish):
        monkeypatch.setattr(commands, command.__name__, create_autospec(command))
    return replaced


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A mail server, and the environment that names it and two receivers."""
    with mailbox() as found:
        monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", found.connection)
        monkeypatch.setenv("APPRAISE_NOTIFY_EMAIL", "a@example.org, b@example.org")
        yield found
