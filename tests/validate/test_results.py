"""The checks on results: a sound run passes, and each planted fault stops it by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import CheckError
from pipelines.runs import Run
from pipelines.settings import Settings
from pipelines.validate import results
from pipelines.validate.results import check_run
from pipelines.validate.rule_file import result_rules
from pipelines.warehouse import connect, writer
from tests.validate.reward_faults import REWARD_FAULTS, SOUND_REWARDS

RUN = Run(
    "r1", "2026Q3", date(2026, 7, 1), date(2026, 9, 30), date(2026, 9, 30), 2, "*", 1, False, "scored", False
)  # fmt: skip
SOUND = """
INSERT INTO scope.feed VALUES ('r1', 'O1', 'project');
INSERT INTO scope.subject VALUES
    ('r1', 'O1', 'department', 'D1', '部门一', 'S@1', NULL, NULL),
    ('r1', 'O2', 'department', 'D1', '部门', 'S@1', NULL, NULL);
INSERT INTO compiled.indicator BY NAME
SELECT
    'S@1' AS scheme_key, 'd' AS dimension, 1 AS position, unnest(['M1', 'M2', 'M3']) AS metric_id, 40 AS weight,
    'c' AS clause, 'SEED' AS source, 'c' AS curve, 'linear' AS curve_shape, 'SEED' AS curve_source, '[]' AS knots,
    'missing' AS absent;
INSERT INTO result.metric_sum BY NAME
SELECT
    'r1' AS run_id, unnest(['O1', 'O2']) AS org_id, 'department' AS subject_type, 'D1' AS subject_id,
    'M1' AS metric_id, 0 AS numerator, 10 AS denominator, 10 AS evidence_count;
INSERT INTO result.indicator_score BY NAME
SELECT
    'r1' AS run_id, 1 AS revision, '2026Q3' AS period, org_id, 'department' AS subject_type, 'D1' AS subject_id,
    'S@1' AS scheme_key, 'd' AS dimension, 1 AS dimension_position, 1 AS position, metric_id, 'x' AS name_zh,
    'x' AS name_en, '%' AS unit, numerator, denominator, value, points, 40 AS scheme_weight, weight, contribution,
    weight - contribution AS points_lost, status, 0 AS evidence_count, false AS small_number, 'c' AS clause,
    'SEED' AS source
FROM (VALUES
    ('M1', 8, 10, 80, 80.5, 33.333333, 26.833333, 'measured'),
    ('M2', NULL, NULL, NULL, 0, 66.666667, 0, 'missing'),
    ('M3', 0, 0, NULL, NULL, 0, 0, 'not_applicable')
) AS t (metric_id, numerator, denominator, value, points, weight, contribution, status)
CROSS JOIN (SELECT unnest(['O1', 'O2']) AS org_id);
INSERT INTO result.appraisal BY NAME
SELECT
    'r1' AS run_id, 1 AS revision, '2026Q3' AS period, unnest(['O1', 'O2']) AS org_id,
    'department' AS subject_type, 'D1' AS subject_id, '部门一' AS subject_name, 'S' AS scheme_id,
    '1' AS scheme_version, 26.833333 AS base_score, 2 AS bonus_points, 1 AS deducted_points, 27.83 AS score,
    20 AS graded_score, 'good' AS score_grade, false AS within_quota, 'poor' AS suggested_grade,
    100 AS measured_weight, 'tracking' AS status, 'V1,SMALL_N' AS gates;
INSERT INTO compiled.grade VALUES ('S@1', 'good', 'x', 'x', 20, '', ''), ('S@1', 'poor', 'x', 'x', NULL, '', '');
INSERT INTO compiled.quota VALUES ('S@1', 'good', 30, NULL, '', '');
INSERT INTO compiled.gate
SELECT 'S@1', unnest(['V1', 'V9']), 1, 'x', 'x', true, 'M1', false, false, '', '';
INSERT INTO result.gate BY NAME
SELECT
    'r1' AS run_id, 1 AS revision, '2026Q3' AS period, org_id, 'department' AS subject_type, 'D1' AS subject_id, gate,
    'x' AS title_zh, 'x' AS title_en, 'M1' AS metric_id, value, state, effect, score_limit,
    false AS withholds_commendation, false AS withholds_reward, '' AS clause, '' AS source
FROM (VALUES ('V1', 1, 'tripped', 'graded_as_at_most', 20), ('V9', 0, 'clear', NULL, NULL))
    AS t (gate, value, state, effect, score_limit)
CROSS JOIN (SELECT unnest(['O1', 'O2']) AS org_id);
INSERT INTO result.deduction BY NAME
SELECT
    'r1' AS run_id, 1 AS revision, '2026Q3' AS period, unnest(['O1', 'O2']) AS org_id,
    'department' AS subject_type, 'D1' AS subject_id, 'adjustment' AS cause_kind, 'a1' AS cause_id, -1 AS points_lost,
    '' AS detail, '' AS clause;
INSERT INTO ingest.batch
SELECT n, feed, 's', 'f', 'f', 'c', 'a', 'a', 'upsert', DATE '2026-10-01', state, 1, 0, 0,
    NULL, NULL, NULL, NULL, NULL, NULL
FROM (VALUES (1, 'project', 'loaded'), (2, 'project', 'loaded'), (3, 'project', 'loaded'), (4, 'person', 'loaded'))
    AS t (n, feed, state);
INSERT INTO ingest.expectation_result VALUES
    (1, 'project', 'department_exists', 'critical', 'quarantine', true, 0, 'Why.'),
    (2, 'project', 'department_exists', 'critical', 'quarantine', false, 4, 'Why.'),
    (3, 'project', 'department_exists', 'critical', 'quarantine', false, 9, 'Why.'),
    (4, 'person', 'department_exists', 'critical', 'quarantine', false, 7, 'Why.');
-- Another run, broken from top to bottom, is none of this run's business.
INSERT INTO result.appraisal
SELECT * REPLACE ('r2' AS run_id, 101 AS score, 'nonsense' AS status) FROM result.appraisal;
"""
FAULTS = {
    "appraisal_one_row_a_subject": "INSERT INTO result.appraisal SELECT * FROM result.appraisal WHERE {mine}",
    "score_within_100": "UPDATE result.appraisal SET score = 100.01 WHERE {mine}",
    "base_score_within_100": "UPDATE result.appraisal SET base_score = -0.000001 WHERE {mine}",
    "contributions_add_up_to_base_score": "UPDATE result.appraisal SET base_score = 26.833332 WHERE {mine}",
    "every_subject_has_its_result": "DELETE FROM result.appraisal WHERE {mine}",
    "only_subjects_have_results": "UPDATE result.appraisal SET subject_id = 'D9' WHERE {mine}",
    "measured_subject_has_a_score": "UPDATE result.appraisal SET score = NULL WHERE {mine}",
    "appraisal_status_known": "UPDATE result.appraisal SET status = 'done' WHERE {mine}",
    "grade_only_where_it_can_be_graded": "UPDATE result.appraisal SET status = 'no_grade' WHERE {mine}",
    "suggested_grade_follows_the_quota": "UPDATE result.appraisal SET within_quota = true WHERE {mine}",
    "quota_is_never_exceeded": (
        "UPDATE result.appraisal SET within_quota = true, suggested_grade = 'good' WHERE {mine}"
    ),
    "graded_score_within_the_limits_of_gates": "UPDATE result.appraisal SET graded_score = 20.01 WHERE {mine}",
    "gates_named_are_those_that_tripped": "UPDATE result.appraisal SET gates = 'V1,V9' WHERE {mine}",
    "adjustments_add_up": "UPDATE result.appraisal SET bonus_points = 1 WHERE {mine}",
    "gate_one_row_a_subject": "INSERT INTO result.gate SELECT * FROM result.gate WHERE {mine}",
    "every_enabled_gate_is_answered": "DELETE FROM result.gate WHERE {mine} AND gate = 'V9'",
    "only_a_tripped_gate_has_an_effect": "UPDATE result.gate SET state = 'clear' WHERE {mine}",
    "indicator_one_row_a_metric": (
        "INSERT INTO result.indicator_score SELECT * FROM result.indicator_score WHERE {mine} AND metric_id = 'M3'"
    ),
    "every_indicator_has_its_result": "DELETE FROM result.indicator_score WHERE {mine} AND metric_id = 'M3'",
    "only_indicators_have_results": (
        "UPDATE result.indicator_score SET metric_id = 'M9' WHERE {mine} AND metric_id = 'M3'"
    ),
    "indicator_status_known": "UPDATE result.indicator_score SET status = 'new' WHERE {mine} AND metric_id = 'M3'",
    "points_within_100": "UPDATE result.indicator_score SET points = 100.000001 WHERE {mine} AND metric_id = 'M1'",
    "indicator_numerator_not_negative": "UPDATE result.indicator_score SET numerator = -0.000001 WHERE {mine}",
    "indicator_denominator_not_negative": "UPDATE result.indicator_score SET denominator = -0.000001 WHERE {mine}",
    "measured_indicator_has_points": (
        "UPDATE result.indicator_score SET points = NULL WHERE {mine} AND metric_id = 'M1'"
    ),
    "weights_add_up_to_100": ("UPDATE result.indicator_score SET weight = 33.333334 WHERE {mine} AND metric_id = 'M1'"),
    "weight_only_where_it_applies": (
        "UPDATE result.indicator_score SET weight = 0.000001 WHERE {mine} AND metric_id = 'M3'"
    ),
    "sum_one_row_a_metric": "INSERT INTO result.metric_sum SELECT * FROM result.metric_sum WHERE {mine}",
    "sum_numerator_not_negative": "UPDATE result.metric_sum SET numerator = -0.000001 WHERE {mine}",
    "sum_denominator_not_negative": "UPDATE result.metric_sum SET denominator = -0.000001 WHERE {mine}",
} | REWARD_FAULTS


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    with writer(Settings(home=home)) as con:
        con.execute(SOUND)
        con.execute(SOUND_REWARDS)
    return home


@pytest.fixture
def con(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sound run, in a transaction that is rolled back."""
    con = connect(Settings(home=home))
    con.execute("BEGIN TRANSACTION")
    yield con
    con.execute("ROLLBACK")
    con.close()


def test_every_check_on_results_has_its_fault() -> None:
    stops = {rule.id for rules in result_rules().values() for rule in rules if rule.on_failure == "stop"}
    assert stops == set(FAULTS)
    assert {rule.id for rules in result_rules().values() for rule in rules if rule.on_failure == "warn"} == set(
        WARNINGS
    )


WARNINGS = {
    "adjustments_within_their_bounds": (
        "INSERT INTO scope.scheme VALUES ('r1', 'O1', 'department', 'S@1');"
        "INSERT INTO compiled.adjustment_kind VALUES ('S@1', 'demo', 'bonus', NULL, 1, 3, NULL),"
        " ('S@1', 'late_data', 'deduction', 1, NULL, NULL, NULL);"
        "INSERT INTO history.adjustment BY NAME "
        "SELECT 'O1' AS org_id, 'a' || n AS adjustment_id, kind, points, day AS occurred_on, approved AS approved_on,"
        " 1 AS batch_id, 2 AS source_row FROM (VALUES "
        "(1, 'demo', 3.000001, DATE '2026-08-01', DATE '2026-09-30'),"
        "(2, 'demo', 3, DATE '2026-08-01', DATE '2026-09-01'),"
        "(3, 'demo', 9, DATE '2026-10-01', DATE '2026-09-01'), (4, 'demo', 9, DATE '2026-08-01', DATE '2026-10-01'),"
        "(5, 'demo', 9, DATE '2026-08-01', NULL), (6, 'late_data', 9, DATE '2026-08-01', DATE '2026-09-01')"
        ") AS t (n, kind, points, day, approved)"
    ),
    "every_organisation_has_a_scheme": (
        "INSERT INTO history.organization (org_id, name, regime, batch_id, source_row) "
        "VALUES ('O3', 'x', 'province', 1, 2)"
    ),
    "every_unit_with_records_counts_for_somebody": (
        "INSERT INTO scope.scheme VALUES ('r1', 'O1', 'department', 'S@1');"
        "INSERT INTO history.project (org_id, project_id, department_id, batch_id, source_row) "
        "VALUES ('O1', 'p', 'D7', 1, 2), ('O1', 'q', 'D7', 1, 3), ('O9', 'r', 'D7', 1, 4)"
    ),
}


@pytest.mark.parametrize("rule", WARNINGS)
def test_what_counts_for_nobody_is_named_and_stops_nobody(con: duckdb.DuckDBPyConnection, rule: str) -> None:
    con.execute(WARNINGS[rule])
    check_run(con, RUN)
    assert con.execute(
        "SELECT success, unexpected_count FROM result.data_quality WHERE check_id = ?", [rule]
    ).fetchall() == [(False, 1)]


def test_records_no_rule_of_the_run_takes_are_named_by_kind(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        """
        INSERT INTO scope.scheme VALUES ('r1', 'O1', 'department', 'S@1');
        INSERT INTO compiled.metric BY NAME
        SELECT unnest(['hazards', 'drills']) AS metric_id, metric_id AS code, '' AS name_zh, '' AS name_en,
            '' AS definition, '' AS unit, 'higher' AS better, 'ratio' AS value_rule, 100 AS scale, '' AS feeds,
            CASE metric_id WHEN 'hazards' THEN 'obligation:hazard,obligation:risk' ELSE 'obligation:drill' END AS kinds;
        INSERT INTO scope.metric VALUES ('r1', 'O1', 'hazards'), ('r2', 'O1', 'drills');
        INSERT INTO history.obligation (org_id, obligation_id, kind, batch_id, source_row)
        SELECT org_id, n, kind, 1, n FROM (VALUES
            (1, 'O1', 'hazard'), (2, 'O1', 'xyz'), (3, 'O1', 'xyz'), (4, 'O1', 'drill'), (5, 'O9', 'xyz')
        ) AS t (n, org_id, kind);
        INSERT INTO compiled.adjustment_kind VALUES ('S@1', 'late_data', 'deduction', 1, NULL, NULL, NULL);
        INSERT INTO history.adjustment (org_id, adjustment_id, kind, batch_id, source_row)
        VALUES ('O1', 'a1', 'late_data', 1, 2), ('O1', 'a2', 'help_task', 1, 3);
        INSERT INTO history.project_event (org_id, event_id, kind, batch_id, source_row)
        VALUES ('O1', 'e1', 'milestone', 1, 2), ('O1', 'e2', 'party', 1, 3);
        """
    )
    check_run(con, RUN)
    assert con.execute(
        "SELECT subject, severity, success, unexpected_count, why FROM result.data_quality "
        "WHERE check_id = 'every_record_is_used' ORDER BY ALL"
    ).fetchall() == [
        ("adjustment of kind help_task", "warning", False, 1, "unused: 1 adjustment records of kind help_task"),
        ("obligation of kind drill", "warning", False, 1, "unused: 1 obligation records of kind drill"),
        ("obligation of kind xyz", "warning", False, 2, "unused: 2 obligation records of kind xyz"),
        ("project_event of kind party", "warning", False, 1, "unused: 1 project_event records of kind party"),
    ]


def test_a_sound_run_passes_and_leaves_its_data_quality(con: duckdb.DuckDBPyConnection, home: Path) -> None:
    check_run(con, RUN)
    check_run(con, RUN)
    rows = con.execute(
        "SELECT check_id, subject, success, unexpected_count FROM result.data_quality WHERE NOT success"
    ).fetchall()
    assert rows == [("department_exists", "feed project", False, 4)]
    assert con.execute("SELECT count(*) FROM result.data_quality WHERE run_id = 'r1'").fetchall() == [
        (len(FAULTS) + len(WARNINGS) + 1,)
    ]
    assert {file.stem for file in (home / "data_docs").glob("result.*")} == {
        "result.appraisal", "result.gate", "result.indicator_score", "result.metric_sum", "result.reward_award",
        "result.reward_ledger", "result.reward_pool", "result.reward_reconciliation", "result.reward_tranche",
    }  # fmt: skip


@pytest.mark.parametrize("rule", FAULTS)
def test_a_planted_fault_stops_the_run_by_name(
    con: duckdb.DuckDBPyConnection, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {table: rules for table, rules in result_rules().items() if rule in {each.id for each in rules}}
    monkeypatch.setattr(results, "result_rules", lambda: own)
    con.execute(FAULTS[rule].format(mine="run_id = 'r1' AND org_id = 'O1'"))
    with pytest.raises(CheckError, match=rf"(?m)^ *{rule} on result\.\w+: .* \d+ rows, first \(.*O1"):
        check_run(con, RUN)
