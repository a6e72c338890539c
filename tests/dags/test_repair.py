"""The DAGs of repair, each run in this process on a small home: right parameters, wrong ones, and once more."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import steps
from pipelines.documents import write
from pipelines.settings import PROJECT_DIR, Settings
from pipelines.sign_off import sign
from tests.replay.conftest import KEY, LEFT_OUT, ORGANISATION, PERIOD, content_of, records, settings_of, write_file
from tests.scheduler.mailbox import Mailbox

TODAY = date(2027, 3, 1)
RUNS = "SELECT revision, published FROM run.run WHERE period = '2026' ORDER BY revision"


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small organisation, taken in and computed for its year; one of its files was refused."""
    settings = settings_of(tmp_path_factory.mktemp("repair") / "home")
    for feed in content_of(ORGANISATION)["records"].keys() - LEFT_OUT:
        write_file(settings.incoming, feed, records(feed))
    write_file(settings.incoming, "maturity", [{"org_id": ORGANISATION, "year": "no year", "grade": "A"}])
    steps.ingest(settings)
    steps.run(settings, PERIOD)
    return settings


@pytest.fixture
def home(computed: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A copy of it, and the environment that leads a task to it."""
    shutil.copytree(computed.home, tmp_path / "home")
    given = {"HOME": str(tmp_path / "home"), "TODAY": str(TODAY), "PSEUDONYM_KEY": KEY, "LANG": "en"}
    for name, value in given.items():
        monkeypatch.setenv(f"APPRAISE_{name}", value)
    monkeypatch.setattr(write, "WRITERS", ())  # what documents hold is tested elsewhere
    return Settings()


@pytest.fixture
def repair(run_dag: Callable[..., Any], home: Settings) -> Callable[..., Any]:
    """Run a DAG of repair as if started on the sample's day."""
    return lambda dag_id, **conf: run_dag(dag_id, TODAY, **conf)


def rows(home: Settings, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        return con.execute(query).fetchall()


def only_run(home: Settings) -> str:
    ((run_id,),) = rows(home, "SELECT run_id FROM run.run")
    return str(run_id)


def correct_an_incident(home: Settings) -> None:
    corrected = [row | {"severity_official": "serious"} for row in records("incident")[:1]]
    write_file(home.incoming / "later", "incident", corrected)


def test_a_correction_is_reloaded_recomputed_published_and_explained(
    repair: Callable[..., Any], home: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    correct_an_incident(home)
    assert repair("reload", paths=["later"]).state == "success"
    assert "files looked at: 1, known already: 0, refused: 0" in capfd.readouterr().out
    assert repair("recompute", period="2026", org=None).tasks == {"compute": "success", "publish": "success"}
    assert rows(home, RUNS) == [(1, False), (2, True)]
    said = capfd.readouterr().out
    assert "Departments of enterprise, 2026" in said
    assert "names and amounts, for HR" in said

    # Clearing a task does what was done again: nothing changes.
    published = rows(home, "SELECT table_name, content_sha256 FROM run.result_hash ORDER BY ALL")
    assert repair("recompute", period="2026").state == "success"
    assert repair("reload", paths=["later"]).state == "success"
    assert "known already: 1" in capfd.readouterr().out
    assert rows(home, RUNS) == [(1, False), (2, True)]
    assert rows(home, "SELECT table_name, content_sha256 FROM run.result_hash ORDER BY ALL") == published

    assert repair("restatement", revised="2026").state == "success"
    said = capfd.readouterr().out
    assert "2026, revision 2 (run " in said
    assert "incident.csv" in said


@pytest.mark.long
def test_the_files_of_a_day_are_read_again(
    repair: Callable[..., Any], home: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    refused = repair("reload", day=str(TODAY))
    assert (refused.state, refused.tries) == ("failed", {"take_in": 1})
    captured = capfd.readouterr()
    assert "refused 1 of" in captured.out + captured.err
    write_file(home.incoming, "maturity", [{"org_id": ORGANISATION, "rated_on": "2026-06-30", "grade": "A"}])
    assert repair("reload", day=str(TODAY)).state == "success"
    assert rows(home, "SELECT count(*) FROM history.maturity") == [(1,)]


@pytest.mark.long
def test_periods_are_computed_in_the_order_in_which_they_end(
    repair: Callable[..., Any], home: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    assert repair("backfill", periods=["2026", "2026Q1", "2026"]).state == "success"
    said = capfd.readouterr().out
    assert 0 < said.index("Departments of enterprise, 2026Q1") < said.index("Departments of enterprise, 2026 ")
    assert rows(home, "SELECT period, revision, published FROM run.run ORDER BY period_end") == [
        ("2026Q1", 1, True),
        ("2026", 1, True),
    ]


@pytest.mark.long
def test_a_draft_is_tried_and_nothing_is_written(
    repair: Callable[..., Any], home: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    before = home.warehouse.read_bytes()
    draft = PROJECT_DIR / "schemes" / "enterprise" / "2026" / "department.yaml"
    seen = repair("simulate", schemes=[str(draft.relative_to(PROJECT_DIR))], periods=["2026"], lang="zh")
    assert seen.state == "success"
    assert "2026" in capfd.readouterr().out
    assert home.warehouse.read_bytes() == before


@pytest.mark.long
def test_a_run_is_verified(repair: Callable[..., Any], home: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    before = home.warehouse.read_bytes()
    assert repair("verify", run=only_run(home)[:6], lang="zh").state == "success"
    said = capfd.readouterr().out
    assert "比对内容" in said
    assert "全部一致。日志 " in said
    assert home.warehouse.read_bytes() == before


@pytest.mark.long
def test_rebuilding_waits_for_the_word(repair: Callable[..., Any], home: Settings) -> None:
    sealed = "SELECT table_name, content_sha256 FROM run.result_hash ORDER BY ALL"
    before, left = rows(home, sealed), home.warehouse.read_bytes()
    assert repair("rebuild", confirm="yes").tries == {"rebuild": 1}
    assert home.warehouse.read_bytes() == left
    assert repair("rebuild", confirm="rebuild").state == "success"
    assert rows(home, sealed) == before


@pytest.mark.long
def test_the_year_that_ended_is_computed_published_and_summed_up_without_names(
    run_dag: Callable[..., Any], home: Settings, box: Mailbox
) -> None:
    for state in ("reviewed", "publicised"):  # so that nobody is asked
        sign(home, only_run(home), state, "li")
    assert run_dag("yearly", date(2027, 1, 10)).state == "success"
    assert rows(home, RUNS) == [(1, True)]
    (letter,) = box.letters
    assert letter["Subject"] == "[appraise] 2026: done"
    said = letter.get_content()
    assert f"2026 (*), revision 1: run {only_run(home)}, publicised." in said
    assert "Grades of departments: Basically qualified 1, Excellent 1, without a grade 1" in said
    assert [name for (name,) in rows(home, "SELECT name FROM history.person") if name in said] == []


@pytest.mark.parametrize(
    ("dag_id", "conf", "sentence"),
    [
        ("reload", {"day": "2020-01-01"}, "Nothing was received on 2020-01-01."),
        ("reload", {"paths": ["nothing.csv"]}, "there is no such file."),
        ("recompute", {"period": "2031Q1"}, "The period 2031Q1 has not begun"),
        ("recompute", {"period": "2026", "org": "E9"}, "E9"),
        ("backfill", {"periods": ["2026-02-30..2026-03-01"]}, "is not a period."),
        ("restatement", {"revised": "2025"}, "The period 2025 has no finished revision."),
        ("simulate", {"schemes": ["schemes/none.yaml"], "periods": ["2026"]}, "none.yaml"),
        ("verify", {"run": "ffff"}, "ffff"),
        ("publish", {"run": "ffff"}, "ffff"),
        ("rebuild", {}, 'Type "rebuild" into the parameter confirm.'),
    ],
)
def test_a_wrong_parameter_fails_at_once_with_the_sentence_of_the_command(
    dag_id: str, conf: dict[str, Any], sentence: str, repair: Callable[..., Any], capfd: pytest.CaptureFixture[str]
) -> None:
    seen = repair(dag_id, **conf)
    captured = capfd.readouterr()
    assert seen.state == "failed"
    assert set(seen.tasks.values()) <= {"failed", "upstream_failed"}
    assert max(seen.tries.values()) == 1
    assert sentence in captured.out + captured.err


@pytest.mark.parametrize(
    ("dag_id", "conf"),
    [
        ("recompute", {}),
        ("recompute", {"period": "2026Q5"}),
        ("recompute", {"period": "2026", "as_of": "1 March"}),
        ("recompute", {"period": "2026", "lang": "fr"}),
        ("backfill", {"periods": []}),
        ("backfill", {"periods": "2026"}),
        ("restatement", {"revised": "2026", "rows": -1}),
        ("simulate", {"schemes": ["a.yaml"], "periods": ["2026"], "as_if_in_force": "no"}),
        ("verify", {"run": ""}),
    ],
)
def test_what_does_not_fit_the_form_does_not_start(
    dag_id: str, conf: dict[str, Any], repair: Callable[..., Any]
) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    with pytest.raises(ParamValidationError):
        repair(dag_id, **conf)
