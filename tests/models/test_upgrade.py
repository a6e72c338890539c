"""A warehouse that an earlier version made opens, gets what it lacks and keeps its rows."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import UserError
from pipelines.settings import Settings
from pipelines.upgrade import columns_of, table_columns
from pipelines.warehouse import connect, prepare, writer

EARLIER = """
CREATE SCHEMA scope; CREATE SCHEMA result; CREATE SCHEMA compiled; CREATE SCHEMA history;
CREATE TABLE scope.reach (
    run_id TEXT NOT NULL, org_id TEXT NOT NULL, subject_type TEXT NOT NULL, subject_id TEXT NOT NULL,
    department_id TEXT NOT NULL, counts_from DATE NOT NULL, counts_until DATE NOT NULL
);
INSERT INTO scope.reach VALUES ('r', 'o', 'department', 'd', 'd', '2026-01-01', '2026-12-31');
CREATE TABLE result.metric_sum (
    run_id TEXT NOT NULL, org_id TEXT NOT NULL, subject_type TEXT NOT NULL, subject_id TEXT NOT NULL,
    metric_id TEXT NOT NULL, numerator DECIMAL(38, 6) NOT NULL, denominator DECIMAL(38, 6) NOT NULL,
    evidence_count BIGINT NOT NULL
);
INSERT INTO result.metric_sum VALUES ('r', 'o', 'department', 'd', 'm', 1, 2, 3);
CREATE TABLE compiled.metric (
    metric_id TEXT PRIMARY KEY, code TEXT NOT NULL, name_zh TEXT NOT NULL, name_en TEXT NOT NULL,
    definition TEXT NOT NULL, unit TEXT NOT NULL, better TEXT NOT NULL, value_rule TEXT NOT NULL,
    scale INTEGER NOT NULL, feeds TEXT NOT NULL, evidence TEXT
);
INSERT INTO compiled.metric VALUES ('m', 'M1', '指标', 'Metric', '', '%', 'higher', 'ratio', 100, '', 'query');
CREATE TABLE history.organization (
    org_id TEXT, name TEXT, batch_id INTEGER NOT NULL, source_row BIGINT NOT NULL, closed_by_batch_id INTEGER
);
INSERT INTO history.organization VALUES ('o', '组织', 1, 2, NULL);
"""


def test_an_earlier_warehouse_gets_its_new_columns_and_keeps_its_rows() -> None:
    con = duckdb.connect()
    con.execute(EARLIER)
    prepare(con)
    assert con.execute("SELECT * FROM scope.reach").fetchall() == [
        ("r", "o", "department", "d", "d", None, date(2026, 1, 1), date(2026, 12, 31), 100)]  # fmt: skip
    assert con.execute("SELECT numerator, evidence_count, provisional_count FROM result.metric_sum").fetchall() == [
        (1, 3, 0)]  # fmt: skip
    assert con.execute("SELECT code, evidence, kinds, list_size FROM compiled.metric").fetchall() == [
        ("M1", "query", "", None)]  # fmt: skip
    assert con.execute("SELECT org_id, name, regime FROM records.organization").fetchall() == [("o", "组织", None)]
    # A person's own days have no unit.
    con.execute(
        "INSERT INTO scope.reach (run_id, org_id, subject_type, subject_id, person_id, counts_from, counts_until) "
        "VALUES ('r', 'o', 'cio', 'p', 'p', '2026-01-01', '2026-12-31')"
    )
    con.close()


def test_its_columns_stand_in_the_order_of_a_new_one() -> None:
    earlier, new = duckdb.connect(), duckdb.connect()
    earlier.execute(EARLIER)
    for con in (earlier, new):
        prepare(con)
    names = "SELECT column_name FROM duckdb_columns() WHERE schema_name || '.' || table_name = ? ORDER BY column_index"
    for table in table_columns():
        assert earlier.execute(names, [table]).fetchall() == new.execute(names, [table]).fetchall(), table
    earlier.close()
    new.close()


def test_every_column_of_the_files_is_known() -> None:
    con = duckdb.connect()
    prepare(con)
    found = columns_of(con)
    assert all(found[table] == columns for table, columns in table_columns().items())
    con.close()


def test_a_reader_of_an_earlier_warehouse_is_told_what_to_do_and_after_a_writer_reads_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with duckdb.connect(str(settings.warehouse)) as con:
        con.execute(EARLIER)
    with pytest.raises(UserError, match="appraise ingest"):
        connect(settings, read_only=True)
    with writer(settings):
        pass
    with connect(settings, read_only=True) as con:
        assert con.execute("SELECT count(*) FROM scope.reach").fetchall() == [(1,)]


def test_a_warehouse_that_lacks_a_column_is_an_earlier_one_too(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with writer(settings) as con:
        con.execute("ALTER TABLE compiled.metric DROP COLUMN list_size")
        con.execute("UPDATE run.views_made SET content_sha256 = 'of an earlier version'")
    with pytest.raises(UserError, match="earlier version"):
        connect(settings, read_only=True)


def test_a_view_that_somebody_dropped_is_made_anew(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with writer(settings) as con:
        con.execute("DROP VIEW evidence.every_row")
    with pytest.raises(UserError, match=r"has lost evidence\.every_row\.\n.*appraise ingest"):
        connect(settings, read_only=True)
    with writer(settings) as con:
        assert con.execute("SELECT count(*) FROM evidence.every_row").fetchall() == [(0,)]


@pytest.mark.parametrize("table", ["history.project", "ingest.quarantine"])
@pytest.mark.parametrize("read_only", [True, False])
def test_a_table_that_is_gone_is_never_made_anew_empty(tmp_path: Path, table: str, read_only: bool) -> None:
    settings = Settings(home=tmp_path)
    with writer(settings):
        pass
    with duckdb.connect(str(settings.warehouse)) as con:
        con.execute(f"DROP TABLE {table} CASCADE")
    opened = partial(connect, settings, read_only=True) if read_only else writer(settings).__enter__
    with pytest.raises(UserError, match=rf"has lost {table}\.\n.*appraise rebuild"):
        opened()
