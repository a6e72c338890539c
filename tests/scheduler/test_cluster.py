"""A deployment with several workers on one machine: PostgreSQL, Redis, Celery, DAGs from a Git repository.

One story: a quarter goes through on two workers while the DAGs' repository moves on; then its publishing is done again
and a worker dies in the middle of it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import steps
from pipelines.orchestration.airflow_home import airflow_dir
from pipelines.orchestration.server import PARTS
from pipelines.settings import PROJECT_DIR, Settings
from tests.replay.conftest import records, settings_of, write_file
from tests.scheduler.real_airflow import RealAirflow, real_airflow
from tests.services.debian import UnavailableError
from tests.services.postgres import Postgres, postgres
from tests.services.redis import Redis, redis

pytestmark = pytest.mark.real_airflow

PERIOD, DAG = "2026Q3", "quarterly"
ORGANISATIONS = ("e1", "e2", "e3", "e4")
FEEDS = ("organization", "department", "person", "appointment", "department_successor", "incident")
WORKERS = ("worker-1", "worker-2")
PUBLISHING = ("publish.stage", "publish.documents", "publish.exchange")
# A busy machine takes its time; nothing here waits longer than it has to.
LONGEST_SECONDS = 600
# The scheduler gives a worker up in seconds, and its tasks are tried again at once.
IMPATIENT = {
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "45",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "3",
    "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",
    "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "2",
    "APPRAISE_RETRY_SECONDS": "1",
    "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT": "60",
    "AIRFLOW__DAG_PROCESSOR__BUNDLE_REFRESH_CHECK_INTERVAL": "1",
}


@dataclass(frozen=True)
class Repository:
    """A bare Git repository with the DAGs, and a checkout to commit in."""

    folder: Path

    @property
    def bare(self) -> Path:
        return self.folder / "dags.git"

    def git(self, *arguments: str) -> str:
        given = ("-c", "user.name=test", "-c", "user.email=test@example.org")
        done = subprocess.run(
            ["git", *given, *arguments], cwd=self.folder / "checkout", capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def commit(self, said: str) -> str:
        """Commit what stands in the checkout, and push it; its hash."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", said)
        self.git("push", "--quiet", "origin", "HEAD:main")
        return self.git("rev-parse", "HEAD")


def repository_in(folder: Path) -> tuple[Repository, str]:
    """A new repository with our DAGs, and its first commit."""
    repository = Repository(folder)
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(repository.bare)], check=True)
    checkout = folder / "checkout"
    (checkout / "dags").mkdir(parents=True)
    shutil.copy(PROJECT_DIR / "dags" / f"{DAG}.py", checkout / "dags")
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.git("remote", "add", "origin", str(repository.bare))
    return repository, repository.commit("first")


def environment(database: Postgres, broker: Redis, repository: Repository, folder: Path) -> dict[str, str]:
    """What a deployment is told, as deploy/compose.yaml tells it."""
    url = database.url("postgresql+psycopg2")
    bundle = {
        "name": "appraisal",
        "classpath": "airflow.providers.git.bundles.git.GitDagBundle",
        "kwargs": {
            "repo_url": str(repository.bare), "tracking_ref": "main", "subdir": "dags", "refresh_interval": 1,
        },
    }  # fmt: skip
    return {
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": url,
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{url}",
        "AIRFLOW__CELERY__BROKER_URL": broker.url(),
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST": json.dumps([bundle]),
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_STORAGE_PATH": str(folder / "bundles"),
        **IMPATIENT,
    }


def worker(name: str, folder: Path) -> list[str]:
    """One worker that does one task at a time."""
    alone = ("--skip-serve-logs", "--without-gossip", "--without-mingle", "--pid", str(folder / f"{name}.pid"))
    return ["celery", "worker", "--celery-hostname", f"{name}@here", "--concurrency", "1", *alone]


def delivered(home: Path) -> Settings:
    """A home with the data of several organisations taken in."""
    settings = settings_of(home)
    for feed in FEEDS:
        rows = [row | {"org_id": org} for org in ORGANISATIONS for row in records(feed)]
        write_file(settings.incoming, feed, rows)
    steps.ingest(settings)
    return settings


def log_of(airflow: RealAirflow, part: str) -> str:
    return (airflow_dir(airflow.settings) / "logs" / f"{part}.log").read_text("utf-8", "replace")


def did(airflow: RealAirflow, part: str, since: int = 0) -> set[str]:
    """The ids of the task instances a worker began, by its log from a position on."""
    return set(re.findall(r"Executing workload.*?id=UUID\('([0-9a-f-]{36})'\)", log_of(airflow, part)[since:]))


def files_of(settings: Settings) -> dict[str, bytes]:
    """All documents, byte for byte."""
    root = settings.published / "documents"
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def hashes_of(settings: Settings) -> list[tuple[Any, ...]]:
    """The sealed hashes of every table of every run."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        return con.execute("FROM run.result_hash ORDER BY ALL").fetchall()


@dataclass
class Seen:
    """What was seen of the story."""

    settings: Settings
    commits: tuple[str, str]
    versions: tuple[str, str]
    began: dict[str, set[str]]
    documents: dict[str, dict[str, Any]]
    first: tuple[list[tuple[Any, ...]], dict[str, bytes]]
    killed: dict[str, Any]
    again: dict[str, dict[str, Any]]
    survivor_began: set[str]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    folder = tmp_path_factory.mktemp("cluster")
    settings = delivered(folder / "home")
    shutil.copytree(settings.home, folder / "alone")
    repository, first = repository_in(folder)
    with ExitStack() as stack:
        try:
            database = stack.enter_context(postgres()).new_database("airflow")
            broker = stack.enter_context(redis())
        except UnavailableError as reason:
            pytest.skip(str(reason))
        commands = {
            **{name: PARTS[name] for name in ("api-server", "scheduler", "dag-processor")},
            **{name: worker(name, folder) for name in WORKERS},
        }
        told = environment(database, broker, repository, folder)
        airflow = stack.enter_context(real_airflow(settings, commands, told))
        yield told_story(airflow, repository, first)


def told_story(airflow: RealAirflow, repository: Repository, first: str) -> Seen:
    airflow.switch_on(DAG)
    run_id = airflow.trigger(DAG, period=PERIOD)
    airflow.until(lambda: airflow.tasks(DAG, run_id).get("freeze") == "success", "freezing", LONGEST_SECONDS)
    file = repository.folder / "checkout" / "dags" / f"{DAG}.py"
    file.write_text(file.read_text("utf-8").replace('tags=["appraisal"]', 'tags=["appraisal", "second"]'), "utf-8")
    second = repository.commit("second")
    wait_for_publishing(airflow, run_id)
    airflow.until(lambda: airflow.get(f"/dags/{DAG}")["bundle_version"] == second, "the second version known")
    documents = by_organisation(airflow, run_id)
    began = {name: did(airflow, name) for name in WORKERS}
    result = (hashes_of(airflow.settings), files_of(airflow.settings))

    # Publish again; the second worker dies with the first documents it is writing.
    ends = {name: len(log_of(airflow, name)) for name in WORKERS}
    airflow.post(
        f"/dags/{DAG}/clearTaskInstances",
        {"dry_run": False, "dag_run_id": run_id, "task_ids": list(PUBLISHING), "only_failed": False},
    )

    def writing() -> dict[str, Any] | None:
        running = [one for one in airflow.instances(DAG, run_id, "publish.documents") if one["state"] == "running"]
        return next((one for one in running if one["id"] in did(airflow, WORKERS[1], ends[WORKERS[1]])), None)

    killed = airflow.until(writing, "the second worker writing documents", LONGEST_SECONDS)
    airflow.kill(WORKERS[1])
    wait_for_publishing(airflow, run_id)
    return Seen(
        airflow.settings,
        (first, second),
        (airflow.get(f"/dags/{DAG}/dagRuns/{run_id}")["bundle_version"], airflow.get(f"/dags/{DAG}")["bundle_version"]),
        began,
        documents,
        result,
        killed,
        by_organisation(airflow, run_id),
        did(airflow, WORKERS[0], ends[WORKERS[0]]),
    )


def wait_for_publishing(airflow: RealAirflow, run_id: str) -> None:
    """Wait until what was published stands in its place."""

    def done() -> bool:
        tasks = airflow.tasks(DAG, run_id)
        failed = {name for name, state in tasks.items() if state in ("failed", "upstream_failed")}
        assert not failed, failed
        return tasks.get(PUBLISHING[-1]) == "success"

    airflow.until(done, "published files", LONGEST_SECONDS)


def by_organisation(airflow: RealAirflow, run_id: str) -> dict[str, dict[str, Any]]:
    """The mapped tasks by what the page calls them."""
    return {one["rendered_map_index"]: one for one in airflow.instances(DAG, run_id, "publish.documents")}


def test_each_organisation_is_a_task_named_after_it_and_both_workers_did_some(seen: Seen) -> None:
    assert tuple(sorted(seen.documents)) == ORGANISATIONS
    assert {one["state"] for one in seen.documents.values()} == {"success"}
    ids = {one["id"] for one in seen.documents.values()}
    assert ids <= seen.began[WORKERS[0]] | seen.began[WORKERS[1]]
    assert all(ids & seen.began[name] for name in WORKERS)


def test_documents_have_a_pool_of_their_own_and_all_else_waits_for_the_warehouse(seen: Seen) -> None:
    assert {one["pool"] for one in seen.documents.values()} == {"documents"}


def test_a_run_keeps_the_version_of_the_dags_it_began_with(seen: Seen) -> None:
    assert seen.commits[0] != seen.commits[1]
    assert seen.versions == seen.commits


def test_what_a_killed_worker_was_writing_another_one_wrote(seen: Seen) -> None:
    org = next(name for name, one in seen.documents.items() if one["map_index"] == seen.killed["map_index"])
    finished = seen.again[org]
    assert (finished["state"], finished["try_number"]) == ("success", seen.killed["try_number"] + 1)
    assert finished["id"] != seen.killed["id"]
    assert finished["id"] in seen.survivor_began
    assert {one["state"] for one in seen.again.values()} == {"success"}


def test_the_results_are_those_of_one_process_bit_for_bit(seen: Seen) -> None:
    alone = settings_of(seen.settings.home.with_name("alone"))
    steps.publish(alone, steps.run(alone, PERIOD))
    expected = (hashes_of(alone), files_of(alone))
    assert len(expected[0]) > 10
    assert {name.split("/")[0] for name in expected[1]} == set(ORGANISATIONS)
    assert seen.first == expected
    assert (hashes_of(seen.settings), files_of(seen.settings)) == expected
    assert [file.name for file in seen.settings.published.iterdir() if file.name.startswith(".")] == []
