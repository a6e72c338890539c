"""A reward plan that cannot work is refused with file, line and remedy, before it decides an amount."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from pipelines.errors import RuleError
from pipelines.rule_files import check_rule_files
from pipelines.schemes import load_plan
from pipelines.schemes.catalogue import Catalogue
from pipelines.settings import Settings
from tests.schemes.conftest import FILES, Edit, line_of

HERE = Path(__file__).parent
MISTAKES = {case["name"]: case for case in yaml.safe_load((HERE / "reward_mistakes.yaml").read_text("utf-8"))}


def without(file: Path, block: str) -> None:
    """Take a block out of a plan file."""
    text, times = re.subn(rf"^{block}:\n(  .*\n)+", "", file.read_text("utf-8"), flags=re.MULTILINE)
    assert times == 1
    file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_line_and_remedy(edited: Edit, catalogue: Catalogue, name: str) -> None:
    case = MISTAKES[name]
    texts = case["edits"]
    file = edited(*zip(texts[::2], texts[1::2], strict=True), source="reward.yaml")
    if "without" in case:
        without(file, case["without"])
    with pytest.raises(RuleError) as raised:
        load_plan(file, catalogue)
    error = raised.value
    assert (error.exit_code, error.file) == (11, file)
    assert error.line == line_of(file, case["seen"])
    if case["what"] is not None:
        assert error.what == case["what"]
    if case["do"] is not None:
        assert error.do == case["do"]


def test_the_plan_the_mistakes_are_made_in_is_right(catalogue: Catalogue) -> None:
    assert load_plan(FILES / "reward.yaml", catalogue).plan.reward_plan == "WHOLE_REWARD"


@pytest.mark.parametrize(
    "change",
    [
        ("gate_amount: {value: 100000,", "gate_amount: {value: 9999999999999999.99,"),
        ("percent: 5}", "percent: 100}"),
        ("percent: 4}", "percent: 0}"),
        ("share: [2, 37]", "share: [37, 37]"),
        ("[50, 30, 20]", "[33.333333, 33.333333, 33.333334]"),
        ("window_months: {value: 36", "window_months: {value: 1"),
    ],
)
def test_what_is_just_possible_is_accepted(edited: Edit, catalogue: Catalogue, change: tuple[str, str]) -> None:
    assert load_plan(edited(change, source="reward.yaml"), catalogue)


def test_the_command_that_checks_rules_checks_plans_too(edited: Edit, tmp_path: Path) -> None:
    file = edited(("[50, 30, 20]", "[50, 30, 21]"), source="reward.yaml")
    checked, (error,) = check_rule_files(Settings(project=tmp_path), [file, FILES / "cio.yaml"])
    assert checked == 2
    assert (error.file, error.what) == (file, "the instalments add up to 101, they must make 100.")
