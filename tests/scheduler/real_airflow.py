"""Airflow for real: page, scheduler, DAG processor and triggerer as processes, spoken to through its REST API."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

import httpx

from pipelines.orchestration import server
from pipelines.orchestration.airflow_home import airflow_dir, login, prepare
from pipelines.orchestration.server import PARTS, running
from pipelines.settings import Settings

ENDED = ("success", "failed")
SECONDS_TO_READ = 12
SECONDS = 300  # what is awaited comes in a few; a machine with much to do takes longer


@dataclass
class RealAirflow:
    """A running Airflow. `parts`: its processes by name (`scheduler`, ...)."""

    settings: Settings
    port: int
    parts: dict[str, subprocess.Popen[bytes]]
    client: httpx.Client

    def get(self, path: str, **params: Any) -> Any:
        """An answer of the REST API."""
        return self._answer(self.client.get(path, params=params))

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Send something that makes or triggers."""
        return self._answer(self.client.post(path, json=body))

    def patch(self, path: str, body: dict[str, Any]) -> Any:
        """Change something."""
        return self._answer(self.client.patch(path, json=body))

    def switch_on(self, *dag_ids: str) -> None:
        """Take DAGs out of their pause, once they are known."""
        for dag_id in dag_ids:
            self.until(lambda dag_id=dag_id: self.client.get(f"/dags/{dag_id}").status_code == 200, f"{dag_id} known")
            self.patch(f"/dags/{dag_id}", {"is_paused": False})

    def trigger(self, dag_id: str, **conf: Any) -> str:
        """Start a DAG by hand; returns the id of its run."""
        answer = self.post(f"/dags/{dag_id}/dagRuns", {"logical_date": None, "conf": conf})
        return str(answer["dag_run_id"])

    def runs(self, dag_id: str) -> list[dict[str, Any]]:
        """All runs of a DAG, the oldest first."""
        found: list[dict[str, Any]] = self.get(f"/dags/{dag_id}/dagRuns", order_by="run_after")["dag_runs"]
        return found

    def tasks(self, dag_id: str, run_id: str) -> dict[str, str]:
        """The state of each task of a run."""
        found = self.get(f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances")["task_instances"]
        return {one["task_id"]: str(one["state"]) for one in found}

    def instances(self, dag_id: str, run_id: str, task_id: str) -> list[dict[str, Any]]:
        """Each mapped instance of a task, in order."""
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances"
        found = self.get(path, task_id=task_id)["task_instances"]
        return sorted((one for one in found if one["task_id"] == task_id), key=lambda one: int(one["map_index"]))

    def wait(self, dag_id: str, run_id: str, seconds: float = SECONDS) -> str:
        """Wait until a run has ended; returns its state."""
        path = f"/dags/{dag_id}/dagRuns/{run_id}"
        self.until(lambda: self.get(path)["state"] in ENDED, f"the end of {dag_id} {run_id}", seconds)
        return str(self.get(path)["state"])

    def question(self, dag_id: str, run_id: str, task_id: str) -> dict[str, Any]:
        """Wait until the question of a task is open; returns it."""
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/-1/hitlDetails"

        def asked() -> dict[str, Any] | None:
            found = self.client.get(path)
            is_open = found.is_success and not found.json()["response_received"]
            return found.json() if is_open else None

        found: dict[str, Any] = self.until(asked, f"the question of {dag_id}.{task_id}")
        return found

    def answer(self, dag_id: str, run_id: str, task_id: str, chosen: str, **fields: Any) -> None:
        """Answer the question of a task, as late as a person would.

        Airflow 3.3 takes an answer that comes within a round of its scheduler, which may last seconds, for the end of
        the task that asked; that is tried again and asks anew.
        """
        sleep(SECONDS_TO_READ)
        path = f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/-1/hitlDetails"
        self.patch(path, {"chosen_options": [chosen], "params_input": fields})

    def until(self, condition: Callable[[], Any], what: str, seconds: float = SECONDS) -> Any:
        """Wait until something holds; returns what it gave."""
        end = monotonic() + seconds
        while not (found := condition()):
            assert monotonic() < end, f"waited {seconds} seconds in vain for: {what}"
            sleep(0.5)
        return found

    def kill(self, part: str) -> None:
        """Kill a part of Airflow with all processes it started, as a crash would."""
        os.killpg(self.parts[part].pid, signal.SIGKILL)
        self.parts[part].wait()

    def start(self, part: str) -> None:
        """Start a part anew that was killed."""
        environment = prepare(self.settings, self.port)
        self.parts[part] = server.start(part, PARTS[part], environment, airflow_dir(self.settings) / "logs")

    def _answer(self, answer: httpx.Response) -> Any:
        assert answer.is_success, f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


@contextmanager
def real_airflow(
    settings: Settings, commands: Mapping[str, Sequence[str]] = PARTS, others: Mapping[str, str] | None = None
) -> Iterator[RealAirflow]:
    """Airflow on a free port, with its data directory in `settings.home`; with other parts and settings, if given."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with running(settings, port, commands, others) as parts:
        address = f"http://127.0.0.1:{port}"
        user, password = login(settings)
        token = httpx.post(f"{address}/auth/token", json={"username": user, "password": password}, timeout=120).json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        with httpx.Client(base_url=f"{address}/api/v2", headers=headers, timeout=SECONDS) as client:
            yield RealAirflow(settings, port, parts, client)
