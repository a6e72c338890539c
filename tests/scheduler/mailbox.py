"""A mail server for tests: takes every letter and keeps it."""

from __future__ import annotations

import email
import email.policy
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import cast

ANSWERS = {b"DATA": b"354 go on", b"QUIT": b"221 bye"}


@dataclass
class Mailbox:
    """The letters that came, in order, and the connection that leads here. Closed, it hangs up on everybody."""

    port: int = 0
    is_open: bool = True
    letters: list[EmailMessage] = field(default_factory=list)

    @property
    def connection(self) -> str:
        """The value of `AIRFLOW_CONN_SMTP_DEFAULT`."""
        extra = {"from_email": "appraise@example.org", "disable_ssl": True, "disable_tls": True, "retry_limit": 0}
        return json.dumps({"conn_type": "smtp", "host": "127.0.0.1", "port": self.port, "extra": extra})

    def about(self, words: str) -> list[EmailMessage]:
        """The letters with these words in their subject."""
        return [one for one in self.letters if words in one["subject"]]


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A server on a free port while the block runs."""
    box = Mailbox()

    class Session(StreamRequestHandler):
        def handle(self) -> None:
            if not box.is_open:
                return
            self.wfile.write(b"220 ready\r\n")
            for line in self.rfile:
                command = line[:4].strip().upper()
                self.wfile.write(ANSWERS.get(command, b"250 ok") + b"\r\n")
                if command == b"QUIT":
                    return
                if command == b"DATA":
                    sent = iter(self.rfile.readline, b".\r\n")  # a line that begins with a dot is sent with two
                    content = b"".join(one.removeprefix(b".") for one in sent).replace(b"\r\n", b"\n")
                    letter = email.message_from_bytes(content, policy=email.policy.default)
                    box.letters.append(cast(EmailMessage, letter))
                    self.wfile.write(b"250 taken\r\n")

    with ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
