"""Publishing as three tasks that others may come between, die in or do twice: still all or nothing, and the same."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from pipelines import steps
from pipelines.errors import PublishError, UserError
from pipelines.publish import noted, publish, stage
from pipelines.publish.stage import PREFIX, stage_of
from pipelines.runs import digest_of
from pipelines.sign_off import sign
from tests.replay.conftest import ORGANISATION, PERIOD, Home, records, write_file

HALF = "2026H1"
STAGED, WRITTEN, ANEW = "writing the published databases", "writing the documents", "out of date"


@pytest.fixture(scope="session")
def with_third(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with one more revision, computed and not published, as `second`; and a run of half the year likewise."""
    made = home.copy(tmp_path_factory.mktemp("third") / "home")
    row = [one | {"severity_official": "major"} for one in records("incident")[:1]]
    write_file(made.settings.incoming / "third", "incident", row)
    steps.ingest(made.settings, [made.settings.incoming / "third"])
    steps.run(made.settings, HALF)
    return Home(made.settings, made.second, steps.run(made.settings, PERIOD))


@pytest.fixture
def third(with_third: Home, tmp_path: Path) -> Home:
    return with_third.copy(tmp_path / "home")


def half(home: Home) -> str:
    """The run of half the year."""
    return str(home.rows(f"SELECT run_id FROM run.run WHERE period = '{HALF}'")[0][0])


def files(home: Home) -> dict[str, str]:
    """Everything in the published folder with its hash; of databases the name, since their layout may differ."""
    root = home.settings.published
    return {
        file.relative_to(root).as_posix(): digest_of(file) if file.suffix != ".duckdb" else ""
        for file in root.rglob("*")
        if file.is_file()
    }


def is_published(home: Home, run_id: str) -> bool:
    """What the warehouse says of a run."""
    return bool(home.rows(f"SELECT published FROM run.run WHERE run_id = '{run_id}'")[0][0])


def test_three_steps_give_what_one_gives_and_nothing_shows_before_the_last(third: Home, tmp_path: Path) -> None:
    whole, before = third.copy(tmp_path / "whole"), files(third)
    run_id, said = third.second, list[str]()
    assert steps.stage(third.settings, run_id, said.append) == [ORGANISATION]
    steps.write_documents(third.settings, run_id, ORGANISATION, said.append)
    shown = {name: digest for name, digest in files(third).items() if not name.startswith(PREFIX)}
    assert shown == before
    assert not is_published(third, run_id)
    put = steps.exchange(third.settings, run_id, said.append)
    assert [words.split(" of ")[0] for words in said] == [STAGED, WRITTEN]
    assert is_published(third, run_id)
    assert [path.relative_to(third.settings.published) for path in put] == [
        path.relative_to(whole.settings.published) for path in steps.publish(whole.settings, run_id)
    ]
    assert files(third) == files(whole)


@pytest.mark.parametrize("after", [pytest.param("stage", marks=pytest.mark.long), "documents"])
def test_what_was_killed_between_the_steps_is_finished_by_any_of_them(third: Home, tmp_path: Path, after: str) -> None:
    whole = third.copy(tmp_path / "whole")
    steps.publish(whole.settings, third.second)
    steps.stage(third.settings, third.second)
    if after == "documents":
        steps.write_documents(third.settings, third.second, ORGANISATION)
    said: list[str] = []
    steps.exchange(third.settings, third.second, said.append)
    assert [words.split(" of ")[0] for words in said] == ([WRITTEN] if after == "stage" else [])
    assert files(third) == files(whole)


@pytest.mark.long
@pytest.mark.parametrize("is_ready", [True, False])
def test_what_a_killed_publishing_left_is_gone_after_the_next_one_of_another_run(third: Home, is_ready: bool) -> None:
    steps.stage(third.settings, third.second)
    left = stage_of(third.settings.published, third.second)
    if not is_ready:
        left.mark.unlink()
    sign(third.settings, half(third), "reviewed", "Li Hua")  # a fact that came since
    steps.publish(third.settings, third.first)
    assert list(third.settings.published.glob(f"{PREFIX}*")) == []
    assert not is_published(third, third.second)


@pytest.mark.long
def test_two_runs_published_at_once_both_stand(third: Home) -> None:
    other = half(third)
    staged = {run_id: steps.stage(third.settings, run_id) for run_id in (third.second, other)}
    for run_id, orgs in staged.items():
        for org in orgs:
            steps.write_documents(third.settings, run_id, org)
    said: dict[str, list[str]] = {run_id: [] for run_id in staged}
    for run_id in staged:
        steps.exchange(third.settings, run_id, said[run_id].append)
    # The first took its place while the second waited, whose databases did not show it: they were made anew.
    assert [words.split(" of ")[0] for words in said[third.second]] == []
    assert [words.split(" of ")[0] for words in said[other]] == [STAGED, WRITTEN]
    with_both = {row[0] for row in rows_of(third, "SELECT run_id FROM run")}
    assert {third.second, other} <= with_both
    folders = {name.rsplit("/", 2)[0] for name in files(third) if name.startswith("documents")}
    assert any(HALF in name for name in folders)
    assert any(name.startswith(f"documents/{ORGANISATION}/{PERIOD}/revision_3") for name in files(third))


@pytest.mark.long
def test_a_fact_that_came_after_staging_is_in_what_is_published(third: Home) -> None:
    steps.stage(third.settings, third.second)
    steps.write_documents(third.settings, third.second, ORGANISATION)
    steps.publish(third.settings, half(third))
    said: list[str] = []
    steps.exchange(third.settings, third.second, said.append)
    assert [words.split(" of ")[0] for words in said] == [STAGED, WRITTEN]
    assert len({row[0] for row in rows_of(third, f"SELECT run_id FROM run WHERE period = '{HALF}'")}) == 1


@pytest.mark.long
def test_a_stage_of_another_version_of_the_program_is_not_used(third: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as earlier:
        for module in (noted, publish, stage):
            earlier.setattr(module, "code_sha256", lambda: "another version")
        steps.stage(third.settings, third.second)
        staged = stage_of(third.settings.published, third.second).marked()
    assert staged["code"] == "another version"
    said: list[str] = []
    steps.write_documents(third.settings, third.second, ORGANISATION, said.append)
    assert ANEW in said[0]
    assert list(stage_of(third.settings.published, third.second).new.glob("documents")) == []
    steps.exchange(third.settings, third.second, said.append)
    assert [words.split(" of ")[0] for words in said[1:]] == [STAGED, WRITTEN]


def test_staging_again_keeps_what_is_there_and_documents_written_twice_are_the_first(third: Home) -> None:
    said: list[str] = []
    for _ in range(2):
        for org in steps.stage(third.settings, third.second, said.append):
            steps.write_documents(third.settings, third.second, org, said.append)
    assert [words.split(" of ")[0] for words in said] == [STAGED, WRITTEN]


@pytest.mark.long
def test_a_worker_given_up_and_the_one_in_its_place_do_not_mix(
    third: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = third.copy(tmp_path / "whole")
    steps.publish(whole.settings, third.second)
    steps.stage(third.settings, third.second)
    write = publish.write_documents

    def overtaken(hr: Any, run_id: str, org: str, folder: Path, languages: Any) -> None:
        monkeypatch.setattr(publish, "write_documents", write)
        steps.write_documents(third.settings, run_id, org)
        (folder / "half.html").write_text("half")

    monkeypatch.setattr(publish, "write_documents", overtaken)
    steps.write_documents(third.settings, third.second, ORGANISATION)
    steps.exchange(third.settings, third.second)
    assert files(third) == files(whole)


def test_documents_are_read_with_the_threads_and_memory_that_are_set(
    third: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = third.settings.model_copy(update={"threads": 3, "memory_limit": 512 * 2**20})
    seen = []

    def look(hr: Any, *_: Any) -> None:
        seen.extend(hr.execute("SELECT current_setting('threads'), current_setting('memory_limit')").fetchall())

    monkeypatch.setattr(publish, "write_documents", look)
    steps.write_documents(settings, third.second, steps.stage(settings, third.second)[0])
    assert seen == [(3, "512.0 MiB")]


def full(*_: Any) -> None:
    raise OSError(28, "No space left on device")


def test_documents_that_cannot_be_written_leave_everything_as_it_was_and_are_tried_again(
    third: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(third)
    orgs = steps.stage(third.settings, third.second)
    with monkeypatch.context() as disk:
        disk.setattr(publish, "write_documents", full)
        with pytest.raises(PublishError, match="No space left"):
            steps.write_documents(third.settings, third.second, orgs[0])
        with pytest.raises(PublishError, match="published last are unchanged"):
            steps.exchange(third.settings, third.second)
    assert {name: one for name, one in files(third).items() if not name.startswith(PREFIX)} == before
    assert not is_published(third, third.second)
    said: list[str] = []
    steps.exchange(third.settings, third.second, said.append)
    assert [words.split(" of ")[0] for words in said] == [WRITTEN]


@pytest.mark.long
def test_a_stage_taken_away_under_a_writer_does_not_fail_it(third: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    steps.stage(third.settings, third.second)

    def taken_away(*_: Any) -> None:
        shutil.rmtree(stage_of(third.settings.published, third.second).root)
        full()

    monkeypatch.setattr(publish, "write_documents", taken_away)
    said: list[str] = []
    steps.write_documents(third.settings, third.second, ORGANISATION, said.append)
    assert ANEW in said[-1]


def test_databases_that_cannot_be_written_leave_no_run_marked_as_published(
    third: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "flush", full)
    with pytest.raises(PublishError):
        steps.stage(third.settings, third.second)
    assert not is_published(third, third.second)
    assert is_published(third, third.first)
    assert list(third.settings.published.glob(f"{PREFIX}*")) == []


def test_only_a_computed_run_is_staged(tampered: Home) -> None:
    run_id = steps.freeze(tampered.settings, HALF)
    for step in (steps.stage, steps.exchange):
        with pytest.raises(UserError, match="is only frozen"):
            step(tampered.settings, run_id)


def rows_of(home: Home, query: str) -> list[tuple[Any, ...]]:
    """Rows of the published database for HR."""
    import duckdb

    with duckdb.connect(str(home.settings.published / "hr.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()
