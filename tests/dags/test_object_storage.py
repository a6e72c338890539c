"""The object storage as Airflow opens it: an address of the local disk, one that a file system is attached to, and what
is said where a provider or a connection is missing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import steps
from pipelines.errors import UserError
from pipelines.fetch.storage import open_storage
from pipelines.settings import Settings

pytestmark = pytest.mark.usefixtures("airflow_environment")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", project=tmp_path / "project")


def test_a_folder_of_the_disk_is_an_object_storage_too(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "share" / "E001"
    folder.mkdir(parents=True)
    (folder / "project.csv").write_text("a", encoding="utf-8")
    with_url = settings.model_copy(update={"inbox_url": (tmp_path / "share").as_uri()})
    assert [one.outcome for one in steps.fetch(with_url)] == ["fetched"]
    assert (settings.incoming / "E001" / "project.csv").read_text(encoding="utf-8") == "a"
    assert [one.outcome for one in steps.fetch(with_url)] == ["nothing_new"]
    (folder / "project.csv").write_text("b", encoding="utf-8")
    assert [one.outcome for one in steps.fetch(with_url)] == ["fetched"]


def test_a_file_system_that_was_attached_is_used(settings: Settings) -> None:
    from airflow.sdk.io import attach
    from fsspec.implementations.memory import MemoryFileSystem

    files = MemoryFileSystem()
    files.pipe("/bucket/hr/E001/project.csv", b"a")
    attach("memory", conn_id="shared", fs=files)
    given = {"inbox_url": "memory://bucket/hr", "inbox_connection": "shared"}
    assert [one.file for one in steps.fetch(settings.model_copy(update=given))] == ["E001/project.csv"]
    assert (settings.incoming / "E001" / "project.csv").read_bytes() == b"a"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("s3://bucket/hr", r"Install apache-airflow-providers-amazon\[s3fs\]"),
        ("gs://bucket/hr", "Install apache-airflow-providers-google"),
        ("abfs://bucket/hr", "Install apache-airflow-providers-microsoft-azure"),
        ("nosuchthing://bucket", "Install the Airflow provider of nosuchthing://"),
        ("bucket/hr", "is no address of an object storage"),
        ("s3://key:secret@bucket/hr", "is no address of an object storage"),
    ],
)
def test_an_address_that_cannot_be_opened_is_told_with_what_to_do(address: str, said: str, settings: Settings) -> None:
    with pytest.raises(UserError, match=said) as told:
        open_storage(settings.model_copy(update={"inbox_url": address}))
    assert "secret" not in str(told.value)


@pytest.fixture
def ledger(settings: Settings, tmp_path: Path) -> str:
    """A source that reads organisations from a database, and the connection that it needs."""
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as con, con:
        con.execute("CREATE TABLE o (id INTEGER, org_id, name, regime)")
        con.execute("INSERT INTO o VALUES (6, 'E006', 'Six', 'enterprise'), (7, 'E007', 'Seven', 'enterprise')")
    database = "{connection: ledger, query: SELECT * FROM o, incremental: {column: id, by: key}}"
    settings.sources.mkdir(parents=True)
    source = f"source: ledger\nfeed: organization\ndatabase: {database}\n"
    (settings.sources / "ledger.yaml").write_text(source, encoding="utf-8")
    return f"sqlite:///{tmp_path / 'ledger.db'}"


def test_a_connection_comes_from_airflow(settings: Settings, ledger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import airflow.sdk  # noqa: F401 - as in a task

    with pytest.raises(UserError, match=r'there is no connection "ledger"'):
        steps.fetch(settings)
    monkeypatch.setenv("AIRFLOW_CONN_LEDGER", ledger)
    assert [(one.outcome, one.row_count) for one in steps.fetch(settings)] == [("fetched", 2)]


def test_the_repair_fetches_from_a_value_on_and_takes_in(
    settings: Settings, ledger: str, run_dag: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_LEDGER", ledger)
    monkeypatch.setenv("APPRAISE_HOME", str(settings.home))
    monkeypatch.setenv("APPRAISE_PROJECT", str(settings.project))
    day = date(2026, 12, 1)
    assert run_dag("fetch", day, sources=["ledger"], since="6").state == "success"
    with closing(duckdb.connect(str(settings.warehouse), read_only=True)) as con:
        assert con.execute("SELECT since_value, until_value FROM ingest.fetched").fetchall() == [("6", "7")]
        assert con.execute("SELECT org_id FROM records.organization").fetchall() == [("E007",)]
    assert run_dag("fetch", day, sources=["leger"]).tasks == {"fetch": "failed", "take_in": "upstream_failed"}
