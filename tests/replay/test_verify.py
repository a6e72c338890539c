"""`verify` finds what is not as it was, names it, and finds nothing else; the archive alone is enough."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines import steps
from pipelines.errors import UnknownSubjectError, UserError, VerifyError
from pipelines.journal import JournalError, read_journal, seal
from pipelines.replay import tell as telling
from pipelines.replay import verify
from pipelines.replay.compare import compare_stored
from pipelines.warehouse import connect, writer
from tests.replay.conftest import Home, wrong


@pytest.mark.parametrize(("revision", "threads"), [pytest.param("first", 4, marks=pytest.mark.long), ("second", 1)])
def test_a_run_comes_out_of_the_archive_alone_as_it_was_whatever_the_threads(
    home: Home, tmp_path: Path, revision: str, threads: int
) -> None:
    elsewhere = home.archive_only(tmp_path / "elsewhere")
    done = verify(elsewhere.settings, getattr(home, revision), threads)
    assert wrong(done.checks) == {}
    assert [check.what for check in done.checks] == ["journal", "computed again by the same code"]
    assert sorted(path.name for path in elsewhere.settings.home.iterdir()) == ["archive"]


def documents(home: Home) -> list[Path]:
    """The folder of each organisation's documents of a run."""
    return sorted(home.settings.published.glob("documents/*/*/*"))


def test_the_warehouse_and_the_published_files_are_compared_too_and_not_changed(home: Home) -> None:
    before = home.settings.warehouse.read_bytes()
    done = verify(home.settings, home.second)
    assert wrong(done.checks) == {}
    published = [check.what for check in done.checks if check.what.startswith("published/")]
    folders = [f"published/{one.relative_to(home.settings.published)}" for one in documents(home)]
    assert folders
    assert published == sorted(
        [f"published/{name}" for name in ("analyst.duckdb", "hr.duckdb", "parquet/analyst", "parquet/hr")] + folders
    )
    assert [check.what for check in done.checks if check.what not in published] == [
        "journal", "journal as noted in the warehouse", "stored facts", "stored results",
        "computed again by the same code", "stored records", "stored rules",
    ]  # fmt: skip
    assert home.settings.warehouse.read_bytes() == before


@pytest.mark.long
def test_documents_that_are_gone_are_missed(tampered: Home) -> None:
    (gone, *_) = documents(tampered)
    shutil.rmtree(gone)
    name = f"published/{gone.relative_to(tampered.settings.published)}"
    found = wrong(verify(tampered.settings, tampered.second).checks)
    assert found == {name: "is missing: publish the run again"}


def test_rows_changed_behind_its_back_are_found_and_named(tampered: Home) -> None:
    tampered.execute(
        "UPDATE result.appraisal SET score = 99.99 WHERE subject_id = 'd2'",
        "DELETE FROM result.gate WHERE gate = 'V1'",
        "UPDATE history.incident SET responsibility = 'none' WHERE incident_id = 'n2'",
        "UPDATE compiled.indicator SET weight = weight + 1",
        "UPDATE run.run SET cut_off = DATE '2026-06-30'",
    )
    with duckdb.connect(str(tampered.settings.published / "hr.duckdb")) as con:
        con.execute("UPDATE appraisal SET score = 99.99")
    found = wrong(verify(tampered.settings, tampered.second).checks)
    assert list(found) == [
        "stored facts", "stored results", "published/hr.duckdb", "stored records", "stored rules"
    ]  # fmt: skip
    assert found["stored facts"] == f"not as they were written down: run {tampered.first}, run {tampered.second}"
    assert "result.gate (" in found["stored results"]
    assert "result.appraisal (" in found["stored results"]
    assert found["stored records"] == "not as archived: history.incident"
    assert found["stored rules"] == "not as archived: compiled.indicator"


@pytest.mark.long
def test_hashes_changed_with_the_rows_are_found_by_the_archive(tampered: Home) -> None:
    tampered.execute("UPDATE result.appraisal SET score = 99.99 WHERE subject_id = 'd2'")
    with connect(tampered.settings) as con:
        seal(con, tampered.second)
    found = wrong(verify(tampered.settings, tampered.second).checks)
    assert found["stored facts"] == f"not as they were written down: result {tampered.second}"
    assert "result.appraisal" in found["stored results"]


@pytest.mark.long
@pytest.mark.parametrize("how", ["missing", "damaged"])
@pytest.mark.parametrize("what", ["incident/*.parquet", "measurement/*.set_aside.parquet", "rules/*.txt"])
def test_a_file_of_the_archive_that_is_gone_or_damaged_is_named(tampered: Home, what: str, how: str) -> None:
    file = min(tampered.settings.archive.glob(what))
    if how == "missing":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(VerifyError, match=rf"{file.name}: .*(missing|changed)") as caught:
        verify(tampered.settings, tampered.second)
    assert caught.value.exit_code == 18


def test_an_entry_of_the_journal_that_is_gone_or_changed_is_named(tampered: Home) -> None:
    third = min((tampered.settings.archive / "journal").glob("00000003-*"))
    content = third.read_text(encoding="utf-8")
    told = json.loads(content)
    told["content"]["batch"]["received_on"] = "2020-01-01"
    third.write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    with pytest.raises(JournalError, match=r"00000004-.*does not follow from the entry before it"):
        verify(tampered.settings, tampered.second)
    third.write_text("{", encoding="utf-8")
    with pytest.raises(JournalError, match=rf"{third.name}: cannot be read"):
        verify(tampered.settings, tampered.second)
    third.unlink()
    with pytest.raises(JournalError, match="Entry 3 of the journal is missing; the next one there is 00000004-"):
        verify(tampered.settings, tampered.second)


@pytest.mark.parametrize(("how", "state"), [("gone", "missing"), ("other", "another than the warehouse noted")])
def test_the_last_entry_gone_or_written_anew_differs_from_what_the_warehouse_noted(
    tampered: Home, how: str, state: str
) -> None:
    last = max((tampered.settings.archive / "journal").iterdir())
    told = json.loads(last.read_text(encoding="utf-8"))
    last.unlink()
    if how == "other":
        told["content"]["run_ids"] = []
        last.write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    entries = read_journal(tampered.settings.archive)
    sealed = next(entry for entry in entries if entry.kind == "result")
    with connect(tampered.settings, read_only=True) as con:
        compared = list(compare_stored(con, tampered.settings, entries, [], sealed))
    found = {what: why for what, right, why in compared if not right}
    assert found == {"journal as noted in the warehouse": f"archive/journal/{last.name} is {state}"}


def test_code_that_computes_otherwise_is_reported_with_the_first_table_that_differs(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def more_points(settings: steps.Settings, run_id: str) -> None:
        with writer(settings) as con:
            con.execute("UPDATE result.indicator_score SET points = points / 2 WHERE subject_id = 'd2'")
        steps.check_results(settings, run_id)

    changed = (*steps.COMPUTING[:-1], ("otherwise", more_points))
    monkeypatch.setattr(telling.steps, "COMPUTING", changed)
    monkeypatch.setattr("pipelines.replay.verifying.code_sha256", lambda: "other")
    done = verify(home.settings, home.first)
    found = wrong(done.checks)
    assert list(found) == ["computed again by other code than the run's"]
    assert found["computed again by other code than the run's"].startswith("differ: result.indicator_score (")
    assert "First: result.indicator_score: org_id=enterprise, subject_type=" in next(iter(found.values()))


def test_a_run_that_is_not_known_or_not_finished_is_told_apart(home: Home, tampered: Home) -> None:
    with pytest.raises(UnknownSubjectError, match='The archive tells of no run "nothing"'):
        verify(home.settings, "nothing")
    unfinished = steps.freeze(tampered.settings, "2026Q2")
    with pytest.raises(UserError, match=f"Run {unfinished} was never finished"):
        verify(tampered.settings, unfinished)
