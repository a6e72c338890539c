"""`rebuild` makes the whole warehouse anew from the archive, or leaves everything as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import steps
from pipelines.errors import VerifyError
from pipelines.replay import rebuild
from pipelines.replay.rebuilding import BEFORE
from tests.replay.conftest import PERIOD, Home

TOLD = (
    "SELECT * FROM ingest.batch ORDER BY ALL",
    "SELECT * FROM ingest.quarantine ORDER BY ALL",
    "SELECT * FROM ingest.expectation_result ORDER BY ALL",
    "SELECT * EXCLUDE code_sha256 FROM run.run ORDER BY ALL",
    "SELECT * FROM run.result_hash ORDER BY ALL",
    "SELECT * FROM run.journal ORDER BY ALL",
    "SELECT * FROM history.incident ORDER BY ALL",
    "SELECT * FROM history.measurement ORDER BY ALL",
    "SELECT * FROM result.appraisal ORDER BY ALL",
)


def test_the_warehouse_comes_out_of_the_archive_alone_with_every_row_and_hash(home: Home, tmp_path: Path) -> None:
    elsewhere = home.archive_only(tmp_path / "elsewhere")
    done = rebuild(elsewhere.settings, threads=1)
    assert (done.run_count, done.before) == (2, None)
    for query in TOLD:
        assert elsewhere.rows(query) == home.rows(query)
    assert sorted(path.name for path in elsewhere.settings.home.iterdir()) == ["archive", "warehouse.duckdb"]


def test_work_goes_on_in_a_rebuilt_warehouse_as_if_nothing_had_happened(home: Home, tmp_path: Path) -> None:
    lost = home.copy(tmp_path / "lost")
    lost.settings.warehouse.unlink()
    rebuild(lost.settings)
    assert steps.run(lost.settings, PERIOD) == home.second
    assert {one.outcome for one in steps.ingest(lost.settings)[0]} <= {"unchanged", "refused"}
    steps.publish(lost.settings, home.second)
    assert len(list((lost.settings.archive / "journal").iterdir())) == len(home.journal("*"))


@pytest.mark.long
def test_a_warehouse_that_is_there_stays_beside_the_new_one(home: Home, tampered: Home) -> None:
    tampered.execute("UPDATE result.appraisal SET score = 99.99")
    done = rebuild(tampered.settings)
    assert done.before == tampered.settings.home / BEFORE
    assert tampered.rows("SELECT * FROM result.appraisal ORDER BY ALL") == home.rows(
        "SELECT * FROM result.appraisal ORDER BY ALL"
    )


def test_what_was_kept_before_stays_when_the_warehouse_is_rebuilt_again(home: Home, tampered: Home) -> None:
    first = tampered.settings.home / BEFORE
    first.write_bytes(b"what somebody changed")
    done = rebuild(tampered.settings)
    assert done.before == first.with_name("warehouse.before-rebuild-2.duckdb")
    assert first.read_bytes() == b"what somebody changed"


def test_with_a_damaged_archive_everything_stays_as_it_was(tampered: Home) -> None:
    before = tampered.settings.warehouse.read_bytes()
    file = min(tampered.settings.archive.glob("incident/*.parquet"))
    file.unlink()
    with pytest.raises(VerifyError, match=f"{file.name}: is missing"):
        rebuild(tampered.settings)
    assert tampered.settings.warehouse.read_bytes() == before
    assert not list(tampered.settings.home.glob(".rebuild-*"))


@pytest.mark.long
def test_a_run_that_does_not_come_out_as_sealed_leaves_everything_as_it_was(
    tampered: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tampered.settings.warehouse.read_bytes()
    monkeypatch.setattr("pipelines.replay.rebuilding.compare_tables", lambda *_: [("results", False, "differ: x")])
    with pytest.raises(VerifyError, match=rf"Run {tampered.first} \({PERIOD}, revision 1\) does not come out"):
        rebuild(tampered.settings)
    assert tampered.settings.warehouse.read_bytes() == before
