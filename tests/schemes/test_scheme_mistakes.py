"""Whoever mistypes a rule is told the file, the line and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import RuleError
from pipelines.schemes import check_files, load_scheme
from pipelines.schemes.catalogue import Catalogue
from tests.schemes.conftest import Edit, line_of

PLAN_TASKS = """clause: [S0-27, S0-13]
        weight: {value: 10, source: DEFAULT}"""
GOOD = "{grade: good, title: {zh: 良好, en: Good}, at_least: 80}"
DED = "DED: {shape: linear, knots: [[0, 100], [100, 0]], source: DEFAULT}"
OTHER_LAW = "official.other: {value: 4, source: LAW, mark: V, law: 国家网络安全事件报告管理办法第四条}"

# (what changes, where it is seen, what the message says, what it says to do)
MISTAKES = {
    "weights of a dimension fall short": (
        (PLAN_TASKS, PLAN_TASKS.replace("10", "9")),
        "weight: {value: 20, source: DEFAULT}",
        'weights of dimension "strategy" add up to 19, its weight is 20.',
        "Raise one indicator by 1, or set the dimension to 19 and another so that all make 100.",
    ),
    "weights of a dimension exceed it": (
        (PLAN_TASKS, PLAN_TASKS.replace("10", "10.5")),
        "weight: {value: 20, source: DEFAULT}",
        'weights of dimension "strategy" add up to 20.5, its weight is 20.',
        "Lower one indicator by 0.5, or set the dimension to 20.5 and another so that all make 100.",
    ),
    "knots out of order": (
        ("[60, 0], [80, 60], [90, 80]", "[60, 0], [90, 80], [80, 60]"),
        "R90: {",
        'knots of curve "R90" are out of order: 80 comes after 90.',
        "Write each value once, the smallest first.",
    ),
    "a knot twice": (
        ("[60, 0], [80, 60], [90, 80]", "[60, 0], [80, 60], [80, 80]"),
        "R90: {",
        'knots of curve "R90" are out of order: 80 comes after 80.',
        "Write each value once, the smallest first.",
    ),
    "points above 100": (
        ("[5, 100], [10, 80]", "[5, 101], [10, 80]"),
        "DEV: {",
        "curves.DEV.knots.1.1 is 101.",
        "Give at most 100.",
    ),
    "an unknown metric": (
        ("- metric: training_passed", "- metric: trainings_passed"),
        "- metric: trainings_passed",
        'the metric "trainings_passed" is not in metrics/.',
        'Did you mean "training_passed"?',
    ),
    "a metric twice": (
        ("- metric: training_passed", "- metric: training_coverage"),
        None,
        'the metric "training_coverage" stands twice.',
        "Keep one of them; a metric counts once in a scheme.",
    ),
    "an unknown clause": (
        ("clause: [S0-27, S0-13]", "clause: [S0-27, S0-277]"),
        "clause: [S0-27, S0-277]",
        'the clause "S0-277" is not in clauses.csv.',
        'Did you mean "S0-27"?',
    ),
    "an unknown curve": (
        ("curve: DED", "curve: DEB"),
        "curve: DEB",
        'the curve "DEB" is not among the curves.',
        'Did you mean "DEV"?',
    ),
    "a curve that runs the wrong way": (
        (DED, DED.replace("[[0, 100], [100, 0]]", "[[0, 0], [100, 100]]")),
        "curve: DED",
        'the curve "DED" runs the wrong way: "incident_points" is better lower.',
        "Use a curve whose points go that way.",
    ),
    "an unknown key": (
        ("checked_on: 2026-11-20", "check_on: 2026-11-20"),
        "check_on: 2026-11-20",
        'the key "check_on" is unknown here.',
        'Did you mean "checked_on"?',
    ),
    "an unknown key deep inside": (
        (PLAN_TASKS, PLAN_TASKS.replace("weight:", "wieght:")),
        "wieght:",
        'the key "wieght" is unknown here.',
        'Did you mean "weight"?',
    ),
    "an unknown key where the first day stands": (
        ("in_force: {from: 2026-01-01", "in_force: {form: 2026-01-01"),
        "in_force: {form",
        'the key "form" is unknown here.',
        'Did you mean "from"?',
    ),
    "a missing key": (
        ("checked_on: 2026-11-20", "# checked_on: 2026-11-20"),
        "scheme: MIIT_DEPT",
        'the key "checked_on" is missing.',
        'Add "checked_on: ...".',
    ),
    "a number in quotes": (
        (PLAN_TASKS, PLAN_TASKS.replace("10", '"10"')),
        'weight: {value: "10"',
        'dimensions.0.indicators.0.weight.value needs a number, not "10".',
        "Write it plainly, without quotes.",
    ),
    "a version that reads as a number": (
        ('version: "2026.1"', "version: 2026.1"),
        "version: 2026.1",
        'version needs a text, not "2026.1".',
        "Put it in quotes.",
    ),
    "a law without its name": (
        (OTHER_LAW, "official.other: {value: 4, source: LAW, mark: V}"),
        "official.other:",
        "parameters.incident_report_limit_hours.codes.official.other: "
        'source LAW, and only LAW, needs "law" (title and article) and "mark" (V, V2, ...).',
        "",
    ),
    "a source that is none": (
        (DED, DED.replace("DEFAULT", "GUESS")),
        "GUESS",
        '"source" cannot be "GUESS".',
        "Use one of 'SEED', 'LAW', 'DEFAULT' or 'ORG'.",
    ),
    "a parameter misspelt": (
        ("major_project_weight: {", "major_project_wieght: {"),
        "major_project_wieght: {",
        'no metric of this scheme uses the parameter "major_project_wieght".',
        'Did you mean "major_project_weight"?',
    ),
    "a parameter left out": (
        ("  small_number_denominator: {value: 3, unit: count, source: DEFAULT}\n", ""),
        "parameters:",
        'the parameter "small_number_denominator", which every run needs, is missing.',
        'Add "small_number_denominator: {value: ..., unit: ..., source: ...}" to the parameters.',
    ),
    "grades in the wrong order": (
        (GOOD, GOOD.replace("80", "95")),
        "grade: good",
        'the grade "good" does not begin below "excellent".',
        "Write the best grade first; only the last has at_least: null.",
    ),
    "a lowest grade with a limit": (
        ("at_least: null}", "at_least: 0}"),
        "grade: unqualified",
        'the lowest grade "unqualified" has a lower limit, so a lower score has no grade.',
        "Set its at_least to null, or add a lower grade.",
    ),
    "an end before the beginning": (
        ("until: null}", "until: 2025-12-31}"),
        "in_force:",
        "in force from 2026-01-01 until 2025-12-31: the end is before the beginning.",
        "Exchange the days, or set until to null.",
    ),
    "a key twice": (
        ("regime: enterprise", "regime: enterprise\nregime: district"),
        "regime: district",
        'the key "regime" stands twice.',
        "Keep one of them.",
    ),
    "a curve nobody uses": (
        (DED, DED + "\n  LOW: {shape: linear, knots: [[0, 100], [20, 0]], source: DEFAULT}"),
        "LOW: {",
        'no indicator uses the curve "LOW".',
        "Take it out, or name it in an indicator.",
    ),
    "a key missing deep inside": (
        (OTHER_LAW, OTHER_LAW.replace("value: 4, ", "")),
        "official.other:",
        'the key "value" is missing in "official.other".',
        'Add "value: ...".',
    ),
    "no YAML": (
        ("regime: enterprise", "regime: [enterprise"),
        None,
        None,
        None,
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_file_line_and_remedy(edited: Edit, catalogue: Catalogue, name: str) -> None:
    change, seen_at, what, do = MISTAKES[name]
    file = edited(change)
    with pytest.raises(RuleError) as raised:
        load_scheme(file, catalogue)
    error = raised.value
    assert error.exit_code == 11
    assert error.file == file
    assert error.line is not None
    if seen_at:
        assert error.line == line_of(file, seen_at)
    if what:
        assert error.what == what
    if do is not None:
        assert error.do == do


def test_dimensions_that_do_not_make_100_are_told_by_how_much(edited: Edit, catalogue: Catalogue) -> None:
    first = "clause: S0-27                    # 信息化战略和制度的科学性、合理性和有效性\n    weight: {value: "
    file = edited((first + "20", first + "21"), (PLAN_TASKS, PLAN_TASKS.replace("10", "11")))
    with pytest.raises(RuleError) as raised:
        load_scheme(file, catalogue)
    assert raised.value.what == "weights of the dimensions add up to 101, they must make 100."
    assert raised.value.do == "Lower one dimension, and its indicators, by 1."
    assert raised.value.line == line_of(file, "dimensions:")


def test_a_file_that_is_not_there_is_named(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(RuleError, match=r"none\.yaml: there is no such file"):
        load_scheme(tmp_path / "none.yaml", catalogue)


def test_every_wrong_file_is_reported_and_the_good_ones_are_not(edited: Edit, catalogue: Catalogue) -> None:
    good = edited(name="good.yaml")
    one = edited(("regime: enterprise", "regimen: enterprise"), name="one.yaml")
    two = edited(("curve: DED", "curve: DEB"), name="two.yaml")
    assert [error.file for error in check_files([good, one, two], catalogue)] == [one, two]
