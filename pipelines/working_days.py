"""The working-day table `calendar.working_day`: the days of 2004 to 2050, worked on or not, and how sure that is.

A day of `working_days.csv` is as written there; else, in the years it covers, as the chinesecalendar library says;
else, unpublished, by weekends and the holidays whose date is fixed by law.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import duckdb

from pipelines.errors import RuleError
from pipelines.settings import PROJECT_DIR

FIRST_DAY, LAST_DAY = date(2004, 1, 1), date(2050, 12, 31)
COLUMNS = ("day", "is_working", "source")
OVERRIDES = PROJECT_DIR / "working_days.csv"
LIBRARY = "chinesecalendar"
# Month and day of the holidays that fall on the same date every year; the others follow the moon or the sun.
FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
WORDS = {"true": True, "false": False}


class Day(NamedTuple):
    """A day: worked on or not, `published` or `unpublished`, and who says so."""

    day: date
    is_working: bool
    status: str
    source: str


def fill_working_days(con: duckdb.DuckDBPyConnection, overrides: Path = OVERRIDES) -> None:
    """Make `calendar.working_day` hold the calendar; does nothing while that is unchanged. May be repeated.

    Raises RuleError, with file and line, for a file of overrides that cannot be used.
    """
    content = calendar_sha256(overrides)
    if con.execute("SELECT content_sha256 FROM calendar.filled").fetchall() == [(content,)]:
        return
    days = list(all_days(read_overrides(overrides)))
    con.execute("DELETE FROM calendar.working_day; DELETE FROM calendar.filled")
    con.execute(
        """
        INSERT INTO calendar.working_day BY NAME
        SELECT
            day,
            is_working,
            count(*) FILTER (WHERE is_working) OVER up_to AS working_day_number,
            count(*) FILTER (WHERE status = 'unpublished') OVER up_to AS unpublished_count,
            status,
            source
        FROM (
            SELECT
                unnest($days) AS day, unnest($working) AS is_working, unnest($statuses) AS status,
                unnest($sources) AS source
        )
        WINDOW up_to AS (ORDER BY day)
        ORDER BY day
        """,
        {
            "days": [one.day for one in days],
            "working": [one.is_working for one in days],
            "statuses": [one.status for one in days],
            "sources": [one.source for one in days],
        },
    )
    con.execute("INSERT INTO calendar.filled VALUES ($content)", {"content": content})


def calendar_sha256(overrides: Path = OVERRIDES) -> str:
    """The hash of all that decides the calendar: the library's version, the overrides and this file."""
    parts = [version(LIBRARY).encode(), Path(__file__).read_bytes()]
    parts += [overrides.read_bytes()] if overrides.exists() else []
    return hashlib.sha256(b"\x00".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def all_days(overrides: Mapping[date, Day]) -> Iterator[Day]:
    """Every day from FIRST_DAY to LAST_DAY, in order."""
    import chinese_calendar

    covered: dict[int, bool] = {}
    for number in range((LAST_DAY - FIRST_DAY).days + 1):
        day = FIRST_DAY + timedelta(days=number)
        if day in overrides:
            yield overrides[day]
            continue
        if day.year not in covered:
            covered[day.year] = is_covered(day)
        if covered[day.year]:
            yield Day(day, chinese_calendar.is_workday(day), "published", LIBRARY)
        else:
            is_working = day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS
            yield Day(day, is_working, "unpublished", "weekends and fixed holidays")


def is_covered(day: date) -> bool:
    """Does the library know the year of the day? It raises beyond the last year published to it."""
    import chinese_calendar

    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def read_overrides(file: Path) -> dict[date, Day]:
    """The days of a file with the columns `day`, `is_working` (true or false) and `source`; none without a file.

    Raises RuleError, with file and line.
    """
    if not file.exists():
        return {}
    days: dict[date, Day] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            if tuple(next(reader, ())) != COLUMNS:
                raise RuleError("other headings than expected.", do=f"Use {','.join(COLUMNS)}.", file=file, line=1)
            for row in filter(None, reader):
                day = override(row, file, reader.line_num)
                if day.day in days:
                    do = "Keep one of the two lines."
                    raise RuleError(f"the day {day.day} stands twice.", do=do, file=file, line=reader.line_num)
                days[day.day] = day
    except UnicodeDecodeError as error:
        raise RuleError("not readable as text.", do="Save it as UTF-8 text.", file=file) from error
    except csv.Error as error:
        raise RuleError(f"not readable as CSV: {error}.", do="Mend it.", file=file, line=reader.line_num) from error
    return days


def override(row: list[str], file: Path, line: int) -> Day:
    """One line of the file of overrides."""
    if len(row) != len(COLUMNS) or not all(text.strip() for text in row):
        do = "Fill all three columns; quote a text that contains a comma."
        raise RuleError("a line with a missing text, or with too many.", do=do, file=file, line=line)
    text, word, source = (part.strip() for part in row)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise RuleError(f'"{text}" is no day.', do="Write it as 2027-01-01.", file=file, line=line) from error
    if not FIRST_DAY <= day <= LAST_DAY:
        do = f"The calendar goes from {FIRST_DAY} to {LAST_DAY}."
        raise RuleError(f"the day {day} lies outside the calendar.", do=do, file=file, line=line)
    if word.lower() not in WORDS:
        raise RuleError(f'is_working cannot be "{word}".', do="Write true or false.", file=file, line=line)
    return Day(day, WORDS[word.lower()], "published", source)
