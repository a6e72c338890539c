"""Airflow on this machine: page, scheduler and DAG processor under one command, until Ctrl-C."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from pipelines.errors import UserError
from pipelines.orchestration.airflow_home import airflow_dir, login, migrate, prepare
from pipelines.settings import Settings

# Logs are read from the folder, so nothing has to serve them. The triggerer tells what is late.
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

    Raises UserError when the port cannot be used or a part of Airflow ends by itself; its log is named.
    """
    _check_port(port)
    show("Starting Airflow: half a minute.")
    # SIGTERM ends this command as Ctrl-C does, so that no part is left behind. A shell that starts it in the
    # background has SIGINT ignored; it is taken back.
    before = {number: signal.signal(number, signal.default_int_handler) for number in (signal.SIGINT, signal.SIGTERM)}
    logs = airflow_dir(settings) / "logs"
    try:
        with running(settings, port) as parts:
            user, password = login(settings)
            show(f"Airflow is ready: http://127.0.0.1:{port}   user {user}   password {password}")
            show("The DAGs start paused: switch them on in the list, or press Trigger on one.")
            show(f"Data directory {settings.home.resolve()}; logs in {logs}. Ctrl-C stops Airflow.")
            while True:
                _check_alive(parts, logs)
                sleep(1)
    except KeyboardInterrupt:
        show("Airflow has stopped.")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def running(
    settings: Settings,
    port: int,
    commands: Mapping[str, Sequence[str]] = PARTS,
    others: Mapping[str, str] | None = None,
) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Airflow on `port` while the block runs: its parts, all healthy at the start. Raises UserError if one is not.

    `commands`: Airflow's commands by the names of the parts; `others`: settings of Airflow in place of those of one
    machine."""
    logs = airflow_dir(settings) / "logs"
    environment = {**prepare(settings, port), **(others or {})}
    with _alone(airflow_dir(settings)):
        migrate(settings, environment)
        with _parts(commands, environment, logs) as parts:
            _wait_until_healthy(port, parts, logs)
            yield parts


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Keep a second Airflow away from the same metadata while the block runs. Raises UserError where one runs."""
    with (home / "running.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UserError(
                "Airflow runs for this data directory already.", do="Use that one, or stop it first.", file=home
            ) from error
        yield


@contextmanager
def _parts(
    commands: Mapping[str, Sequence[str]], environment: Mapping[str, str], logs: Path
) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """The parts of Airflow, each with the processes it starts as a group that Ctrl-C reaches through us only."""
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            running[name] = start(name, command, environment, logs)
        yield running
    finally:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave parts behind
        _stop(running)
        signal.signal(signal.SIGINT, before)


def start(name: str, command: Sequence[str], environment: Mapping[str, str], logs: Path) -> subprocess.Popen[bytes]:
    """Start one part of Airflow; what it says goes to its log."""
    with (logs / f"{name}.log").open("ab") as lines:
        return subprocess.Popen(
            [sys.executable, "-m", "airflow", *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=lines,
            start_new_session=True,
        )


def _stop(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask all groups to end at the same time; what has not ended in time is killed."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for process in running.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, sign)
        until = monotonic() + SECONDS_TO_STOP
        for process in running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, until - monotonic()))


def _wait_until_healthy(port: int, running: dict[str, subprocess.Popen[bytes]], logs: Path) -> None:
    until = monotonic() + SECONDS_TO_START
    while not _is_healthy(port):
        _check_alive(running, logs)
        if monotonic() > until:
            raise UserError(f"Airflow gave no answer in {SECONDS_TO_START} seconds.", do=f"Its logs are in {logs}.")
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
            why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used: {error.strerror}"
            raise UserError(f"Port {port} {why}.", do="Choose another with --port.") from error
