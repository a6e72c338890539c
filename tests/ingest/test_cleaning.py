"""A text that does not fit its type is named with its row; it is never made null and never rounded."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.ingest.institution import Institution

FIELDS = "is_major,status,approved_amount,start_on,reported_schedule_variance_days"
PROJECT = f"org_id,project_id,department_id,name,{FIELDS}\n"
INCIDENT = "org_id,incident_id,department_id,occurred_at,affected_records\n"


def project(**cells: str) -> str:
    given = {"is_major": "", "status": "", "approved_amount": "", "start_on": "", "days": ""} | cells
    return PROJECT + "E1,P1,D1,x," + ",".join(f'"{given[name]}"' for name in given) + "\n"


WRONG = [
    ("approved_amount", "约300", "not_a_number"),
    ("approved_amount", "1,5", "not_a_number"),
    ("approved_amount", "1e3", "not_a_number"),
    ("approved_amount", "NaN", "not_a_number"),
    ("approved_amount", "１２", "not_a_number"),
    ("approved_amount", "--1", "not_a_number"),
    ("approved_amount", "0.005", "too_many_decimals"),
    ("approved_amount", "0.0100000000000000000000000000000000000001", "too_many_decimals"),
    ("approved_amount", "12345678901234567", "out_of_range"),
    ("approved_amount", "9" * 60, "out_of_range"),
    ("start_on", "2012-30-09", "not_a_date"),
    ("start_on", "2026-02-30", "not_a_date"),
    ("start_on", "26-02-03", "not_a_date"),
    ("start_on", "2026-02-03 10:00:00", "not_a_date"),
    ("start_on", "tomorrow", "not_a_date"),
    ("is_major", "maybe", "not_a_boolean"),
    ("status", "doing", "unknown_code"),
]


def test_a_text_that_does_not_fit_is_quarantined_with_its_words(institution: Institution) -> None:
    lines = [project(**{column: text}).splitlines()[1] for column, text, _ in WRONG]
    institution.deliver("project.csv", PROJECT + "\n".join(lines) + "\n")
    assert institution.archive_one().quarantined_count == len(WRONG)
    expected = [(row, reason, column, text) for row, (column, text, reason) in enumerate(WRONG, 2)]
    assert institution.quarantine() == expected
    institution.load()
    assert institution.rows("SELECT * FROM history.project") == []
    assert institution.rows("SELECT DISTINCT record_key FROM ingest.quarantine") == [("E1|P1",)]


RIGHT = [
    ("approved_amount", "12.5", Decimal("12.50")),
    ("approved_amount", "12.5000000000", Decimal("12.50")),
    ("approved_amount", "-9999999999999999.99", Decimal("-9999999999999999.99")),
    ("approved_amount", "+.5", Decimal("0.50")),
    ("reported_schedule_variance_days", "0.000001", Decimal("0.000001")),
    ("start_on", "2026-2-3", "2026-02-03"),
    ("start_on", "2026/02/03 00:00:00", "2026-02-03"),
    ("start_on", "2026年2月3日", "2026-02-03"),
    ("start_on", "2024-02-29", "2024-02-29"),
    ("is_major", "否", False),
    ("is_major", "TRUE", True),
    ("status", "在建", "active"),
    ("status", "active", "active"),
]


def test_a_text_that_fits_keeps_its_exact_value(institution: Institution) -> None:
    lines = []
    for number, (column, text, _) in enumerate(RIGHT):
        line = project(**{"days" if column.startswith("reported") else column: text}).splitlines()[1]
        lines.append(line.replace("P1", f"P{number}"))
    institution.deliver("project.csv", PROJECT + "\n".join(lines) + "\n")
    institution.take_in()
    for number, (column, text, value) in enumerate(RIGHT):
        shown = "CAST(start_on AS TEXT)" if column == "start_on" else column
        found = institution.rows(f"SELECT {shown} FROM records.project WHERE project_id = 'P{number}'")
        assert found == [(value,)], text


def test_every_fault_of_a_row_is_named_and_the_archive_keeps_only_the_faulty_texts(
    institution: Institution,
) -> None:
    institution.deliver("project.csv", PROJECT + "E1,,D1,x,,,bad,2026-02-30,\nE1,P2,D1,y,,,1,2026-02-03,\n")
    institution.archive()
    assert institution.quarantine() == [
        (2, "missing_value", "project_id", None),
        (2, "not_a_date", "start_on", "2026-02-30"),
        (2, "not_a_number", "approved_amount", "bad"),
    ]
    institution.load()
    assert institution.rows("SELECT project_id FROM records.project") == [("P2",)]


def test_a_time_of_day_is_never_made_up(institution: Institution) -> None:
    rows = "E1,I1,D1,2026-01-01,5\nE1,I2,D1,2026-01-01 08:30,5.0\nE1,I3,D1,2026-01-01T08:30:01,5.5\n"
    institution.deliver("incident.csv", INCIDENT + rows)
    institution.archive()
    assert institution.quarantine() == [
        (2, "not_a_date", "occurred_at", "2026-01-01"),
        (4, "too_many_decimals", "affected_records", "5.5"),
    ]


UNITS = [
    ("ten_thousand", "1.234567", Decimal("12345.67")),
    ("million", "15.297", Decimal("15297000.00")),
    ("thousand", "0.00001", Decimal("0.01")),
    ("hundred_million", "-1.5", Decimal("-150000000.00")),
    ("cent", "1234", Decimal("12.34")),
    ("percent", "50", Decimal("0.50")),
]


@pytest.mark.parametrize(("unit", "text", "value"), UNITS)
def test_units_move_the_decimal_point_exactly(institution: Institution, unit: str, text: str, value: Decimal) -> None:
    institution.describe(
        f"""
        source: s
        feed: project
        files: project.csv
        own_headings: true
        columns: {{approved_amount: {{from: approved_amount, unit: {unit}}}}}
        """
    )
    institution.deliver("project.csv", project(approved_amount=text))
    institution.take_in()
    assert institution.rows("SELECT approved_amount FROM records.project") == [(value,)]


def test_a_unit_does_not_hide_decimals_or_size(institution: Institution) -> None:
    institution.describe(
        """
        source: s
        feed: project
        files: project.csv
        own_headings: true
        columns: {approved_amount: {from: approved_amount, unit: million}}
        """
    )
    rows = ["E1,P1,D1,x,,,0.000000001,,", "E1,P2,D1,x,,,99999999999,,", "E1,P3,D1,x,,,1.5,,"]
    institution.deliver("project.csv", PROJECT + "\n".join(rows) + "\n")
    institution.archive()
    assert [row[:2] for row in institution.quarantine()] == [(2, "too_many_decimals"), (3, "out_of_range")]


def test_separators_are_taken_off_only_where_they_are_declared(institution: Institution) -> None:
    institution.describe(
        """
        source: s
        feed: project
        files: project.csv
        numbers: {thousands: ".", decimal_point: ","}
        own_headings: true
        """
    )
    cells = ["1.234.567,89", "1234,5", "1.5", "12.34,5"]
    rows = [f'E1,P{n},D1,x,,,"{cell}",,' for n, cell in enumerate(cells)]
    institution.deliver("project.csv", PROJECT + "\n".join(rows) + "\n")
    institution.take_in()
    found = institution.rows("SELECT project_id, approved_amount FROM records.project ORDER BY 1")
    assert found == [("P0", Decimal("1234567.89")), ("P1", Decimal("1234.50"))]
    assert [row[3] for row in institution.quarantine()] == ["1.5", "12.34,5"]


@pytest.mark.parametrize("mark", ["，", "'", "^", " "])
def test_any_character_may_stand_between_thousands(institution: Institution, mark: str) -> None:
    institution.describe(
        f"""
        source: s
        feed: project
        files: project.csv
        numbers: {{thousands: "{mark}"}}
        own_headings: true
        """
    )
    institution.deliver("project.csv", project(approved_amount=f"1{mark}234{mark}567.89"))
    institution.take_in()
    assert institution.rows("SELECT approved_amount FROM records.project") == [(Decimal("1234567.89"),)]


OBLIGATION = "org_id,obligation_id,事项类型,due_on,result\n"


def test_open_codes_take_other_texts_as_they_stand_and_closed_ones_do_not(institution: Institution) -> None:
    kinds = ["hazard", "隐患整改", "  消防演练\u3000", "Hazard", "a, b", ""]
    rows = [f'E1,O{n},"{kind}",2026-03-31,' for n, kind in enumerate(kinds)]
    institution.deliver("obligation.csv", OBLIGATION + "\n".join(rows) + "\nE1,O9,hazard,2026-03-31,done\n")
    institution.archive()
    assert institution.quarantine() == [
        (7, "missing_value", "kind", None),
        (8, "unknown_code", "result", "done"),
    ]
    institution.load()
    found = institution.rows("SELECT kind FROM records.obligation ORDER BY obligation_id")
    assert found == [("hazard",), ("hazard",), ("消防演练",), ("Hazard",), ("a, b",)]
