"""The server the other tests rest on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.services.debian import UnavailableError
from tests.services.postgres import Postgres, answers, postgres


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    try:
        with postgres() as running:
            yield running
    except UnavailableError as reason:
        pytest.skip(str(reason))


def test_a_new_database_is_empty_and_apart(server: Postgres) -> None:
    first, second = server.new_database("first"), server.new_database("second")
    first.execute("CREATE TABLE t (n int)", "INSERT INTO t VALUES (1)")
    with psycopg.connect(first.url()) as con:
        assert con.execute("SELECT n FROM t").fetchall() == [(1,)]
    with pytest.raises(psycopg.errors.UndefinedTable):
        second.execute("SELECT n FROM t")


def test_a_wrong_password_is_refused(server: Postgres) -> None:
    assert not answers(Postgres(server.port, password="wrong"))


def test_nothing_is_left_behind() -> None:
    try:
        with postgres() as running:
            with psycopg.connect(running.url()) as con:
                data = Path(str(con.execute("SHOW data_directory").fetchall()[0][0]))
            assert data.is_dir()
    except UnavailableError as reason:
        pytest.skip(str(reason))
    assert not answers(running)
    assert not data.parent.exists()
