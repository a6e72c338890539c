"""A warehouse in memory, made once; what a test puts in is taken out again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pytest

from pipelines.models.tables import create_views
from pipelines.warehouse import prepare
from tests.models.schemes_by_hand import Warehouse


@pytest.fixture(scope="session")
def warehouse() -> Iterator[Warehouse]:
    """`with warehouse() as con:` an empty one, as often as needed."""
    con = duckdb.connect()
    prepare(con)
    create_views(con, "scoring")

    @contextmanager
    def emptied() -> Iterator[duckdb.DuckDBPyConnection]:
        con.execute("BEGIN")
        try:
            yield con
        finally:
            con.execute("ROLLBACK")

    yield emptied
    con.close()
