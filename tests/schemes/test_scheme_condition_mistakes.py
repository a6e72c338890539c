"""A gate, quota, alert or consequence that cannot work is refused with line and remedy, before it decides a grade."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import RuleError
from pipelines.rule_files import check_rule_files
from pipelines.schemes import load_catalogue, load_scheme
from pipelines.schemes.catalogue import Catalogue
from pipelines.settings import Settings
from tests.schemes.conftest import FILES, Edit, line_of

V1 = "steps: [{at_least: 1, effect: lowest_grade}]"
V7 = "{below: 95, effect: graded_as_at_most, score: 89.99}"
V7_BELOW_80 = "{below: 80, effect: graded_as_at_most, score: 79.99}"
PAY_CUT = "conditions: [{metric: personal_causes, at_least: 1}, {dimension: support, below: 60}]"
RENEWAL = "grades: [excellent, good]"
STRONG = "any_of: [{metric: major_matters_with_cio, at_least: 90}, {metric: shared_software, above: 0}]"
CHOICE = "score_at_least: 90\n  grades: [excellent]\n  top_percent: 20\n  within_quota: true\n  without_gates: [V1, V5]"
CRITERIA = f"""  criteria:
    - title: {{zh: 领导有力, en: Strong leadership}}
      {STRONG}
    - {{dimension: support, at_least: 85}}
"""

# (old and new text in turn, where it is seen, what the message says, what it says to do)
MISTAKES = {
    "a gate's metric misspelt": (
        ("metric: serious_incidents", "metric: serius_incidents"),
        "metric: serius_incidents",
        'the metric "serius_incidents" is not in metrics/.',
        'Did you mean "serious_incidents"?',
    ),
    "an alert's metric misspelt": (
        ("metric: terms_ending_soon", "metric: terms_ending"),
        "metric: terms_ending",
        'the metric "terms_ending" is not in metrics/.',
        'Did you mean "terms_ending_soon"?',
    ),
    "a condition's metric misspelt": (
        ("{metric: personal_causes,", "{metric: personal_cause,"),
        "{metric: personal_cause,",
        'the metric "personal_cause" is not in metrics/.',
        'Did you mean "personal_causes"?',
    ),
    "a criterion's metric misspelt": (
        ("{metric: major_matters_with_cio,", "{metric: major_matters_with_ceo,"),
        "any_of:",
        'the metric "major_matters_with_ceo" is not in metrics/.',
        'Did you mean "major_matters_with_cio"?',
    ),
    "a general part that is no rating": (
        ("metric: deputy_head_rating", "metric: fund_misuses"),
        "metric: fund_misuses",
        'the general part cannot be "fund_misuses", which is no rating from 0 to 100.',
        "Name a ratio in pts or % that is better higher.",
    ),
    "information as an indicator": (
        ("metric: accepted_first_time", "metric: appointment_kind"),
        "metric: appointment_kind",
        'the metric "appointment_kind" is information: neither more nor less of it is better.',
        "Take it out of the dimensions; an alert or a condition may name it.",
    ),
    "an alert no query counts": (
        ("metric: terms_ending_soon", "metric: commendation_candidate"),
        "metric: commendation_candidate",
        'no query counts the metric "commendation_candidate".',
        "Give it an `evidence` in metrics/.",
    ),
    "a gate no query counts": (
        ("metric: serious_incidents", "metric: commendation_candidate"),
        "metric: commendation_candidate",
        'no query counts the metric "commendation_candidate".',
        "Give it an `evidence` in metrics/, or write `enabled: false`.",
    ),
    "scores of units in a scheme for units": (
        (
            "subject: cio",
            "subject: department",
            "minimum_tenure_share: {value: 50, unit: percent_of_period, source: DEFAULT}\n",
            "",
        ),
        "metric: unit_scores",
        'the metric "unit_scores" is the score of a unit itself.',
        'Use it in schemes with subject "cio" or "organization".',
    ),
    "a gate's clause that is none": (
        ("clause: [S1-20, S0-20]", "clause: [S1-20, S0-200]"),
        "clause: [S1-20, S0-200]",
        'the clause "S0-200" is not in clauses.csv.',
        'Did you mean "S0-20"?',
    ),
    "a consequence's clause that is none": (
        ("clause: S0-33", "clause: S9-33"),
        "clause: S9-33",
        'the clause "S9-33" is not in clauses.csv.',
        'Did you mean "S3-33"?',
    ),
    "a general part's clause that is none": (
        ("clause: S0-26", "clause: S0-99"),
        "clause: S0-99",
        'the clause "S0-99" is not in clauses.csv.',
        None,
    ),
    "a parameter of a gate that is off": (
        ("  assessment_overdue_months: {value: 6, unit: months, source: DEFAULT}\n", ""),
        "parameters:",
        'the parameter "assessment_overdue_months", which "unprotected_systems" needs, is missing.',
        'Add "assessment_overdue_months: {value: ..., unit: ..., source: ...}" to the parameters.',
    ),
    "a parameter of an alert": (
        ("  term_alert_days: {value: 90, unit: days, source: DEFAULT}\n", ""),
        "parameters:",
        'the parameter "term_alert_days", which "terms_ending_soon" needs, is missing.',
        'Add "term_alert_days: {value: ..., unit: ..., source: ...}" to the parameters.',
    ),
    "a parameter of a condition": (
        ("  budget_tolerance_percent: {value: 10, unit: percent, source: DEFAULT}\n", ""),
        "parameters:",
        'the parameter "budget_tolerance_percent", which "over_budget_projects" needs, is missing.',
        'Add "budget_tolerance_percent: {value: ..., unit: ..., source: ...}" to the parameters.',
    ),
    "a gate twice": (
        ("gate: V7", "gate: V1"),
        None,
        'the gate "V1" stands twice.',
        "Give each gate an id of its own.",
    ),
    "a gate called as small numbers are": (
        ("gate: V7", "gate: SMALL_N"),
        "gate: SMALL_N",
        '"SMALL_N" is no name for a gate: it tells of small numbers.',
        "Give the gate another id.",
    ),
    "two comparisons in a step": (
        (V1, V1.replace("at_least: 1", "at_least: 1, above: 0")),
        "steps: [{at_least: 1, above: 0",
        'gates.0.steps.0: needs exactly one of "at_least", "above" and "below".',
        "",
    ),
    "no comparison in an alert": (
        ("    at_least: 1\n    clause: []", "    clause: []"),
        "- alert: term_ends_soon",
        'alerts.0: needs exactly one of "at_least", "above" and "below".',
        "",
    ),
    "a threshold in quotes": (
        (V1, V1.replace("1,", '"1",')),
        V1.replace("1,", '"1",'),
        'gates.0.steps.0.at_least needs a number, not "1".',
        "Write it plainly, without quotes.",
    ),
    "a step that is never reached": (
        (f"      - {V7_BELOW_80}\n      - {V7}", f"      - {V7}\n      - {V7_BELOW_80}"),
        V7_BELOW_80,
        'the gate "V7" never comes to "below 80": an earlier step holds whenever this does.',
        "Write the strictest step first.",
    ),
    "a limit without a score": (
        (V7, "{below: 95, effect: graded_as_at_most}"),
        "{below: 95",
        'gates.2.steps.1: effect graded_as_at_most, and only it, needs a "score".',
        "",
    ),
    "a score without a limit": (
        (V1, V1.replace("lowest_grade", "lowest_grade, score: 59")),
        "score: 59",
        'gates.0.steps.0: effect graded_as_at_most, and only it, needs a "score".',
        "",
    ),
    "a limit that takes no grade away": (
        (V7, V7.replace("89.99", "90")),
        "score: 90",
        'the gate "V7" takes no grade away: 90 is still "excellent".',
        "Give a score below 90.",
    ),
    "a gate that looks for the good": (
        (V1, V1.replace("at_least", "below")),
        "{below: 1,",
        'the gate "V1" looks the wrong way: "serious_incidents" is better lower.',
        'Compare with "at_least" or "above".',
    ),
    "a gate that looks for the good of a share": (
        (V7, V7.replace("below", "above")),
        "{above: 95,",
        'the gate "V7" looks the wrong way: "licensed_software_share" is better higher.',
        'Compare with "below".',
    ),
    "an effect that is none": (
        (V1, V1.replace("lowest_grade", "lowest")),
        "effect: lowest}",
        '"effect" cannot be "lowest".',
        "Use one of 'lowest_grade', 'graded_as_at_most' or 'no_grade'.",
    ),
    "an unknown key in a step": (
        (V1, V1.replace("at_least", "at_lest")),
        "at_lest",
        'the key "at_lest" is unknown here.',
        'Did you mean "at_least"?',
    ),
    "an unknown key in a criterion": (
        ("any_of:", "any_off:"),
        "any_off:",
        'the key "any_off" is unknown here.',
        'Did you mean "any_of"?',
    ),
    "an alert twice": (
        ("alerts:\n", "alerts:\n  - {alert: term_ends_soon, title: {zh: 届满, en: Ends}, metric: terms_ending_soon, "
         "above: 0, clause: [], source: DEFAULT}\n"),
        "- alert: term_ends_soon",
        'the alert "term_ends_soon" stands twice.',
        "Give each alert an id of its own.",
    ),
    "a quota for a grade that is none": (
        ("  grade: excellent\n", "  grade: excelent\n"),
        "grade: excelent",
        'the grade "excelent" is not among the bands.',
        'Did you mean "excellent"?',
    ),
    "a quota for the lowest grade": (
        ("  grade: excellent\n", "  grade: unqualified\n"),
        "  grade: unqualified",
        'the quota is for "unqualified", the lowest grade: there is none below it.',
        "Name a better grade.",
    ),
    "a quota ordered by what is no indicator": (
        ("then_by: [{metric: projects_on_time}", "then_by: [{metric: serious_incidents}"),
        "then_by:",
        'no indicator of this scheme is "serious_incidents", so it has no points to go by.',
        None,
    ),
    "a quota ordered by a dimension that is none": (
        ("{dimension: delivery}]", "{dimension: deliver}]"),
        "then_by:",
        'the dimension "deliver" is not in this scheme.',
        'Did you mean "delivery"?',
    ),
    "a quota ordered by the same twice": (
        ("{dimension: delivery}]", "{metric: projects_on_time}]"),
        "then_by:",
        '"projects_on_time" decides between equals twice.',
        "Keep one of them.",
    ),
    "a quota ordered by nothing": (
        ("{dimension: delivery}]", "{}]"),
        "then_by:",
        'quota.then_by.1: needs either "metric" or "dimension".',
        "",
    ),
    "more than all may be excellent": (
        ("percent: {value: 20, source: LAW", "percent: {value: 120, source: LAW"),
        "percent: {value: 120",
        "quota.percent.value: Input should be less than or equal to 100.",
        "",
    ),
    "an adjustment nobody records": (
        ("kind: criticism_notice", "kind: critcism_notice"),
        "kind: critcism_notice",
        'no adjustment is recorded as "critcism_notice".',
        'Did you mean "criticism_notice"?',
    ),
    "an adjustment twice": (
        ("kind: criticism_notice", "kind: superior_commendation"),
        "effect: deduction",
        'the kind "superior_commendation" stands twice.',
        "Keep one of them: a record counts once.",
    ),
    "fixed and open points": (
        ("effect: deduction, each: 2", "effect: deduction, each: 2, most: 3"),
        "effect: deduction",
        'adjustments.kinds.1: needs either "each", or both "least" and "most".',
        "",
    ),
    "points open on one side": (
        ("least: 1, most: 3, limit: 4", "least: 1, limit: 4"),
        "effect: bonus",
        'adjustments.kinds.0: needs either "each", or both "least" and "most".',
        "",
    ),
    "bounds the wrong way round": (
        ("least: 1, most: 3, limit: 4", "least: 3, most: 1, limit: 4"),
        "effect: bonus",
        '"superior_commendation" is at least 3 and at most 1 points.',
        "Exchange the two numbers.",
    ),
    "a limit below one record": (
        ("limit: 4", "limit: 2"),
        "effect: bonus",
        'one record of "superior_commendation" is worth 3 points, all together 2.',
        "Raise the limit, or lower the points of a record.",
    ),
    "a general part of everything": (
        ("share: {value: 20, source: DEFAULT}", "share: {value: 100, source: DEFAULT}"),
        "share: {value: 100",
        "the general part makes 100 % of the score.",
        "Give a share between 0 and 100, or take it out.",
    ),
    "a consequence for a grade that is none": (
        (RENEWAL, "grades: [excellent, god]"),
        "grades: [excellent, god]",
        'the grade "god" is not among the bands.',
        'Did you mean "good"?',
    ),
    "a consequence for everybody": (
        (f"    {RENEWAL}\n", ""),
        "- consequence: renewal",
        'the consequence "renewal" would be recommended to everybody.',
        'Name its "grades", its "conditions", or both.',
    ),
    "years in a row of no grade": (
        ("    grades: [unqualified]\n", ""),
        "years_in_a_row: 2",
        'the consequence "pay_cut" counts years in a row, but of no grade.',
        'Name the "grades" of those years.',
    ),
    "years in a row after a quarter": (
        ("years_in_a_row: 2", "years_in_a_row: 2\n    period: any"),
        "period: any",
        'the consequence "pay_cut" counts years in a row, so it cannot follow a quarter.',
        'Set its period to "year".',
    ),
    "a consequence twice": (
        ("consequence: pay_cut", "consequence: renewal"),
        None,
        'the consequence "renewal" stands twice.',
        "Give each consequence an id of its own.",
    ),
    "a condition of both kinds": (
        (PAY_CUT, PAY_CUT.replace("{dimension: support,", "{dimension: support, metric: personal_causes,")),
        "conditions: [{metric: personal_causes, at_least: 1}",
        'consequences.1.conditions.1: needs either "metric" or "dimension".',
        "",
    ),
    "a condition on a dimension that is none": (
        (PAY_CUT, PAY_CUT.replace("support", "suport")),
        "suport",
        'the dimension "suport" is not in this scheme.',
        'Did you mean "support"?',
    ),
    "a criterion on a dimension that is none": (
        ("- {dimension: support, at_least: 85}", "- {dimension: sport, at_least: 85}"),
        "dimension: sport",
        'the dimension "sport" is not in this scheme.',
        'Did you mean "support"?',
    ),
    "a criterion of nothing": (
        (f"      {STRONG}\n", ""),
        "- title: {zh: 领导有力",
        'commendation.criteria.0: needs either "any_of" or a condition of its own.',
        "",
    ),
    "a group and a condition in one criterion": (
        (STRONG, f"{STRONG}\n      dimension: support"),
        "- title: {zh: 领导有力",
        'commendation.criteria.0: needs either "any_of" or a condition of its own.',
        "",
    ),
    "a criterion without a threshold": (
        ("- {dimension: support, at_least: 85}", "- {dimension: support}"),
        "- {dimension: support}",
        'commendation.criteria.1: needs exactly one of "at_least", "above" and "below".',
        "",
    ),
    "commendation without a gate that is none": (
        ("without_gates: [V1, V5]", "without_gates: [V1, V6]"),
        "without_gates: [V1, V6]",
        'the gate "V6" is not in this scheme.',
        None,
    ),
    "commendation of a grade that is none": (
        ("  grades: [excellent]\n", "  grades: [best]\n"),
        "grades: [best]",
        'the grade "best" is not among the bands.',
        None,
    ),
    "commendation of everybody": (
        (CHOICE, "without_gates: [V1]", CRITERIA, ""),
        "commendation:",
        "everybody would be a candidate for commendation.",
        'Name "score_at_least", "grades", "top_percent", "within_quota" or "criteria".',
    ),
}  # fmt: skip


def refused(file: Path, catalogue: Catalogue) -> RuleError:
    with pytest.raises(RuleError) as raised:
        load_scheme(file, catalogue)
    return raised.value


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_line_and_remedy(edited: Edit, catalogue: Catalogue, name: str) -> None:
    texts, seen_at, what, do = MISTAKES[name]
    file = edited(*zip(texts[::2], texts[1::2], strict=True), source="whole.yaml")
    error = refused(file, catalogue)
    assert error.file == file
    assert error.what == what
    if seen_at:
        assert error.line == line_of(file, seen_at)
    if do is not None:
        assert error.do == do


def test_the_scheme_the_mistakes_are_made_in_is_right(catalogue: Catalogue) -> None:
    assert load_scheme(FILES / "whole.yaml", catalogue).scheme.scheme == "WHOLE_CIO"


OWN_METRIC = """metrics:
  - id: own_count
    code: OWN01
    title: {zh: 自定, en: Own}
    definition: records of a kind
    unit: "n"
    better: lower
    value: total
    scale: 1
    feeds: [FEED]
    evidence: QUERY
"""
NO_FEED = OWN_METRIC.replace("FEED", "incidents").replace("QUERY", "incident_gate")
NO_QUERY = OWN_METRIC.replace("FEED", "incident").replace("QUERY", "incident_gates")


def own_metrics(folder: Path, text: str) -> Path:
    """An institution's own file of metrics."""
    file = folder / "metrics" / "own.yaml"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("place", ["serious_incidents", "unprotected_systems", "terms_ending_soon", "personal_causes"])
def test_a_metric_whose_feed_does_not_exist_is_refused_wherever_it_is_named(
    edited: Edit, tmp_path: Path, place: str
) -> None:
    own_metrics(tmp_path, NO_FEED)
    file = edited((f"metric: {place}", "metric: own_count"), source="whole.yaml")
    error = refused(file, load_catalogue(tmp_path))
    assert error.what == 'the metric "own_count" needs the feed "incidents", which does not exist.'
    assert error.do == 'Did you mean "incident"? Correct it in metrics/.'
    assert error.line == line_of(file, "metric: own_count")


def test_a_metric_whose_query_does_not_exist_is_refused(edited: Edit, tmp_path: Path) -> None:
    own_metrics(tmp_path, NO_QUERY)
    error = refused(
        edited(("metric: serious_incidents", "metric: own_count"), source="whole.yaml"), load_catalogue(tmp_path)
    )
    assert (
        error.what == 'the metric "own_count" is counted by the evidence query "incident_gates", which does not exist.'
    )
    assert error.do == 'Did you mean "incident_gate"? Correct it in metrics/.'


@pytest.mark.parametrize(("text", "says"), [(NO_FEED, 'the feed "incidents"'), (NO_QUERY, 'query "incident_gates"')])
def test_a_file_of_metrics_is_checked_by_itself(tmp_path: Path, text: str, says: str) -> None:
    file = own_metrics(tmp_path, text)
    checked, (error,) = check_rule_files(Settings(project=tmp_path), [file])
    assert (checked, error.file, error.line) == (1, file, 2)
    assert says in error.what


def test_a_file_of_metrics_that_cannot_be_read_is_named_once_and_the_schemes_wait_for_it(
    edited: Edit, tmp_path: Path
) -> None:
    metrics = own_metrics(tmp_path, NO_FEED.replace("better: lower", "better: less"))
    scheme = edited((V1, V1.replace("at_least", "at_lest")), source="whole.yaml")
    checked, errors = check_rule_files(Settings(project=tmp_path), [metrics, scheme])
    assert (checked, [error.file for error in errors]) == (2, [metrics])


def test_all_files_of_the_project_are_right() -> None:
    checked, errors = check_rule_files(Settings(), None)
    assert checked > 60
    assert errors == []


def test_what_no_query_counts_may_stand_where_it_is_switched_off(edited: Edit, catalogue: Catalogue) -> None:
    off = ("metric: unprotected_systems", "metric: commendation_candidate")
    needless = ("  assessment_overdue_months: {value: 6, unit: months, source: DEFAULT}\n", "")
    loaded = load_scheme(edited(off, needless, source="whole.yaml"), catalogue)
    assert [gate.enabled for gate in loaded.scheme.gates if gate.metric == "commendation_candidate"] == [False]


@pytest.mark.parametrize(
    ("steps", "hidden"),
    [
        ("{at_least: 2, effect: lowest_grade}, {at_least: 2, effect: no_grade}", "at_least 2"),
        ("{above: 2, effect: lowest_grade}, {at_least: 3, effect: no_grade}", "at_least 3"),
        ("{at_least: 2, effect: lowest_grade}, {above: 2, effect: no_grade}", "above 2"),
        ("{above: 2, effect: lowest_grade}, {at_least: 2, effect: no_grade}", None),
        ("{at_least: 2, effect: lowest_grade}, {above: 1.999998, effect: no_grade}", None),
        ("{at_least: 2, effect: lowest_grade}, {above: 1.999999, effect: no_grade}", "above 1.999999"),
    ],
)
def test_a_later_step_is_refused_only_when_an_earlier_one_always_holds_with_it(
    edited: Edit, catalogue: Catalogue, steps: str, hidden: str | None
) -> None:
    file = edited((V1, f"steps: [{steps}]"), source="whole.yaml")
    if hidden is None:
        assert len(load_scheme(file, catalogue).scheme.gates[0].steps) == 2
    else:
        said = f'the gate "V1" never comes to "{hidden}": an earlier step holds whenever this does.'
        assert refused(file, catalogue).what == said
