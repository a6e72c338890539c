"""Reports made of rows put in by hand: names of schemes that share ids, states of amounts, words for managers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines.documents.edition import Edition
from pipelines.documents.report.write import write_report
from tests.documents.conftest import add, put_award
from tests.documents.pages import Page, read

Editions = Callable[[str], Edition]


def page_of(edition: Editions, folder: Path, lang: str = "zh") -> Page:
    write_report(edition(lang), folder)
    return read(folder / f"report_{lang}.html")


@pytest.mark.parametrize(("lang", "name"), [("zh", "name"), ("en", "name_en")])
def test_two_schemes_that_share_ids_of_dimensions_and_grades_keep_their_own_names(
    con: duckdb.DuckDBPyConnection, edition: Editions, tmp_path: Path, lang: str, name: str
) -> None:
    con.execute("UPDATE appraisal SET suggested_grade = 'excellent'")
    for table, column in (
        ("grade_count", f"grade_{name}"),
        ("indicator_score", name.replace("name", "dimension_title")),
    ):
        con.execute(f"UPDATE {table} SET {column} = subject_type || ' {column}'")
    page = page_of(edition, tmp_path, lang)
    for kind in ("department", "cio"):
        heat = next(
            rows
            for (section, _), rows in page.tables.items()
            if section == "dimensions" and f"{kind} dimension" in rows[0][1]
        )
        assert heat[0][1:] == [f"{kind} {name.replace('name', 'dimension_title')}"] * 2
        assert page.charts[f"ranking-{kind}"].texts[1].split(" ⚑")[0] == f"86.12 {kind} grade_{name}"


@pytest.mark.parametrize(
    ("state", "is_estimate", "said", "unsaid"),
    [
        ("confirmed", True, ("拟兑现额（含此前已兑现）", "本批次的金额为测算"), ("已兑现额", "已确认并记入台账")),
        ("computed", False, ("拟兑现额（含此前已兑现）", "确认后记入台账"), ("已兑现额", "已确认并记入台账")),
        ("rejected", False, ("拟兑现额（含此前已兑现）", "已驳回，金额不生效"), ("已兑现额", "确认后记入台账")),
        ("returned", False, ("拟兑现额（含此前已兑现）", "已退回更正，金额不生效"), ("已兑现额", "确认后记入台账")),
        ("confirmed", False, ("已兑现额", "已确认并记入台账"), ("拟兑现", "测算")),
    ],
)
def test_amounts_are_called_released_where_they_are_posted_only(
    con: duckdb.DuckDBPyConnection, edition: Editions, tmp_path: Path, state: str, is_estimate: bool,
    said: tuple[str, ...], unsaid: tuple[str, ...],
) -> None:  # fmt: skip
    put_award(con, 1, "1000.00", is_estimate=is_estimate)
    add(con, "reward_reconciliation", {"benefit_year": 2026, "currency": "CNY", "is_estimate": is_estimate,
        "released_amount": Decimal(500), "lapsed_amount": 0, "to_come_amount": Decimal(500)})  # fmt: skip
    con.execute("UPDATE run SET state = ?", [state])
    page = page_of(edition, tmp_path)
    rewards = [
        cell for (section, _), rows in page.tables.items() if section == "rewards" for row in rows for cell in row
    ]
    assert f"= {said[0]}" in rewards
    assert all(words in page.text for words in said)
    assert not [words for words in unsaid if words in rewards or f"= {words}" in rewards]
    assert not [words for words in unsaid[1:] if words in page.text]


def test_too_small_numbers_are_a_remark_and_no_gate(
    con: duckdb.DuckDBPyConnection, edition: Editions, tmp_path: Path
) -> None:
    con.execute("UPDATE appraisal SET gates = 'V9,SMALL_N' WHERE subject_id = 'P1'")
    con.execute("UPDATE appraisal SET gates = 'SMALL_N' WHERE subject_id = 'D1'")
    page = page_of(edition, tmp_path)
    headings, row = page.tables["ranking", "部门排名"]
    assert (row[headings.index("一票否决与限档")], row[headings.index("备注")]) == ("", "样本过小（SMALL_N）")
    headings, row = page.tables["ranking", "首席信息官排名"]
    assert row[headings.index("一票否决与限档")] == "V9"
    assert row[headings.index("备注")].endswith("；样本过小（SMALL_N）")
    assert "触发一票否决或限档 1 个：" in page.text
    assert "一票否决与限档：V9 立案调查。" in page.text


def test_retained_revenue_above_its_share_stands_below_the_lines_that_count(
    con: duckdb.DuckDBPyConnection, edition: Editions, tmp_path: Path
) -> None:
    put_award(con, 1, "1000.00")
    put_award(con, 2, "1000.00")
    con.execute("UPDATE reward_pool SET recognised_benefit_amount = 750 WHERE innovation_id = 'i1'")
    add(con, "reward_line", *(
        {"innovation_id": innovation, "benefit_year": 2026, "benefit_id": str(number), "status": "counted",
         "is_retained": is_retained, "benefit_amount": amount}
        for number, (innovation, is_retained, amount) in enumerate(
            (("i1", False, 500), ("i1", True, 600), ("i2", False, 1000000)))
    ))  # fmt: skip
    assert page_of(edition, tmp_path).tables["rewards", "效益明细是否计入"][1:] == [
        ["2026", "计入", "3", "1,001,100.00"],
        ["2026", "存量保持超限核减", "", "− 350.00"],
    ]


def test_a_reason_that_says_what_the_status_says_stands_once(
    con: duckdb.DuckDBPyConnection, edition: Editions, tmp_path: Path
) -> None:
    put_award(con, 1, "1000.00")
    con.execute("UPDATE reward_pool SET status = 'no_benefit', reason = 'no benefit is recognised'")
    assert page_of(edition, tmp_path).tables["rewards", "各项创新"][1][-1] == "无认定效益"


def test_what_the_ledger_posted_stands_beside_what_a_run_estimates(
    con: duckdb.DuckDBPyConnection, edition: Editions, tmp_path: Path
) -> None:
    put_award(con, 1, "1000.00", is_estimate=True)
    add(con, "reward_reconciliation", {"benefit_year": 2026, "currency": "CNY", "is_estimate": True,
        "released_amount": Decimal(500), "lapsed_amount": 0, "to_come_amount": Decimal(500)})  # fmt: skip
    for number, (year, day, owed) in enumerate(
        ((2025, date(2026, 4, 9), "400.00"), (2025, date(2027, 4, 9), "-100.00"), (2026, date(2027, 4, 10), "7.00"))
    ):
        add(con, "reward_ledger", {"run_id": "before", "entry_id": str(number), "benefit_year": year, "currency": "CNY",
            "owed_amount": Decimal(owed), "to_come_amount": Decimal("0.50"), "posted_on": day})  # fmt: skip
    page = page_of(edition, tmp_path)
    # What was posted after the run was confirmed is not known to it.
    assert page.tables["rewards", "奖励台账"][1:] == [
        ["2025", "300.00", "1.00", "–", "–", "2027-04-09"],
        ["2026", "–", "–", "500.00", "500.00", "尚无分录"],
    ]
    con.execute("UPDATE run SET confirmed_on = NULL, state = 'computed'")
    page = page_of(edition, tmp_path, "en")
    assert page.tables["rewards", "Ledger of rewards"][2] == ["2026", "7.00", "0.50", "500.00", "500.00", "2027-04-10"]
    assert "300.00 posted as owed so far for 2025 (CNY)" in page.text


def test_checks_on_incoming_rows_are_no_matter_for_attention_and_those_on_results_are(
    con: duckdb.DuckDBPyConnection, edition: Editions, tmp_path: Path
) -> None:
    add(con, "data_quality", *(
        {"check_id": f"c{number}", "subject": subject, "severity": severity, "success": success, "why": "Why."}
        for number, (subject, severity, success) in enumerate((
            ("feed project", "critical", False), ("feed project", "warning", True), ("result gate", "warning", False),
            ("result gate", "critical", True),
        ))
    ))  # fmt: skip
    add(con, "quarantine_summary", {"feed": "project", "reason_code": "not_a_date", "row_count": 3, "open_count": 3})
    page = page_of(edition, tmp_path)
    assert "对计算结果的检查 2 项，1 项通过，关键检查全部通过。" in page.text
    assert "对送来数据的检查 2 项，1 项没有发现问题。" in page.text
    assert "隔离的行未计入任何结果" in page.text
    assert page.links.count("#quality") == 1  # in the list of contents
    con.execute("UPDATE data_quality SET success = FALSE")
    page = page_of(edition, tmp_path)
    assert "1 项对结果的关键检查未通过" in page.text
    assert "0 项通过，关键检查未通过 1 项。" in page.text
    assert page.links.count("#quality") == 2


def test_quarters_years_and_other_spans_are_compared_each_among_themselves(
    con: duckdb.DuckDBPyConnection, edition: Editions, tmp_path: Path
) -> None:
    for period, end in (("2025", "2025-12-31"), ("2025H1", "2025-06-30"), ("2026H1", "2026-06-30"),
                        ("2026-02-01..2026-03-31", "2026-03-31"), ("2026Q2", "2026-06-30")):  # fmt: skip
        for table, also in (("run", f", '{end}'::DATE AS period_end"), ("appraisal", "")):
            con.execute(
                f"INSERT INTO {table} SELECT * REPLACE ('{period}' AS run_id, '{period}' AS period{also}) "
                f"FROM {table} WHERE run_id = 'r'"
            )
    page = page_of(edition, tmp_path, "en")
    headings = {
        caption: rows[0][1:-1]
        for (section, caption), rows in page.tables.items()
        if section == "trend" and caption.startswith("Scores of units")
    }
    assert headings == {
        "Scores of units by period (Years)": ["2025", "2026"],
        "Scores of units by period (Other periods)": ["2025H1", "2026-02-01..2026-03-31", "2026H1"],
    }
    assert "Only one period is published (2026Q2): there is no trend yet." in page.text


def test_where_nobody_was_appraised_the_sections_about_appraisals_are_left_out(
    con: duckdb.DuckDBPyConnection, edition: Editions, tmp_path: Path
) -> None:
    contents = [link for link in page_of(edition, tmp_path).links if link.startswith("#")]
    assert {"#ranking", "#dimensions", "#trend", "#grades", "#losses"} <= set(contents)
    con.execute("DELETE FROM appraisal")
    page = page_of(edition, tmp_path, "en")
    assert [link for link in page.links if link.startswith("#")] == ["#overview", "#rewards", "#quality", "#restated"]
    assert page.text.count("Nobody of this organisation was appraised in this run") == 1
