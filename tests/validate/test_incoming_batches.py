"""Rules on whole batches: what refuses one, what stops the check, and what repeats harmlessly."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import CheckError, RuleError
from pipelines.feeds import Words
from pipelines.settings import Settings
from pipelines.validate import incoming
from pipelines.validate.incoming import Verdict, validate_new
from pipelines.validate.rule_file import Rule, RuleFile, incoming_rules
from pipelines.warehouse import connect, writer
from pipelines.yaml_file import load_model
from tests.validate.conftest import Archive

ORGANIZATION = [{"org_id": "O1", "name": "示范组织", "regime": "district"}]
WHY = Words(zh="因为", en="Because.")


def departments(count: int, **changes: Any) -> list[dict[str, Any]]:
    row = {"org_id": "O1", "name": "部门", "appraised": True, "valid_from": date(2026, 1, 1), **changes}
    return [{**row, "department_id": f"D{n}"} for n in range(count)]


def people(count: int, unknown: int = 0) -> list[dict[str, Any]]:
    row = {"org_id": "O1", "name": "张三丰", "it_staff": False, "valid_from": date(2026, 1, 1)}
    return [{**row, "person_id": f"P{n}", "department_id": "D9" if n < unknown else "D0"} for n in range(count)]


def verdict_of(verdicts: list[Verdict], feed: str) -> Verdict:
    return next(verdict for verdict in verdicts if verdict.feed == feed)


def scalar(settings: Settings, query: str) -> Any:
    con = connect(settings, read_only=True)
    try:
        return con.execute(query).fetchall()[0][0]
    finally:
        con.close()


@pytest.mark.parametrize(("unknown", "state"), [(5, "validated"), (6, "refused")])
def test_a_batch_at_its_error_limit_passes_and_one_row_above_is_refused(
    settings: Settings, archive: Archive, unknown: int, state: str
) -> None:
    archive("organization", ORGANIZATION, state="validated")
    archive("department", departments(1), state="validated")
    archive("person", people(100, unknown))
    verdict = verdict_of(validate_new(settings), "person")
    assert verdict.state == state
    assert verdict.quarantined_count == unknown
    if state == "refused":
        assert verdict.refusal == (
            "6 of 100 rows cannot be used; person allows at most 5 percent. Mend the file and deliver it again."
        )


def test_a_batch_most_of_whose_departments_are_unknown_says_that_the_department_file_is_missing(
    settings: Settings, archive: Archive
) -> None:
    archive("organization", ORGANIZATION, state="validated")
    archive("department", departments(1), state="validated")
    archive("person", people(10, unknown=2))
    archive("person", people(10, unknown=3))
    first, second = [verdict for verdict in validate_new(settings) if verdict.feed == "person"]
    assert "most_departments_exist" not in (first.refusal or "")
    assert second.refusal is not None
    assert second.refusal.startswith("most_departments_exist: ")


def test_a_file_without_rows_is_refused(settings: Settings, archive: Archive) -> None:
    archive("organization", [])
    verdict = validate_new(settings)[0]
    assert (verdict.state, verdict.refusal) == (
        "refused",
        "has_rows: The file has no usable row; usually the export failed.",
    )


@pytest.mark.parametrize(("delivered", "state"), [(5, "validated"), (4, "refused")])
def test_a_snapshot_may_shrink_to_half_but_not_below(
    settings: Settings, archive: Archive, delivered: int, state: str
) -> None:
    archive("organization", ORGANIZATION, state="loaded")
    first = archive("department", departments(10), source="hr", state="loaded")
    with writer(settings) as con:
        con.execute(
            "INSERT INTO history.department BY NAME "
            "SELECT 'O1' AS org_id, 'D' || n AS department_id, 'x' AS name, true AS appraised, "
            f"DATE '2026-01-01' AS valid_from, {first} AS batch_id, n + 2 AS source_row FROM range(10) AS t (n)"
        )
    archive("organization", ORGANIZATION, state="validated")
    archive("department", departments(1), source="another source")
    archive("department", departments(delivered), source="hr")
    other, same = [verdict for verdict in validate_new(settings) if verdict.feed == "department"]
    assert other.state == "validated"
    assert same.state == state
    assert ("snapshot_keeps_its_size" in (same.refusal or "")) == (state == "refused")


def test_validating_again_finds_nothing_to_do(settings: Settings, archive: Archive) -> None:
    archive("organization", ORGANIZATION)
    assert len(validate_new(settings)) == 1
    assert validate_new(settings) == []


def test_an_expectation_on_a_column_that_is_not_there_stops_the_check_and_accepts_nothing(
    settings: Settings, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Rule.model_validate(
        {
            "id": "hours_known", "expect": "expect_column_values_to_not_be_null", "column": "no_such_column",
            "severity": "critical", "on_failure": "quarantine", "why": WHY,
        }
    )  # fmt: skip
    monkeypatch.setattr(incoming, "incoming_rules", lambda feed: (*incoming_rules(feed), wrong))
    archive("organization", [*ORGANIZATION, {"org_id": "O2", "name": "x", "regime": "district"}])
    with pytest.raises(CheckError, match=r"hours_known on organization could not be checked: .*no_such_column"):
        validate_new(settings)
    assert scalar(settings, "SELECT state FROM ingest.batch") == "archived"
    assert scalar(settings, "SELECT count(*) FROM ingest.expectation_result") == 0
    monkeypatch.undo()
    assert validate_new(settings)[0].state == "validated"


def test_a_query_that_does_not_run_stops_the_check_and_is_the_one_named(
    settings: Settings, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Rule.model_validate(
        {
            "id": "wrong_query", "expect": "unexpected_rows_expectation", "severity": "info", "on_failure": "warn",
            "unexpected_rows_query": "SELECT batch.no_such_column FROM batch", "why": WHY,
        }
    )  # fmt: skip
    monkeypatch.setattr(incoming, "incoming_rules", lambda feed: (wrong, *incoming_rules(feed)))
    archive("organization", ORGANIZATION)
    with pytest.raises(CheckError, match=r"wrong_query on organization could not be checked: .*no_such_column"):
        validate_new(settings)


def test_an_unknown_expectation_is_named_with_the_nearest_one(
    settings: Settings, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Rule.model_validate(
        {"id": "x", "expect": "expect_column_to_exit", "severity": "info", "on_failure": "warn", "why": WHY}
    )
    monkeypatch.setattr(incoming, "incoming_rules", lambda feed: (wrong,))
    archive("organization", ORGANIZATION)
    with pytest.raises(RuleError, match=r'Did you mean "expect_column_to_exist"'):
        validate_new(settings)


def test_a_rule_on_the_whole_table_cannot_quarantine_rows(tmp_path: Path) -> None:
    file = tmp_path / "project.yaml"
    file.write_text(
        "expectations:\n  - id: has_rows\n    expect: expect_table_row_count_to_be_between\n    min_value: 1\n"
        "    severity: critical\n    on_failure: quarantine\n    why: {zh: 因为, en: Because}\n",
        encoding="utf-8",
    )
    with pytest.raises(RuleError, match=r"line 2: .*must be stop or warn"):
        load_model(file, RuleFile)


def test_data_docs_show_counts_and_reasons_but_no_value(settings: Settings, archive: Archive) -> None:
    archive("organization", ORGANIZATION, state="validated")
    archive("department", departments(1))
    archive("person", people(100, unknown=3))
    validate_new(settings)
    folder = settings.home / "data_docs"
    assert {file.stem for file in folder.glob("*.html")} == {"index", "department", "person"}
    page = (folder / "person.html").read_text(encoding="utf-8")
    assert "No department has this ID." in page
    assert "department_exists" in page
    for value in ("张三丰", "P1", "D9"):
        assert value not in page
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert '<li><a href="person.html">person</a> ✗ 未通过 failed: 1</li>' in index
    assert '<li><a href="department.html">department</a> ✓</li>' in index


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_a_batch_whose_archive_was_harmed_is_refused_and_the_others_go_on(
    settings: Settings, archive: Archive, harm: str
) -> None:
    archive("organization", ORGANIZATION)
    broken = archive("department", departments(3))
    file = settings.archive / "department" / f"{broken}.parquet"
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes() + b"x")
    verdicts = validate_new(settings)
    assert verdict_of(verdicts, "organization").state == "validated"
    refused = verdict_of(verdicts, "department")
    assert refused.state == "refused"
    assert harm in (refused.refusal or "")
