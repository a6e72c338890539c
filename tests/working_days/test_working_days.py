"""The working-day table: what it holds, when it is filled anew, and mistakes in the file of overrides."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

import chinese_calendar
import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import RuleError
from pipelines.runs import CODE_PARTS
from pipelines.settings import PROJECT_DIR
from pipelines.warehouse import SQL_DIR, prepare
from pipelines.working_days import FIRST_DAY, LAST_DAY, OVERRIDES, all_days, calendar_sha256, fill_working_days

HEADINGS = "day,is_working,source\n"
TABLES = (SQL_DIR / "tables" / "calendar.sql").read_text(encoding="utf-8")
DAYS = {one.day: one for one in all_days({})}
WORKING = {one.day: one.is_working for one in DAYS.values()}
NUMBERS = dict(zip(DAYS, accumulate(WORKING.values()), strict=True))


@pytest.fixture
def warehouse() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(TABLES)
    return con


@pytest.fixture
def overrides(tmp_path: Path) -> Path:
    file = tmp_path / "working_days.csv"
    file.write_text(HEADINGS, encoding="utf-8")
    return file


def row(con: duckdb.DuckDBPyConnection, day: date) -> tuple[object, ...]:
    found = con.execute(
        "SELECT is_working, status, source FROM calendar.working_day WHERE day = $day", {"day": day}
    ).fetchall()
    assert len(found) == 1
    return found[0]


def test_every_day_stands_once_and_numbers_count_the_working_days(warehouse: duckdb.DuckDBPyConnection) -> None:
    fill_working_days(warehouse)
    rows = warehouse.execute(
        "SELECT day, is_working, working_day_number, status, unpublished_count FROM calendar.working_day ORDER BY day"
    ).fetchall()
    assert [found[0] for found in rows] == [
        FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)
    ]
    working, unpublished = 0, 0
    for day, is_working, number, status, count in rows:
        working, unpublished = working + is_working, unpublished + (status == "unpublished")
        assert (number, count) == (working, unpublished), day


def test_the_national_day_of_2026_has_seven_days_off_and_two_made_up() -> None:
    october = [date(2026, 10, day) for day in range(1, 8)]
    assert [DAYS[day].is_working for day in october] == [False] * 7
    assert DAYS[date(2026, 9, 20)].is_working
    assert DAYS[date(2026, 10, 10)].is_working
    assert DAYS[date(2026, 10, 10)].status == "published"


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2030, 1, 1), False),
        (date(2030, 1, 2), True),
        (date(2030, 1, 5), False),
        (date(2030, 5, 1), False),
        (date(2030, 5, 2), False),
        (date(2030, 5, 3), True),
        (date(2030, 10, 3), False),
        (date(2030, 10, 4), True),
    ],
)
def test_an_unpublished_year_has_weekends_and_fixed_holidays(day: date, *, is_working: bool) -> None:
    assert (DAYS[day].is_working, DAYS[day].status) == (is_working, "unpublished")


@given(start=st.dates(date(2004, 1, 1), date(2026, 10, 31)), count=st.integers(1, 20))
def test_n_working_days_after_a_day_are_found_by_number(start: date, count: int) -> None:
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= chinese_calendar.is_workday(day)
    number = NUMBERS[start] + count
    assert [one for one, is_working in WORKING.items() if is_working and NUMBERS[one] == number] == [day]


def test_an_override_wins_and_publishes_its_day(warehouse: duckdb.DuckDBPyConnection, overrides: Path) -> None:
    overrides.write_text(
        f"{HEADINGS}2027-01-04,false,notice 1\n\n2026-10-01,TRUE,notice 2\n", encoding="utf-8-sig", newline="\r\n"
    )
    fill_working_days(warehouse, overrides)
    assert row(warehouse, date(2027, 1, 4)) == (False, "published", "notice 1")
    assert row(warehouse, date(2026, 10, 1)) == (True, "published", "notice 2")
    assert row(warehouse, date(2027, 1, 5)) == (True, "unpublished", "weekends and fixed holidays")
    before, after = warehouse.execute(
        "SELECT working_day_number FROM calendar.working_day WHERE day IN ('2026-12-31', '2027-01-05') ORDER BY day"
    ).fetchall()
    assert after[0] == before[0] + 1


def test_it_is_filled_once_and_anew_when_the_overrides_change(
    warehouse: duckdb.DuckDBPyConnection, overrides: Path
) -> None:
    fill_working_days(warehouse, overrides)
    warehouse.execute("UPDATE calendar.working_day SET source = 'kept' WHERE day = '2026-10-01'")
    fill_working_days(warehouse, overrides)
    assert row(warehouse, date(2026, 10, 1)) == (False, "published", "kept")
    overrides.write_text(f"{HEADINGS}2026-10-01,true,notice\n", encoding="utf-8")
    fill_working_days(warehouse, overrides)
    assert row(warehouse, date(2026, 10, 1)) == (True, "published", "notice")
    overrides.unlink()
    fill_working_days(warehouse, overrides)
    assert row(warehouse, date(2026, 10, 1)) == (False, "published", "chinesecalendar")


def test_preparing_a_warehouse_fills_it() -> None:
    con = duckdb.connect()
    prepare(con)
    assert row(con, date(2026, 10, 10)) == (True, "published", "chinesecalendar")


def test_the_overrides_are_part_of_what_a_run_is(overrides: Path) -> None:
    empty = calendar_sha256(overrides)
    overrides.write_text(f"{HEADINGS}2026-10-01,true,notice\n", encoding="utf-8")
    assert calendar_sha256(overrides) != empty
    assert OVERRIDES in [file for part in CODE_PARTS for file in PROJECT_DIR.glob(part)]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "other headings than expected."),
        ("day,working\n", 1, "other headings than expected."),
        (f"{HEADINGS}2027-01-04,false\n", 2, "a line with a missing text, or with too many."),
        (f"{HEADINGS}2027-01-04,false,\n", 2, "a line with a missing text, or with too many."),
        (f"{HEADINGS}2027-01-04,false,notice, 1\n", 2, "a line with a missing text, or with too many."),
        (f"{HEADINGS}2027-01-04,true,a\n4.1.2027,true,a\n", 3, '"4.1.2027" is no day.'),
        (f"{HEADINGS}2027-02-29,true,a\n", 2, '"2027-02-29" is no day.'),
        (f"{HEADINGS}2051-01-01,true,a\n", 2, "the day 2051-01-01 lies outside the calendar."),
        (f"{HEADINGS}2027-01-04,maybe,a\n", 2, 'is_working cannot be "maybe".'),
        (f"{HEADINGS}2027-01-04,true,a\n\n2027-01-04,true,a\n", 4, "the day 2027-01-04 stands twice."),
    ],
)
def test_a_mistake_names_file_and_line(
    warehouse: duckdb.DuckDBPyConnection, overrides: Path, text: str, line: int, what: str
) -> None:
    overrides.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        fill_working_days(warehouse, overrides)
    assert (caught.value.file, caught.value.line, caught.value.what) == (overrides, line, what)
    assert caught.value.do


def test_overrides_in_another_encoding_are_refused(warehouse: duckdb.DuckDBPyConnection, overrides: Path) -> None:
    overrides.write_bytes(f"{HEADINGS}2027-01-04,false,国务院通知\n".encode("gb18030"))
    with pytest.raises(RuleError, match="Save it as UTF-8 text"):
        fill_working_days(warehouse, overrides)
