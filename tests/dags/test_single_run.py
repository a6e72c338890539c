"""One DAG run in a process of its own, with the real steps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import CheckError, UserError
from pipelines.orchestration.airflow_home import is_migrated, login, prepare
from pipelines.orchestration.single_run import run_dag
from pipelines.settings import Settings


@pytest.mark.long
def test_the_error_of_the_task_that_failed_is_raised_with_its_exit_code(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    shown: list[str] = []
    with pytest.raises(UserError, match="There is no data") as raised:
        run_dag(settings, "nightly", date(2026, 11, 16), show=shown.append)
    assert raised.value.exit_code == 14
    # `mark` and `preview` wait for the same task, and either may come first.
    assert dict(line.split()[:2] for line in shown[:-1]) == {
        "nightly.fetch": "success",
        "nightly.ingest": "success",
        "nightly.validate": "success",
        "nightly.load": "success",
        "nightly.mark": "success",
        "nightly.preview": "failed",
        "nightly.summary": "failed",
    }
    assert is_migrated(settings)


def test_an_error_keeps_its_place_and_its_remedy_on_the_way_out(airflow_environment: None) -> None:
    from pipelines.orchestration.inside import describe
    from pipelines.orchestration.single_run import _as_user_error

    inside = CheckError("12% of the rows are wrong.", file=Path("inbox/x.csv"), line=3, do="Mend the file.")
    outside = _as_user_error({"task": "validate", **describe(inside)}, "nightly", Path("nightly.log"))
    assert (str(outside), outside.exit_code) == (str(inside), inside.exit_code)


def test_a_defect_names_its_task_and_the_log(airflow_environment: None) -> None:
    from pipelines.orchestration.inside import describe
    from pipelines.orchestration.single_run import _as_user_error

    outside = _as_user_error({"task": "load", **describe(KeyError("x"))}, "nightly", Path("nightly.log"))
    assert str(outside) == "nightly.load failed: KeyError: 'x'\n       The log is nightly.log."


def test_a_run_that_asks_a_person_without_an_answer_says_where_to_answer() -> None:
    from io import StringIO

    from pipelines.orchestration.single_run import _as_user_error, _follow

    shown: list[str] = []
    events = StringIO('{"task": "review", "state": "running"}\n{"task": "review", "state": "asked"}\n')
    error = _as_user_error(_follow(events, "quarterly", 0.0, shown.append), "quarterly", Path("quarterly.log"))
    assert str(error).startswith("quarterly.review asks a person, and no answer was handed in; the run stays open.")
    assert "page of required actions" in str(error)
    assert shown[0].split()[:2] == ["quarterly.review", "asked"]


def test_tasks_read_the_settings_the_run_was_given(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", inbox=tmp_path / "in", today=date(2026, 11, 16))
    environment = prepare(settings)
    assert environment["APPRAISE_HOME"] == str(tmp_path / "home")
    assert environment["APPRAISE_INBOX"] == str(tmp_path / "in")
    assert environment["APPRAISE_TODAY"] == "2026-11-16"


def test_the_login_stays_the_same_and_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    prepare(settings)
    first = login(settings)
    prepare(settings)
    assert login(settings) == first
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "airflow").glob("*.json")} == {0o600}
