"""Schemes that apply together agree; two that would apply at once are refused."""

from __future__ import annotations

import pytest

from pipelines.errors import RuleError
from pipelines.schemes import check_files, load_schemes
from pipelines.schemes.catalogue import Catalogue
from tests.schemes.conftest import Edit, line_of

ENDED = ("in_force: {from: 2026-01-01, until: null}", "in_force: {from: 2025-01-01, until: 2025-12-31}")
OLDER = ('version: "2026.1"', 'version: "2025.1"')
OWN = ("regime: enterprise", "regime: enterprise\norganization: ORG1")
TWELVE_HOURS = ("training_hours_staff: {value: 8", "training_hours_staff: {value: 12")


def test_two_versions_of_one_scheme_in_force_on_one_day_are_refused(edited: Edit, catalogue: Catalogue) -> None:
    first = edited(name="a.yaml")
    second = edited(('version: "2026.1"', 'version: "2026.2"'), name="b.yaml")
    with pytest.raises(RuleError) as raised:
        load_schemes(first.parent, catalogue)
    assert raised.value.what == f"MIIT_DEPT 2026.2 is in force together with MIIT_DEPT 2026.1 ({first})."
    assert raised.value.do == 'End the earlier one with "until", the day before the later begins.'
    assert (raised.value.file, raised.value.line) == (second, line_of(second, "in_force:"))


def test_versions_that_follow_each_other_are_accepted(edited: Edit, catalogue: Catalogue) -> None:
    folder = edited(name="a.yaml").parent
    edited(ENDED, OLDER, name="b.yaml")
    assert len(load_schemes(folder, catalogue)) == 2


def test_a_version_is_used_once(edited: Edit, catalogue: Catalogue) -> None:
    first = edited(name="a.yaml")
    second = edited(ENDED, name="b.yaml")
    with pytest.raises(RuleError, match="is already in") as raised:
        load_schemes(first.parent, catalogue)
    assert raised.value.line == line_of(second, "version:")


def test_a_parameter_with_two_values_in_one_organisation_is_refused(edited: Edit, catalogue: Catalogue) -> None:
    first = edited(name="a.yaml")
    second = edited(TWELVE_HOURS, source="cio.yaml", name="b.yaml")
    (error,) = check_files([first, second], catalogue)
    assert error.what == (
        f'the parameter "training_hours_staff" is 12 hours_a_year here and 8 hours_a_year in {first}.'
    )
    assert error.do == "Give both the same number: a metric has one definition in an organisation."
    assert (error.file, error.line) == (second, line_of(second, "training_hours_staff"))


def test_one_code_of_a_parameter_that_differs_is_named(edited: Edit, catalogue: Catalogue) -> None:
    first = edited(name="a.yaml")
    second = edited(("internal.general: 4", "internal.general: 5"), source="cio.yaml", name="b.yaml")
    (error,) = check_files([first, second], catalogue)
    assert error.what.startswith('the parameter "incident_report_limit_hours.internal.general" is 5 hours here')
    assert error.line == line_of(second, "internal.general")


def test_an_organisation_may_have_numbers_of_its_own_when_all_its_schemes_share_them(
    edited: Edit, catalogue: Catalogue
) -> None:
    folder = edited(name="a.yaml").parent
    edited(source="cio.yaml", name="b.yaml")
    edited(OWN, TWELVE_HOURS, name="c.yaml")
    edited(OWN, TWELVE_HOURS, source="cio.yaml", name="d.yaml")
    assert len(load_schemes(folder, catalogue)) == 4


def test_an_organisations_own_scheme_agrees_with_the_common_one_it_is_used_with(
    edited: Edit, catalogue: Catalogue
) -> None:
    files = [
        edited(name="a.yaml"),
        edited(source="cio.yaml", name="b.yaml"),
        edited(OWN, TWELVE_HOURS, name="c.yaml"),
    ]
    (error,) = check_files(files, catalogue)
    assert "training_hours_staff" in error.what
