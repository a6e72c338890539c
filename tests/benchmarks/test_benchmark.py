"""The benchmark's load fits the feeds and stays the same; its report names every stage. Nothing is timed."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from benchmarks.floor import load_alone
from benchmarks.load import counts, make_load, row_count
from benchmarks.report import Measured, Night, write_report
from benchmarks.stages import COMPUTE, INGEST
from pipelines.feeds import load_feeds

TINY = 0.001


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "load"
    make_load(folder, TINY)
    return folder


def test_a_file_has_the_feed_s_own_field_names_and_all_it_requires(load: Path) -> None:
    for file in load.glob("*.csv"):
        feed = load_feeds()[file.stem]
        with file.open(encoding="utf-8", newline="") as stream:
            names = next(csv.reader(stream))
        assert set(names) <= {field.name for field in feed.fields}, file.stem
        assert {field.name for field in feed.fields if field.required} <= set(names), file.stem


def test_the_load_is_the_same_each_time_and_as_large_as_it_says(load: Path, tmp_path: Path) -> None:
    rows = 0
    for file in make_load(tmp_path, TINY):
        assert file.read_bytes() == (load / file.name).read_bytes(), file.name
        rows += file.read_bytes().count(b"\n") - 1
    assert rows == row_count(TINY)


def test_every_record_meets_its_person_and_session_in_the_same_organisation(load: Path) -> None:
    with duckdb.connect() as con:
        found = con.execute(
            f"""
            SELECT count(*), count(person.person_id), count(session.session_id)
            FROM read_csv('{load}/training_record.csv') AS record
            LEFT JOIN read_csv('{load}/person.csv') AS person USING (org_id, person_id)
            LEFT JOIN read_csv('{load}/training_session.csv') AS session USING (org_id, session_id)
            """
        ).fetchone()
    assert found == (counts(TINY)["records"],) * 3


def test_the_floor_leaves_nothing_behind(load: Path) -> None:
    load_alone(load)
    assert [entry.name for entry in load.parent.iterdir()] == ["load"]


def test_the_report_names_every_stage_and_the_aims(load: Path) -> None:
    together = [Measured(stage, 1.0, 1.5, 100) for stage in ("import great_expectations", *INGEST, *COMPUTE)]
    count = len(together)
    night = Night(together, float(count), together[-len(COMPUTE) :], 5.0)
    quarters = [Measured("compute_quarters", 20.0, 40.0, 100), Measured("simulate_quarters", 9.0, 18.0, 100)]
    explained = [Measured("explain one department", 1.5, 1.75, 90)]
    report = write_report(TINY, load, Measured("floor", 2.0, 3.0, 50), night, night, quarters, explained)
    assert "9.00 s, 18.00 s, 0.45 of it (aim 1.20)" in report
    for stage in (*INGEST, *COMPUTE):
        assert f"| {stage} | 0.50 | 1.00 | 0.50 | 100 | 0.50 | 1.00 | 100 |" in report
    assert f"| cold ingest to published result | {count / 2:.2f} | {count:.2f} | {count / 2:.2f} | 2.00 |" in report
    assert f"| again: {COMPUTE[0]} |" in report
    assert "| explain one department | 1.50 | 1.75 | 90 | 2.00 |" in report
