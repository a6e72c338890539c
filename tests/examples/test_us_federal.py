"""The pipeline on the public US federal files: the numbers its README states."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import duckdb
import polars as pl
import pytest

AGENCY_COUNT = 26


@pytest.fixture(scope="module")
def home(data: Path, runner: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    runner.run(data, folder)
    return folder


@pytest.fixture(scope="module")
def warehouse(home: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(home / "warehouse.duckdb"), read_only=True)


@pytest.fixture(scope="module")
def results(home: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(home / "published" / "hr.duckdb"), read_only=True)


def test_all_projects_are_accepted_and_all_totals_left_out_with_their_reason(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert warehouse.sql("SELECT count(*) FROM records.project").fetchall() == [(2468,)]
    left_out = """
        SELECT left_out.reason, count(*)
        FROM ingest.left_out AS left_out INNER JOIN ingest.batch AS batch USING (batch_id)
        WHERE batch.feed = 'project' GROUP BY ALL
    """
    assert warehouse.sql(left_out).fetchall() == [("the total of an agency, not a project", 26)]


def test_the_duplicated_incidents_are_caught_and_each_incident_stays_once(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert warehouse.sql("SELECT count(*) FROM records.incident").fetchall() == [(1060,)]
    caught = "SELECT count(*), count(DISTINCT record_key) FROM ingest.quarantine WHERE feed = 'incident'"
    assert warehouse.sql(caught).fetchall() == [(3, 2)]


def test_rows_that_do_not_fit_are_kept_and_named(warehouse: duckdb.DuckDBPyConnection) -> None:
    kept = "SELECT source_row FROM ingest.quarantine WHERE feed = 'session_attendance'"
    assert {123, 250, 273} <= {row for (row,) in warehouse.sql(kept).fetchall()}


def test_no_batch_was_refused(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.sql("SELECT feed, refusal FROM ingest.batch WHERE state <> 'loaded'").fetchall() == []


def test_variances_equal_the_published_columns(results: duckdb.DuckDBPyConnection, runner: ModuleType) -> None:
    assert results.sql(runner.text_of("variance_equal.sql")).fetchall() == [
        ("cost variance, % of planned cost", 2451, 2451),
        ("cost variance, US dollars", 2451, 2451),
        ("schedule variance, days", 1547, 1547),
    ]


def test_variances_equal_the_columns_of_the_public_file_itself(results: duckdb.DuckDBPyConnection, data: Path) -> None:
    with (data / "projects.csv").open(encoding="utf-8", newline="") as stream:
        public = {row["Project ID"]: row for row in csv.DictReader(stream) if row["Project ID"]}
    computed = results.sql(
        "SELECT project_id, cost_variance_amount, schedule_variance_days FROM project_variance"
    ).fetchall()
    assert len(computed) == len(public) == 2468
    for project, amount, days in computed:
        row = public[project]
        published = row["Cost Variance ($ M)"]
        assert amount == (Decimal(published) * 1_000_000 if published else None)
        assert days is None or days == int(row["Schedule Variance (in days)"])


def test_agencies_without_training_or_incidents_are_marked_not_zeroed(
    results: duckdb.DuckDBPyConnection, data: Path
) -> None:
    with (data / "us_agencies.csv").open(encoding="utf-8", newline="") as stream:
        agencies = list(csv.DictReader(stream))
    assert len(agencies) == AGENCY_COUNT
    marked = results.sql(
        """
        SELECT metric_id, list(subject_id ORDER BY subject_id), bool_and(points IS NULL), sum(weight)
        FROM indicator_score
        WHERE subject_type = 'department' AND status = 'not_applicable'
            AND metric_id IN ('records_affected_points', 'training_attendance')
        GROUP BY metric_id
        """
    ).fetchall()
    codes = {metric: set(found) for metric, found, _, _ in marked}
    without_incidents = {row["agency_code_businesscase"] for row in agencies if row["vcdb_incidents"] == "0"}
    without_training = {row["agency_code_businesscase"] for row in agencies if row["carpentries_workshops"] == "0"}
    assert codes["records_affected_points"] == without_incidents
    assert len(without_incidents) == 9
    assert len(without_training) == 19
    # Three agencies held workshops for which nobody wrote down who had registered.
    assert codes["training_attendance"] == without_training | {"005", "010", "202"}
    assert all((no_points, weight) == (True, 0) for _, _, no_points, weight in marked)


def test_every_agency_and_every_office_is_appraised_and_no_person_is_named(
    results: duckdb.DuckDBPyConnection,
) -> None:
    subjects = results.sql(
        "SELECT subject_type, count(*), count(score) FROM appraisal GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    assert subjects == [("cio", AGENCY_COUNT, AGENCY_COUNT), ("department", AGENCY_COUNT, AGENCY_COUNT)]
    other = "SELECT count(*) FROM appraisal WHERE subject_type = 'cio' AND NOT starts_with(subject_name, 'CIO, ')"
    assert results.sql(other).fetchall() == [(0,)]


def test_the_outside_comparison_ranks_all_agencies(
    results: duckdb.DuckDBPyConnection, runner: ModuleType, data: Path
) -> None:
    results.execute("SET VARIABLE data = $data", {"data": str(data)})
    rows = results.execute(runner.text_of("outside_comparison.sql")).fetchall()
    assert rows[0][:2] == ("agencies: score and mean rating of their investments", AGENCY_COUNT)
    assert all(-1 <= float(spearman) <= 1 for _, _, spearman in rows)


def test_the_hosts_of_agencies_are_those_of_the_crosswalk(repairs: ModuleType, data: Path) -> None:
    with (data / "us_agency_crosswalk.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["source_field"] == "host_name"]
    assert {row["source_name"]: row["agency_code"] for row in rows} == repairs.AGENCY_OF_HOST


def test_the_published_variance_overrides_the_rule_of_dates_on_95_of_626_projects(
    repairs: ModuleType, data: Path
) -> None:
    raw = pl.scan_csv(data / "projects.csv", infer_schema=False)
    by_dates_alone, none = repairs.states_of_completion(
        raw.with_columns(pl.lit(None, dtype=pl.String).alias("Schedule Variance (in days)"))
    )
    with_the_variance, overridden = repairs.states_of_completion(raw)
    actual = [frame.collect()["Actual Completion"].count() for frame in (by_dates_alone, with_the_variance)]
    assert (actual, none, overridden) == ([626, 531], 0, 95)
