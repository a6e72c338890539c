"""The published files: described, private where they must be, and never half written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import duckdb
import pytest

from pipelines import steps
from pipelines.errors import PublishError
from pipelines.sample import sample_tables
from pipelines.settings import Settings
from tests.end_to_end.conftest import Home, computed

FILES = ("hr.duckdb", "analyst.duckdb")


@pytest.mark.parametrize("file", FILES)
def test_every_table_and_column_carries_a_comment_in_both_languages(enterprise: Home, file: str) -> None:
    with duckdb.connect(str(enterprise.settings.published / file), read_only=True) as con:
        tables = con.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall()
        columns = con.execute(
            "SELECT table_name || '.' || column_name, comment FROM duckdb_columns() "
            "WHERE table_name IN (SELECT table_name FROM duckdb_tables())"
        ).fetchall()
    assert len(tables) >= 9
    assert [name for name, comment in tables + columns if not comment or " / " not in comment] == []


@pytest.mark.parametrize("file", FILES)
def test_every_row_carries_run_revision_period_and_organisation(enterprise: Home, file: str) -> None:
    for table in enterprise.tables(file):
        for row in enterprise.table(table, "run_id, revision, period, org_id", file):
            assert None not in row, table


def test_the_analysts_file_holds_no_name_and_no_id_of_a_person(enterprise: Home) -> None:
    people = sample_tables("E001")["person"]
    secret = {str(row["name"]) for row in people} | {str(row["person_id"]) for row in people}
    shown = {str(cell) for rows in enterprise.tables("analyst.duckdb").values() for row in rows for cell in row if cell}
    assert shown & secret == set()
    assert {str(cell) for row in enterprise.table("cio_appraisal") for cell in row} & secret


def test_a_pseudonym_is_the_same_in_every_table(enterprise: Home) -> None:
    appraised = set(enterprise.table("cio_appraisal", "subject_id", "analyst.duckdb"))
    cios = "(FROM indicator_score WHERE subject_type = 'cio')"
    scored = set(enterprise.table(cios, "subject_id", "analyst.duckdb"))
    assert appraised == scored


def test_the_hr_file_is_closed_to_others(enterprise: Home) -> None:
    assert (enterprise.settings.published / "hr.duckdb").stat().st_mode & 0o007 == 0


def test_a_reader_with_the_old_file_open_is_undisturbed_by_a_new_one(enterprise: Home) -> None:
    with duckdb.connect(str(enterprise.settings.published / "analyst.duckdb"), read_only=True) as reader:
        before = reader.execute("SELECT count(*) FROM evidence").fetchall()
        steps.publish(enterprise.settings, enterprise.run_id)
        assert reader.execute("SELECT count(*) FROM evidence").fetchall() == before


def test_a_file_that_cannot_be_written_leaves_the_last_one_in_place(
    enterprise: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = enterprise.tables()

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipelines.publish.publish.flush", full)
    with pytest.raises(PublishError, match="No space left"):
        steps.publish(enterprise.settings, enterprise.run_id)
    assert enterprise.tables() == before
    assert sorted(file.name for file in enterprise.settings.published.iterdir()) == sorted(FILES)


def test_rows_taken_over_and_rows_written_anew_are_the_same(enterprise: Home) -> None:
    before = {file: enterprise.tables(file) for file in FILES}
    steps.publish(enterprise.settings, enterprise.run_id)
    assert {file: enterprise.tables(file) for file in FILES} == before
    for file in FILES:
        with duckdb.connect(str(enterprise.settings.published / file)) as con:
            con.execute("DELETE FROM evidence WHERE source_feed = 'project'; UPDATE deduction SET detail = 'changed'")
    # What was changed behind our back is not what was written last.
    steps.publish(enterprise.settings, enterprise.run_id)
    assert {file: enterprise.tables(file) for file in FILES} == before


def test_a_preview_is_published_until_something_newer_of_its_period_takes_its_place(
    another: Callable[..., Settings],
) -> None:
    settings = another()
    steps.ingest(settings)
    for day in (date(2026, 9, 1), date(2026, 9, 2)):
        home = Home(settings, steps.preview(settings, day))
        assert home.table("run", "cut_off, revision, provisional, is_newest") == [(day - timedelta(1), 0, True, True)]
        assert {row[0] for row in home.table("appraisal", "DISTINCT status")} <= {
            "provisional", "insufficient_data", "comment_only", "no_grade",
        }  # fmt: skip
    final = computed(settings)
    assert final.table("run", "run_id, revision, provisional, is_newest") == [(final.run_id, 1, False, True)]
