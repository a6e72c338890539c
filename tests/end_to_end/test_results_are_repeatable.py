"""The same records and rules give the same tables: twice, on other threads, in another order, after a kill."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import steps, warehouse
from pipelines.settings import Settings
from tests.end_to_end.conftest import QUARTER, Home, computed
from tests.forked import exit_code
from tests.ingest.interrupted import die_at

# What tells where a row stood in its file, and what is derived from the file's bytes.
PLACES = "run_id, source_row, source_id, position"


def test_running_a_finished_period_again_names_the_same_run_and_changes_nothing(enterprise: Home) -> None:
    before = enterprise.tables()
    assert steps.run(enterprise.settings, QUARTER) == enterprise.run_id
    steps.publish(enterprise.settings, enterprise.run_id)
    assert enterprise.tables() == before


@pytest.mark.long
def test_a_fresh_home_gives_identical_tables_with_another_number_of_threads(
    enterprise: Home, another: Callable[..., Settings]
) -> None:
    other = computed(another(threads=5))
    assert other.run_id == enterprise.run_id
    for file in ("hr.duckdb", "analyst.duckdb"):
        assert other.tables(file) == enterprise.tables(file)


def test_shuffled_input_rows_give_the_same_scores_and_evidence(
    enterprise: Home, another: Callable[..., Settings], sample: Path, tmp_path: Path
) -> None:
    shuffled = tmp_path / "shuffled"
    shuffled.mkdir()
    for file in sample.iterdir():
        if file.is_file():
            (shuffled / file.name).write_bytes(shuffle_rows(file))
    other = computed(another(shuffled))
    for table in ("appraisal", "indicator_score", "evidence", "deduction"):
        columns = f"* EXCLUDE ({'run_id, source_row' if table == 'evidence' else 'run_id'})"
        assert other.table(table, columns) == enterprise.table(table, columns), table


def shuffle_rows(file: Path) -> bytes:
    """The file with its rows in another order; what is no plain text stays as it is."""
    content = file.read_bytes()
    if file.suffix not in {".csv", ".jsonl"}:
        return content
    lines = content.splitlines(keepends=True)
    head = 0 if file.suffix == ".jsonl" else 1
    body = lines[head:]
    random.Random(7).shuffle(body)
    return b"".join(lines[:head] + body)


def killed_at(settings: str, commit: int, when: str) -> None:
    """Compute the quarter in this process and kill it at its Nth commit, just before or just after it."""
    die_at(warehouse, "commit", commit, after=when == "after")
    computed(Settings.model_validate_json(settings))


@pytest.mark.long
# While loading, and while scoring; tests/replay kills at random.
@pytest.mark.parametrize(("commit", "when"), [(35, "before"), (52, "after")])
def test_a_killed_process_run_again_gives_what_an_undisturbed_one_gives(
    enterprise: Home, another: Callable[..., Settings], commit: int, when: str
) -> None:
    settings = another()
    assert exit_code(killed_at, settings.model_dump_json(), commit, when) == -9
    assert computed(settings).tables() == enterprise.tables()
