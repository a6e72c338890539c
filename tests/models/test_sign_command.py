"""`appraise sign`, and what `appraise status` and `appraise explain` say of signed runs."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from pipelines import run_step
from pipelines.cli import main
from pipelines.cli.words import state_words
from pipelines.explain.sign_off_text import STATES
from pipelines.sign_off_checks import FOLLOWS
from pipelines.warehouse import connect
from tests.models.house import House


class Shell:
    """The command in a home, on days of its own."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.house, self.patch, self.capsys = house, monkeypatch, capsys
        monkeypatch.setenv("APPRAISE_HOME", str(house.settings.home))
        monkeypatch.setenv("APPRAISE_PROJECT", str(house.settings.project))
        with connect(house.settings, read_only=True) as con:
            self.run_id = str(con.execute("SELECT run_id FROM run.run").fetchall()[0][0])

    def __call__(self, *arguments: str, today: str = "2026-11-21") -> tuple[int, str]:
        """Exit code, and all that was said, in one line."""
        self.patch.setenv("APPRAISE_TODAY", today)
        sys.argv = ["appraise", *arguments]
        with pytest.raises(SystemExit) as ended:
            main()
        said = self.capsys.readouterr()
        return int(ended.value.code or 0), " ".join((said.out + said.err).split())


@pytest.fixture
def shell(computed_house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(computed_house, monkeypatch, capsys)


def waits(shell: Shell, today: str) -> list[tuple[str, str | None]]:
    _, said = shell("status", "--json", today=today)
    return [(row["waits_for"], row["public_until"]) for row in json.loads(said)["signatures (what waits for whom)"]]


def test_a_run_is_carried_to_the_archive_and_status_says_what_waits_for_whom(shell: Shell) -> None:
    run_id = shell.run_id
    assert waits(shell, "2026-11-09") == [("whoever signs it reviewed", None)]
    code, said = shell("sign", run_id, "reviewed", "--by", "李梅", "--reason", "figures agree", today="2026-11-09")
    assert (code, said) == (
        0,
        f"Run {run_id} (2024, revision 1) is reviewed: 李梅, 2026-11-09. "
        f"Next: make it public, then appraise sign {run_id} publicised --by NAME",
    )
    assert waits(shell, "2026-11-09") == [("whoever signs it publicised", None)]
    _, said = shell("sign", run_id, "publicised", "--by", "王强", "--on", "2026-11-09")
    assert said.endswith("Public until 2026-11-16; it can be confirmed from the day after.")
    assert waits(shell, "2026-11-16") == [("the end of publicity", "2026-11-16")]
    assert waits(shell, "2026-11-17") == [("whoever signs it confirmed", "2026-11-16")]
    code, said = shell("sign", run_id, "confirmed", "--by", "委员会", today="2026-11-16")
    assert code == 10
    assert said == (
        f"error: Run {run_id}, publicised on 2026-11-09, is public until 2026-11-16 (5 working days). "
        "Confirm it from 2026-11-17 on."
    )
    _, said = shell("sign", run_id, "confirmed", "--by", "委员会", "--lang", "zh", today="2026-11-17")
    assert said == (
        f"批次 {run_id}（2024，第 1 版）已确认：委员会，2026-11-17。 等次与金额已生效。发布：appraise publish {run_id}"
    )
    assert waits(shell, "2026-11-17") == [("whoever signs it archived", None)]
    _, said = shell("sign", run_id, "archived", "--by", "档案员", "--json")
    assert json.loads(said)["state"] == "archived"
    assert waits(shell, "2026-11-21") == []
    _, said = shell("status", "--json")
    assert [row["state"] for row in json.loads(said)["runs"]] == ["archived"]


def test_every_state_of_a_run_has_its_words_in_both_languages() -> None:
    states = {*run_step.STATES, *FOLLOWS}
    for lang in ("en", "zh"):
        assert set(STATES[lang]) == states
    for state in states:
        assert re.fullmatch("[一-鿿，]+", state_words(state, "zh"))


def test_an_explanation_says_what_is_proposed_and_what_was_posted_when(shell: Shell) -> None:
    for lang, proposed in (("en", "computed, not signed"), ("zh", "已计算，未签署")):
        _, said = shell("explain", "i", "--period", "2024", "--type", "innovation", "--lang", lang)
        assert proposed in said
        assert ("PROPOSED, owed once the run is confirmed: 40,000.00" in said) is (lang == "en")
        assert ("拟定，批次确认后生效" in said) is (lang == "zh")
    for state, day in (("reviewed", "2026-11-09"), ("publicised", "2026-11-09"), ("confirmed", "2026-11-17")):
        shell("sign", shell.run_id, state, "--by", "李", "--on", day)
    _, said = shell("explain", "i", "--period", "2024", "--type", "innovation", "--json")
    ((award,),) = [pool["awards"] for pool in json.loads(said)["pools"]]
    assert {entry["posted_on"] for entry in award["ledger"]} == {"2026-11-17"}
    _, said = shell("explain", "i", "--period", "2024", "--type", "innovation")
    assert "settlement of the year, confirmed" in said
    assert "owed so far 40,000.00" in said


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("sign",), 10, "Missing argument"),
        (("sign", "RUN", "reviewed"), 10, "--by"),
        (("sign", "RUN", "reviewed", "--by", " "), 10, "Nobody has signed"),
        (("sign", "RUN", "review", "--by", "李"), 10, 'Did you mean "reviewed"?'),
        (("sign", "RUN", "confirmed", "--by", "李"), 10, "is computed; it cannot become confirmed. It can become"),
        (("sign", "nowhere", "reviewed", "--by", "李"), 13, 'There is no run "nowhere"'),
        (("sign", "RUN", "reviewed", "--by", "李", "--on", "20261109"), 10, "20261109"),
        (("sign", "RUN", "reviewed", "--by", "李", "--grade", "p=good"), 10, "no reason is given"),
        (("sign", "RUN", "reviewed", "--by", "李", "--grades", "nowhere.csv"), 12, "cannot be read"),
    ],
)
def test_a_wrong_signature_is_a_mistake_of_the_user(
    shell: Shell, arguments: tuple[str, ...], code: int, says: str
) -> None:
    found, said = shell(*(shell.run_id if one == "RUN" else one for one in arguments))
    assert (found, says in said) == (code, True), said
    assert shell.house.rows("SELECT sign_off FROM run.run") == [(None,)]


def test_grades_are_given_by_file_too(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "grades.csv"
    file.write_text("subject_id,grade,reason\np,good,led the recovery\n", "utf-8")
    code, said = shell("sign", shell.run_id, "reviewed", "--by", "李", "--grades", str(file))
    assert code == 13  # nobody is appraised in 2024
    assert f'{file}, line 2: Run {shell.run_id} appraised no subject "p".' in said
