"""A warehouse in memory, made once; every case runs in a transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from pipelines.schemes import load_catalogue
from pipelines.schemes.catalogue import store_catalogue
from pipelines.warehouse import prepare


@pytest.fixture(scope="module")
def empty_warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    prepare(con)
    store_catalogue(con, load_catalogue())
    yield con
    con.close()


@pytest.fixture
def warehouse(empty_warehouse: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    empty_warehouse.execute("BEGIN")
    yield empty_warehouse
    empty_warehouse.execute("ROLLBACK")
