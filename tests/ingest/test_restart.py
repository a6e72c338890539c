"""A process that is killed at any point leaves nothing half done; the next one finishes the work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipelines.journal import read_journal
from pipelines.settings import PROJECT_DIR, Settings
from tests.forked import exit_code
from tests.ingest.institution import DEPARTMENTS, TRAINING, Institution
from tests.ingest.interrupted import interrupted

# Commits of `take_in`: 1 tables, 2 and 3 the two files archived, 4 and 5 validated, 6 and 7 loaded.
POINTS = ["renamed 2", "commit 3", "committed 6"]
MORE_POINTS = ["rename 1", "commit 2", "committed 2", "committed 5", "commit 6", "commit 7"]


def run(home: Path, inbox: Path, point: str = "no 0") -> int:
    where, turn = point.split()
    return exit_code(interrupted, str(home), str(inbox), where, int(turn))


def contents(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    institution = Institution(Settings(home=home))
    tables = ("history.department", "history.training_record", "ingest.batch", "ingest.quarantine")
    hidden = "EXCLUDE (archive_sha256)"  # Polars may cut its row groups differently
    return {
        name: institution.rows(f"SELECT * {hidden if name == 'ingest.batch' else ''} FROM {name} ORDER BY ALL")
        for name in tables
    }


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    units = "".join(f"E1,D{n},{n},,,true,2026-01-01,\n" for n in range(50))
    records = "".join(f"E1,R{n % 990},S1,P{n},1,{'x' if n % 100 == 7 else n},,\n" for n in range(1000))
    (folder / "department.csv").write_text(DEPARTMENTS + units, encoding="utf-8")
    (folder / "training_record.csv").write_text(TRAINING + records, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def undisturbed(inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Any, ...]]]:
    home = tmp_path_factory.mktemp("undisturbed")
    assert run(home, inbox) == 0
    return contents(home)


@pytest.mark.parametrize("point", [*POINTS, *(pytest.param(one, marks=pytest.mark.long) for one in MORE_POINTS)])
def test_a_killed_process_is_made_good_by_the_next(
    inbox: Path, tmp_path: Path, undisturbed: dict[str, list[tuple[Any, ...]]], point: str
) -> None:
    assert run(tmp_path, inbox, point) == -9
    assert run(tmp_path, inbox) == 0
    assert contents(tmp_path) == undisturbed
    assert not list(tmp_path.glob("archive/*/reading-*"))
    archives = {row[0] for row in Institution(Settings(home=tmp_path)).rows("SELECT archive_file FROM ingest.batch")}
    there = {str(file.relative_to(tmp_path)) for file in tmp_path.glob("archive/*/*.parquet")}
    assert archives == {name for name in there if not name.endswith(".set_aside.parquet")}
    assert [entry.kind for entry in read_journal(tmp_path / "archive")] == ["batch", "batch"]


def test_the_number_of_threads_changes_nothing(
    inbox: Path, tmp_path: Path, undisturbed: dict[str, list[tuple[Any, ...]]]
) -> None:
    one = {"POLARS_MAX_THREADS": "1", "APPRAISE_THREADS": "1", "PYTHONPATH": str(PROJECT_DIR)}
    command = [sys.executable, "-m", "tests.ingest.interrupted", str(tmp_path), str(inbox)]
    subprocess.run(command, env={**os.environ, **one}, check=True)
    assert contents(tmp_path) == undisturbed
