"""A source file says how an institution's file reads; what it says about row counts is checked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.errors import RuleError
from tests.ingest.institution import DEPARTMENTS, Institution

SOURCE = """
    source: office
    feed: project
    files: "register/*.csv"
    dates: "%d/%m/%Y"
    empty: ["", "N/A", "-"]
    booleans: {true: ja, false: nein}
    columns:
      project_id: Project ID
      department_id: {from: Agency, codes: {file: agencies.csv, key: Name, value: code}}
      name: Title
      is_major: Major
      status: {from: State, codes: {running: active, done: closed}}
      start_on: Start
      approved_amount: {from: "Cost ($ M)", unit: million, suffix: M}
    constants: {org_id: E1, currency: USD}
    leave_out:
      - {column: Project ID, equals: Total, rows: 1, why: a total}
      - {column: Title, empty: true, why: no title}
"""
REGISTER = """Project ID,Agency,Title,Major,State,Start,Cost ($ M),Note
P1,Dept of One,first,JA,running,02/03/2026,1.5M,
Total,Dept of One,all,ja,done,02/03/2026,3,
P2, Dept of Two ,second,nein,已结项,-,N/A,x
P3,Nobody,third,oui,gone,03-02-2026,3 M,
P4,Dept of One,,ja,,,,
"""


def test_columns_codes_constants_and_rows_left_out(institution: Institution) -> None:
    institution.describe(SOURCE)
    institution.deliver("agencies.csv", "code,Name\n001,Dept of One\n002,Dept of Two\n")
    institution.deliver("register/q1.csv", REGISTER)
    delivery = institution.archive_one()
    assert (delivery.source, delivery.read_count, delivery.left_out_count) == ("office", 5, 2)
    assert delivery.unused == ("Note",)
    assert institution.quarantine() == [
        (5, "not_a_boolean", "is_major", "oui"),
        (5, "not_a_date", "start_on", "03-02-2026"),
        (5, "unknown_code", "department_id", "Nobody"),
        (5, "unknown_code", "status", "gone"),
    ]
    institution.load()
    assert institution.rows("SELECT source_row, reason FROM ingest.left_out ORDER BY 1") == [
        (3, "a total"),
        (6, "no title"),
    ]
    found = institution.rows(
        "SELECT org_id, project_id, department_id, is_major, status, CAST(start_on AS TEXT), approved_amount "
        "FROM records.project ORDER BY project_id"
    )
    assert found == [
        ("E1", "P1", "001", True, "active", "2026-03-02", Decimal("1500000.00")),
        ("E1", "P2", "002", False, "closed", None, None),
    ]


OWN_CODES = """
    source: plan_office
    feed: obligation
    files: tasks.csv
    own_headings: true
    columns:
      kind: {from: Sort, codes: {Drill: emergency_drill, Fix: 隐患整改, Fire: fire_drill, None: ""}}
      result: {from: Result, codes: {file: results.csv, key: word, value: code}}
"""
TASKS = """org_id,obligation_id,Sort,due_on,Result
E1,O1,Drill,2026-03-31,ok
E1,O2,Fix,2026-03-31,bad
E1,O3,Fire,2026-03-31,通过
E1,O4,应急演练,2026-03-31,n/a
E1,O5,Other,2026-03-31,
E1,O6,None,2026-03-31,
E1,O7,Drill,2026-03-31,odd
"""


def test_codes_of_a_source_lead_to_codes_or_words_of_the_feed_and_open_ones_to_anything(
    institution: Institution,
) -> None:
    institution.describe(OWN_CODES)
    institution.deliver("results.csv", "word,code\nok,passed\nbad,未通过\nn/a,\nodd,strange\n")
    institution.deliver("tasks.csv", TASKS)
    institution.archive()
    assert institution.quarantine() == [
        (7, "missing_value", "kind", "None"),
        (8, "unknown_code", "result", "odd"),
    ]
    institution.load()
    found = institution.rows("SELECT kind, result FROM records.obligation ORDER BY obligation_id")
    assert found == [
        ("emergency_drill", "passed"),
        ("hazard", "failed"),
        ("fire_drill", "passed"),
        ("emergency_drill", None),
        ("Other", None),
    ]


WRONG_CODES = [
    ("word,code\nok,passed\nbad\n", "line 3 of results.csv has too few fields"),
    ("word,code\nok,passed\nok,passed\nok,failed\n", 'line 4 of results.csv: "ok" has another code already, "passed"'),
    ("word,kode\nok,passed\n", "there is no column 'code' among word, kode in results.csv"),
    ("word,code\nok,通过\n".encode("gb18030"), "the codes in results.csv cannot be read"),
]


@pytest.mark.parametrize(("codes", "words"), WRONG_CODES)
def test_a_mistake_in_a_file_of_codes_refuses_what_needs_them_and_is_named_with_its_line(
    institution: Institution, codes: str | bytes, words: str
) -> None:
    institution.describe(OWN_CODES)
    institution.deliver("results.csv", codes)
    institution.deliver("tasks.csv", TASKS)
    assert words in institution.archive_one().message


def test_a_number_of_left_out_rows_that_is_not_met_refuses_the_file(institution: Institution) -> None:
    institution.describe(SOURCE)
    institution.deliver("agencies.csv", "code,Name\n001,Dept of One\n")
    institution.deliver("register/q1.csv", REGISTER.replace("Total,", "P9,"))
    assert "0 rows are left out (a total), not 1" in institution.archive_one().message


REPAIRED = """
    source: office
    feed: department
    files: units.csv
    own_headings: true
    repair: {function: repairs.py:pad, rows: 1}
"""
REPAIR = """
import polars as pl

def pad(raw):
    short = pl.col("department_id").str.len_chars() < 3
    touched = raw.select(short.sum()).collect().item()
    return raw.with_columns(pl.col("department_id").str.zfill(3)), touched
"""


def test_a_repair_that_touches_other_rows_than_it_says_refuses_the_file(institution: Institution) -> None:
    institution.describe(REPAIRED)
    institution.describe(REPAIR, "repairs.py")
    rows = "E1,5,a,,,true,2026-01-01,\nE1,006,b,,,true,2026-01-01,\n"
    institution.deliver("units.csv", DEPARTMENTS + rows + "E1,7,c,,,true,2026-01-01,\n")
    assert "touches 2 rows, not 1" in institution.archive_one().message
    institution.deliver("units.csv", DEPARTMENTS + rows)
    assert institution.archive_one().repaired_count == 1
    institution.load()
    assert institution.rows("SELECT department_id FROM records.department ORDER BY 1") == [("005",), ("006",)]


def test_a_corrected_mapping_tries_a_refused_file_again(institution: Institution) -> None:
    institution.describe(REPAIRED.replace("rows: 1", "rows: 9"))
    institution.describe(REPAIR, "repairs.py")
    institution.deliver("units.csv", DEPARTMENTS + "E1,5,a,,,true,2026-01-01,\n")
    assert [institution.archive_one().outcome for _ in range(2)] == ["refused", "refused"]
    institution.describe(REPAIRED)
    assert [institution.archive_one().outcome for _ in range(2)] == ["archived", "unchanged"]
    assert institution.rows("SELECT batch_id, state FROM ingest.batch ORDER BY 1") == [
        (1, "refused"),
        (2, "archived"),
    ]


FAILED_REPAIRS = [
    (REPAIR.replace("department_id", "dept"), "the repair repairs.py:pad failed: ColumnNotFoundError"),
    ("def pad(raw) return raw", "SyntaxError"),
    ("import no_such_module", "ModuleNotFoundError"),
    ("def pad(raw): return row, 1", "NameError"),
    ("def pad(raw): assert False", "AssertionError"),
    ("def pad(raw): open('/no/such/file')", "FileNotFoundError"),
    ("def pad(raw): return raw, None", "TypeError"),
    (
        "import polars as pl\ndef pad(raw): return raw.with_columns(pl.col('name').cast(pl.Int64).cast(pl.String)), 1",
        "or mend the repair repairs.py:pad",
    ),
]


@pytest.mark.parametrize(("repair", "words"), FAILED_REPAIRS)
def test_a_repair_that_fails_refuses_the_file(institution: Institution, repair: str, words: str) -> None:
    institution.describe(REPAIRED)
    institution.describe(repair, "repairs.py")
    institution.deliver("units.csv", DEPARTMENTS + "E1,5,a,,,true,2026-01-01,\n")
    assert words in institution.archive_one().message


def test_a_repair_may_give_back_a_frame_that_is_computed_already(institution: Institution) -> None:
    institution.describe(REPAIRED + "    leave_out: [{column: name, equals: total, why: a total}]\n")
    institution.describe(REPAIR.replace("zfill(3))", "zfill(3)).collect()"), "repairs.py")
    institution.deliver("units.csv", DEPARTMENTS + "E1,5,a,,,true,2026-01-01,\n")
    assert institution.archive_one().outcome == "archived"


def test_ragged_rows_are_quarantined_where_the_source_says_so(institution: Institution) -> None:
    institution.describe("{source: s, feed: department, files: d.csv, ragged: reject}")
    rows = [
        "E1,D1,a,,,true,2026-01-01",
        "E1,D2,b,,,true,2026-01-01,,more",
        "",
        'E1,D3,"c\nc",,,true,2026-01-01,',
    ]
    institution.deliver("d.csv", DEPARTMENTS + "\n".join(rows) + "\n")
    assert institution.archive_one().read_count == 3
    assert institution.quarantine() == [(3, "ragged_row", None, "E1,D2,b,,,true,2026-01-01,,more")]
    institution.load()
    found = institution.rows("SELECT department_id, name, source_row FROM records.department ORDER BY 1")
    assert found == [("D1", "a", 2), ("D3", "c\nc", 5)]


def test_quotes_that_polars_does_not_read_are_read_record_by_record(institution: Institution) -> None:
    rows = 'E1,D1,5" disk,,,true,2026-01-01,\nE1,D2,b,,,true,2026-01-01,\n'
    institution.deliver("department.csv", DEPARTMENTS + rows)
    institution.take_in()
    found = institution.rows("SELECT department_id, name FROM records.department ORDER BY 1")
    assert found == [("D1", '5" disk'), ("D2", "b")]


MISTAKES = [
    ("fedd: project", 'line 4: the key "fedd"'),
    ("feed: projects", 'Did you mean "project"?'),
    ("feed: project\n    columns: {projct_id: a}", 'Did you mean "project_id"?'),
    ("feed: project\n    columns: {name: {from: a, unit: million}}", "cannot be given in million"),
    ("feed: project\n    columns: {status: {from: a, codes: {b: activ}}}", 'Did you mean "active"?'),
    ("feed: project\n    constants: {org_id: 005}", 'write it in quotes, as in "005"'),
    ("feed: project\n    leave_out: [{column: a, why: b}]", "exactly one of equals"),
    ("feed: project\n    repair: {function: pad}", "repair.function"),
    ("feed: project\n    numbers: {thousands: 'ab'}", "numbers.thousands"),
    ("feed: project\n    numbers: {decimal_point: ''}", "numbers.decimal_point"),
    ("feed: project\n    numbers: {decimal_point: ',', thousands: ','}", "cannot be the same"),
]


@pytest.mark.parametrize(("line", "words"), MISTAKES)
def test_a_mistake_in_a_source_file_is_named(institution: Institution, line: str, words: str) -> None:
    institution.describe(f"\n    source: s\n    files: a.csv\n    {line}\n")
    with pytest.raises(RuleError) as mistake:
        institution.archive()
    assert words in str(mistake.value)
