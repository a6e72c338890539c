"""The published files: described, private where they must be, and never half written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines import steps
from pipelines.errors import PublishError
from pipelines.publish.guide import GUIDE_TABLES
from pipelines.runs import digest_of
from pipelines.sample import sample_tables
from pipelines.settings import Settings
from tests.end_to_end.conftest import QUARTER, Home, computed

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
    for table in enterprise.tables(file).keys() - set(GUIDE_TABLES):
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
    before = contents(enterprise.settings.published)

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipelines.publish.publish.flush", full)
    with pytest.raises(PublishError, match="No space left"):
        steps.publish(enterprise.settings, enterprise.run_id)
    assert contents(enterprise.settings.published) == before


def noted(home: Home) -> list[tuple[object, ...]]:
    """What the warehouse says was published last: by these hashes `verify` finds what was changed."""
    with duckdb.connect(str(home.settings.warehouse), read_only=True) as con:
        return con.execute("FROM run.published_file ORDER BY ALL").fetchall()


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder with its hash."""
    return {str(file.relative_to(folder)): digest_of(file) for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    "blocked",
    [
        "hr.duckdb",
        pytest.param("analyst.duckdb", marks=pytest.mark.long),
        pytest.param("parquet/analyst", marks=pytest.mark.long),
        pytest.param("documents/E001/2026Q3/revision_1", marks=pytest.mark.long),
    ],
)
def test_when_one_thing_cannot_be_replaced_nothing_is_and_publishing_again_works(
    enterprise: Home, monkeypatch: pytest.MonkeyPatch, blocked: str
) -> None:
    published = enterprise.settings.published
    before, notes = contents(published), noted(enterprise)
    for name in ("replace", "rename"):
        move = getattr(Path, name)

        def refused(self: Path, target: Path, move: Callable[[Path, Path], Path] = move) -> Path:
            if published / blocked in (self, target):
                raise PermissionError(13, "The file is open in another program", str(target))
            return move(self, target)

        monkeypatch.setattr(Path, name, refused)
    with pytest.raises(PublishError, match="published last are unchanged"):
        steps.publish(enterprise.settings, enterprise.run_id)

    monkeypatch.undo()
    assert contents(published) == before
    assert noted(enterprise) == notes
    steps.publish(enterprise.settings, enterprise.run_id)
    assert contents(published).keys() == before.keys()


def test_a_run_of_one_organisation_alone_leaves_the_documents_of_the_run_of_all(
    enterprise: Home, tmp_path: Path
) -> None:
    settings = enterprise.settings.model_copy(update={"home": tmp_path / "home"})
    shutil.copytree(enterprise.settings.home, settings.home)
    of_all = contents(settings.published / "documents")
    alone = steps.run(settings, QUARTER, org="E001")
    assert alone != enterprise.run_id
    steps.publish(settings, alone)
    now = contents(settings.published / "documents")
    assert {name: now[name] for name in of_all} == of_all
    assert {Path(name).parts[2] for name in now.keys() - of_all.keys()} == {"revision_1_alone"}


@pytest.mark.long
@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_who_may_read_what_does_not_depend_on_the_umask(enterprise: Home, tmp_path: Path, umask: int) -> None:
    settings = enterprise.settings.model_copy(update={"home": tmp_path / "home"})
    shutil.copytree(enterprise.settings.home, settings.home, ignore=shutil.ignore_patterns("published"))
    before = os.umask(umask)
    try:
        steps.publish(settings, enterprise.run_id)
    finally:
        os.umask(before)
    found = {
        path.relative_to(settings.published).as_posix(): path.stat().st_mode & 0o777
        for path in settings.published.rglob("*")
    }
    for name, mode in found.items():
        for_all = name == "parquet" or name.startswith(("analyst.", "parquet/analyst"))
        assert mode & 0o007 == (0 if not for_all else 5 if (settings.published / name).is_dir() else 4), name
        assert mode & 0o060 == (0o060 if not for_all else 0o040), name


@pytest.mark.parametrize(("given", "ending"), [("en", "_en"), ("none", "")])
def test_documents_are_written_in_the_languages_asked_for_and_link_to_no_other(
    enterprise: Home, tmp_path: Path, given: str, ending: str
) -> None:
    settings = enterprise.settings.model_copy(update={"home": tmp_path / "home", "document_lang": given})
    shutil.copytree(enterprise.settings.home, settings.home, ignore=shutil.ignore_patterns("documents"))
    steps.publish(settings, enterprise.run_id)
    written = list((settings.published / "documents").glob("*/*/*/*"))
    assert {file.stem[-3:] for file in written} == ({ending} if ending else set())
    assert [file for file in written if file.suffix == ".html" and "_zh." in file.read_text("utf-8")] == []


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


@pytest.mark.long
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
