"""The summary for who decides: what it counts, from rows put in by hand, and what it keeps to itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from pipelines.settings import Settings
from pipelines.summary.write import Summary
from tests.documents.published_by_hand import appraise, published, put_award
from tests.golden.given import insert

TOTALS = {
    "benefit_year": 2025, "is_estimate": False, "currency": "CNY", "pool_amount": Decimal("180000.00"),
    "awarded_amount": Decimal("178765.44"), "forfeited_amount": Decimal("1234.56"), "person_cap_reduction_amount": 0,
    "unallocated_amount": 0, "department_amount": Decimal("180000.00"), "planned_amount": Decimal("178765.44"),
    "released_amount": Decimal("178765.44"), "lapsed_amount": 0, "to_come_amount": 0, "pool_difference_amount": 0,
    "department_difference_amount": 0, "tranche_difference_amount": 0,
}  # fmt: skip


def said(
    con: duckdb.DuckDBPyConnection,
    lang: str = "en",
    *,
    appeals: tuple[str, ...] = (),
    gaps: tuple[str, ...] | None = None,
    pages: str = "",
) -> list[str]:
    return list(Summary(Settings(lang=lang), con, "golden").lines(appeals, gaps, pages))


def cells(lines: list[str], start: str) -> list[list[str]]:
    """The rows of the table below the heading that starts so, without the heads."""
    place = next(number for number, line in enumerate(lines) if line.startswith(f"### {start}"))
    rows = []
    for line in lines[place + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows[2:]


def move(con: duckdb.DuckDBPyConnection, subject: str, before: str, after: str, **other: Any) -> None:
    row = {
        "subject_type": "department", "subject_id": subject, "prior_run_id": "before", "quantity": "score", "item": "",
        "unit": "points", "before_value": Decimal(before), "after_value": Decimal(after),
        "delta": Decimal(after) - Decimal(before), "cause": "records", "record_count": 1, "revision": 2,
    }  # fmt: skip
    insert(con, "restatement", [row | other])


def test_grades_stand_beside_the_places_of_the_quota_and_who_has_none_is_counted() -> None:
    con = published()
    con.execute(
        "UPDATE grade_count SET subject_count = 4, suggested_count = level, decided_count = 0, standing_count = level"
    )
    appraise(con, suggested_grade=None, status="insufficient_data", score=None)
    rows = cells(said(con), "Grades")
    assert rows[:4] == [
        ["o", "departments (4 in all)", "Excellent", "3", "3", "3 (30 %)"],
        ["", "", "Good", "2", "2", ""],
        ["", "", "Poor", "1", "1", ""],
        ["", "", "no grade: insufficient data", "1", "", ""],
    ]
    assert rows[4][:3] == ["", "CIOs (4 in all)", "Excellent"]
    assert "- Subjects without a grade because too little weight was measured: 1." in said(con)
    assert "- 已计量权重不足、不评等次的对象 1 个。" in said(con, "zh")


def test_a_period_in_which_nobody_is_appraised_says_so_and_failed_checks_are_named() -> None:
    con = published()
    con.execute("DELETE FROM appraisal")
    con.execute("DELETE FROM grade_count")
    failed = {"org_id": None, "revision": 1, "check_id": "dates_are_ordered", "subject": "feed project",
              "severity": "critical", "success": False, "unexpected_count": 2}  # fmt: skip
    insert(con, "data_quality", [failed, failed | {"check_id": "kind_known", "severity": "warning"}])
    lines = said(con)
    assert (
        "**Nobody is appraised: no scheme applies to any organisation in this period. Is it the right period?**"
        in lines
    )
    assert "- Checks that failed (see Data Docs): dates\\_are\\_ordered (feed project)." in lines
    assert any(line.startswith("**没有任何考核对象") for line in said(con, "zh"))


def test_a_first_revision_is_compared_with_the_period_before_that_stands() -> None:
    con = published()
    appraise(con)
    appraise(con, subject_type="cio", subject_id="P1", subject_name="李梅", score=Decimal("90.10"))
    assert "There is no result to compare with." in said(con)
    run = con.execute("SELECT * FROM run").fetchall()[0]
    names = [column[0] for column in con.description or ()]
    for run_id, revision, state, score in (("a", 1, "confirmed", "70.25"), ("b", 2, "returned", "10.00")):
        earlier = dict(zip(names, run, strict=True))
        about = {"run_id": run_id, "revision": revision, "period": "2025"}
        insert(con, "run", [earlier | about | {"state": state}])
        appraise(con, **about, score=Decimal(score))
        appraise(con, **about, subject_type="cio", subject_id="P1", subject_name="李梅", score=Decimal("91.00"))
    lines = said(con)
    assert "### Biggest moves of scores (against 2025)" in lines
    assert cells(lines, "Biggest") == [["o", "D1 数字化部", "70.25", "75.5", "+5.25"], ["", "P1", "91", "90.1", "-0.9"]]
    assert "李梅" not in "\n".join(lines)


def test_a_later_revision_says_what_it_moved() -> None:
    con = published(revision=2)
    for number in range(1, 7):
        move(con, f"D{number}", "60", str(60 + number))
    appraise(con, revision=2, subject_id="D6", subject_name="六|部")
    lines = said(con)
    moved = cells([line.replace("\\|", "/") for line in lines], "Biggest")
    assert [row[1] for row in moved] == ["D6 六/部", "D5", "D4", "D3", "D2"]
    assert moved[0][2:] == ["60", "66", "+6"]
    assert "### Biggest moves of scores (against the revision before)" in lines
    assert "- Against the revision before: 6 scores moved (at most by 6 points), 0 suggested grades, 0 awards." in lines
    assert "- Against the revision before no score, grade or award moved." in said(published(revision=2))


@pytest.mark.parametrize(("persons", "shown"), [(3, True), (2, False)])
def test_no_sum_of_rewards_tells_what_one_person_gets(persons: int, shown: bool) -> None:
    con = published()
    insert(con, "reward_reconciliation", [TOTALS])
    for number in range(persons):
        put_award(con, award_id=f"INV-1/2025/c{number}", contribution_id=f"c{number}", person_id=f"P{number}")
    ((org, year, standing, *sums),) = cells(said(con), "Rewards")
    assert (org, year, standing) == ("o", "2025", "proposal")
    assert sums == (
        ["180,000.00 CNY", "178,765.44 CNY", "1,234.56 CNY", "0.00 CNY"]
        if shown
        else ["fewer than 3 persons: see the report", "", "", ""]
    )
    assert "60,000" not in "\n".join(said(con))


def test_the_quality_of_the_data_what_is_open_and_the_gaps_are_said() -> None:
    con = published(state="publicised")
    check = {"subject": "result appraisal", "why": "w", "unexpected_count": 1, "success": False}
    for name, severity, success in (("a", "critical", False), ("b", "warning", False), ("c", "critical", True)):
        insert(con, "data_quality", [check | {"check_id": name, "severity": severity, "success": success}])
    for code, count, still in (("x", 3, 1), ("y", 4, 4)):
        insert(con, "quarantine_summary", [{"feed": "f", "reason_code": code, "row_count": count, "open_count": still}])
    for position, state in enumerate(("reviewed", "publicised"), start=1):
        signature = {"position": position, "state": state, "signed_by": "李*梅", "signed_on": date(2027, 1, 5)}
        insert(con, "signature", [signature])
    lines = said(con, appeals=("o/A1", "o/A2"), gaps=("2026-08-03: incident",))
    assert "- Checks: 3, failed: 1, warning: 1." in lines
    assert "- Rows quarantined: 7, not corrected yet: 5." in lines
    assert "- Appeals waiting for a decision: 2 (o/A1, o/A2)." in lines
    assert "- 2026-08-03: incident" in lines
    assert "- Signed: reviewed (李\\*梅, 2027-01-05); publicised (李\\*梅, 2027-01-05)." in lines
    assert "- State: publicised. A whole year: once confirmed, grades stand and rewards are posted as settled." in lines
    later = Summary(Settings(lang="en"), con, "golden", ["benefit_*.csv"], 2).lines((), None, "")
    assert {
        "- **Refused files: 1. Nothing of them counts here: benefit\\_\\*.csv.**",
        "- **Files loaded after this run: 2. They do not count here.**",
    } < set(later)
    assert "None noted." in said(con, gaps=())
    assert "Gaps" not in "\n".join(said(con))


def test_the_report_is_linked_to_where_it_is_served() -> None:
    con = published()
    (line,) = [one for one in said(con, pages="http://h/appraisal/documents") if one.startswith("- [")]
    assert line == "- [华云集团 (o)](http://h/appraisal/documents/o/2026/revision_1/)"
