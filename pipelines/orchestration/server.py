"""Airflow on this machine: page, scheduler and DAG processor under one command, until Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep

from pipelines.errors import UserError
from pipelines.orchestration.airflow_home import airflow_dir, login, migrate, prepare
from pipelines.settings import Settings

# Logs are read from the folder, so nothing has to serve them. No task of ours needs the triggerer; without it
# the page shows a red light.
PARTS = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
SECONDS_TO_START = 180
SECONDS_TO_STOP = 15


def serve(settings: Settings, port: int = 8080, show: Callable[[str], None] = print) -> None:
    """Start Airflow on `port`, print its address and login when it answers, stop it on Ctrl-C or SIGTERM.

    Raises UserError when the port is taken or a part of Airflow ends by itself; its log is named.
    """
    _check_port(port)
    migrate(settings)
    environment = prepare(settings, port)
    logs = airflow_dir(settings) / "logs"
    show("Starting Airflow: half a minute.")
    # SIGTERM ends this command as Ctrl-C does, so that no part is left behind.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with ExitStack() as stack:
            running = {
                name: stack.enter_context(_part(command, environment, logs / f"{name}.log"))
                for name, command in PARTS.items()
            }
            _wait_until_healthy(port, running, logs)
            user, password = login(settings)
            show(f"Airflow is ready: http://127.0.0.1:{port}   user {user}   password {password}")
            show("The DAGs start paused: switch them on in the list, or press Trigger on one.")
            show(f"Data directory {settings.home.resolve()}; logs in {logs}. Ctrl-C stops Airflow.")
            while True:
                _check_alive(running, logs)
                sleep(1)
    except KeyboardInterrupt:
        show("Airflow has stopped.")
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _part(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """One part of Airflow with the processes it starts, as a group that Ctrl-C reaches through us only."""
    with (
        log.open("ab") as lines,
        subprocess.Popen(
            [sys.executable, "-m", "airflow", *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=lines,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the group to end; what has not ended in time is killed."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(SECONDS_TO_STOP)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _wait_until_healthy(port: int, running: dict[str, subprocess.Popen[bytes]], logs: Path) -> None:
    until = monotonic() + SECONDS_TO_START
    while not _is_healthy(port):
        _check_alive(running, logs)
        if monotonic() > until:
            raise UserError(
                f"Airflow gave no answer in {SECONDS_TO_START} seconds.", do=f"Its logs are in {logs}."
            )
        sleep(1)


def _is_healthy(port: int) -> bool:
    """Whether the page answers and the scheduler and the DAG processor send their heartbeats."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/monitor/health", timeout=5) as answer:
            health = json.load(answer)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False
    return all(health[part]["status"] == "healthy" for part in ("metadatabase", "scheduler", "dag_processor"))


def _check_alive(running: dict[str, subprocess.Popen[bytes]], logs: Path) -> None:
    for name, process in running.items():
        if process.poll() is not None:
            raise UserError(
                f"Airflow's {name} ended by itself.",
                file=logs / f"{name}.log",
                do="The end of the log says why.",
            )


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise UserError(f"Port {port} is taken.", do="Choose another with --port.") from error
