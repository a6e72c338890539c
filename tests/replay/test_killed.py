"""A process killed at a random moment leaves nothing half done, and run again gives what it would have given."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines import steps
from pipelines.journal import read_journal
from pipelines.run_step import STATES, STEPS
from pipelines.settings import Settings
from tests.forked import start
from tests.replay.conftest import PERIOD, Home, settings_of

LONGEST_SECONDS = 1.2
# What a run holds from which state on.
FILLED = {"result.metric_sum": "counted", "result.appraisal": "scored", "run.result_hash": "computed"}


def everything(home: str) -> None:
    """From the files to the published tables, as the night does it."""
    settings = settings_of(Path(home))
    steps.ingest(settings)
    steps.publish(settings, steps.run(settings, PERIOD))


@pytest.mark.parametrize("kills", [4, pytest.param(100, marks=pytest.mark.long)])
def test_kills_leave_nothing_half_done(home: Home, tmp_path: Path, kills: int) -> None:
    moments = random.Random(20261129)
    killed, finished, homes = 0, 0, 0
    settings = fresh(tmp_path / "0", home)
    while killed < kills:
        process = start(everything, str(settings.home))
        process.join(moments.uniform(0, LONGEST_SECONDS))
        process.kill()
        process.join()
        if process.exitcode == 0:
            assert sealed(settings) == sealed(home.settings)
            assert published(settings) == published(home.settings)
            finished, homes = finished + 1, homes + 1
            settings = fresh(tmp_path / str(homes), home)
            continue
        assert process.exitcode == -9
        killed += 1
        nothing_is_half_done(settings)
    everything(str(settings.home))
    assert sealed(settings) == sealed(home.settings)
    assert published(settings) == published(home.settings)


def fresh(folder: Path, home: Home) -> Settings:
    """A new home with the same files in its inbox, without the correction."""
    settings = settings_of(folder)
    shutil.copytree(home.settings.incoming, settings.incoming, ignore=shutil.ignore_patterns("later"))
    return settings


def nothing_is_half_done(settings: Settings) -> None:
    """Every run holds what its state says and nothing more, every batch is loaded whole or not at all."""
    if (settings.archive / "journal").exists():
        read_journal(settings.archive)
    if not settings.warehouse.exists():
        return
    with duckdb.connect(str(settings.warehouse)) as con:
        tables = {
            f"{schema}.{name}"
            for schema, name in con.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
        }
        if "run.journal" not in tables:
            return
        for run_id, state in con.execute("SELECT run_id, state FROM run.run").fetchall():
            reached = STATES.index(state)
            for table, since in FILLED.items():
                filled = con.execute(f"SELECT count(*) > 0 FROM {table} WHERE run_id = ?", [run_id]).fetchone()
                assert filled == (reached >= STATES.index(since),), (table, state)
            done = con.execute("SELECT step FROM run.step WHERE run_id = ? ORDER BY position", [run_id]).fetchall()
            assert [name for (name,) in done] == [step.name for step in STEPS[: reached + 1]]
        open_batches = "SELECT batch_id FROM ingest.batch WHERE state <> 'loaded'"
        held = con.execute(f"SELECT count(*) FROM history.incident WHERE batch_id IN ({open_batches})").fetchone()
        assert held == (0,)
    for file in settings.published.glob("*.duckdb"):
        with duckdb.connect(str(file), read_only=True) as con:
            assert con.execute("SELECT DISTINCT state FROM run").fetchall() == [("computed",)]


def sealed(settings: Settings) -> list[tuple[object, ...]]:
    """The hashes of the first run."""
    query = (
        "SELECT hashes.* FROM run.result_hash AS hashes INNER JOIN run.run AS runs ON hashes.run_id = runs.run_id "
        "WHERE runs.revision = 1 ORDER BY ALL"
    )
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        return con.execute(query).fetchall()


def published(settings: Settings) -> list[tuple[object, ...]]:
    """The scores of the first run, as published."""
    with duckdb.connect(str(settings.published / "hr.duckdb"), read_only=True) as con:
        return con.execute("SELECT * FROM appraisal WHERE revision = 1 ORDER BY ALL").fetchall()
