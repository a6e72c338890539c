"""A SQLAlchemy dialect through which Great Expectations reads over a DuckDB connection that is already open.

Great Expectations has no DuckDB support of its own. With duckdb_engine's dialect it ends a transaction before
it fetches, which drops the rows, and to learn the columns it sends catalogue queries that DuckDB refuses,
which aborts the transaction. Here nothing begins, commits or closes: it reads on the connection lent to it,
sees what the transaction has written so far, and leaves the transaction alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import duckdb
from sqlalchemy import types
from sqlalchemy.dialects import registry
from sqlalchemy.engine.default import DefaultDialect

LENT: dict[str, duckdb.DuckDBPyConnection] = {}


@contextmanager
def lent(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Lend a connection; gives the SQLAlchemy URL that leads to it while the block runs."""
    name = uuid4().hex
    registry.register("duckdb.lent", __name__, "LentDialect")
    LENT[name] = con
    try:
        yield f"duckdb+lent:///{name}"
    finally:
        del LENT[name]


class LentCursor:
    """A DB-API cursor over a lent connection."""

    rowcount = -1

    def __init__(self, name: str) -> None:
        self.name = name

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement."""
        LENT[self.name].execute(statement, list(parameters))

    def close(self) -> None:
        """The connection belongs to the lender."""

    def __getattr__(self, attribute: str) -> Any:
        """`description` and `fetch*` are the connection's own."""
        return getattr(LENT[self.name], attribute)


class LentDialect(DefaultDialect):
    """Plain SQL over a lent DuckDB connection, for reading only."""

    name = "duckdb"
    driver = "lent"
    default_paramstyle = "qmark"
    supports_statement_cache = False
    supports_native_boolean = True

    @classmethod
    def import_dbapi(cls) -> Any:
        """What SQLAlchemy asks of a database module."""
        errors = {name: getattr(duckdb, name) for name in dir(duckdb) if name.endswith("Error")}
        return SimpleNamespace(paramstyle="qmark", **errors)

    def connect(self, *_: Any, **params: Any) -> Any:
        """The connection lent under the name in the URL; nothing is begun, committed or closed on it."""

        def nothing() -> None:
            """The transaction belongs to the lender."""

        return SimpleNamespace(
            cursor=lambda: LentCursor(params["database"]), commit=nothing, rollback=nothing, close=nothing
        )

    def _get_default_schema_name(self, connection: Any) -> str:
        return "main"

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **_: Any) -> Any:
        """The columns of a temporary view, asked of DuckDB itself."""
        rows = connection.exec_driver_sql(f'DESCRIBE temp."{table_name}"').fetchall()
        return [{"name": row[0], "type": types.NullType(), "nullable": True, "default": None} for row in rows]

    def get_pk_constraint(self, connection: Any, table_name: str, schema: str | None = None, **_: Any) -> Any:
        """Views have none."""
        return {"constrained_columns": [], "name": None}
