"""The shipped enterprise schemes carry every item, weight, curve and clause of the rules, no other."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from pipelines.schemes import load_catalogue, load_schemes
from pipelines.settings import PROJECT_DIR

# dimension, its weight, metric, weight, curve, clauses
EXPECTED = {
    "MIIT_DEPT": [
        ("strategy", 20, "plan_tasks_on_time", 10, "R90", "S0-27 S0-13"),
        ("strategy", 20, "plans_submitted_on_time", 4, "R90", "S0-27"),
        ("strategy", 20, "rule_sets_in_force", 6, "CHK", "S0-27 S0-20"),
        ("business", 30, "critical_processes_digitised", 6, "R80", "S0-28 S0-12"),
        ("business", 30, "datasets_shared", 5, "R80", "S0-19"),
        ("business", 30, "systems_integrated", 3, "R80", "S0-14"),
        ("business", 30, "user_satisfaction", 6, "SAT", "S0-28"),
        ("business", 30, "innovation_benefit_achieved", 10, "TGT", "S0-15 S0-28"),
        ("delivery", 30, "projects_on_time", 5, "R80", "S0-29"),
        ("delivery", 30, "milestones_on_time", 7, "R80", "S0-29"),
        ("delivery", 30, "investment_deviation", 4, "DEV", "S0-29"),
        ("delivery", 30, "accepted_first_time", 3, "R80", "S0-29"),
        ("delivery", 30, "service_availability", 4, "AVAIL", "S0-20"),
        ("delivery", 30, "incident_points", 5, "DED", "S0-20"),
        ("delivery", 30, "hazards_fixed_on_time", 2, "R90", "S0-20"),
        ("people", 20, "training_coverage", 6, "R80", "S0-30 S0-18"),
        ("people", 20, "training_hours_met", 6, "R80", "S0-30"),
        ("people", 20, "training_passed", 3, "R80", "S0-30"),
        ("people", 20, "security_training_coverage", 3, "R90", "S0-18"),
        ("people", 20, "key_posts_filled", 2, "R90", "S0-21"),
    ],
    "MIIT_CIO": [
        ("strategy", 20, "plan_tasks_on_time", 8, "R90", "S0-27"),
        ("strategy", 20, "plan_quality_rating", 6, "LIN", "S0-27"),
        ("strategy", 20, "rule_sets_in_force", 6, "CHK", "S0-27"),
        ("business", 30, "critical_processes_digitised", 7, "R80", "S0-28"),
        ("business", 30, "systems_integrated", 3, "R80", "S0-14"),
        ("business", 30, "datasets_shared", 4, "R80", "S0-19"),
        ("business", 30, "user_satisfaction", 6, "SAT", "S0-28"),
        ("business", 30, "innovation_benefit_achieved", 10, "TGT", "S0-28 S0-32"),
        ("delivery", 30, "milestones_on_time", 9, "R80", "S0-29"),
        ("delivery", 30, "projects_on_time", 4, "R80", "S0-29"),
        ("delivery", 30, "investment_deviation", 5, "DEV", "S0-29"),
        ("delivery", 30, "accepted_first_time", 3, "R80", "S0-29"),
        ("delivery", 30, "service_availability", 3, "AVAIL", "S0-20"),
        ("delivery", 30, "incident_points", 6, "DED", "S0-20"),
        ("people", 20, "training_hours_met", 6, "R80", "S0-30"),
        ("people", 20, "training_coverage", 5, "R80", "S0-18"),
        ("people", 20, "training_passed", 3, "R80", "S0-30"),
        ("people", 20, "key_posts_filled", 2, "R90", "S0-21"),
        ("people", 20, "reserve_candidates", 2, "LIN", "S0-24"),
        ("people", 20, "team_members_appraised", 2, "R90", "S0-21"),
    ],
}
CURVES = {
    "R90": "[[60, 0], [80, 60], [90, 80], [95, 90], [100, 100]]",
    "R80": "[[40, 0], [60, 60], [80, 80], [95, 100]]",
    "LIN": "[[0, 0], [100, 100]]",
    "CHK": "[[0, 0], [100, 100]]",
    "SAT": "[[50, 0], [60, 60], [80, 80], [95, 100]]",
    "TGT": "[[50, 0], [80, 60], [100, 90], [120, 100]]",
    "DEV": "[[0, 100], [5, 100], [10, 80], [20, 60], [30, 0]]",
    "AVAIL": "[[97, 0], [99, 60], [99.5, 80], [99.9, 100]]",
    "DED": "[[0, 100], [100, 0]]",
}
CODES = {
    "incident_severity_points": {
        "especially_serious": 100, "serious": 60, "major": 30, "general": 10, "below": 2,
    },
    "incident_responsibility_factor": {
        "full": 1, "primary": 1, "equal": "0.7", "secondary": "0.5", "none": 0, "undetermined": 1,
    },
    "incident_report_factor": {"exemplary": "0.8", "on_time": 1, "late": "1.5"},
    "incident_report_limit_hours": {
        "official.cii": 1, "official.central_organ": 2, "official.other": 4,
        "internal.major_or_above": 1, "internal.general": 4, "internal.below": 24,
    },
    "incident_repeat_factor": {"": "1.5"},
    "incident_repeat_months": {"": 12},
    "major_project_weight": {"": 2},
    "major_project_budget_amount": {"": 1000000},
    "training_hours_staff": {"": 8},
    "training_hours_it_staff": {"": 40},
    "small_number_denominator": {"": 3},
}  # fmt: skip
GRADES = [("优秀", 90), ("良好", 80), ("合格", 70), ("基本合格", 60), ("不合格", None)]
SCHEMES = {
    one.scheme.scheme: one.scheme for one in load_schemes(PROJECT_DIR / "schemes" / "enterprise", load_catalogue())
}


@pytest.mark.parametrize("scheme_id", EXPECTED)
def test_every_item_of_the_rules_is_in_the_scheme_with_its_weight_curve_and_clauses(scheme_id: str) -> None:
    found = [
        (dimension.id, dimension.weight.value, one.metric, one.weight.value, one.curve, " ".join(one.clause))
        for dimension in SCHEMES[scheme_id].dimensions
        for one in dimension.indicators
    ]
    assert found == EXPECTED[scheme_id]


@pytest.mark.parametrize("scheme_id", EXPECTED)
def test_every_curve_has_the_knots_of_the_rules(scheme_id: str) -> None:
    for name, curve in SCHEMES[scheme_id].curves.items():
        expected = [[Decimal(str(x)), Decimal(str(y))] for x, y in json.loads(CURVES[name])]
        assert [list(knot) for knot in curve.knots] == expected, name
        assert curve.shape == "linear"


@pytest.mark.parametrize("scheme_id", EXPECTED)
def test_the_numbers_the_metrics_count_with_are_those_of_the_rules(scheme_id: str) -> None:
    found = {
        name: {code: value for code, value, _ in parameter.rows()}
        for name, parameter in SCHEMES[scheme_id].parameters.items()
    }
    assert found == {name: {code: Decimal(value) for code, value in codes.items()} for name, codes in CODES.items()}


@pytest.mark.parametrize("scheme_id", EXPECTED)
def test_grades_begin_at_90_80_70_and_60_and_the_measured_weight_must_reach_60(scheme_id: str) -> None:
    scheme = SCHEMES[scheme_id]
    assert [(band.title.zh, band.at_least) for band in scheme.grades.bands] == GRADES
    assert scheme.minimum_measured_weight.value == 60


def test_a_cio_needs_half_the_period_in_office_and_a_department_needs_none() -> None:
    assert SCHEMES["MIIT_DEPT"].minimum_tenure_share is None
    share = SCHEMES["MIIT_CIO"].minimum_tenure_share
    assert share is not None
    assert share.value == 50


def test_the_reporting_limits_of_the_law_say_which_law_and_how_it_was_read() -> None:
    rows = list(SCHEMES["MIIT_DEPT"].parameters["incident_report_limit_hours"].rows())
    by_law = {code: (who.law, who.mark) for code, _, who in rows if who.source == "LAW"}
    expected = ("国家网络安全事件报告管理办法第四条", "V")
    assert by_law == dict.fromkeys(("official.cii", "official.central_organ", "official.other"), expected)
