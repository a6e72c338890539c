"""Files of every format and encoding arrive as they are; what is no usable file is refused whole."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import polars as pl
import pytest
import xlsxwriter

from pipelines.errors import UserError
from pipelines.ingest import intake
from pipelines.ingest.archive import archive
from pipelines.settings import Settings
from tests.ingest.institution import DEPARTMENTS, TRAINING, Institution

UNIT = "E1,D1,信息化部,,,true,2026-01-01,\n"
STRANGE = [
    "😀 信息化部 🏛️",
    "\u200fقسم\u200e",
    "=1+1",
    "+86 10 0000",
    "@SUM(A1)",
    'it\'s "quoted", with comma',
    "two\nlines",
    "x" * 200_000,
    "e\u0301",
    "null",
    "00123",
]


@pytest.mark.parametrize(("encoding", "declared"), [("utf-8", ""), ("utf-8-sig", ""), ("gb18030", "gb18030")])
def test_text_arrives_alike_in_every_encoding(institution: Institution, encoding: str, declared: str) -> None:
    institution.deliver("department.csv", DEPARTMENTS + UNIT, encoding)
    if declared:
        institution.describe(f"{{source: s, feed: department, files: department.csv, encoding: {declared}}}")
    institution.take_in()
    assert institution.rows("SELECT org_id, name FROM records.department") == [("E1", "信息化部")]


@pytest.mark.parametrize(
    "heading",
    ["组织编号,部门编号,部门名称,是否考核,生效日期", "Valid From , ORG_ID,Department id,name,appraised"],
)
def test_chinese_and_english_headings_are_read_in_any_order(institution: Institution, heading: str) -> None:
    row = "E1,D1,A,是,2026/1/5" if "组织" in heading else "2026-01-05,E1,D1,A,Y"
    institution.deliver("department_2026.csv", f"{heading},备注\n{row},x\n")
    assert institution.archive_one().unused == ("备注",)
    institution.load()
    found = institution.rows(
        "SELECT org_id, department_id, appraised, CAST(valid_from AS TEXT) FROM records.department"
    )
    assert found == [("E1", "D1", True, "2026-01-05")]


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "jsonl"])
def test_strange_texts_survive_in_every_format(institution: Institution, form: str) -> None:
    texts = [text for text in STRANGE if len(text) < 32_000 or form != "xlsx"]
    records = [
        {"org_id": "E1", "department_id": f"D{n}", "name": t, "appraised": "true", "valid_from": "2026-01-01"}
        for n, t in enumerate(texts)
    ]
    file = institution.settings.incoming / f"department.{form}"
    frame = pl.DataFrame(records)
    if form == "csv":
        frame.write_csv(file)
    elif form == "xlsx":
        with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate([tuple(records[0]), *frame.rows()]):
                for place, cell in enumerate(row):
                    sheet.write_string(number, place, cell)
    elif form == "parquet":
        frame.write_parquet(file)
    else:
        file.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), encoding="utf-8")
    institution.take_in()
    found = institution.rows("SELECT name FROM records.department ORDER BY source_row")
    assert [name for (name,) in found] == texts


def test_a_parquet_time_with_a_zone_is_what_the_clock_shows_in_shanghai(institution: Institution) -> None:
    """A column that no text stands for is left out and harms nothing."""
    frame = pl.DataFrame(
        {
            "org_id": "E1",
            "incident_id": "I1",
            "department_id": "D1",
            "occurred_at": [datetime(2026, 9, 30, 20, tzinfo=UTC)],
            "lasted": [timedelta(hours=1)],
        }
    )
    frame.write_parquet(institution.settings.incoming / "incident_1.parquet")
    without = frame.with_columns(pl.col("occurred_at").dt.replace_time_zone(None), incident_id=pl.lit("I2"))
    without.write_parquet(institution.settings.incoming / "incident_2.parquet")
    institution.take_in()
    found = institution.rows("SELECT incident_id, CAST(occurred_at AS TEXT) FROM records.incident ORDER BY incident_id")
    assert found == [("I1", "2026-10-01 04:00:00"), ("I2", "2026-09-30 20:00:00")]


def test_outer_white_space_is_no_content(institution: Institution) -> None:
    institution.deliver("department.csv", DEPARTMENTS + "\tE1\u3000, D1 ,\ufeff甲 乙\u3000, ,,是 ,2026-01-01,\n")
    institution.take_in()
    found = institution.rows("SELECT org_id, department_id, name, kind FROM records.department")
    assert found == [("E1", "D1", "甲 乙", None)]


def test_excel_numbers_dates_and_truth_values_become_plain_text(institution: Institution) -> None:
    file = institution.settings.incoming / "training_session.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write_row(0, 0, ["org_id", "session_id", "topic", "held_on", "credit_hours", "head_count"])
        sheet.write_row(1, 0, ["E1", 7, "信息安全"])
        sheet.write_number(1, 3, 46082, book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_row(1, 4, [0.1 + 0.2, 12])
        book.add_worksheet("Empty")
    institution.take_in()
    found = institution.rows(
        "SELECT session_id, topic, CAST(held_on AS TEXT), credit_hours, head_count FROM records.training_session"
    )
    assert found == [("7", "security", "2026-03-01", Decimal("0.300000"), 12)]


def test_a_failed_excel_formula_is_no_empty_cell_and_rows_are_those_of_the_sheet(
    institution: Institution,
) -> None:
    institution.describe("{source: s, feed: training_session, files: t.xlsx, heading_row: 3}")
    with xlsxwriter.Workbook(str(institution.settings.incoming / "t.xlsx")) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write(0, 1, "2026年培训班次一览")
        sheet.write_row(2, 1, ["org_id", "session_id", "topic", "held_on", "head_count"])
        sheet.write_row(4, 1, ["E1", "S1", "security", "2026-03-01"])
        sheet.write_formula(4, 5, "=NA()", None, "#N/A")
        sheet.write_row(5, 1, ["E1", "S2", "security", "2026-03-01", 7])
    institution.take_in()
    assert institution.quarantine() == [(5, "not_a_number", "head_count", "#N/A")]
    assert institution.rows("SELECT session_id, source_row FROM records.training_session") == [("S2", 6)]


def test_json_numbers_keep_every_digit(institution: Institution) -> None:
    line = '{"org_id": "E1", "project_id": 1, "department_id": "D", "name": "x", "approved_amount": %s}\n'
    institution.deliver("project.jsonl", line % "9007199254740993.07" + (line % "1.5E3").replace(": 1,", ": 2,"))
    institution.take_in()
    found = institution.rows("SELECT project_id, approved_amount FROM records.project ORDER BY 1")
    assert found == [("1", Decimal("9007199254740993.07")), ("2", Decimal("1500.00"))]


def test_rows_are_numbered_as_records_and_blank_lines_are_none(institution: Institution) -> None:
    rows = 'E1,D1,"two\nlines",,,true,2026-01-01,\n\n,,,,,,,\nE1,D2,b,,,true,2026-01-01,\n'
    institution.deliver("department.csv", DEPARTMENTS + rows)
    assert institution.archive_one().read_count == 2
    institution.load()
    found = institution.rows("SELECT department_id, source_row FROM records.department ORDER BY 1")
    assert found == [("D1", 2), ("D2", 5)]


def test_cells_missing_at_the_end_of_a_row_are_empty(institution: Institution) -> None:
    """Excel writes such rows; only a last line without its end may be half a record."""
    rows = ["E1,D1,a,,,true,2026-01-01", "E1,D2,b", "E1,D3,c,,,true,2026-01-01,"]
    institution.deliver("department.csv", DEPARTMENTS + "\n".join(rows) + "\n")
    institution.archive()
    assert institution.quarantine() == [
        (3, "missing_value", "appraised", None),
        (3, "missing_value", "valid_from", None),
    ]
    institution.load()
    assert institution.rows("SELECT department_id FROM records.department ORDER BY 1") == [("D1",), ("D3",)]


REFUSED = {
    "empty": ("department.csv", b"", "the file is empty"),
    "headings_only": ("department.csv", DEPARTMENTS.encode(), "no rows"),
    "no_utf8": ("department.csv", (DEPARTMENTS + UNIT).encode("gb18030"), "not utf-8: byte 92"),
    "utf16": ("department.csv", (DEPARTMENTS + UNIT).encode("utf-16"), "not utf-8: byte 1 "),
    "missing_column": ("department.csv", b"org_id,departmant_id,name,appraised,valid_from\n1,2,3,1,4\n",
                       'Did you mean "departmant_id"?'),
    "twice": ("department.csv", DEPARTMENTS.replace("kind", "name").encode() + UNIT.encode(), "stands there twice"),
    "ragged": ("department.csv", (DEPARTMENTS + UNIT + "E1,D2,x,,,true,2026-01-01,,,\n").encode(),
               "row 3 has 10 fields"),
    "cut_off": ("department.csv", (DEPARTMENTS + UNIT + "E1,D2,x,,,true,2026-0").encode(),
                "the last line is cut off: 7 of 8"),
    "open_quote": ("department.csv", (DEPARTMENTS + UNIT + 'E1,"D2,x\n').encode(), "is no CSV"),
    "no_zip": ("department.xlsx", b"just text", "it is no zip file"),
    "broken_zip": ("department.xlsx", b"PK\x03\x04" + b"\0" * 40, "not readable as Excel"),
    "zip_as_csv": ("department.csv", b"PK\x03\x04\0\0\0\0,\0\0\n", "no text"),
    "no_parquet": ("department.parquet", b"PAR1 no", "not readable as Parquet"),
    "no_json": ("department.jsonl", b'{"org_id": "E1"}\n{"org_id": \n', "line 2: no JSON"),
    "json_half_character": ("department.jsonl", b'{"org_id": "E1\\ud800"}\n', "half a character"),
    "json_deep": ("department.jsonl", b'{"org_id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", "too deep"),
    "json_twice": ("department.jsonl", b'{"org_id": "E1", "name": 1, "name": 2}\n', 'the name "name" stands twice'),
    "json_list": ("department.jsonl", b'["E1"]\n', "expected an object"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_an_unusable_file_is_refused_and_the_others_go_on(institution: Institution, case: str) -> None:
    name, content, words = REFUSED[case]
    institution.deliver(name, content)
    institution.deliver("training_record.csv", TRAINING + "E1,R1,S1,P1,true,1,2,true\n")
    refused, archived = institution.archive()
    assert (refused.outcome, archived.outcome) == ("refused", "archived")
    assert words in refused.message
    assert refused.file.name == name
    # The file is named beside the message, which is kept: no path of this machine belongs in it.
    assert str(institution.settings.incoming) not in refused.message
    again, _ = institution.archive()
    assert (again.outcome, again.message) == ("refused", refused.message)
    assert institution.rows("SELECT state, archive_file FROM ingest.batch WHERE feed = 'department'") == [
        ("refused", "")
    ]
    assert not list(institution.settings.archive.glob("department/*"))


def test_a_folder_in_place_of_a_file_is_refused(institution: Institution) -> None:
    (institution.settings.incoming / "department.csv").mkdir()
    assert "is a folder" in institution.archive_one().message


def test_what_is_no_regular_file_is_refused_and_links_in_a_circle_harm_nobody(institution: Institution) -> None:
    inbox = institution.settings.incoming
    inbox.mkdir(parents=True, exist_ok=True)
    os.mkfifo(inbox / "project.csv")
    (inbox / "person.csv").symlink_to(inbox / "person.csv")
    institution.deliver("department.csv", DEPARTMENTS + UNIT)
    outcomes = {one.feed: (one.outcome, one.message) for one in institution.archive()}
    assert outcomes["department"][0] == "archived"
    assert "is no regular file" in outcomes["project"][1]
    assert "cannot be read" in outcomes["person"][1]


@pytest.mark.parametrize("trouble", ["touched", "deleted", "replaced"])
def test_a_file_that_changes_while_it_is_read_is_taken_the_next_time(
    institution: Institution, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    file = institution.deliver("department.csv", DEPARTMENTS + UNIT)
    whole = file.read_bytes()

    def disturbed(*arguments: Any) -> Any:
        if trouble == "deleted":
            file.unlink()
        elif trouble == "replaced":
            file.write_bytes(whole + UNIT.replace("D1", "D2").encode())
        else:
            os.utime(file, (0, 0))
        return archive(*arguments)

    monkeypatch.setattr(intake, "archive", disturbed)
    assert institution.archive_one().outcome == "refused"
    monkeypatch.undo()
    file.write_bytes(whole)
    assert institution.archive_one().outcome == "archived"


def test_a_failed_formula_beside_empty_cells_with_a_format_stays_in_its_own_cell(institution: Institution) -> None:
    """A cell with a format and no content takes no part: left of the table, beside a formula or below it."""
    institution.describe("{source: s, feed: training_session, files: t.xlsx}")
    with xlsxwriter.Workbook(str(institution.settings.incoming / "t.xlsx")) as book:
        sheet, bold = book.add_worksheet("Sheet1"), book.add_format({"bold": True})
        sheet.write_row(0, 1, ["org_id", "session_id", "topic", "held_on", "credit_hours", "head_count"])
        for row, session in enumerate(("S1", "S2"), 1):
            sheet.write_blank(row, 0, None, bold)
            sheet.write_row(row, 1, ["E1", session, "security", "2026-03-01"])
            sheet.write_blank(row, 5, None, bold)
            sheet.write(row, 6, 7)
        sheet.write_formula(1, 6, "=NA()", None, "#N/A")
        sheet.write_blank(9, 9, None, bold)
    institution.take_in()
    assert institution.quarantine() == [(2, "not_a_number", "head_count", "#N/A")]
    found = institution.rows("SELECT session_id, credit_hours, head_count FROM records.training_session")
    assert found == [("S2", None, 7)]


def test_a_failed_formula_stays_in_its_own_cell_beside_formulas_that_give_an_empty_text(
    institution: Institution,
) -> None:
    """Excel stores `=""` as an empty text, which the reader counts as content; here it stands left of the table."""
    institution.describe("{source: s, feed: training_session, files: t.xlsx, heading_row: 1}")
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write_row(0, 1, ["org_id", "session_id", "topic", "held_on", "credit_hours", "head_count"])
        for row, session in enumerate(("S1", "S2"), 1):
            sheet.write_formula(row, 0, '=""', None, "EMPTY")
            sheet.write_row(row, 1, ["E1", session, "security", "2026-03-01", 2, 7])
        sheet.write_formula(1, 6, "=NA()", None, "#N/A")
    with ZipFile(made) as before, ZipFile(institution.settings.incoming / "t.xlsx", "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b"<v>EMPTY</v>", b"<v></v>"))
    institution.take_in()
    assert institution.quarantine() == [(2, "not_a_number", "head_count", "#N/A")]
    assert institution.rows("SELECT session_id, head_count FROM records.training_session") == [("S2", 7)]


def test_text_that_looks_like_a_number_with_nine_decimals_stays_as_it_is(institution: Institution) -> None:
    file = institution.settings.incoming / "project.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write_row(0, 0, ["org_id", "project_id", "department_id", "name", "approved_amount"])
        sheet.write_row(1, 0, ["E1", "20260101.000000000", "D1", "x", 123456789.12])
        sheet.write_row(2, 0, ["E1", "P2", "D1", "x"])
        sheet.write_string(2, 4, "999999999.120000005")
    institution.take_in()
    found = institution.rows("SELECT project_id, approved_amount FROM records.project")
    assert found == [("20260101.000000000", Decimal("123456789.12"))]
    assert institution.quarantine() == [(3, "too_many_decimals", "approved_amount", "999999999.120000005")]


def test_large_excel_amounts_are_what_a_person_typed(institution: Institution) -> None:
    typed = [12345678.91, 123456789.12, 99999999.99, -1234567890123.45, 285000.29]
    file = institution.settings.incoming / "project.xlsx"
    file.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write_row(0, 0, ["org_id", "project_id", "department_id", "name", "approved_amount"])
        for row, amount in enumerate(typed, 1):
            sheet.write_row(row, 0, ["E1", row, "D1", "x", amount])
    institution.take_in()
    found = institution.rows("SELECT approved_amount FROM records.project ORDER BY project_id")
    assert [row[0] for row in found] == [Decimal(str(amount)) for amount in typed]


def test_large_amounts_of_an_open_document_are_what_a_person_typed(institution: Institution) -> None:
    """A workbook that is a zip file and no .xlsx: which of its cells are numbers is not told."""
    institution.describe("{source: s, feed: project, files: project.ods}")
    names = ["org_id", "project_id", "department_id", "name", "approved_amount"]
    cells = "".join(f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>'
                    for one in names)  # fmt: skip
    row = cells.replace("org_id", "E1").replace("project_id", "P1").replace("department_id", "D1")
    row = row.replace('office:value-type="string"><text:p>approved_amount', 'office:value-type="float" '
                      'office:value="123456789.12"><text:p>123456789.12')  # fmt: skip
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"'
                      for one in ("office", "table", "text"))  # fmt: skip
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name='Sheet1'>"
        f"<table:table-row>{cells}</table:table-row><table:table-row>{row}</table:table-row>"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    file = institution.settings.incoming / "project.ods"
    file.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(file, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", "<manifest/>")
        book.writestr("content.xml", content)
    institution.take_in()
    assert institution.rows("SELECT approved_amount FROM records.project") == [(Decimal("123456789.12"),)]


def test_a_path_that_names_nothing_says_what_is_near_and_the_others_go_on(institution: Institution) -> None:
    good = institution.deliver("department.csv", DEPARTMENTS + UNIT)
    odd = institution.deliver("projcet.csv", "a\n1\n")
    wrong = Path(str(good).replace("department", "departmnt"))
    missing, unknown, archived = institution.archive(wrong, odd, good)
    assert "no such file" in missing.message
    assert "department.csv" in missing.message
    assert 'Did you mean "project"?' in unknown.message
    assert [one.outcome for one in (missing, unknown, archived)] == ["refused", "refused", "archived"]


def test_a_file_that_nothing_takes_is_named_and_harms_nobody(institution: Institution) -> None:
    institution.deliver("notes.csv", "a\n1\n")
    assert institution.archive_one().outcome == "ignored"


def test_a_file_in_a_folder_that_nothing_takes_is_named_until_somebody_takes_it_in_by_its_path(
    institution: Institution,
) -> None:
    file = institution.deliver("later/department.csv", DEPARTMENTS + UNIT)
    ignored = institution.archive_one()
    assert (ignored.outcome, ignored.file) == ("ignored", file)
    assert "it lies in a folder" in ignored.message
    assert institution.archive_one(file).outcome == "archived"
    assert institution.archive() == []


def test_an_inbox_that_was_named_and_is_not_there_is_no_night_without_files(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"There is no such inbox\.\n.*create the folder"):
        intake.archive_new(Settings(home=tmp_path, inbox=tmp_path / "share"))


def test_a_link_that_cannot_be_followed_keeps_no_other_file_out(institution: Institution) -> None:
    institution.deliver("department.csv", DEPARTMENTS + "E1,D1,a,,,true,2026-01-01,\n")
    (institution.settings.incoming / "notes").symlink_to("a" * 300)
    assert [one.outcome for one in institution.archive()] == ["archived"]
