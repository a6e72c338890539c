"""HR's workbook: what it says of money, proposed, released, to be reclaimed, and of why there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.documents.edition import Edition
from tests.documents.conftest import add, put_award, put_entry
from tests.documents.reading import formulas, part, sheets, table, written

Editions = Callable[[str], Edition]


def test_amounts_not_confirmed_or_estimated_say_so(
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    put_award(con, 1, "100.00")
    put_award(con, 2, "100.00", is_estimate=True, currency="USD")
    con.execute("UPDATE run SET state = 'publicised'")
    cells = sheets(written(edition("zh"), tmp_path))["创新奖励分配"]
    assert [row[-2] for row in table(cells, "序号")[1]] == ["待确认，未记账", "测算，未记账"]
    # Amounts of several currencies have no sum.
    assert cells[4][0] == "序号"


RELEASED, WOULD_RELEASE = "已兑现额", "拟兑现额（含此前已兑现）"
OPEN_STATUS = "拟兑现或此前已兑现"


@pytest.mark.parametrize(
    ("state", "is_estimate", "heading", "status", "reclaimed", "awarded"),
    [
        ("computed", True, WOULD_RELEASE, OPEN_STATUS, "拟追回额", "拟授予"),
        # A quarter is signed like a year; its rewards are estimates all the same.
        ("confirmed", True, WOULD_RELEASE, OPEN_STATUS, "拟追回额", "拟授予"),
        ("publicised", False, WOULD_RELEASE, OPEN_STATUS, "拟追回额", "拟授予"),
        ("returned", False, WOULD_RELEASE, OPEN_STATUS, "拟追回额", "拟授予"),
        ("rejected", False, WOULD_RELEASE, OPEN_STATUS, "拟追回额", "拟授予"),
        ("confirmed", False, RELEASED, "已兑现", "应追回额", "已授予"),
        ("archived", False, RELEASED, "已兑现", "应追回额", "已授予"),
    ],
)  # fmt: skip
def test_only_a_confirmed_settlement_says_that_money_is_released(
    state: str, is_estimate: bool, heading: str, status: str, reclaimed: str, awarded: str,
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path,
) -> None:  # fmt: skip
    put_award(con, 1, "100.00", is_estimate=is_estimate)
    con.execute("UPDATE run SET state = $1", [state])
    found = sheets(written(edition("zh"), tmp_path))
    headings, rows = table(found["创新奖励分配"], "序号")
    assert {RELEASED, WOULD_RELEASE} & set(headings) == {heading}
    assert (rows[0][headings.index(heading)], rows[0][headings.index("状态")]) == ("50", awarded)
    headings, rows = table(found["创新奖励分期"], "序号")
    assert {RELEASED, WOULD_RELEASE, "应追回额", "拟追回额"} & set(headings) == {heading, reclaimed}
    assert [row[headings.index("状态")] for row in rows] == [status, "以后年度兑现"]
    assert awarded + "额" in table(found["创新奖励总额"], "序号")[0]
    for name in ("创新奖励总额", "创新奖励分配", "创新奖励分期"):
        said = "".join(str(cell) for row in found[name] for cell in row).replace("此前已兑现", "")
        assert ("已兑现" in said or "已授予" in said, "不产生任何新的应付款" in said) == (
            (True, False) if heading == RELEASED else (False, True)
        ), name


def test_estimated_rewards_of_a_confirmed_run_are_not_headed_as_confirmed(
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    put_award(con, 1, "100.00", is_estimate=True)
    file = written(edition("zh"), tmp_path)
    found = sheets(file)
    for name in ("创新奖励总额", "创新奖励分配", "创新奖励分期"):
        assert found[name][1][0] == "测算，不得据以兑现"
        page = part(file, f"xl/worksheets/sheet{list(found).index(name) + 1}.xml")
        assert "&amp;R&amp;8 测算，不得据以兑现" in page
        assert '<pageSetup paperSize="8"' in page
    assert found["部门考核汇总"][1][0] == "已确认（2027-04-09）"


def test_what_the_ledger_owes_stands_beside_what_a_run_would_release(
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    put_award(con, 1, "100.00", is_estimate=True)
    con.execute("UPDATE run SET confirmed_on = NULL")
    put_entry(con, "1", owed="30.00", run_id="before")
    put_entry(con, "2", owed="-10.00", run_id="before", kind="clawback")
    found = sheets(written(edition("zh"), tmp_path))
    headings, rows = table(found["创新奖励分配"], "序号")
    shown = [rows[0][headings.index(name)] for name in (WOULD_RELEASE, "失效额", "待兑现额", "台账已入账应付")]
    assert shown == ["50", "0", "50", "20"]
    headings, rows = table(found["创新奖励分期"], "序号")
    assert [row[headings.index("台账已入账应付")] for row in rows] == ["20", None]
    # Nothing is paid by a run that posted nothing.
    assert "应付与追回" not in found


def test_an_award_is_what_was_released_lapsed_and_is_to_come(
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    put_award(con, 1, "100.00")
    con.execute("UPDATE reward_tranche SET lapsed_amount = 49.99, to_come_amount = 0 WHERE tranche = 2")
    file = written(edition("zh"), tmp_path)
    headings, rows = table(sheets(file)["创新奖励分配"], "序号")
    names = ("奖励额", RELEASED, "失效额", "待兑现额", "兑现核对（一致为✓）")
    assert [rows[0][headings.index(name)] for name in names] == ["100", "50", "49.99", "0", "0.01"]
    assert "ROUND(N#-P#-Q#-R#,2)" in formulas(file)


def test_a_settlement_lists_whom_to_pay_and_from_whom_to_reclaim(
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    put_award(con, 1, "100.00")
    put_entry(con, "1", owed="20.01")
    put_entry(con, "2", owed="29.99")
    put_entry(con, "3", owed="-10.00", kind="clawback")
    put_entry(con, "4", owed="0", kind="grant")
    # Of an award that is no more, and by another run.
    put_entry(con, "5", owed="-7.00", kind="clawback", award_id="gone", person_id="P3")
    put_entry(con, "6", owed="99.00", run_id="before")
    cells = sheets(written(edition("zh"), tmp_path))["应付与追回"]
    assert table(cells, "序号") == (
        ["序号", "姓名", "人员编号", "本次应付额", "本次应追回额", "币种", "列支渠道", "记账日期"],
        [
            ["1", "李四", "P2", "50", "10", "CNY", "不受工资总额限制", "2027-04-09 00:00:00"],
            ["2", None, "P3", "0", "7", "CNY", None, "2027-04-09 00:00:00"],
        ],
    )
    assert cells[3][3:5] == ["50", "17"]


def test_instalments_of_an_award_that_is_gone_are_still_listed(
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    put_award(con, 1, "100.00")
    con.execute("DELETE FROM reward_award")
    con.execute("UPDATE reward_tranche SET status = 'reclaimed', reclaimed_amount = 50 WHERE tranche = 1")
    headings, rows = table(sheets(written(edition("zh"), tmp_path))["创新奖励分期"], "序号")
    assert [row[headings.index("人员编号")] for row in rows] == ["P2", "P2"]
    assert [rows[0][headings.index(name)] for name in ("应追回额", "状态")] == ["50", "应追回"]


def test_a_reason_names_a_grade_as_the_organisation_does(
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    put_award(con, 1, "100.00")
    con.execute("UPDATE reward_award SET reason = 'grade poor: 50 % is kept; never in post in the organisation'")
    for other in ("n", "p"):
        add(con, "grade_count", {"org_id": other, "subject_type": "cio", "grade": "poor", "grade_name": "不称职"})
    headings, rows = table(sheets(written(edition("zh"), tmp_path))["创新奖励分配"], "序号")
    assert rows[0][headings.index("原因")] == "等次差：保留 50 %；从未在本组织任职"
    headings, rows = table(sheets(written(edition("en"), tmp_path))["Awards"], "No.")
    assert rows[0][headings.index("Why")] == "grade Poor: 50 % is kept; never in post in the organisation"


def test_why_a_plan_pays_nothing_is_said_in_its_own_words(
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    put_award(con, 1, "100.00")
    add(con, "reward_plan", {
        "plan_id": "H", "plan_version": "1", "plan_title": "荣誉", "plan_title_en": "Honours", "currency": "CNY",
        "in_force_from": date(2026, 1, 1), "is_paid": False, "not_paid_reason": "不发奖金。",
        "not_paid_reason_en": "No money: an honour.",
    })  # fmt: skip
    con.execute("UPDATE reward_award SET reason = 'No money: an honour.; never in post in the organisation'")
    headings, rows = table(sheets(written(edition("zh"), tmp_path))["创新奖励分配"], "序号")
    assert rows[0][headings.index("原因")] == "不发奖金。；从未在本组织任职"
    headings, rows = table(sheets(written(edition("en"), tmp_path))["Awards"], "No.")
    assert rows[0][headings.index("Why")] == "No money: an honour.; never in post in the organisation"
