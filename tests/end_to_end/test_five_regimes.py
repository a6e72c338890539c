"""Five organisations under five bodies of rules: every told case has the effect it is told for."""

from __future__ import annotations

from tests.end_to_end.conftest import YEAR, Five

# Gates that trip in the third quarter, by what is told.
TRIPPED = {
    "V1": {"U08", "UP0001", "L08", "PP0050"},
    "V2": {"D02", "P0001", "C05", "CP0047", "CP0009", "C001", "T06", "TP0049", "TP0009"},
    "V3": {"T07", "TP0049", "TP0009", "L11"},
    "V4": {"C08", "CP0091", "CP0009", "C001", "T06", "TP0049", "TP0009", "U12", "UP0115", "UP0001"},
    "V9": {"CP0115", "TP0041", "UP0115"},
}
# What never comes of this sample: the whole organisation has an officer, so no unit is without; two years in a row and
# a whole term need earlier runs; the central enterprise's own grade and target.
UNRAISED = {("E001", "organization", "unit_without_cio"), ("T001", "department", "unit_without_cio")}
UNDRAWN = {
    ("E001", "cio", "no_renewal_after_two_years"),
    ("U001", "cio", "renewal"),
    ("C001", "cio", "candidate_on_target"),
    ("C001", "organization", "candidate_on_target"),
    ("C001", "organization", "follow_up"),
}
# Bonus and deducted points of the third quarter, beside none for all others.
ADJUSTED = {
    "D07": (2, 0), "D01": (3, 0), "D02": (3, 0), "D09": (0, 2), "D10": (0, 1), "C05": (1, 0), "C09": (0, 10),
    "T02": (1, 0), "T09": (0, 2), "T07": (0, 1), "U10": (4, 0), "U08": (0, 2), "L09": (2, 0), "L11": (0, 1),
}  # fmt: skip
# Told records that cost points in the third quarter, and told records beside them that do not.
COSTS = {
    ("T05", "review_chain_complete", "PRJ-T05-91-funding_approval-1"),
    ("T09", "review_chain_complete", "PRJ-T09-91-funding_approval-1"),
    ("T06", "tenders_reviewed_first", "PRJ-T06-91-tender-1"),
    ("T04", "second_review_passed_first_time", "PRJ-T04-91-second_review-0"),
    ("T07", "acceptance_gates_complete", "PRJ-T07-91"),
    ("T03", "settled_within_60_days", "PRJ-T03-91"),
    ("T02", "filed_within_15_working_days", "PRJ-T02-91"),
    ("T02", "filing_materials_complete", "filing_materials-PRJ-T02-91-2"),
    ("T09", "over_budget_projects", "PRJ-T09-92"),
    ("T01", "emergency_drills_done", "emergency_drill-T01-0925-1"),
    ("T04", "hazards_fixed_on_time", "hazard-T11-91"),
    ("T06", "architecture_approved", "architecture-T06-2"),
    ("D08", "plan_tasks_on_time", "annual-D08-91"),
    ("D10", "rule_sets_in_force", "rule_sets-D10-1"),
    ("D10", "rule_sets_in_force", "rule_sets-D10-2"),
    ("CP0033", "post_evaluations_done", "post_evaluation-C03-0925-1"),
    ("U03", "liaisons_appointed", "U03"),
    ("U02", "liaisons_appointed", "U02"),
    ("U11", "protected_systems_filed", "SYS-U11-01"),
    ("UP0001", "minutes_issued_on_time", "meeting_minutes-ALL-0724-1"),
    ("UP0001", "feasibility_reviewed", "PRJ-U01-91"),
    ("L12", "website_rating", "website_rating-L12-0930-1"),
    ("L05", "duplicate_building_share", "PRJ-L05-91"),
    ("PP0029", "decision_error_points", "F-02"),
    ("PP0050", "idle_or_rebuilt_systems", "SYS-L08-01"),
    ("PP0050", "idle_or_rebuilt_systems", "SYS-L08-02"),
}
SPARES = {
    ("T04", "review_chain_complete", "PRJ-T04-91-funding_approval-1"),
    ("T08", "settled_within_60_days", "PRJ-T08-91"),
    ("T01", "filed_within_15_working_days", "PRJ-T01-91"),
    ("T05", "annual_plan_tasks_on_time", "annual-T05-92"),
    ("T10", "architecture_approved", "architecture-T10-4"),
    ("D03", "plan_tasks_on_time", "annual-D03-91"),
    ("D03", "plan_tasks_on_time", "annual-D03-92"),
    ("D06", "plan_tasks_on_time", "annual-D06-91"),
    ("CP0001", "post_evaluations_done", "post_evaluation-C01-0925-1"),
    ("PP0001", "decision_error_points", "F-05"),
}
# Numerator and denominator of indicators that rest on told records only.
VALUES = {
    ("E001", "enabling_conditions_met"): (3, 4),
    ("UP0001", "leadership_reports_given"): ("1.333333", 2),
    ("C001", "climb_plan_days_late"): (0, 1),
    ("C001", "climb_target_progress"): (0, 1),
    ("PP0029", "decision_error_points"): (10, 1),
    ("PP0015", "decision_error_points"): (30, 1),
    ("PP0050", "decision_error_points"): (60, 1),
}


def test_gates_trip_for_those_they_are_told_for_and_nobody_else(five: Five) -> None:
    tripped = five.rows("(FROM gate WHERE state = 'tripped')", "gate, subject_id")
    assert set(tripped) == {(gate, subject) for gate, subjects in TRIPPED.items() for subject in subjects}


def test_a_finding_of_october_trips_its_gate_in_the_year_only(five: Five) -> None:
    tripped = five.rows("(FROM gate WHERE state = 'tripped' AND gate = 'V3')", "subject_id", YEAR)
    assert {("C08",), ("CP0091",), ("CP0009",), ("C001",)} <= set(tripped)


def test_every_indicator_of_every_scheme_is_measured_for_somebody_and_none_is_disabled(five: Five) -> None:
    rows = five.quarter.table("indicator_score", "org_id, subject_type, metric_id, status")
    assert {row for row in rows if row[3] == "disabled"} == set()
    assert {row[:3] for row in rows} == {row[:3] for row in rows if row[3] == "measured"}


def test_every_alert_and_recommendation_of_every_scheme_is_given_to_somebody_but_for_those_told(five: Five) -> None:
    for rule, table, absent in (
        ("alert", "compliance_alert", UNRAISED),
        ("consequence", "consequence", UNDRAWN),
    ):
        given = set(five.quarter.table(table, f"org_id, subject_type, {rule}"))
        assert defined(five, rule) - given == absent


def defined(five: Five, rule: str) -> set[tuple[object, ...]]:
    """The rules of a kind that apply to each kind of subject, from the warehouse."""
    from pipelines.warehouse import connect

    with connect(five.quarter.settings, read_only=True) as con:
        found = con.execute(
            f"SELECT DISTINCT org_id, subject_type, {rule} FROM compiled.{rule} "
            "INNER JOIN scope.subject USING (scheme_key)"
        ).fetchall()
    return set(found)


def test_every_grade_of_departments_and_officers_is_suggested_somewhere(five: Five) -> None:
    given = set(five.quarter.table("appraisal", "org_id, subject_type, suggested_grade"))
    missing = {row for row in defined(five, "grade") if row[1] != "organization"} - given
    assert missing == set()


def test_candidates_for_commendation_come_from_all_five(five: Five) -> None:
    assert {row[0] for row in five.rows("commendation", "org_id", YEAR)} == {"C001", "E001", "P001", "T001", "U001"}


def test_two_bureaus_that_tie_for_the_last_place_both_stay_out(five: Five) -> None:
    rows = five.rows("appraisal", "subject_id, score, rank, score_grade, within_quota, suggested_grade")
    tied = {row[0]: row[1:] for row in rows if row[0] in {"L02", "L04", "L07"}}
    assert tied["L04"] == tied["L07"]
    assert tied["L02"][1:] == (1, "excellent", True, "excellent")
    assert tied["L04"][1:] == (2, "excellent", False, "good")


def test_adjustments_are_those_told_within_their_limits(five: Five) -> None:
    rows = five.rows(
        "(FROM appraisal WHERE subject_type = 'department' AND (bonus_points > 0 OR deducted_points > 0))",
        "subject_id, bonus_points, deducted_points",
    )
    assert {subject: (bonus, deducted) for subject, bonus, deducted in rows} == ADJUSTED


def test_officers_without_a_grade_are_those_told(five: Five) -> None:
    found = {row[0]: row[1] for row in five.rows("appraisal", "subject_id, status")}
    assert {subject for subject, status in found.items() if status == "comment_only"} == {"P0273", "CP0123"}
    assert {subject for subject, status in found.items() if status == "no_grade"} == TRIPPED["V9"]
    # Half of the period each, and half is enough.
    assert found["TP0025"] == found["TP0026"] == "tracking"


def test_told_records_cost_points_where_they_should_and_others_beside_them_do_not(five: Five) -> None:
    costly = set(five.rows("evidence", "subject_id, metric_id, source_id"))
    assert costly >= COSTS
    assert costly & SPARES == set()


def test_indicators_that_rest_on_told_records_have_the_value_told(five: Five) -> None:
    rows = five.rows("indicator_score", "subject_id, metric_id, numerator, denominator")
    found = {(row[0], row[1]): (str(row[2]), str(row[3])) for row in rows}
    for key, (numerator, denominator) in VALUES.items():
        assert [float(part) for part in found[key]] == [float(numerator), float(denominator)], key


def test_too_few_answers_or_raters_leave_nothing_measured(five: Five) -> None:
    rows = five.rows("indicator_score", "subject_id, metric_id, status")
    found = {row[:2]: row[2] for row in rows}
    assert found["D11", "user_satisfaction"] == "missing"
    assert found["P0335", "plan_quality_rating"] == "missing"
    assert found["PP0064", "competency_rating"] == "missing"


def test_what_nobody_has_decided_yet_is_marked_provisional(five: Five) -> None:
    provisional = "(FROM indicator_score WHERE metric_id = 'incident_points' AND provisional_count > 0)"
    assert ("D04",) in five.rows(provisional, "subject_id")


def test_the_general_part_is_taken_in_only_where_it_was_rated(five: Five) -> None:
    rated = five.rows("(FROM appraisal WHERE general_score IS NOT NULL)", "subject_id, general_score")
    assert [(subject, float(str(score))) for subject, score in rated] == [("P0001", 88.0)]


def test_bad_rows_are_set_aside_and_no_file_is_refused(five: Five) -> None:
    from pipelines.sample import institutions
    from pipelines.warehouse import connect

    with connect(five.quarter.settings, read_only=True) as con:
        refused = con.execute("SELECT source_file, refusal FROM ingest.batch WHERE state = 'refused'").fetchall()
        aside = con.execute("SELECT count(DISTINCT (batch_id, source_row)) FROM ingest.quarantine").fetchall()[0][0]
    assert refused == []
    # Of a record that stands twice both rows are set aside.
    assert aside == sum(len(one.bad_rows) for one in institutions().values()) + 1


def test_small_numbers_hold_somebody_back_from_a_grade(five: Five) -> None:
    assert five.rows("(FROM appraisal WHERE gates LIKE '%SMALL_N%')", "subject_id")


def test_records_of_kinds_no_metric_knows_are_reported_as_unused(five: Five) -> None:
    unused = {
        subject for (subject,) in five.rows("(FROM data_quality WHERE check_id = 'every_record_is_used')", "subject")
    }
    kinds = {"obligation of kind 碳排放报告", "measurement of kind 好差评", "project_event of kind 档案移交"}
    assert kinds | {"checklist_item of kind 党建清单"} <= unused


def test_benefits_are_recognised_as_told(five: Five) -> None:
    rows = five.rows(
        "(FROM indicator_score WHERE metric_id = 'innovation_benefit_achieved' AND subject_type = 'department')",
        "subject_id, CAST(numerator AS DECIMAL(18, 2)), CAST(denominator AS DECIMAL(18, 2))",
    )
    recognised = {
        subject: (str(numerator), str(denominator)) for subject, numerator, denominator in rows if denominator
    }
    assert recognised == {
        "D02": ("2160000.00", "2000000.00"),
        "D03": ("1164000.00", "1500000.00"),
        "D04": ("742857.14", "1000000.00"),
        "D05": ("0.00", "800000.00"),
    }
