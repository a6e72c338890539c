"""A gate, quota, alert or consequence that cannot work is refused with line and remedy, before it decides a grade."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipelines.errors import RuleError
from pipelines.rule_files import check_rule_files
from pipelines.schemes import load_catalogue, load_scheme
from pipelines.schemes.catalogue import Catalogue
from pipelines.settings import Settings
from tests.schemes.conftest import FILES, Edit, line_of

V1 = "steps: [{at_least: 1, effect: lowest_grade}]"
HERE = Path(__file__).parent
MISTAKES = {case["name"]: case for case in yaml.safe_load((HERE / "condition_mistakes.yaml").read_text("utf-8"))}


def refused(file: Path, catalogue: Catalogue) -> RuleError:
    with pytest.raises(RuleError) as raised:
        load_scheme(file, catalogue)
    return raised.value


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_line_and_remedy(edited: Edit, catalogue: Catalogue, name: str) -> None:
    case = MISTAKES[name]
    texts = case["edits"]
    file = edited(*zip(texts[::2], texts[1::2], strict=True), source="whole.yaml")
    error = refused(file, catalogue)
    assert error.file == file
    assert error.what == case["what"]
    if case["seen"]:
        assert error.line == line_of(file, case["seen"])
    if case["do"] is not None:
        assert error.do == case["do"]


def test_the_scheme_the_mistakes_are_made_in_is_right(catalogue: Catalogue) -> None:
    assert load_scheme(FILES / "whole.yaml", catalogue).scheme.scheme == "WHOLE_CIO"


OWN_METRIC = """metrics:
  - id: own_count
    code: OWN01
    title: {zh: 自定, en: Own}
    definition: {zh: 一类记录, en: records of a kind}
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
