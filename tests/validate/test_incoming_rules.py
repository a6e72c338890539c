"""Every rule on what comes in: passes at its threshold, catches the first row beyond it, and nothing else."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.feeds import feed_named, load_feeds
from pipelines.settings import Settings
from pipelines.validate.incoming import Verdict, validate_new
from pipelines.validate.rule_file import incoming_rules
from pipelines.warehouse import connect, writer
from pipelines.yaml_file import read_yaml
from tests.validate.conftest import archive_rows

CASES: dict[str, Any] = read_yaml(Path(__file__).with_name("incoming.yaml"))[0]  # type: ignore[assignment]
BAD = [(feed, number) for feed, case in CASES.items() for number in range(len(case.get("bad", [])))]
# Every feed has organization_exists; the other needs a delivery before it (test_incoming_across.py).
ELSEWHERE = {"organization_exists", "baseline_stays_as_frozen", "going_live_not_moved_past_the_baseline"}


@dataclass
class Checked:
    """What validation made of all good, edge and bad rows at once."""

    verdicts: dict[str, Verdict]
    found: dict[str, dict[int, dict[str, str]]] = field(default_factory=lambda: defaultdict(dict))
    results: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))


def rows_of(feed: str) -> list[dict[str, Any]]:
    """The rows of a feed: good, edges, bad; each with a key of its own."""
    case = CASES[feed]
    changes = [{}, *case.get("edges", []), *(bad["row"] for bad in case.get("bad", []))]
    key = feed_named(feed).key
    own = key[1] if len(key) > 1 else key[0]
    return [{own: f"R{n}", **case["good"], **change} for n, change in enumerate(changes)]


def row_number(feed: str, number: int) -> int:
    """Where the bad row of that number stands; the first row of a file is 2."""
    return 2 + 1 + len(CASES[feed].get("edges", [])) + number


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    settings = Settings(home=tmp_path_factory.mktemp("home"), today=date(2026, 10, 1))
    for feed in CASES:
        archive_rows(settings, feed, rows_of(feed), read_count=1000)
    with writer(settings) as con:
        con.execute(
            "INSERT INTO run.run BY NAME SELECT 'known' AS run_id, '2026' AS period, "
            "DATE '2026-01-01' AS period_start, DATE '2026-12-31' AS period_end, "
            "DATE '2026-12-31' AS cut_off, 0 AS as_of_batch, 'O1' AS org_scope, "
            "1 AS revision, false AS provisional, '' AS data_sha256, '' AS schemes_sha256, '' AS code_sha256, "
            "'computed' AS state, true AS published"
        )
        con.execute(
            "INSERT INTO result.appraisal BY NAME SELECT 'known' AS run_id, 1 AS revision, '2026' AS period, "
            "'O1' AS org_id, 'department' AS subject_type, 'D1' AS subject_id, '' AS subject_name, '' AS scheme_id, "
            "'' AS scheme_version, 0 AS measured_weight, 'graded' AS status, '' AS gates"
        )
    checked = Checked({verdict.feed: verdict for verdict in validate_new(settings)})
    con = connect(settings, read_only=True)
    for feed, row, rule, found in con.execute(
        "SELECT feed, source_row, reason_code, found FROM ingest.quarantine"
    ).fetchall():
        checked.found[feed].setdefault(row, {})[rule] = found
    for feed, rule, count in con.execute(
        "SELECT feed, expectation_id, unexpected_count FROM ingest.expectation_result"
    ).fetchall():
        checked.results[feed][rule] = count
    con.close()
    return checked


def test_every_feed_has_its_expectations_and_its_cases() -> None:
    assert set(CASES) == set(load_feeds())
    for feed in CASES:
        assert incoming_rules(feed)


def test_every_rule_about_rows_has_a_bad_row() -> None:
    for feed, case in CASES.items():
        tried = {bad.get("breaks") or bad.get("warns") for bad in case.get("bad", [])} | ELSEWHERE
        about_rows = {rule.id for rule in incoming_rules(feed) if rule.on_failure != "stop"}
        assert about_rows <= tried, feed


@pytest.mark.parametrize("feed", CASES)
def test_good_rows_and_rows_at_the_threshold_pass(checked: Checked, feed: str) -> None:
    last_good = row_number(feed, 0) - 1
    assert checked.verdicts[feed].state == "validated", checked.verdicts[feed].refusal
    assert {row: rules for row, rules in checked.found[feed].items() if row <= last_good} == {}


@pytest.mark.parametrize(("feed", "number"), BAD)
def test_a_bad_row_is_named_for_the_rule_it_breaks(checked: Checked, feed: str, number: int) -> None:
    bad = CASES[feed]["bad"][number]
    found = checked.found[feed].get(row_number(feed, number), {})
    if "warns" in bad:
        assert found == {}
        return
    assert set(found) == {bad["breaks"], *bad.get("also", [])}
    assert found[bad["breaks"]] == bad["found"]


@pytest.mark.parametrize("feed", CASES)
def test_a_warning_counts_its_rows_and_sets_none_aside(checked: Checked, feed: str) -> None:
    expected = Counter(bad["warns"] for bad in CASES[feed].get("bad", []) if "warns" in bad)
    rules = [rule.id for rule in incoming_rules(feed) if rule.on_failure == "warn"]
    assert {rule: checked.results[feed][rule] for rule in rules} == {rule: expected[rule] for rule in rules}
    assert len(checked.verdicts[feed].warnings) == len(expected)


@pytest.mark.parametrize("feed", CASES)
def test_a_verdict_counts_rows_not_reasons(checked: Checked, feed: str) -> None:
    broken = [bad for bad in CASES[feed].get("bad", []) if "breaks" in bad]
    assert checked.verdicts[feed].quarantined_count == len(broken)
