"""Airflow's connections: by id to the address of a database.

Airflow takes twenty seconds to import. A command started by hand therefore reads the variable `AIRFLOW_CONN_<ID>`
itself, as Airflow writes it (an address or JSON), and asks Airflow where there is none.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from pipelines.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy import URL

# What Airflow calls a kind of connection where SQLAlchemy calls it otherwise.
SCHEMES = {"postgres": "postgresql", "mssql": "mssql+pymssql", "oracle": "oracle+oracledb"}
SCHEME_KEY, EXTRA_KEY = "sqlalchemy_scheme", "__extra__"
SECRET = ("password", "secret", "token", "key")  # parts of names in `extra`
LEAST_SECRET = 4  # taking a shorter one out would spoil other words


@dataclass(frozen=True)
class Connection:
    """Where a database is and who asks. The password is never printed."""

    conn_type: str
    host: str = ""
    port: int | None = None
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    schema: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def url(self) -> URL:
        """The address as SQLAlchemy takes it; plain entries of `extra` (sslmode, ...) go to the driver."""
        from sqlalchemy import URL

        kind = self.conn_type.lower().replace("-", "_")
        scheme = str(self.extra.get(SCHEME_KEY) or SCHEMES.get(kind, kind))
        options = {
            name: str(value)
            for name, value in self.extra.items()
            if isinstance(value, str | int) and not isinstance(value, bool) and name not in {SCHEME_KEY, EXTRA_KEY}
        }
        if scheme.startswith("sqlite"):  # its file stands where others have a host or a database
            return URL.create(scheme, database=self.schema or self.host)
        return URL.create(
            scheme, self.login, self.password, self.host or None, self.port, self.schema or None, options
        )  # fmt: skip

    def without_secrets(self, said: str) -> str:
        """A message with the password, and what else is secret, taken out."""
        secrets = [str(value) for name, value in self.extra.items() if any(part in name.lower() for part in SECRET)]
        for secret in (self.password, *secrets):
            for form in (secret, quote(secret, safe="")) if secret and len(secret) >= LEAST_SECRET else ():
                said = said.replace(form, "***")
        return said


def variable_of(conn_id: str) -> str:
    """The environment variable that may hold the connection."""
    return f"AIRFLOW_CONN_{conn_id.upper()}"


def is_at_hand(conn_id: str) -> bool:
    """Whether the connection is known without asking Airflow."""
    return variable_of(conn_id) in os.environ or "airflow.sdk" in sys.modules


def find_connection(conn_id: str) -> Connection | None:
    """The connection of that id; None where there is none. Raises UserError for a variable that cannot be read."""
    own = os.environ.get(variable_of(conn_id))
    if own and "airflow.sdk" not in sys.modules and not os.environ.get("AIRFLOW__SECRETS__BACKEND"):
        return read_variable(conn_id, own)
    return ask_airflow(conn_id)


def ask_airflow(conn_id: str) -> Connection | None:
    """What Airflow knows: secrets backends, variables and, in a task, what was entered on its page."""
    from airflow.sdk import Connection as AirflowConnection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        found = AirflowConnection.get(conn_id)
    except AirflowNotFoundException:
        return None
    return Connection(
        found.conn_type or "", found.host or "", found.port, found.login, found.password,
        found.schema or "", found.extra_dejson,
    )  # fmt: skip


def read_variable(conn_id: str, text: str) -> Connection:
    """An address or JSON, as Airflow reads it. Raises UserError, which does not show it."""
    try:
        return from_json(json.loads(text)) if text.lstrip().startswith("{") else from_address(text)
    except (ValueError, TypeError, AttributeError):
        raise UserError(
            f"{variable_of(conn_id)} cannot be read as a connection.",
            do="Write it as postgres://user:password@host:5432/database, with special characters as %40, or as JSON.",
        ) from None


def from_json(told: dict[str, Any]) -> Connection:
    extra = told.get("extra") or {}
    return Connection(
        str(told["conn_type"]) if "conn_type" in told else "",
        told.get("host") or "",
        int(told["port"]) if told.get("port") else None,
        told.get("login"),
        told.get("password"),
        told.get("schema") or "",
        json.loads(extra) if isinstance(extra, str) else extra,
    )


def from_address(text: str) -> Connection:
    parts = urlsplit(text)
    if not parts.scheme:
        raise ValueError("no scheme")
    extra: dict[str, Any] = dict(parse_qsl(parts.query, keep_blank_values=True))
    if EXTRA_KEY in extra:
        extra = json.loads(extra[EXTRA_KEY])
    host = parts.netloc.rpartition("@")[2]
    return Connection(
        parts.scheme,
        unquote(host.partition(":")[0] if not host.startswith("[") else host[1:].partition("]")[0]),
        parts.port,
        unquote(parts.username) if parts.username else None,
        unquote(parts.password) if parts.password else None,
        unquote(parts.path[1:]),
        extra,
    )
