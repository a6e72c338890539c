"""`appraise try` for a reward plan, as a person and as a program reads it."""

from __future__ import annotations

import json
import re
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
    assert "pool 40,000.00 CNY" in capsys.readouterr().out


def test_a_person_sees_tiers_caps_shares_and_instalments(capsys: pytest.CaptureFixture[str]) -> None:
    given = ("--value", "benefit=60000000", "--value", "after_tax_profit=3000000", "--value", "pay=300000")
    assert appraise("try", "MIIT_REWARD", *given, "--share", "60:main", "--share", "40") == 0
    lines = capsys.readouterr().out.splitlines()
    told = [line.split() for line in lines]
    assert ["4", "20,000,000.00", "-", "40,000,000.00", "2", "%", "800,000.00"] in told
    assert "- limit of an innovation and year: 460,000.00 CNY" in lines
    assert "- limit of the organisation and year (450,000.00 CNY): 550,000.00 CNY" in lines
    assert "pool 450,000.00 CNY, awarded" in lines
    assert ["1", "60", "60", "270,000.00", "0.00", "70,000.00", "200,000.00", "awarded", "100,000.00", "60,000.00",
            "40,000.00"] in told  # fmt: skip
    assert "share 1: above the person's limit of the year" in lines


def test_a_leader_is_told_why_the_share_became_smaller(capsys: pytest.CaptureFixture[str]) -> None:
    shares = ("--share", "25:leader", "--share", "10:leader", "--share", "65:main")
    assert appraise("try", "MIIT_REWARD", "--value", "benefit=6000000", *shares) == 0
    shown = capsys.readouterr().out
    assert "share 1: 25 % became 21.428571 %, because CIOs and heads of units get at most 30 % of a pool" in shown
    assert "share 3:" not in shown


@pytest.mark.parametrize("by_option", [True, False])
def test_a_reward_is_tried_in_chinese(
    by_option: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not by_option:
        monkeypatch.setenv("APPRAISE_LANG", "zh")
    options = ("--lang", "zh") if by_option else ()
    shares = ("--share", "40:leader", "--share", "60:main")
    given = ("--value", "benefit=60000000", "--value", "pay=300000")
    assert appraise("try", "MIIT_REWARD", *given, *shares, *options) == 0
    shown = capsys.readouterr().out
    for part in (
        "奖励总额 1,000,000.00 元, 已授予",
        "单项年度上限: 460,000.00 元",
        "40 % 调为 30 %",
        "超过个人年度上限",
    ):
        assert part in shown, part
    assert not re.search(r"[a-z]{2,} [a-z]{2,}", shown)


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
        (["MIIT_REWARD", "--value", "benefit=-5"], '"benefit=-5" is below 0'),
        (["MIIT_REWARD", "--value", "gain=1"], "Known: after_tax_profit, benefit"),
        (["MIIT_REWARD", "--value", "benefit=1", "--share", "a"], "Write 25, 40:main or 25:leader"),
    ],
)
def test_a_mistake_says_what_to_write(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert appraise("try", *arguments) == 10
    shown = capsys.readouterr().err
    assert says in shown
    assert "Traceback" not in shown
