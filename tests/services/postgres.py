"""PostgreSQL for real, on a free port of this machine, for as long as a block runs."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree
from time import monotonic, sleep

import psycopg

from tests.services.debian import UnavailableError, as_nobody, owned_folder, programs

USER, PASSWORD = "appraise", "correct-horse-battery"
SECONDS_TO_START = 60
# Nothing here outlives a test, so nothing is written twice or waited for.
SETTINGS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=16MB", "max_connections=60",
            "unix_socket_directories=", "listen_addresses=127.0.0.1")  # fmt: skip


@dataclass(frozen=True)
class Postgres:
    """A running server and one of its databases; the user may do everything."""

    port: int
    database: str = "postgres"
    host: str = "127.0.0.1"
    user: str = USER
    password: str = PASSWORD

    def url(self, scheme: str = "postgresql") -> str:
        """The address of the database with its password, as SQLAlchemy and Airflow read it."""
        return f"{scheme}://{self.user}:{self.password}@{self.host}:{self.port}/{self.database}"

    def execute(self, *statements: str) -> None:
        """Run statements, each on its own."""
        with psycopg.connect(self.url(), autocommit=True) as con:
            for statement in statements:
                con.execute(statement.encode())

    def new_database(self, name: str) -> Postgres:
        """The same server with an empty database of that name; one that was there is replaced."""
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
        return replace(self, database=name)


@contextmanager
def postgres(port: int | None = None) -> Iterator[Postgres]:
    """A new server without data. Raises UnavailableError where PostgreSQL cannot be had."""
    found = programs("postgresql", "initdb", "postgres")
    before, owner = as_nobody("postgres")
    folder = owned_folder("appraise-postgres-", owner)
    try:
        make_cluster([*before, found["initdb"]], folder)
        with running([*before, found["postgres"]], folder, port or free_port()) as server:
            yield server
    finally:
        rmtree(folder)


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[Postgres]:
    """The server on what `folder` holds; stopped when the block ends."""
    options = [part for setting in SETTINGS for part in ("-c", setting)]
    log = folder / "log"
    with log.open("ab") as lines:
        process = subprocess.Popen(
            [*command, "-D", str(folder / "data"), "-p", str(port), *options],
            cwd="/", stdin=subprocess.DEVNULL, stdout=lines, stderr=lines, start_new_session=True,
        )  # fmt: skip
    try:
        server = Postgres(port)
        until = monotonic() + SECONDS_TO_START
        while not answers(server):
            if process.poll() is not None or monotonic() > until:
                raise UnavailableError(f"PostgreSQL did not start: {log.read_text('utf-8', 'replace')[-500:]}")
            sleep(0.05)
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # "fast": sessions are ended
        process.wait(30)


def make_cluster(initdb: list[str], folder: Path) -> None:
    secret = folder / "password"
    secret.write_text(PASSWORD, "utf-8")
    secret.chmod(0o644)
    options = ("--no-sync", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", f"--username={USER}")
    done = subprocess.run(
        [*initdb, *options, f"--pwfile={secret}", "-D", str(folder / "data")],
        cwd="/", capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise UnavailableError(f"initdb failed: {done.stderr.strip()[-500:]}")


def answers(server: Postgres) -> bool:
    try:
        psycopg.connect(server.url(), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
