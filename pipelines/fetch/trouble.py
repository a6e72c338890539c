"""What a database says when something goes wrong: whether it may pass, and whom it concerns."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import InterfaceError as SqlInterfaceError

from pipelines.errors import FetchError, RuleError, UserError
from pipelines.fetch.connection import Connection

# Classes of SQLSTATE that may pass: connection lost, deadlock, no resources, stopped by somebody, the system, locks.
PASSING = ("08", "40", "53", "57", "58", "55P03", "25P0", "XX")
PACKAGES = {
    "postgresql": "apache-airflow-providers-postgres", "mysql": "apache-airflow-providers-mysql",
    "mssql": "apache-airflow-providers-microsoft-mssql", "oracle": "apache-airflow-providers-oracle",
}  # fmt: skip
# Refusals for which a driver gives no code, in the words of servers that speak English or Chinese.
REFUSED = (
    "password", "authentication", "认证", "口令", "密码", "pg_hba.conf", "access denied", "permission denied",
    "unknown database", "login failed", "invalid connection option", "invalid port", "ora-01017",
)  # fmt: skip
MISSING = (
    "does not exist", "不存在", "no such table", "no such column", "unable to open", "syntax error",
    "unrecognized token", "ora-009",
)  # fmt: skip


def as_user_error(error: SQLAlchemyError | ImportError, conn_id: str, connection: Connection, file: Path) -> UserError:
    """What happened, with the connection, the source file and the database's own words, and without its password."""
    if isinstance(error, NoSuchModuleError | ImportError):
        kind = connection.url().get_backend_name()
        package = PACKAGES.get(kind, f"the SQLAlchemy driver of {kind}")
        return RuleError(
            f'the connection "{conn_id}" is of the kind {connection.conn_type}, and its driver is not installed.',
            do=f"Install {package}, or correct the kind of connection.",
            file=file,
        )
    said = connection.without_secrets(words_of(error))
    if may_pass(error):
        return FetchError(
            f'the database of the connection "{conn_id}" cannot be reached or read: {said}',
            do="Nothing is lost: the next fetch goes on where the last ended. See that it runs and can be reached.",
            file=file,
        )
    return RuleError(
        f'the database of the connection "{conn_id}" refuses: {said}',
        do="Correct the connection, the query or what its user may read (SELECT is enough).",
        file=file,
    )


def words_of(error: SQLAlchemyError) -> str:
    """What the database itself said, in one line."""
    own = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return " ".join(str(own).split()) or type(own).__name__


def may_pass(error: SQLAlchemyError) -> bool:
    """Whether the same may go well a few minutes later. When nothing tells, it may: that costs waiting, no data."""
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    own = error.orig
    state = getattr(own, "sqlstate", None) or getattr(own, "pgcode", None)
    if state:
        return str(state).startswith(PASSING)
    said = str(own).lower()
    refused = any(word in said for word in REFUSED + MISSING)
    return isinstance(error, OperationalError | SqlInterfaceError) and not refused
