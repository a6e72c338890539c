"""`appraise simulate`: what a person reads, what a program reads, every mistake in one message, and no byte changed."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.cli import main
from pipelines.simulate import Simulation, simulate
from tests.simulate.conftest import QUARTER, House
from tests.simulate.edits import CURVE, TIER, VERSION, weight

KILLS = 3


@pytest.fixture
def command(house: House, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run the command on the house in this process. Returns its exit code."""
    monkeypatch.setenv("APPRAISE_TODAY", "2026-11-16")
    monkeypatch.setenv("APPRAISE_PROJECT", str(house.settings.project))

    def run(*arguments: object, home: Path | None = None) -> int:
        monkeypatch.setattr("sys.argv", ["appraise", "simulate", *map(str, arguments)])
        monkeypatch.setenv("APPRAISE_HOME", str(home or house.settings.home))
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    return run


def bytes_of(home: Path) -> dict[str, str]:
    """The hash of every file of a home."""
    return {
        str(file.relative_to(home)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(home.rglob("*"))
        if file.is_file()
    }


def no_float(text: str) -> Any:
    raise AssertionError(f"{text} is a number with decimals: write it as text")


def test_text_and_json_say_the_same_and_no_byte_of_the_home_changes(
    house: House, command: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    files = [
        argument
        for name, change in (("department", CURVE), ("reward", TIER))
        for argument in ("--scheme", house.draft(name, tmp_path, VERSION, change))
    ]
    before = bytes_of(house.settings.home)
    kept: list[Simulation] = []

    def once(*arguments: Any, **options: Any) -> Simulation:
        """The first answer again, so that only its wording is told anew."""
        if not kept:
            kept.append(simulate(*arguments, **options))
        return kept[0]

    monkeypatch.setattr("pipelines.simulate.simulate", once)
    assert command(*files, "--period", QUARTER, "--json") == 0
    answer = json.loads(capsys.readouterr().out, parse_float=no_float)
    (period,) = answer["periods"]
    assert period["what_was"]["newer_data_as_of_batch"] is None
    assert [one["draft"] for one in period["effects"]] == ["MIIT_DEPT@2026.2", "MIIT_REWARD@2026.2"]
    assert period["moved"]
    assert all(one["score"]["change"] == one["score"]["rules"] for one in period["moved"])
    shown = {}
    for lang in ("en", "zh"):
        assert command(*files, "--period", QUARTER, "--lang", lang) == 0
        shown[lang] = capsys.readouterr().out
        for subject in period["moved"]:
            assert subject["subject_id"] in shown[lang]
        for award in period["rewards"]["moved_awards"]:
            assert award["award_id"] in shown[lang]
    assert "applied, no effect" in shown["en"]
    assert "已适用，无影响" in shown["zh"]
    assert bytes_of(house.settings.home) == before


@pytest.mark.long
def test_a_simulation_that_is_killed_leaves_every_byte_as_it_was(
    house: House, another: Callable[[], House], tmp_path: Path
) -> None:
    home = another()
    # A writer that was killed leaves a log beside the file; reading must not fold it in.
    writing = (
        "import duckdb, os, sys; con = duckdb.connect(sys.argv[1]); "
        "con.execute('CREATE TABLE ingest.leftover AS SELECT 1 AS a'); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", writing, str(home.settings.warehouse)], check=False)
    before = bytes_of(home.settings.home)
    assert "warehouse.duckdb.wal" in before
    environment = {"APPRAISE_HOME": str(home.settings.home), "APPRAISE_TODAY": "2026-11-16", "TMPDIR": str(tmp_path)}
    file = house.draft("department", tmp_path, CURVE)
    simulating = [
        "-c",
        "from pipelines.cli import main; main()",
        "simulate",
        "--scheme",
        str(file),
        "--period",
        QUARTER,
    ]
    seconds = random.Random(5)
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, *simulating], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                process.wait(timeout=1 + 5 * seconds.random())
            except subprocess.TimeoutExpired:
                process.kill()
        assert bytes_of(home.settings.home) == before
    done = subprocess.run(
        [sys.executable, *simulating], env=environment, check=True, capture_output=True, encoding="utf-8"
    )
    assert "Who moves" in done.stdout
    assert bytes_of(home.settings.home) == before


def test_a_draft_that_is_not_in_force_is_refused_with_its_dates_or_tried_as_if_it_were(
    house: House, command: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = (r"in_force: {from: 2026-01-01", "in_force: {from: 2027-01-01")
    file = house.draft("department", tmp_path, VERSION, later, weight("incident_points", 5))
    assert command("--scheme", file, "--period", QUARTER) == 11
    said = capsys.readouterr().err
    assert "in force 2027-01-01.., which does not cover the period's last day 2026-09-30" in said
    assert command("--scheme", file, "--period", QUARTER, "--as-if-in-force", "--json") == 0
    (effect,) = json.loads(capsys.readouterr().out)["periods"][0]["effects"]
    assert effect["as_if_in_force"]
    assert effect["instead_of"].startswith("MIIT_DEPT@2026.1#")
    assert effect["changes"] == []


def test_a_draft_that_is_for_nobody_in_the_data_is_refused(
    house: House, command: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = house.draft("reward", tmp_path, (r"regime: enterprise\n", "regime: enterprise\norganization: E999\n"))
    assert command("--scheme", elsewhere, "--period", QUARTER) == 11
    assert "there is no organisation E999" in capsys.readouterr().err
    university = house.settings.schemes / "university" / "2026" / "department.yaml"
    assert command("--scheme", university, "--period", QUARTER) == 11
    assert "no organisation in the data is under the rules of university" in capsys.readouterr().err


def test_a_common_draft_that_no_organisation_uses_is_refused(
    house: House, command: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "own").mkdir()
    own = house.draft(
        "department", tmp_path / "own", (r"regime: enterprise\n", "regime: enterprise\norganization: E001\n")
    )
    common = house.draft("department", tmp_path, VERSION)
    assert command("--scheme", own, "--scheme", common, "--period", QUARTER) == 11
    assert "E001 have rules of their own" in capsys.readouterr().err


def test_each_mistake_has_its_exit_code_and_says_what_to_do(
    house: House, command: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = house.draft("department", tmp_path, VERSION)
    broken = tmp_path / "broken.yaml"
    broken.write_text(file.read_text("utf-8").replace("weight: {value: 20, source: DEFAULT}", "weight: {value: 21}"))
    common = house.schemes / "department.yaml"
    for arguments, code, says in (
        (["--scheme", "nowhere.yaml", "--period", QUARTER], 11, "there is no such file"),
        (["--scheme", "feeds/project.yaml", "--period", QUARTER], 11, "no scheme or reward plan"),
        (["--scheme", broken, "--period", QUARTER], 11, "broken.yaml"),
        (["--scheme", file, "--scheme", common, "--period", QUARTER], 11, "for the same subjects"),
        (["--scheme", file, "--period", "2026Q5"], 14, "Write 2026Q3"),
        (["--scheme", file, "--period", "2027Q1"], 14, "has not begun"),
        (["--scheme", file, "--period", QUARTER, "--org", "E002"], 13, 'Did you mean "E001"'),
        (["--scheme", file], 10, "--period"),
        (["--scheme", file, "--period", QUARTER, "--lang", "fr"], 10, "should be 'zh' or 'en'"),
    ):
        assert command(*arguments) == code, arguments
        assert says in capsys.readouterr().err
    assert command("--scheme", file, "--period", QUARTER, home=tmp_path / "empty") == 10
    assert "Run `appraise ingest` first" in capsys.readouterr().err


def test_a_busy_warehouse_is_named(
    another: Callable[[], House], house: House, command: Callable[..., int], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    home = another().settings
    holder = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(home.warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        other.stdout.readline()
        assert command("--scheme", house.schemes / "department.yaml", "--period", QUARTER, home=home.home) == 15
        other.kill()
    assert "Another process is working in" in capsys.readouterr().err
