"""`appraise demo`: what it prints, for one organisation, with the steps of the DAGs run in this process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from typer.testing import CliRunner

from pipelines import steps
from pipelines.cli.main import app
from pipelines.settings import Settings
from pipelines.sign_off import sign


def stand_in(
    settings: Settings,
    dag_id: str,
    day: date,
    params: Mapping[str, Any],
    show: Callable[[str], None],
    answers: Mapping[str, Mapping[str, Any]] | None,
) -> None:
    """What the tasks of a DAG do, without Airflow around them."""
    assert settings.current_date() == day
    if dag_id == "nightly":
        steps.ingest(settings)
        steps.preview(settings, day)
        assert answers is None
    elif dag_id == "quarterly":
        run_id = steps.run(settings, params["period"])
        answered(settings, run_id, answers, "review", {"公示 Publicise": ("reviewed", "publicised")})
    else:
        assert params["day"] == str(day)
        answered(settings, params["run"], answers, "confirm", {"确认 Confirm": ("confirmed",)})
    show(f"{dag_id} done")


def answered(
    settings: Settings,
    run_id: str,
    answers: Mapping[str, Mapping[str, Any]] | None,
    task_id: str,
    states: Mapping[str, tuple[str, ...]],
) -> None:
    """Sign what was answered, and publish it."""
    assert answers is not None
    for state in states[answers[task_id]["chosen"]]:
        sign(settings, run_id, state, answers[task_id]["signed_by"])
    steps.publish(settings, run_id)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> str:
    home = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("pipelines.cli.demo.run_dag", stand_in)
        result = CliRunner().invoke(app, ["demo", "--regime", "province", "--home", str(home)])
    assert result.exit_code == 0, result.output
    assert len([file for file in (home / "inbox").iterdir() if file.is_file()]) == 15
    return result.output


@pytest.mark.long
def test_the_demonstration_shows_each_subject_of_the_quarter_beside_the_year_and_what_follows(shown: str) -> None:
    assert "临江省 (P001, province)" in shown
    assert "E001" not in shown
    (bureau,) = [line for line in shown.splitlines() if "省教育厅" in line]
    assert bureau.count("Excellent") == 2
    assert "recommended (2026 so far): commendation: L02" in shown
    assert "unit_without_cio: L11, L12" in shown
    assert "hr.duckdb" in shown
    assert "appraise explain L02 --period 2026Q3" in shown


@pytest.mark.long
def test_the_demonstration_names_each_innovation_in_the_year_it_was_accepted_in(shown: str) -> None:
    titles = ("一件事一次办平台", "教育入学一网通办")
    named = [line.split() for line in shown.splitlines() if any(title in line for title in titles)]
    assert [(words[1], words[2], " ".join(words[8:])) for words in named] == [
        (titles[0], "2024", "honour only"), (titles[1], "2025", "honour only"),
    ]  # fmt: skip


@pytest.mark.long
def test_the_quarter_is_confirmed_after_it_was_public(shown: str) -> None:
    assert "2026-11-24: 2026Q3 was public until 2026-11-23; now it is to be confirmed" in " ".join(shown.split())


def test_a_regime_nobody_knows_is_a_mistake_of_the_user() -> None:
    result = CliRunner().invoke(app, ["demo", "--regime", "kingdom"])
    assert result.exit_code != 0
    assert "kingdom" in result.output
