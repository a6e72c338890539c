"""Objections from filing to revision, by the command and by a delivered file; and what analysts see of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copytree
from typing import Any

import duckdb
import pytest

from pipelines import steps
from pipelines.appeals import Objection, decide_appeal, file_appeal, name_remedy, register, withdraw_appeal
from pipelines.cli import main
from pipelines.errors import InputError, UnknownSubjectError, UserError
from pipelines.settings import Settings
from pipelines.warehouse import connect
from tests.end_to_end.conftest import QUARTER, Home

Row = dict[str, Any]


@pytest.fixture
def copied(tmp_path: Path, enterprise: Home) -> Home:
    """A home of its own with the published quarter, and an inbox with nothing in it."""
    home = tmp_path / "home"
    copytree(enterprise.settings.home, home)
    return Home(enterprise.settings.model_copy(update={"home": home, "inbox": tmp_path / "inbox"}), enterprise.run_id)


@pytest.fixture
def appraise(
    copied: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Runs the command; gives its exit code and what it printed."""
    monkeypatch.setenv("APPRAISE_HOME", str(copied.settings.home))
    monkeypatch.setenv("APPRAISE_INBOX", str(copied.settings.incoming))
    monkeypatch.setenv("APPRAISE_TODAY", "2026-11-16")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["appraise", *arguments])
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def registered(settings: Settings) -> list[Row]:
    with connect(settings, read_only=True) as con:
        return register(con)


def deliver(settings: Settings, feed: str, *rows: Row) -> None:
    """A file of a feed under its English field names."""
    file = settings.incoming / f"{feed}_{len(list(settings.incoming.rglob('*')))}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    names = list(rows[0])
    lines = [",".join(names), *(",".join(str(row[name]) for name in names) for row in rows)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _, (verdict,), _ = steps.ingest(settings, [file])
    assert verdict.state == "validated", verdict.refusal


def test_an_upheld_appeal_leads_to_a_finding_and_a_new_revision_and_never_to_an_edited_result(copied: Home) -> None:
    settings, before = copied.settings, copied.table("appraisal")
    objection = Objection(
        copied.run_id, "E001/D04", "两个\n项目  误判", metric="projects_on_time", expected=Decimal(100)
    )
    filed = file_appeal(settings, objection)
    assert (filed["appeal_id"], filed["grounds"], filed["standing"]) == ("2026-001", "两个 项目 误判", "in_time")
    assert filed["gap_value"] == Decimal("33.333334")
    assert steps.run(settings, QUARTER) == copied.run_id, "an appeal alone must not make a new revision"
    decided = decide_appeal(settings, "2026-001", "upheld", "查实")
    assert decided["follow_up"] == "outstanding"
    assert name_remedy(settings, "2026-001", "finding", "FND-1")["follow_up"] == "awaited"
    deliver(settings, "finding", {
        "org_id": "E001", "finding_id": "FND-1", "kind": "audit_loss", "loss_amount": "1.00", "department_id": "D04",
        "occurred_on": "2026-08-01", "confirmed_on": "2026-08-02",
    })  # fmt: skip
    assert registered(settings)[0]["follow_up"] == "delivered"
    revision = steps.run(settings, QUARTER)
    steps.publish(settings, revision)
    assert revision != copied.run_id
    ((follow_up, revised_by, value),) = copied.table("appeal", "follow_up, revised_by, value")
    assert (follow_up, revised_by, value) == ("revised", revision, filed["value"])
    assert copied.table(f"(FROM appraisal WHERE run_id = '{copied.run_id}')") == before
    assert len(list((settings.incoming / "appeal").iterdir())) == 3


def test_every_step_contradicting_the_register_is_refused_and_leaves_nothing(copied: Home) -> None:
    settings = copied.settings
    objection = Objection(copied.run_id, "D04", "理由")
    early = date(2026, 11, 10)
    file_appeal(settings, objection, on=early, appeal_id="A")
    file_appeal(settings, objection, on=early, appeal_id="B")
    withdraw_appeal(settings, "B")
    files = sorted((settings.incoming / "appeal").iterdir())
    refused: list[tuple[type[UserError], str, Callable[[], Row]]] = [
        (UserError, "registered already", lambda: file_appeal(settings, objection, appeal_id="A")),
        (UserError, "cannot be the ID", lambda: file_appeal(settings, objection, appeal_id="../A")),
        (UserError, "not come yet", lambda: file_appeal(settings, objection, on=date(2026, 11, 17))),
        (UserError, "needs its grounds", lambda: file_appeal(settings, Objection(copied.run_id, "D04", " \n"))),
        (UnknownSubjectError, 'mean "D04"', lambda: file_appeal(settings, Objection(copied.run_id, "D4", "x"))),
        (UnknownSubjectError, "no run", lambda: file_appeal(settings, Objection("zzz", "D04", "x"))),
        (UnknownSubjectError, 'mean "projects_on_time"',
         lambda: file_appeal(settings, Objection(copied.run_id, "D04", "x", metric="project_on_time"))),
        (UserError, "six decimals",
         lambda: file_appeal(settings, Objection(copied.run_id, "D04", "x", expected=Decimal("0.0000001")))),
        (UserError, "six decimals",
         lambda: file_appeal(settings, Objection(copied.run_id, "D04", "x", expected=Decimal("1e12")))),
        (UserError, "needs its reason", lambda: decide_appeal(settings, "A", "upheld", " ")),
        (UserError, "filed on 2026-11-10", lambda: decide_appeal(settings, "A", "upheld", "r", on=date(2026, 11, 9))),
        (UserError, "Only an appeal that is upheld", lambda: decide_appeal(settings, "A", "rejected", "r", "finding")),
        (UserError, "without a remedy", lambda: decide_appeal(settings, "A", "upheld", "r", None, "F")),
        (UserError, "feed/ID", lambda: decide_appeal(settings, "A", "upheld", "r", "correction", "P-1")),
        (UnknownSubjectError, 'mean "project"',
         lambda: decide_appeal(settings, "A", "upheld", "r", "correction", "projct/P-1")),
        (UnknownSubjectError, 'no appeal "C"', lambda: decide_appeal(settings, "C", "upheld", "r")),
        (UserError, "not open: withdrawn", lambda: decide_appeal(settings, "B", "upheld", "r")),
        (UserError, "not open: withdrawn", lambda: withdraw_appeal(settings, "B")),
        (UserError, "not upheld", lambda: name_remedy(settings, "A", "finding", "F")),
    ]  # fmt: skip
    for error, words, step in refused:
        with pytest.raises(error, match=words):
            step()
    assert sorted((settings.incoming / "appeal").iterdir()) == files
    assert decide_appeal(settings, "A", "rejected", "不成立", on=early)["outcome"] == "rejected"
    with pytest.raises(UserError, match="not open: rejected on 2026-11-10"):
        decide_appeal(settings, "A", "upheld", "r")
    assert [(row["appeal_id"], row["state"]) for row in registered(settings)] == [("A", "decided"), ("B", "withdrawn")]


def test_of_two_at_once_only_one_takes_a_step(copied: Home) -> None:
    settings = copied.settings
    file_appeal(settings, Objection(copied.run_id, "D04", "理由"), appeal_id="A")
    (settings.incoming / "appeal" / "E001-A-decided.csv").write_text("the other's", encoding="utf-8")
    with pytest.raises(UserError, match="delivered already"):
        decide_appeal(settings, "A", "upheld", "r")
    assert (settings.incoming / "appeal" / "E001-A-decided.csv").read_text(encoding="utf-8") == "the other's"


def test_what_the_feed_does_not_accept_is_taken_away_again(copied: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.appeals.past_day", lambda *_: date(1, 1, 1))
    with pytest.raises(InputError, match=r"not accepted: .*filed_on"):
        file_appeal(copied.settings, Objection(copied.run_id, "D04", "x"))
    assert list((copied.settings.incoming / "appeal").iterdir()) == []
    assert registered(copied.settings) == []


def test_delivered_appeals_against_nothing_known_are_kept_and_contradictory_ones_set_aside(copied: Home) -> None:
    settings = copied.settings
    usual = {"org_id": "E001", "run_id": copied.run_id, "subject_type": "department", "grounds": "g",
             "filed_on": "2026-11-10", "state": "decided", "outcome": "rejected", "decision_reason": "r"}  # fmt: skip
    good = {"appeal_id": "A", "subject_id": "D04", "decided_on": "2026-11-10"}
    unknown = {"appeal_id": "B", "subject_id": "D99", "decided_on": "2026-11-11"}
    deliver(settings, "appeal", usual | good, usual | unknown)
    assert [(row["appeal_id"], row["standing"]) for row in registered(settings)] == [
        ("A", "in_time"), ("B", "unknown_result"),
    ]  # fmt: skip
    many = [usual | good | {"appeal_id": f"G{n}"} for n in range(40)]
    deliver(settings, "appeal", usual | good | {"appeal_id": "C", "decided_on": "2026-11-09"}, *many)
    with connect(settings, read_only=True) as con:
        found = con.execute("SELECT reason_code, record_key FROM ingest.quarantine WHERE feed = 'appeal'").fetchall()
    assert found == [("decided_not_before_filed", "E001|C")]
    assert len(registered(settings)) == 42


def test_the_command_speaks_both_languages_and_json_and_status_waits_for_the_answer(
    copied: Home, appraise: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = copied.run_id[:8]
    code, said, _ = appraise("appeal", "file", run, "D04", "--grounds", "误判", "--expected", "99.5", "--lang", "zh")
    assert code == 0
    assert "已登记申诉 2026-001（E001），针对 2026Q3 的 D04。" in said
    assert "应于 2026-11-30 前（含当日）答复。" in said
    code, said, _ = appraise("appeal", "list", "--open", "--json")
    (row,) = json.loads(said)
    assert (row["appeal_id"], row["answer_by"], row["overdue"]) == ("2026-001", "2026-11-30", False)
    monkeypatch.setenv("APPRAISE_TODAY", "2026-11-30")
    assert json.loads(appraise("status", "--json")[1])[WAITING][0]["overdue"] is False
    monkeypatch.setenv("APPRAISE_TODAY", "2026-12-01")
    assert json.loads(appraise("status", "--json")[1])[WAITING][0]["overdue"] is True
    assert "(overdue)" in appraise("appeal", "list")[1]
    code, said, _ = appraise("appeal", "decide", "2026-001", "--outcome", "upheld", "--reason", "查实", "--remedy",
                             "correction", "--reference", "project/PRJ-D04-01")  # fmt: skip
    assert "The decision came after the last day to answer, 2026-11-30." in said
    assert "deliver the corrected record project/PRJ-D04-01, then compute again: appraise run 2026Q3" in said
    assert appraise("appeal", "list", "--open", "--lang", "zh")[1].strip() == "没有待决定的申诉。"
    assert "待记录到达" in appraise("appeal", "list", "--lang", "zh")[1]


WAITING = "open appeals (wait for a decision: appraise appeal decide)"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["decide", "X", "--outcome", "upheld", "--reason", "r"], 13, "None is registered"),
        (["decide", "X", "--outcome", "maybe", "--reason", "r"], 10, "upheld"),
        (["decide", "X", "--outcome", "upheld"], 10, "--reason"),
        (["file", "zzz", "D04", "--grounds", "g"], 13, 'There is no run "zzz"'),
        (["file", "zzz", "D04", "--grounds", "g", "--expected", "viel"], 10, '"viel" is no number'),
        (["file", "zzz", "D04", "--grounds", "g", "--on", "16.11."], 10, "--on"),
        (["fiel", "zzz"], 10, "Did you mean 'file'"),
    ],
)
def test_a_mistake_is_told_in_one_message(
    appraise: Callable[..., tuple[int, str, str]], arguments: list[str], code: int, says: str
) -> None:
    found, _, said = appraise("appeal", *arguments)
    assert (found, says in said, "Traceback" in said) == (code, True, False), said


def test_analysts_see_neither_whose_nor_why_nor_amounts(copied: Home) -> None:
    settings = copied.settings
    with duckdb.connect(str(settings.published / "hr.duckdb"), read_only=True) as con:
        ((officer,),) = con.execute("SELECT subject_id FROM cio_appraisal ORDER BY subject_id LIMIT 1").fetchall()
    file_appeal(settings, Objection(copied.run_id, officer, "某某的理由", "cio"), appeal_id=f"A-{officer}")
    file_appeal(settings, Objection(copied.run_id, "D04", "另一理由", expected=Decimal(90)))
    steps.publish(settings, copied.run_id)
    hidden = copied.tables("analyst.duckdb")["appeal"]
    assert len(hidden) == 2
    for secret in (officer, "理由"):
        assert secret not in str(hidden)
        assert secret in str(copied.tables("hr.duckdb")["appeal"])
    ((pseudonym,),) = copied.table("(FROM appeal WHERE subject_type = 'cio')", "subject_id", "analyst.duckdb")
    assert copied.table(f"(FROM cio_appraisal WHERE subject_id = '{pseudonym}')", "count(*)", "analyst.duckdb") == [
        (1,)
    ]
    shown = copied.table(
        "(FROM appeal WHERE subject_type = 'department')", "subject_id, expected_value", "analyst.duckdb"
    )
    assert shown == [("D04", Decimal(90))]


def test_self_reports_are_published_beside_the_evidence_and_change_no_score(enterprise: Home) -> None:
    columns = "department_id, metric_id, is_figure, reported_value, evidence_value, gap_value, status, counts"
    found = enterprise.table("self_report", columns)
    assert [(row[0], row[1], row[2], row[6], row[7]) for row in found] == [
        ("D04", "projects_on_time", True, "reported_better", False),
        ("D08", "milestones_on_time", True, "reported_worse", False),
    ]
    for department, metric, _, reported, evidence, gap, _, _ in found:
        own = f"(FROM indicator_score WHERE subject_id = '{department}' AND metric_id = '{metric}')"
        assert enterprise.table(own, "value") == [(evidence,)]
        assert gap == reported - evidence  # type: ignore[operator]
    kinds = [str(row[0]) for row in enterprise.table("data_quality", "subject")]
    assert not [kind for kind in kinds if "on_time" in kind and "measurement of kind" in kind]
