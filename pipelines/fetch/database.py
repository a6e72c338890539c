"""Reading a source's query: one consistent, read-only look at the database, in chunks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from pipelines.errors import RuleError
from pipelines.fetch.connection import Connection, find_connection, variable_of
from pipelines.fetch.query import empty_query, rows_query
from pipelines.fetch.trouble import as_user_error
from pipelines.ingest.source import Database

CHUNK = 20_000
SECONDS_TO_CONNECT = 15
# A line that went dead is noticed within a minute, not after hours.
POSTGRESQL = {
    "connect_timeout": SECONDS_TO_CONNECT, "keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}  # fmt: skip
Row = Sequence[Any]


@dataclass(frozen=True)
class Opened:
    """An open session and the columns that the query gives."""

    session: sa.Connection
    database: Database
    columns: list[str]

    def chunks(self, since: str | None, order: Sequence[str]) -> Iterator[Sequence[Row]]:
        """The rows from `since` on, in parts that fit into memory."""
        quote = self.session.dialect.identifier_preparer.quote
        query = rows_query(self.database, since, order, quote)
        # No parameters: a "%" in the query stands for itself.
        result = self.session.execution_options(no_parameters=True, stream_results=True, yield_per=CHUNK)
        yield from result.exec_driver_sql(query).partitions()


@contextmanager
def opened(database: Database, file: Path) -> Iterator[Opened]:
    """A session on the database of a source, for the length of a block.

    Raises RuleError when the connection is not known or the database refuses it or the query, FetchError when it cannot
    be reached or a line breaks.
    """
    conn_id = database.connection
    connection = find_connection(conn_id)
    if connection is None:
        raise RuleError(
            f'there is no connection "{conn_id}".',
            do=f"For a command set {variable_of(conn_id)}, which Airflow reads, too; what is added on Airflow's page "
            "(Admin, Connections) is there for DAGs alone.",
            file=file,
        )
    try:
        with session(connection) as con:
            yield Opened(con, database, columns_of(con, database, file))
    except (sa.exc.SQLAlchemyError, ImportError) as error:
        raise as_user_error(error, conn_id, connection, file) from error


@contextmanager
def session(connection: Connection) -> Iterator[sa.Connection]:
    """A transaction that reads, sees one state of the database throughout, and is rolled back at the end."""
    url = connection.url()
    kind = url.get_backend_name()
    arguments = {name: value for name, value in POSTGRESQL.items() if name not in url.query}
    engine = sa.create_engine(
        url, poolclass=NullPool, hide_parameters=True, connect_args=arguments if kind == "postgresql" else {}
    )
    with engine.connect() as con:
        if kind == "postgresql":
            con.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        elif kind == "sqlite":
            con.exec_driver_sql("PRAGMA query_only = ON")
        yield con
        con.rollback()


def columns_of(con: sa.Connection, database: Database, file: Path) -> list[str]:
    """The columns of the query. Raises RuleError for names that a file could not keep apart."""
    found = con.execution_options(no_parameters=True).exec_driver_sql(empty_query(database))
    columns = list(found.keys())
    found.close()
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice or "source_row" in columns:
        what = f'two columns are called "{twice[0]}".' if twice else '"source_row" is the name of our own column.'
        raise RuleError(what, do="Give it another name in the query, with AS.", file=file)
    by = database.incremental
    if by and by.column not in columns:
        what = f'the query has no column "{by.column}" to tell what is new by. Found: {", ".join(columns)}.'
        raise RuleError(what, do="Select it; it need not be mapped to a field.", file=file)
    return columns
