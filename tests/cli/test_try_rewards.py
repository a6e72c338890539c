"""`appraise try` for a reward plan, as a person and as a program reads it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from pipelines.cli import main
from pipelines.settings import PROJECT_DIR


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("APPRAISE_HOME", str(tmp_path))
    monkeypatch.setenv("APPRAISE_TODAY", "2026-11-16")


def appraise(*arguments: str) -> int:
    sys.argv = ["appraise", *arguments]
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    "name", ["MIIT_REWARD", "MIIT_REWARD@2026.1", str(PROJECT_DIR / "schemes/enterprise/2026/reward.yaml")]
)
def test_a_plan_is_named_as_a_scheme_is(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert appraise("try", name, "--value", "benefit=800000") == 0
    assert "pool 40000.00 CNY" in capsys.readouterr().out


def test_a_person_sees_tiers_caps_shares_and_instalments(capsys: pytest.CaptureFixture[str]) -> None:
    given = ("--value", "benefit=60000000", "--value", "after_tax_profit=3000000", "--value", "pay=300000")
    assert appraise("try", "MIIT_REWARD", *given, "--share", "60:main", "--share", "40") == 0
    lines = capsys.readouterr().out.splitlines()
    told = [line.split() for line in lines]
    assert ["4", "20000000.00", "-", "40000000.00", "2", "%", "800000.00"] in told
    assert "over the most of an innovation: -460000.00" in lines
    assert "over the most of the organisation (450000.00): -550000.00" in lines
    assert "pool 450000.00 CNY, awarded" in lines
    assert ["1", "60", "60", "270000.00", "0.000000", "70000.00", "200000.00", "awarded", "100000.00", "60000.00",
            "40000.00"] in told  # fmt: skip
    assert "share 1: above the person's limit of the year" in lines


def test_a_program_reads_every_number_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert appraise("try", "MIIT_REWARD", "--value", "benefit=6000000", "--share", "100:main", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == {"plan", "pool", "tiers", "awards"}
    assert answer["pool"]["pool_amount"] == "240000.00"
    assert [tier["tier_amount"] for tier in answer["tiers"]] == ["50000.00", "160000.00", "30000.00"]
    (award,) = answer["awards"]
    assert award["award_amount"] == "240000.00"
    assert [one["planned_amount"] for one in award["instalments"]] == ["120000.00", "72000.00", "48000.00"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["MIIT_REWARDS", "--value", "benefit=1", "--share", "100"], 'Did you mean "MIIT_REWARD"?'),
        (["MIIT_REWARD", "--value", "gain=1"], "Known: after_tax_profit, benefit"),
        (["MIIT_REWARD", "--value", "benefit=1", "--share", "a"], "Write 25, 40:main or 25:leader"),
    ],
)
def test_a_mistake_says_what_to_write(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert appraise("try", *arguments) == 10
    shown = capsys.readouterr().err
    assert says in shown
    assert "Traceback" not in shown
