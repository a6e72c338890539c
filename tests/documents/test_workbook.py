"""HR's workbook: each sheet cell by cell, text that stays text, and every cent."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import duckdb
import polars as pl
import pytest

from pipelines.documents import regimes
from pipelines.documents.edition import LANGUAGES, Edition
from pipelines.documents.workbook import cells, cover_words, headings, sheet, words
from pipelines.documents.workbook.book import sheets_of
from pipelines.documents.workbook.summary import difference
from tests.documents.conftest import add, put_award
from tests.documents.reading import formulas, part, sheets, table, written

Editions = Callable[[str], Edition]


def test_the_summary_of_units_shows_dimensions_score_rank_grades_and_remarks(edition: Editions, tmp_path: Path) -> None:
    cells = sheets(written(edition("zh"), tmp_path))["部门考核汇总"]
    assert cells[0][0] == "甲集团 2026 部门考核汇总表"
    assert cells[1][0] == "已确认（2027-04-09）"
    assert table(cells, "序号") == (
        ["序号", "编号", "名称", "维度x（50）", "维度y（50）", "基础得分", "加分", "扣分", "总分",
         "复算核对（一致为✓）", "按得分排名（未计限档）", "建议等次", "人工决定等次", "确定等次", "一票否决与限档",
         "备注"],
        [["1", "D1", "数字部", "49.0025", "36.12", "85.1225", "2", "1", "86.12", "0", "1", "优秀", None, "优秀", None,
          None]],
    )  # fmt: skip


def test_the_summary_of_cios_shows_units_posts_gates_and_why_there_is_no_grade(
    edition: Editions, tmp_path: Path
) -> None:
    headings, rows = table(sheets(written(edition("en"), tmp_path))["CIOs"], "No.")
    assert headings[:5] == ["No.", "ID", "Name", "Unit answered for", "Post"]
    assert rows == [["1", "P1", "张三", "数字部", "处长", "49.0025", "36.12", "85.1225", "2", "1", "86.12", "0", None,
                     None, None, None, "V9 Under investigation", "no grade: Under investigation"]]  # fmt: skip


def test_a_unit_with_two_terms_of_office_is_named_once_and_an_office_of_no_unit_is_the_whole(
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    office = {"person_id": "P1", "department_id": "D1", "department_name": "数字部", "post": "处长"}
    add(con, "office", office | {"appointment_id": "b", "start_on": date(2026, 1, 1)},
        office | {"appointment_id": "c", "start_on": date(2023, 1, 1), "department_id": None,
                  "department_name": None})  # fmt: skip
    headings, rows = table(sheets(written(edition("zh"), tmp_path))["首席信息官考核汇总"], "序号")
    assert rows[0][headings.index("任职部门")] == "组织整体、数字部"


def test_a_remark_says_what_moved_the_grade(edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    con.execute(
        "UPDATE appraisal SET graded_score = 79.99, within_quota = FALSE, suggested_grade = 'poor', "
        "decided_grade = 'excellent', gates = 'V2,SMALL_N' WHERE subject_id = 'D1'"
    )
    con.execute(
        "INSERT INTO decided_grade BY NAME SELECT 'r' AS run_id, 'o' AS org_id, 'department' AS subject_type, 'D1' AS "
        "subject_id, '=勉励' AS reason, '王' AS decided_by, DATE '2027-03-30' AS decided_on, 'decided' AS status"
    )
    con.execute(
        "INSERT INTO appeal BY NAME SELECT 'r' AS run_id, 'o' AS org_id, 'department' AS subject_type, 'D1' AS "
        "subject_id, '2027-001' AS appeal_id, 'accepted' AS state"
    )
    _, rows = table(sheets(written(edition("zh"), tmp_path))["部门考核汇总"], "序号")
    assert rows[0][11:14] == ["差", "优秀", "优秀"]
    assert rows[0][15] == (
        "最高按 79.99 分确定等次；样本过小（SMALL_N），等次按其余指标评定；名额限制前为优秀，超出名额；"
        "王于 2027-03-30 决定：=勉励；申诉 2027-001：已受理"
    )


def test_indicators_deductions_gates_and_who_has_no_grade(edition: Editions, tmp_path: Path) -> None:
    found = sheets(written(edition("zh"), tmp_path))
    assert table(found["指标明细"], "对象类型")[1][1] == [
        "部门", "D1", "数字部", "维度y", "指标y", "%", "72.24", "100", "72.24", "72.24", "50", "36.12", "13.88",
        "已计量", None, "3", "S0-2",
    ]  # fmt: skip
    assert table(found["失分清单"], "对象类型")[1][0] == [
        "部门", "D1", "数字部", "指标", "指标y", "13.88", None, "72.24", "%", "72.24", None, "S0-2"]  # fmt: skip
    assert table(found["一票否决与限档"], "对象类型")[1] == [
        ["首席信息官", "P1", "张三", "V9", "立案调查", "已触发", "1", "暂不评等次", None, "奖励", "S0-1", "系统默认"],
    ]  # fmt: skip
    assert table(found["不评等次名单"], "序号")[1] == [
        ["1", "首席信息官", "P1", "张三", "86.12", "暂不评等次：立案调查"]]  # fmt: skip
    assert table(found["签署页"], "环节")[1][1] == ["复核", "李", "2027-03-31 00:00:00", None, None, None]


def test_what_is_met_or_not_has_no_unit(edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    con.execute("UPDATE indicator_score SET unit = 'bool'")
    found = sheets(written(edition("zh"), tmp_path))
    for name in ("指标明细", "失分清单"):
        headings, rows = table(found[name], "对象类型")
        assert {row[headings.index("单位")] for row in rows} == {None}


@pytest.mark.parametrize(("source", "said"), [("LAW V", "法律法规（据原文）"), ("LAW V2", "法律法规（据转载）")])
def test_a_law_is_told_without_its_mark(
    source: str, said: str, edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    con.execute("UPDATE gate SET source = $1", [source])
    headings, rows = table(sheets(written(edition("zh"), tmp_path))["一票否决与限档"], "对象类型")
    assert rows[0][headings.index("规则来源")] == said


def test_grades_are_counted_by_formulas_from_the_summaries(edition: Editions, tmp_path: Path) -> None:
    file = written(edition("en"), tmp_path)
    _, rows = table(sheets(file)["Grades and quota"], "Kind of subject")
    assert rows == [
        ["Department", "Excellent", "90", "1", "1", "0", "1", "1", "1", "30", "1", "0"],
        ["Department", "Poor", None, "0", "0", "0", "0", "0", "1", None, None, None],
        ["CIO", "Excellent", "90", "0", "0", "0", "0", "0", "1", "30", "1", "1"],
        ["CIO", "Poor", None, "0", "0", "0", "0", "0", "1", None, None, None],
    ]
    assert {"COUNTIF('Departments'!$L$#:$L$#,B#)", "COUNTIF('CIOs'!$P$#:$P$#,B#)"} <= formulas(file)


def test_amounts_keep_every_cent_and_sums_stand_above_them(
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    put_award(con, 1, "9999999999990.99")
    put_award(con, 2, "0.01")
    file = written(edition("zh"), tmp_path)
    found = sheets(file)
    sums, rows = found["创新奖励分配"][3], table(found["创新奖励分配"], "序号")[1]
    assert rows[1] == [
        "2", "李四", "P2", "D1", "部门负责人", "i2", "创新", "2026", "开发", "100", "0.01", "0", "0", "0.01", "0", "0",
        "0", "0.01", "0", None, "CNY", "不受工资总额限制", "已授予", None, "已确认，已记账", "S0-3",
    ]  # fmt: skip
    assert cents(rows[0], 10, 13, 15, 17) == [
        "9999999999990.99", "9999999999990.99", "4999999999995.50", "4999999999995.49"]  # fmt: skip
    assert cents(sums, 10, 13) == ["9999999999991.00"] * 2
    assert [cents(row, 10, 11, 13, 14) for row in table(found["创新奖励分期"], "序号")[1]] == [
        ["4999999999995.50", "4999999999995.50", "0.00", "0.00"],
        ["4999999999995.49", "0.00", "4999999999995.49", "0.00"],
        ["0.00", "0.00", "0.00", "0.00"],
        ["0.01", "0.00", "0.01", "0.00"],
    ]
    assert "ROUND(SUBTOTAL(109,$K$#:$K$#),6)" in formulas(file)


def cents(row: list[str | None], *positions: int) -> list[str]:
    """Amounts as a spreadsheet shows them, which keeps them as floating-point numbers."""
    return [f"{float(row[position] or 'nan'):.2f}" for position in positions]


def test_an_amount_beyond_what_a_number_keeps_stands_as_text(
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    put_award(con, 1, "12345678901234.56")
    file = written(edition("en"), tmp_path)
    found = sheets(file)["Awards"]
    assert found[3][10] == "12,345,678,901,234.56"
    assert table(found, "No.")[1][0][10] == "12345678901234.56"
    assert "<t>12345678901234.56</t>" in part(file, f"xl/worksheets/sheet{list(sheets(file)).index('Awards') + 1}.xml")


HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(1)", '=HYPERLINK("http://x")', "http://x.cn", "<script>&amp;\"'", "😀 部", "\u202eabc",
    " a\nb ", "1234", "\t=1", "部" * 150,
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_as_it_is(text: str, edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    plain = formulas(written(edition("zh"), tmp_path))
    con.execute("UPDATE appraisal SET subject_name = $1 WHERE subject_id = 'D1'", [text])
    con.execute("UPDATE organization SET organization_name = $1", [text])
    con.execute("UPDATE signature SET signed_by = $1", [text])
    file = written(edition("zh"), tmp_path)
    found = sheets(file)
    assert table(found["部门考核汇总"], "序号")[1][0][2] == text
    assert table(found["签署页"], "环节")[1][1][1] == text
    assert table(found["公示名单"], "名称")[1][0][:2] == [text, None]
    assert found["部门考核汇总"][0][0] == f"{text} 2026 部门考核汇总表"
    assert formulas(file) == plain
    assert "hyperlink" not in part(file, "xl/worksheets/sheet2.xml")


def test_what_a_spreadsheet_refuses_is_written_so_that_it_opens(
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    con.execute("UPDATE appraisal SET subject_name = 'a' || chr(11) || 'b_x0041_' WHERE subject_id = 'D1'")
    con.execute("UPDATE office SET post = repeat('长', 40000)")
    file = written(edition("zh"), tmp_path)
    assert "<t>a_x000B_b_x005F_x0041_</t>" in part(file, "xl/worksheets/sheet2.xml")
    post = table(sheets(file)["首席信息官考核汇总"], "序号")[1][0][4]
    assert post == "长" * 16000 + "……（原文共 40000 字，超出单元格上限，仅列开头）"


def test_an_organisation_s_name_breaks_neither_titles_nor_heads_of_pages(
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    con.execute("UPDATE organization SET organization_name = '3&B' || chr(11) || repeat('长', 40000)")
    file = written(edition("zh"), tmp_path)
    cells = sheets(file)["部门考核汇总"]
    assert cells[0][0] == "3&B " + "长" * 195 + "… 2026 部门考核汇总表"
    page = part(file, "xl/worksheets/sheet2.xml")
    assert "<oddHeader>&amp;L&amp;8 3&amp;&amp;B 长" in page
    assert "\x0b" not in page + part(file, "docProps/core.xml")


def test_a_text_of_exactly_what_a_cell_holds_is_whole() -> None:
    limit = cells.TEXT_LIMIT
    whole, one_more, emoji = "a" * limit, "a" * (limit + 1), "😀" * (limit // 2 + 1)
    texts = pl.DataFrame({"text": [whole, one_more, emoji]})
    kept = texts.select(cells.cut(pl.col("text"), "...{}!"))["text"].to_list()
    assert kept == [whole, "a" * cells.KEPT + "...32768!", "😀" * cells.KEPT + "...16384!"]


def test_rows_beyond_a_sheet_go_on_in_the_next(
    edition: Editions, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sheet, "ROWS_OF_A_SHEET", 3)
    found = sheets(written(edition("en"), tmp_path))
    assert [len(table(found[f"Indicators {number}"], "Kind of subject")[1]) for number in (1, 2)] == [3, 1]
    assert found["Indicators 2"][0][0] == "甲集团 2026 Scores by indicator (2/2)"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_results_make_the_same_bytes(
    lang: str, edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    put_award(con, 1, "100.00")
    first = written(edition(lang), tmp_path).read_bytes()
    assert written(edition(lang), tmp_path).read_bytes() == first


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("kind = 'preview', state = 'computed', cut_off = DATE '2026-11-15'",
         "PREVIEW of a period still open, counted up to 2026-11-15: not to be acted upon"),
        ("state = 'computed'", "Computed, not signed: suggestions only, nothing to publish or pay by"),
        ("state = 'rejected'", "REJECTED: not to be used"),
        ("state = 'returned'", "SENT BACK for correction: not to be used, to be computed again"),
        ("is_newest = FALSE", "Confirmed on 2027-04-09 (there is a newer result of this period)"),
    ],
)  # fmt: skip
def test_every_sheet_says_which_state_the_results_are_in(
    changed: str, said: str, edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    put_award(con, 1, "100.00")
    con.execute(f"UPDATE run SET {changed}")
    found = sheets(written(edition("en"), tmp_path))
    assert len(found) == 13
    assert {cells[1][0] for cells in found.values()} == {said}


@pytest.mark.parametrize(
    ("kind", "points", "shown"),
    [
        ("indicator", "13.88", ("13.88", None)), ("adjustment", "-2", ("-2", None)), ("incident", "1.6", (None, "1.6")),
        ("finding", "3", (None, "3")),
        # Behind a gate a record has no points of its own.
        ("finding", "0", (None, None)),
    ],
)  # fmt: skip
def test_points_that_are_parts_of_others_have_a_column_of_their_own(
    kind: str, points: str, shown: tuple[str | None, str | None],
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path,
) -> None:  # fmt: skip
    con.execute("DELETE FROM deduction WHERE cause_id = 'x' OR subject_id = 'P1'")
    con.execute("UPDATE deduction SET cause_kind = $1, points_lost = $2", [kind, Decimal(points)])
    headings, rows = table(sheets(written(edition("zh"), tmp_path))["失分清单"], "对象类型")
    assert [tuple(row[headings.index(name)] for name in ("失分", "构成分值（不另计）")) for row in rows] == [shown]


@pytest.mark.parametrize(
    ("kind", "detail", "zh", "en"),
    [
        ("finding", "Finding of 2026-10-12: Under investigation", "2026-10-12 的认定：立案调查", None),
        ("incident", "Incident of 2026-08-12: Under investigation", "2026-08-12 的事件：立案调查", None),
        ("incident", "Incident of 2026-08-12: 1.600000 points", "2026-08-12 的事件，计 1.6 分", None),
        # What no gate is called stays as it is.
        ("finding", "Finding of 2026-10-12: under investigation", "2026-10-12 的认定：under investigation", None),
        ("adjustment", "Bonus of 2026-07-10: demonstration_project: a_b", "加分（2026-07-10）：示范工程：a_b",
         "Bonus of 2026-07-10: demonstration project: a_b"),
    ],
)  # fmt: skip
def test_what_cost_points_is_said_in_one_language(
    kind: str, detail: str, zh: str, en: str | None,
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path,
) -> None:  # fmt: skip
    con.execute(
        "UPDATE deduction SET cause_kind = $1, cause_id = 'R', detail = $2 WHERE cause_id = 'y'", [kind, detail]
    )
    for lang, heading, first, said in (
        ("zh", "说明", "对象类型", zh),
        ("en", "Detail", "Kind of subject", en or detail),
    ):
        name = {"zh": "失分清单", "en": "Deductions"}[lang]
        headings, rows = table(sheets(written(edition(lang), tmp_path))[name], first)
        assert {row[headings.index(heading)] for row in rows} == {None, said}


def test_a_run_of_rewards_alone_has_no_empty_sheets(
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    for name in ("appraisal", "indicator_score", "deduction", "gate", "grade_count", "office"):
        con.execute(f"DELETE FROM {name}")
    put_award(con, 1, "100.00")
    names = list(sheets(written(edition("en"), tmp_path)))
    assert names == ["Notes", "Reward pools", "Awards", "Instalments", "Sign-off"]


def test_the_cover_names_every_other_sheet(edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    put_award(con, 1, "100.00")
    for lang in LANGUAGES:
        file = written(edition(lang), tmp_path)
        found = sheets(file)
        cover, *others = found
        listed = {row[0]: row[1] for row in found[cover]}
        assert [name for name in others if not listed.get(name)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tabs_have_names_a_spreadsheet_takes(lang: str, edition: Editions, con: duckdb.DuckDBPyConnection) -> None:
    put_award(con, 1, "100.00")
    names = [one.name for one in sheets_of(edition(lang))]
    assert len(names) == len({name.lower() for name in names}) == 13
    # Room for the number of a part.
    assert [name for name in names if len(name) > 28 or re.search(r"[\[\]:*?/\\']", name)] == []


@pytest.mark.parametrize(
    "said", [words.WORDS, words.STATES, words.KINDS, words.STATUSES, cover_words.SAID, regimes.REGIMES]
)
def test_what_is_said_in_one_language_is_said_in_the_other(said: dict[str, dict[str, str]]) -> None:
    assert said["zh"].keys() == said["en"].keys()
    for name in said["zh"]:
        fields = [sorted(re.findall(r"\{\w*\}", said[lang][name])) for lang in LANGUAGES]
        assert fields[0] == fields[1], name


def test_no_heading_is_missing_a_language() -> None:
    assert [name for name, pair in headings.HEADINGS.items() if len(pair) != 2 or not all(pair)] == []


@pytest.mark.parametrize(
    ("base", "general", "percent", "bonus", "deducted", "score"),
    [
        ("85.125", None, None, 0, 0, "85.13"), ("85.124999", None, None, 0, 0, "85.12"),
        ("99.5", None, None, 3, 0, "100.00"), ("0.5", None, None, 0, 10, "0.00"),
        ("77.216155", "88", "20", 0, 0, "79.37"), ("85.115", None, None, 0, 0, "85.12"),
    ],
)  # fmt: skip
def test_the_check_of_a_score_comes_to_nothing(
    base: str, general: str | None, percent: str | None, bonus: int, deducted: int, score: str
) -> None:
    parts = [None if one is None else Decimal(one) for one in (base, general, percent)]
    assert difference(*parts, Decimal(bonus), Decimal(deducted), Decimal(score)) == 0  # type: ignore[arg-type]


def test_the_file_says_how_many_rows_a_sheet_has(edition: Editions, tmp_path: Path) -> None:
    page = part(written(edition("zh"), tmp_path), "xl/worksheets/sheet4.xml")
    assert (re.findall(r'<dimension ref="(.*?)"', page), page.count("<row ")) == (["A1:Q8"], 8)


def test_the_file_is_made_to_be_printed_on_a4(edition: Editions, tmp_path: Path) -> None:
    file = written(edition("zh"), tmp_path)
    with ZipFile(file) as packed:
        pages = [packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
        defined = packed.read("xl/workbook.xml").decode()
    assert all('paperSize="9"' in page and 'fitToHeight="0"' in page and "<pane " in page for page in pages)
    assert (
        len(re.findall("_xlnm.Print_Titles", defined))
        == len(re.findall("_xlnm._FilterDatabase", defined))
        == len(pages)
    )
