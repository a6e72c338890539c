"""Source files that name a database, connections as they are written, and any database that SQLAlchemy knows."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlglot

from pipelines.errors import RuleError, UserError
from pipelines.fetch import fetch_new
from pipelines.fetch.connection import Connection, read_variable
from pipelines.fetch.from_database import supersede
from pipelines.fetch.marks import Mark
from pipelines.fetch.query import check_query, earlier
from pipelines.ingest.source import Database, Incremental, Source, check
from pipelines.yaml_file import load_model
from tests.docs.blocks import DOCS, blocks
from tests.ingest.institution import Institution

FILE = Path("source.yaml")


def described(folder: Path, text: str) -> None:
    file = folder / "source.yaml"
    file.write_text("source: s\nfeed: project\n" + text, encoding="utf-8")
    check(load_model(file, Source), file)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        "SELECT a FROM t WHERE b = 'DELETE;';",
        "SELECT a FROM t -- a remark",
        "WITH x AS (SELECT 1 AS a) SELECT a FROM x UNION ALL SELECT 2",
        "SELECT `a` FROM `t`",
        "SELECT TOP 5 [a] FROM [t]",
    ],
)
def test_one_select_is_accepted_in_the_words_of_any_database(query: str) -> None:
    check_query(Database(connection="c", query=query), FILE)


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM t",
        "SELECT 1; DROP TABLE t",
        "SELECT 1; SELECT 2",
        "SELECT 1; -- a remark behind the end",
        "SELECT * INTO copy FROM t",
        "SELECT * FROM t FOR UPDATE",
        "WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone",
        "INSERT INTO t SELECT 1",
        "CREATE TABLE t AS SELECT 1",
        "VACUUM",
        "CALL pay()",
        "",
        "SELEKT",
    ],
)
def test_what_is_no_plain_select_is_refused(query: str) -> None:
    with pytest.raises(RuleError, match=r"`query` (is not one plain SELECT|cannot be read as SQL)"):
        check_query(Database(connection="c", query=query), FILE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: {name: a}", "neither in which files nor in which database"),
        ("files: [a.csv]\ndatabase: {connection: c, query: SELECT 1}", '"files" is about files'),
        ("delimiter: ;\ndatabase: {connection: c, query: SELECT 1}", '"delimiter" is about files'),
        ("database: {connection: c, query: SELECT 1, table: t}", 'the key "table" is unknown here'),
        ("database: {connection: c, query: DROP TABLE t}", "is not one plain SELECT"),
        ("database: {connection: c, query: SELECT 1, incremental: {column: a, by: time}}", '"by" cannot be "time"'),
        ("database: {connection: 'a b', query: SELECT 1}", "database.connection"),
    ],
)
def test_a_source_file_says_where_records_come_from_in_one_way(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=said):
        described(tmp_path, text)


def test_a_snapshot_is_not_fetched_in_parts(tmp_path: Path) -> None:
    text = "database: {connection: c, query: SELECT 1, incremental: {column: a, by: key}}"
    (tmp_path / "s.yaml").write_text(f"source: s\nfeed: department\n{text}", encoding="utf-8")
    with pytest.raises(RuleError, match="is a snapshot"):
        check(load_model(tmp_path / "s.yaml", Source), tmp_path / "s.yaml")


ADDRESS = "postgres://hr%40x:p%40ss%2Fw%3Aord@db.example:5433/people?sslmode=require"
AS_JSON = {
    "conn_type": "postgres", "login": "hr@x", "password": "p@ss/w:ord", "host": "db.example", "port": 5433,
    "schema": "people", "extra": {"sslmode": "require"},
}  # fmt: skip


@pytest.mark.parametrize(
    "text", [ADDRESS, json.dumps(AS_JSON), json.dumps(AS_JSON | {"extra": '{"sslmode": "require"}'})]
)
def test_a_connection_is_read_as_airflow_writes_it(text: str) -> None:
    found = read_variable("hr_db", text)
    url = found.url()
    assert (url.drivername, url.username, url.password, url.host, url.port, url.database, dict(url.query)) == (
        "postgresql", "hr@x", "p@ss/w:ord", "db.example", 5433, "people", {"sslmode": "require"},
    )  # fmt: skip
    assert "p@ss" not in repr(found)
    assert found.without_secrets("no p@ss/w:ord, no p%40ss%2Fw%3Aord") == "no ***, no ***"


def test_a_secret_of_the_connection_is_not_shown_however_its_name_is_written() -> None:
    found = Connection("postgres", extra={"sslPassword": "first", "AccessKey": "second", "sslmode": "require"})
    assert found.without_secrets("first, second, require") == "***, ***, require"


@pytest.mark.parametrize(
    "text", ["postgres//no-scheme:secret@h", '{"password": "secret', "postgres://u:secret@h:port/d"]
)
def test_a_connection_that_cannot_be_read_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(UserError, match="AIRFLOW_CONN_HR_DB cannot be read as a connection") as told:
        read_variable("hr_db", text)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("by", "until", "begin"),
    [
        (Incremental(column="n", by="key"), "1500", "500"),
        (Incremental(column="n", by="key", overlap=0), "1500", "1500"),
        (Incremental(column="d", by="date"), "2026-09-03", "2026-09-02"),
        (
            Incremental(column="d", by="date", overlap=0),
            "2026-09-03 10:00:00.5+00:00",
            "2026-09-03 10:00:00.500000+00:00",
        ),
        (Incremental(column="d", by="date", overlap=3), "2026-12-24 10:00:00", "2026-09-27"),
    ],
)
def test_the_next_fetch_begins_a_margin_earlier_and_never_in_the_future(
    by: Incremental, until: str, begin: str
) -> None:
    assert earlier(by, until, date(2026, 10, 1)) == begin


@pytest.fixture
def ledger(institution: Institution, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A database in a file of SQLite, and the connection to it."""
    con = sqlite3.connect(tmp_path / "ledger.db")
    con.executescript(
        "CREATE TABLE p (org_id, project_id, department_id, name, is_major BOOLEAN, changed TEXT);"
        "INSERT INTO p VALUES ('E001', 'J1', 'D1', '100% :new', 1, '2026-09-01 10:00:00')"
    )
    monkeypatch.setenv("AIRFLOW_CONN_LEDGER", f"sqlite:///{tmp_path / 'ledger.db'}")
    yield con
    con.close()


def test_another_database_than_postgresql_is_read_the_same_way(institution: Institution, ledger: Any) -> None:
    institution.describe(
        """
        source: ledger
        feed: project
        own_headings: true
        database:
          connection: ledger
          query: SELECT * FROM p WHERE name LIKE '100%';
          incremental: {column: changed, by: date}
        """
    )
    (first,) = fetch_new(institution.settings)
    assert (first.outcome, first.until) == ("fetched", "2026-09-01 10:00:00")
    ledger.execute("INSERT INTO p VALUES ('E001', 'J2', 'D1', 'another', 0, '2026-09-02 10:00:00')")
    ledger.execute("INSERT INTO p VALUES ('E001', 'J3', 'D1', '100% old', 0, '2026-08-02 10:00:00')")
    ledger.commit()
    (second,) = fetch_new(institution.settings)
    assert (second.outcome, second.since) == ("unchanged", "2026-08-31 10:00:00")
    institution.take_in()
    assert institution.rows("SELECT project_id, name, is_major FROM records.project") == [("J1", "100% :new", True)]


@pytest.mark.parametrize(
    ("connection", "said"),
    [
        ("nosuchbase://h/d", "is of the kind nosuchbase, and its driver is not installed"),
        ("mysql://h/d", "Install apache-airflow-providers-mysql"),
        ("sqlite:////no/such/folder/x.db", "unable to open database file"),
    ],
)
def test_a_database_that_cannot_be_opened_is_told_with_what_to_do(
    connection: str, said: str, institution: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_LEDGER", connection)
    institution.describe("source: s\nfeed: project\ndatabase: {connection: ledger, query: SELECT 1}")
    (failed,) = fetch_new(institution.settings)
    assert type(failed.error) is RuleError
    assert said in str(failed.error)
    assert 'the connection "ledger"' in str(failed.error)


def test_a_floating_point_number_is_refused(institution: Institution, ledger: Any) -> None:
    database = "{connection: ledger, query: 'SELECT p.*, 0.1 AS x FROM p'}"
    institution.describe(f"source: s\nfeed: project\nown_headings: true\ndatabase: {database}")
    (failed,) = fetch_new(institution.settings)
    assert "floating-point" in str(failed.error)


@pytest.mark.parametrize("page", ["guide_operator.md", "guide_operator.zh.md"])
def test_the_source_that_the_guide_shows_can_be_used(page: str, tmp_path: Path) -> None:
    (shown,) = [block.text for block in blocks(DOCS / page) if block.language == "yaml" and "database:" in block.text]
    file = tmp_path / "source.yaml"
    file.write_text(shown, encoding="utf-8")
    source = load_model(file, Source)
    assert check(source, file).feed == "project_payment"
    assert source.database is not None
    columns = sqlglot.parse_one(source.database.query).named_selects
    assert {column.heading for column in source.columns.values()} | {"changed_at"} == set(columns)


@pytest.mark.parametrize(
    ("since", "query", "stays"),
    [
        ("5", "this", True),
        ("3", "this", False),
        (None, "this", False),
        ("5", "another", True),
        (None, "another", False),
    ],
)
def test_only_a_refused_file_whose_rows_a_newer_one_holds_is_put_aside(
    since: str | None, query: str, stays: bool, tmp_path: Path
) -> None:
    (tmp_path / "a.parquet").touch()
    begun = "3" if query == "this" else "2026-09-03"
    old = Mark("a.parquet", "x", begun, begun, 1, query, state="refused", fetch_id=1)
    new = Mark("b.parquet", "y", since, "9", 1, "this", fetch_id=2)
    supersede(tmp_path, new, [old], Incremental(column="n", by="key"))
    assert (tmp_path / "a.parquet").exists() == stays
    assert (tmp_path / "a.parquet.superseded").exists() != stays
