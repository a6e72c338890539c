"""Redis for real, on a free port of this machine, for as long as a block runs."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from shutil import rmtree
from time import monotonic, sleep

from tests.services.debian import UnavailableError, as_nobody, owned_folder, programs
from tests.services.postgres import free_port

PASSWORD = "correct-horse-battery"
SECONDS_TO_START = 30
# Nothing here outlives a test.
SETTINGS = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--requirepass", PASSWORD)


@dataclass(frozen=True)
class Redis:
    """A running server."""

    port: int

    def url(self, database: int = 0) -> str:
        """The address of one of its databases with the password, as Celery reads it."""
        return f"redis://:{PASSWORD}@127.0.0.1:{self.port}/{database}"


@contextmanager
def redis() -> Iterator[Redis]:
    """A new server without data. Raises UnavailableError where Redis cannot be had."""
    found = programs("redis-server", "redis-server")
    before, owner = as_nobody("redis")
    folder, port = owned_folder("appraise-redis-", owner), free_port()
    try:
        with (folder / "log").open("ab") as lines:
            process = subprocess.Popen(
                [*before, found["redis-server"], "--port", str(port), "--dir", str(folder), *SETTINGS],
                cwd="/", stdin=subprocess.DEVNULL, stdout=lines, stderr=lines, start_new_session=True,
            )  # fmt: skip
        try:
            until = monotonic() + SECONDS_TO_START
            while not answers(port):
                if process.poll() is not None or monotonic() > until:
                    said = (folder / "log").read_text("utf-8", "replace")
                    raise UnavailableError(f"Redis did not start: {said[-500:]}")
                sleep(0.05)
            yield Redis(port)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
    finally:
        rmtree(folder)


def answers(port: int) -> bool:
    """Whether it answers who knows the password."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
            line.sendall(f"AUTH {PASSWORD}\r\nPING\r\n".encode())
            return line.recv(64).startswith(b"+OK")
    except OSError:
        return False
