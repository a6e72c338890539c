"""Gates at their thresholds, the general part and what the calculator says of them."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from pipelines.cli.rules import told
from pipelines.errors import UserError
from pipelines.schemes import load_catalogue, load_scheme
from pipelines.schemes.calculator import try_cases
from pipelines.schemes.given import parse_given
from pipelines.schemes.tried import TryResult
from tests.schemes.conftest import FILES, Edit

CATALOGUE = load_catalogue()
WHOLE = load_scheme(FILES / "whole.yaml", CATALOGUE).scheme
BEST = "projects_on_time=95 accepted_first_time=95 datasets_shared=95 unit_scores=95"
V1, V7_89, V7_79, V9 = ("V1", None), ("V7", Decimal("89.99")), ("V7", Decimal("79.99")), ("V9", None)

# (values beside those of the indicators, all 95; gates with their limit; score the grade is read off; grade)
CASES = [
    ("", [], "95.00", "excellent"),
    ("serious_incidents=0", [], "95.00", "excellent"),
    ("serious_incidents=1", [V1], "95.00", "unqualified"),
    ("serious_incidents=2", [V1], "95.00", "unqualified"),
    ("serious_incidents=0.999999", [], "95.00", "excellent"),
    ("licensed_software_share=95.000001", [], "95.00", "excellent"),
    ("licensed_software_share=95", [], "95.00", "excellent"),
    ("licensed_software_share=94.999999", [V7_89], "89.99", "good"),
    ("licensed_software_share=949999999/1000000000", [V7_89], "89.99", "good"),
    ("licensed_software_share=80.000001", [V7_89], "89.99", "good"),
    ("licensed_software_share=80", [V7_89], "89.99", "good"),
    ("licensed_software_share=79.999999", [V7_79], "79.99", "qualified"),
    ("licensed_software_share=0", [V7_79], "79.99", "qualified"),
    ("open_investigations=1", [V9], "95.00", None),
    ("licensed_software_share=90 serious_incidents=1", [V1, V7_89], "89.99", "unqualified"),
    ("open_investigations=1 serious_incidents=1", [V1, V9], "95.00", None),
]
FACTS = [
    parse_given(f"{BEST} {more}".split(), WHOLE, CATALOGUE)
    for more in [*(case[0] for case in CASES), "deputy_head_rating=50", "terms_ending_soon=1 personal_causes=1"]
]


@pytest.fixture(scope="module")
def found() -> list[TryResult]:
    return try_cases(WHOLE, FACTS, CATALOGUE)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] or "no fact of a gate" for case in CASES])
def test_a_gate_trips_exactly_at_its_threshold(found: list[TryResult], number: int) -> None:
    _, gates, graded_score, grade = CASES[number]
    result = found[number]
    assert [(one.gate, one.score_limit) for one in result.gates] == gates
    assert (str(result.score), str(result.graded_score), result.grade) == ("95.00", graded_score, grade)


def test_many_who_could_be_excellent_all_are_because_no_quota_is_applied(found: list[TryResult]) -> None:
    assert WHOLE.quota is not None
    assert WHOLE.quota.percent.value == 20
    assert sum(one.grade == "excellent" for one in found) > len(found) // 5


def test_one_record_alone_is_no_small_number_here() -> None:
    values = parse_given([one.replace("=95", "=1/1") for one in BEST.split()], WHOLE, CATALOGUE)
    (result,) = try_cases(WHOLE, [values], CATALOGUE)
    assert (str(result.score), result.grade, result.gates) == ("100.00", "excellent", ())


def test_the_general_part_has_its_share_and_only_where_it_is_given(found: list[TryResult]) -> None:
    without, with_rating = found[0], found[len(CASES)]
    assert (without.general_score, without.score) == (None, Decimal("95.00"))
    assert (with_rating.general_score, with_rating.base_score) == (50, 95)
    assert (str(with_rating.score), with_rating.grade) == ("86.00", "good")


def test_facts_of_alerts_and_conditions_may_be_given_and_cost_nothing(found: list[TryResult]) -> None:
    assert (str(found[-1].score), found[-1].grade, found[-1].gates) == ("95.00", "excellent", ())


def test_the_json_answer_keeps_its_shape_and_lists_the_gates_by_id(found: list[TryResult]) -> None:
    answer = found[-4].as_json()
    assert json.loads(json.dumps(answer)) == answer
    assert list(answer) == ["scheme", "score", "base_score", "grade", "measured_weight", "gates", "indicators"]
    assert (answer["gates"], answer["grade"], answer["score"]) == (["V1", "V7"], "unqualified", "95.00")


def test_a_person_reads_what_each_gate_does() -> None:
    said = {
        "licensed_software_share=90 serious_incidents=1": [
            "gate V1 Serious incident (serious_incidents 1): the lowest grade; no commendation; no reward",
            "gate V7 Licensed software (licensed_software_share 90): graded as at most 89.99; no commendation",
            "score 95.00 (exactly 95.000000), graded as 89.99, grade unqualified",
            "measured weight 100.000000 %",
        ],
        "open_investigations=1 deputy_head_rating=50": [
            "gate V9 Under investigation (open_investigations 1): no grade; no reward",
            "score 86.00 (95.000000, and 50.000000 of the general part), grade none: a gate forbids it",
            "measured weight 100.000000 %",
        ],
    }
    cases = [parse_given(f"{BEST} {facts}".split(), WHOLE, CATALOGUE) for facts in said]
    cases.append(parse_given(["serious_incidents=1"], WHOLE, CATALOGUE))
    *results, fact_alone = try_cases(WHOLE, cases, CATALOGUE)
    grades = {band.grade: band.title.en.lower() for band in WHOLE.grades.bands}
    assert [list(told(result, grades, "en")) for result in results] == list(said.values())
    assert list(told(fact_alone, grades, "en"))[1:] == [
        "no score: no value of an indicator is given",
        "measured weight 0.000000 %",
    ]


def test_the_metric_of_a_gate_that_is_off_cannot_be_given_until_the_gate_is_on(edited: Edit) -> None:
    with pytest.raises(UserError) as raised:
        parse_given(["unprotected_systems=1"], WHOLE, CATALOGUE)
    assert raised.value.what == '"unprotected_systems" is switched off: the gate V5 is not enabled.'
    on = load_scheme(edited(("enabled: false", "enabled: true"), source="whole.yaml"), CATALOGUE).scheme
    values = parse_given([*BEST.split(), "unprotected_systems=1"], on, CATALOGUE)
    (result,) = try_cases(on, [values], CATALOGUE)
    assert ([one.gate for one in result.gates], result.grade) == (["V5"], "qualified")


def test_an_indicator_whose_metric_is_switched_off_may_still_feed_a_gate(edited: Edit) -> None:
    file = edited(
        ("absent: not_applicable\n      - metric: accepted_first_time", "absent: not_applicable\n        disabled: "
         "{reason: not decided}\n      - metric: accepted_first_time"),
        ("metric: licensed_software_share", "metric: projects_on_time"),
        source="whole.yaml",
    )  # fmt: skip
    scheme = load_scheme(file, CATALOGUE).scheme
    values = parse_given(["projects_on_time=70", "datasets_shared=95", "unit_scores=95"], scheme, CATALOGUE)
    (result,) = try_cases(scheme, [values], CATALOGUE)
    assert [one.metric_id for one in result.indicators] == ["datasets_shared", "unit_scores"]
    assert [(one.gate, one.value) for one in result.gates] == [("V7", 70)]
