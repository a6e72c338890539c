"""The twelve default schemes carry the items, weights, curves, gates, grades and numbers of the rules."""

from __future__ import annotations

import csv
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.schemes import load_catalogue, load_schemes
from pipelines.schemes.scheme_file import SchemeFile
from pipelines.settings import PROJECT_DIR

DOMAIN = PROJECT_DIR.parent / "shared" / "domain"
needs_domain = pytest.mark.skipif(not DOMAIN.is_dir(), reason="the rules this is compared with are not here")

CATALOGUE = load_catalogue()
FILES: dict[str, SchemeFile] = {one.scheme.scheme: one for one in load_schemes(PROJECT_DIR / "schemes", CATALOGUE)}
SCHEMES = {name: one.scheme for name, one in FILES.items()}
ON, OFF = "V1 V2 V3 V4", "V5 V6 V7 V8 V10"

# gates on, gates off, grades from the best down with their lower limits, places for the best grade
EXPECTED: dict[str, tuple[str, str, str, tuple[int, int | None] | None]] = {
    "MIIT_ORG": ("V3", "", "可申报 80 待完善", None),
    "MIIT_DEPT": (ON, OFF, "优秀 90 良好 80 合格 70 基本合格 60 不合格", (30, 3)),
    "MIIT_CIO": (f"{ON} V9", OFF, "优秀 90 良好 80 合格 70 基本合格 60 不合格", (20, 3)),
    "SASAC_ORG": (ON, "V5 V6 V7 V8", "A级 90 B级 80 C级 70 D级 60 E级", None),
    "SASAC_DEPT": (ON, OFF, "A级 90 B级 80 C级 70 D级 60 E级", (20, 3)),
    "SASAC_CIO": (f"{ON} V9", OFF, "A级 90 B级 80 C级 70 D级 60 E级", (20, 3)),
    "PINGSHAN_DEPT": (ON, OFF, "优 90 良 80 中 60 差", (30, None)),
    "PINGSHAN_CIO": (f"{ON} V9", OFF, "优秀 90 称职 70 基本称职 60 不称职", (20, None)),
    "YICHUN_DEPT": (ON, OFF, "优秀 90 良好 80 合格 60 不合格", (30, None)),
    "YICHUN_CIO": (f"{ON} V9", OFF, "优秀 90 合格 70 基本合格 60 不合格", (20, None)),
    "HENAN_DEPT": ("V1 V3", "V8", "优 90 良 80 中 60 差", (20, 3)),
    "HENAN_CIO": ("V1 V3", "V9", "优秀 90 称职 70 基本称职 60 不称职", (20, 3)),
}
GATES = {
    "V1": ("serious_incidents", "at_least 1 lowest_grade", "commendation reward"),
    "V2": ("major_incidents", "at_least 1 graded_as_at_most 79.99", ""),
    "V3": ("concealments_and_falsifications", "at_least 1 lowest_grade", "commendation reward"),
    "V4": ("late_major_reports", "at_least 1 graded_as_at_most 89.99", ""),
    "V5": ("unprotected_systems", "at_least 1 graded_as_at_most 79.99", ""),
    "V6": ("fund_misuses", "at_least 1 lowest_grade", "commendation reward"),
    "V7": ("licensed_software_share", "below 80 graded_as_at_most 79.99, below 95 graded_as_at_most 89.99", ""),
    "V8": ("website_vetoes", "at_least 1 graded_as_at_most 89.99", ""),
    "V9": ("open_investigations", "at_least 1 no_grade", "commendation reward"),
    "V10": ("reviews_bypassed", "at_least 2 graded_as_at_most 89.99", ""),
}
ADJUSTMENTS = {
    "superior_commendation": "bonus 1 to 3, at most 3",
    "demonstration_project": "bonus 1, at most 3",
    "shared_product": "bonus 0.5, at most 2",
    "help_task": "bonus 0.5, at most 1",
    "criticism_notice": "deduction 2",
    "audit_finding_open": "deduction 2",
    "late_data": "deduction 1",
    "false_data": "deduction 1",
}
# The numbers the documents themselves give.
SEED = {
    "SASAC_ORG": {"secondment_months": 6},
    "PINGSHAN_DEPT": {"progress_report_recipients": 3, "settlement_days": 60, "filing_working_days": 15},
    "YICHUN_CIO": {"term_years": 3, "reappointment_limit": 2, "service_years": 3},
    "MIIT_ORG": {"appointment_checks": 0},
}
PARAMETERS: dict[str, object] = {
    "small_number_denominator": 3, "major_project_weight": 2, "major_project_budget_amount": 1000000,
    "training_hours_staff": 8, "training_hours_it_staff": 40, "training_hours_cio": 40, "rule_review_months": 24,
    "rater_minimum_count": 5, "survey_minimum_count": 30, "survey_minimum_percent": 30,
    "system_importance_weight": {"core": 3, "important": 2, "general": 1}, "retained_benefit_percent": 30,
    "climb_months": 24, "secondment_months": 6,
    "protection_conclusion_passes": {
        "excellent": 1, "good": 1, "medium": 1, "poor": 0, "conforming": 1, "mostly_conforming": 1, "nonconforming": 0,
    },
    "progress_report_recipients": 3, "progress_report_due_day": 10, "settlement_days": 60, "filing_working_days": 15,
    "contract_filing_working_days": 10, "budget_tolerance_percent": 10, "trial_months": 3, "idle_months": 6,
    "rebuilt_years": 5, "investment_life_years": 5,
    "decision_error_points": {"general": 10, "larger": 30, "major": 60},
    "decision_error_loss_amount": {"larger": 500000, "major": 5000000},
    "appointment_checks": {"selection": 1, "term": 0, "eligibility": 0, "procedure": 0},
    "term_years": 3, "reappointment_limit": 2, "service_years": 3, "assessment_pass_score": 60, "term_alert_days": 90,
    "late_project_days": 90, "late_project_percent": 20, "assessment_overdue_months": 6,
    "incident_severity_points": {"especially_serious": 100, "serious": 60, "major": 30, "general": 10, "below": 2},
    "incident_responsibility_factor": {
        "full": 1, "primary": 1, "equal": "0.7", "secondary": "0.5", "none": 0, "undetermined": 1,
    },
    "incident_repeat_factor": "1.5", "incident_repeat_months": 12,
    "incident_report_factor": {"exemplary": "0.8", "on_time": 1, "late": "1.5"},
    "incident_report_limit_hours": {
        "official.cii": 1, "official.central_organ": 2, "official.other": 4,
        "internal.major_or_above": 1, "internal.general": 4, "internal.below": 24,
    },
}  # fmt: skip
UNIVERSITY = {"major_project_budget_amount": 500000, "training_hours_staff": 16}


def rules() -> dict[str, dict[str, Any]]:
    content = json.loads((DOMAIN / "schemes.json").read_text(encoding="utf-8"))
    return {one["id"]: one for one in content["schemes"]}


def codes_of(value: object) -> dict[str, Decimal]:
    return {code: Decimal(str(one)) for code, one in (value if isinstance(value, dict) else {"": value}).items()}


def test_the_twelve_schemes_are_there_each_in_the_folder_of_its_regime_and_year() -> None:
    assert SCHEMES.keys() == EXPECTED.keys()
    for one in FILES.values():
        path = one.file.relative_to(PROJECT_DIR)
        assert path == Path("schemes", one.scheme.regime, "2026", f"{one.scheme.subject}.yaml")


@needs_domain
@pytest.mark.parametrize("name", EXPECTED)
def test_dimensions_and_items_weights_and_clauses_are_those_of_the_rules(name: str) -> None:
    expected = [
        (dimension["weight"], [(one["metric_id"], one["weight"], one["clauses"]) for one in dimension["indicators"]])
        for dimension in rules()[name]["dimensions"]
    ]
    found = [
        (
            dimension.weight.value,
            [(one.metric, one.weight.value, list(one.clause) or ["default"]) for one in dimension.indicators],
        )
        for dimension in SCHEMES[name].dimensions
    ]
    assert found == expected


@needs_domain
@pytest.mark.parametrize("name", EXPECTED)
def test_every_item_has_the_curve_of_the_rules_with_its_knots(name: str) -> None:
    with (DOMAIN / "metrics.csv").open(encoding="utf-8-sig", newline="") as stream:
        curve_of = {row["metric_id"]: row["curve"] for row in csv.DictReader(stream)}
    curves = json.loads((DOMAIN / "schemes.json").read_text(encoding="utf-8"), parse_float=Decimal)["curves"]
    for one in SCHEMES[name].indicators():
        assert one.curve == curve_of[one.metric], one.metric
    for curve_id, curve in SCHEMES[name].curves.items():
        assert [list(knot) for knot in curve.knots] == curves[curve_id]["knots"], curve_id
        assert curve.shape == ("steps" if curve_id == "BOOL" else "linear"), curve_id


@pytest.mark.parametrize("name", EXPECTED)
def test_gates_are_on_and_off_as_the_rules_ship_them(name: str) -> None:
    gates = SCHEMES[name].gates
    on, off, _, _ = EXPECTED[name]
    assert " ".join(one.gate for one in gates if one.enabled) == on
    assert " ".join(one.gate for one in gates if not one.enabled) == off
    for one in gates:
        steps = ", ".join(
            " ".join(
                str(part) for part in (step.comparison, step.threshold, step.effect, step.score) if part is not None
            )
            for step in one.steps
        )
        assert (one.metric, steps, " ".join(one.withholds)) == GATES[one.gate]


@pytest.mark.parametrize("name", EXPECTED)
def test_grades_and_places_are_those_of_regime_and_subject(name: str) -> None:
    scheme = SCHEMES[name]
    _, _, grades, places = EXPECTED[name]
    words = [word for band in scheme.grades.bands for word in (band.title.zh, band.at_least) if word is not None]
    assert " ".join(str(word) for word in words) == grades
    quota = scheme.quota
    assert (quota and (quota.percent.value, quota.minimum_one_from)) == places
    if quota:
        assert quota.grade == scheme.grades.bands[0].grade
        scored = [one.metric for one in scheme.indicators()]
        first = quota.then_by[0]
        assert first.metric == ("incident_points" if "incident_points" in scored else None)
        assert quota.then_by[-1].dimension


@pytest.mark.parametrize("name", EXPECTED)
def test_the_numbers_metrics_count_with_are_the_defaults(name: str) -> None:
    expected = PARAMETERS | (UNIVERSITY if SCHEMES[name].regime == "university" else {})
    for parameter, given in SCHEMES[name].parameters.items():
        assert {code: value for code, value, _ in given.rows()} == codes_of(expected[parameter]), parameter


def test_every_number_of_the_rules_is_used_somewhere() -> None:
    assert {name for scheme in SCHEMES.values() for name in scheme.parameters} == PARAMETERS.keys()


def test_numbers_are_marked_as_the_documents_own_where_they_are() -> None:
    for name, scheme in SCHEMES.items():
        marked = {parameter for parameter, given in scheme.parameters.items() if given.source == "SEED"}
        assert marked == SEED.get(name, {}).keys(), name


def test_what_a_law_fixes_names_the_law() -> None:
    university, district = SCHEMES["YICHUN_CIO"], SCHEMES["PINGSHAN_DEPT"]
    assert university.quota
    assert university.quota.percent.law == "事业单位工作人员考核规定第十五条"
    assert university.minimum_tenure_share
    assert university.minimum_tenure_share.law == "事业单位工作人员考核规定第三十七条"
    assert [one.law for one in university.gates if one.gate == "V9"] == ["事业单位工作人员考核规定第四十二条"]
    assert district.grades.source_mark == "LAW V2"


@pytest.mark.parametrize("name", [name for name in EXPECTED if name != "MIIT_ORG"])
def test_bonus_and_deduction_points_have_the_limits_of_the_rules(name: str) -> None:
    adjustments = SCHEMES[name].adjustments
    assert adjustments
    assert (adjustments.bonus_limit.value, adjustments.deduction_limit.value) == (5, 10)
    found = {
        one.kind: f"{one.effect} {one.each if one.each is not None else f'{one.least} to {one.most}'}"
        + (f", at most {one.limit}" if one.limit is not None else "")
        for one in adjustments.kinds
    }
    assert found == ADJUSTMENTS


def test_pay_is_touched_only_where_the_cause_is_personal() -> None:
    for name, scheme in SCHEMES.items():
        for one in scheme.consequences:
            if re.search("薪|劳动合同", one.title.zh.replace("不涉及职级和薪酬", "")):
                assert name == "MIIT_CIO", one.consequence
                assert [condition.metric for condition in one.conditions] == ["personal_causes"], one.consequence


def test_recommendations_are_whole_sentences_and_recommend() -> None:
    for name, scheme in SCHEMES.items():
        titles = [one.title for one in scheme.consequences] + (
            [scheme.commendation.title] if scheme.commendation else []
        )
        for title in titles:
            assert re.search("建议|可参照", title.zh), (name, title.zh)
            assert (title.zh[-1], title.en[-1]) == ("。", "."), (name, title.zh)


def test_a_general_part_and_the_three_criteria_belong_to_enterprise_cios_alone() -> None:
    assert [name for name, scheme in SCHEMES.items() if scheme.general_part] == ["MIIT_CIO"]
    part, commendation = SCHEMES["MIIT_CIO"].general_part, SCHEMES["MIIT_CIO"].commendation
    assert part
    assert (part.metric, part.share.value) == ("deputy_head_rating", 20)
    assert commendation
    assert [one.title.zh for one in commendation.criteria if one.title] == ["领导有力", "组织科学", "工作成效显著"]


def test_university_cios_are_checked_for_term_eligibility_and_procedure() -> None:
    found = {one.metric for one in SCHEMES["YICHUN_CIO"].alerts}
    checks = {"term_length_faults", "term_overlap_faults", "reappointment_faults", "terms_ending_soon"}
    assert checks | {"eligibility_faults", "procedure_faults"} <= found
    assert SCHEMES["YICHUN_CIO"].reports == ("term",)


def test_only_what_stands_or_is_asked_for_every_year_can_be_missing() -> None:
    missing = {one.metric for scheme in SCHEMES.values() for one in scheme.indicators() if one.absent == "missing"}
    flows = {"obligation", "obligation_subject", "checklist_subject"} - {
        CATALOGUE.metrics["liaisons_appointed"].evidence
    }
    for name in missing:
        metric = CATALOGUE.metrics[name]
        assert metric.evidence not in flows, name
        assert metric.counting != "dated", name
        assert not {"project", "project_event", "incident", "training_record"} & set(metric.feeds), name
