"""One reward plan applies to an organisation at a time, and it agrees with the schemes it is used with."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import RuleError
from pipelines.schemes import check_files, load_rules
from pipelines.schemes.catalogue import Catalogue
from tests.schemes.conftest import Edit, line_of

PLAN = "reward.yaml"
ENDED = ("in_force: {from: 2024-01-01, until: null}", "in_force: {from: 2024-01-01, until: 2025-12-31}")
NEWER = ('version: "1"', 'version: "2"')
OWN = ("regime: enterprise", "regime: enterprise\norganization: ORG1")
OWN_CIO = ("regime: enterprise\nsubject", "regime: enterprise\norganization: ORG1\nsubject")
A_QUARTER = ("retained_percent: {value: 30", "retained_percent: {value: 25")
A_QUARTER_IN_SCHEMES = ("retained_benefit_percent: {value: 30", "retained_benefit_percent: {value: 25")
NO_GOOD = ("good: 100, ", "")
A_QUARTER_SAID = 'retained benefit counts up to 25 % here, and "retained_benefit_percent" is 30 in'


def mistakes(catalogue: Catalogue, *files: Path) -> list[RuleError]:
    return check_files(files, catalogue)


def test_two_plans_in_force_on_one_day_are_refused(edited: Edit, catalogue: Catalogue) -> None:
    first, second = edited(source=PLAN, name="a.yaml"), edited(NEWER, source=PLAN, name="b.yaml")
    (error,) = mistakes(catalogue, first, second)
    assert error.what == f"WHOLE_REWARD 2 is in force together with WHOLE_REWARD 1 ({first})."
    assert error.do == 'End the earlier one with "until", the day before the later begins.'
    assert (error.file, error.line) == (second, line_of(second, "in_force:"))


@pytest.mark.parametrize(("begins", "refused"), [("2025-12-31", True), ("2026-01-01", False)])
def test_a_plan_may_begin_the_day_after_the_earlier_one_ends(
    edited: Edit, catalogue: Catalogue, begins: str, *, refused: bool
) -> None:
    first = edited(ENDED, source=PLAN, name="a.yaml")
    second = edited(NEWER, ("from: 2024-01-01", f"from: {begins}"), source=PLAN, name="b.yaml")
    assert bool(mistakes(catalogue, first, second)) is refused


def test_a_version_is_used_once(edited: Edit, catalogue: Catalogue) -> None:
    first = edited(ENDED, source=PLAN, name="a.yaml")
    second = edited(("from: 2024-01-01", "from: 2026-01-01"), source=PLAN, name="b.yaml")
    (error,) = mistakes(catalogue, first, second)
    assert error.what == f"WHOLE_REWARD 1 is already in {first}."
    assert error.line == line_of(second, "version:")


def test_an_organisation_may_carry_a_plan_of_its_own(edited: Edit, catalogue: Catalogue) -> None:
    files = edited(source=PLAN, name="a.yaml"), edited(OWN, A_QUARTER, source=PLAN, name="b.yaml")
    assert mistakes(catalogue, *files) == []


def test_what_is_retained_counts_alike_for_score_and_reward(edited: Edit, catalogue: Catalogue) -> None:
    plan, scheme = edited(A_QUARTER, source=PLAN), edited(source="department.yaml")
    (error,) = mistakes(catalogue, plan, scheme)
    assert error.what == f"{A_QUARTER_SAID} {scheme}."
    assert error.do == "Give both the same number: the benefit of an innovation has one definition."
    assert (error.file, error.line) == (plan, line_of(plan, "retained_percent:"))


def test_a_plan_that_ended_before_the_schemes_began_need_not_agree(edited: Edit, catalogue: Catalogue) -> None:
    assert mistakes(catalogue, edited(ENDED, A_QUARTER, source=PLAN), edited(source="department.yaml")) == []


@pytest.mark.parametrize(
    ("plan", "scheme", "refused"),
    [
        # An organisation's own plan with the common scheme, and with its own; the common plan with an own scheme.
        ((OWN, A_QUARTER), (), True),
        ((OWN,), (OWN_CIO, A_QUARTER_IN_SCHEMES), True),
        ((OWN, A_QUARTER), (OWN_CIO, A_QUARTER_IN_SCHEMES), False),
        ((), (OWN_CIO, A_QUARTER_IN_SCHEMES), True),
    ],
)
def test_a_plan_agrees_with_what_its_organisations_use(
    edited: Edit, catalogue: Catalogue, plan: list[tuple[str, str]], scheme: list[tuple[str, str]], *, refused: bool
) -> None:
    files = edited(*plan, source=PLAN), edited(*scheme, source="cio.yaml")
    assert bool(mistakes(catalogue, *files)) is refused


def test_schemes_and_plan_of_an_organisation_are_not_compared_with_those_of_others(
    edited: Edit, catalogue: Catalogue
) -> None:
    common = edited(source=PLAN, name="a.yaml"), edited(source="cio.yaml", name="b.yaml")
    own = (
        edited(OWN, A_QUARTER, source=PLAN, name="c.yaml"),
        edited(OWN_CIO, A_QUARTER_IN_SCHEMES, source="cio.yaml", name="d.yaml"),
    )
    assert mistakes(catalogue, *common, *own) == []


def test_a_grade_that_is_forgotten_is_named(edited: Edit, catalogue: Catalogue) -> None:
    plan = edited(NO_GOOD, source=PLAN)
    (error,) = mistakes(catalogue, plan, edited(source="cio.yaml"))
    assert (error.what, error.do) == ('the grade "good" of MIIT_CIO is missing.', 'Add "good: ...".')
    assert (error.file, error.line) == (plan, line_of(plan, "codes: {excellent"))


def test_a_grade_nobody_can_get_is_named(edited: Edit, catalogue: Catalogue) -> None:
    plan = edited(("good: 100, ", "goood: 100, "), source=PLAN)
    (error,) = mistakes(catalogue, plan, edited(source="cio.yaml"))
    assert error.what == 'no scheme for CIOs in force with this plan knows the grade "goood".'
    assert error.do == 'Did you mean "good"?'
    assert (error.file, error.line) == (plan, line_of(plan, "goood"))


def test_grades_are_those_of_cios_alone_and_of_schemes_at_hand(edited: Edit, catalogue: Catalogue) -> None:
    assert mistakes(catalogue, edited(NO_GOOD, source=PLAN), edited(source="department.yaml")) == []


def test_a_plan_that_does_not_agree_stops_a_run_too(edited: Edit) -> None:
    folder = edited(A_QUARTER, source=PLAN).parent
    edited(source="department.yaml")
    with pytest.raises(RuleError, match=A_QUARTER_SAID):
        load_rules(folder)
