"""What is missing of a period: days without a night, and deliveries that are expected and have not come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from pipelines.errors import InputError, UserError
from pipelines.ingest.archive import sha256_of
from pipelines.ingest.inbox import candidates, visible
from pipelines.ingest.mapped import Mapped, load_sources
from pipelines.period import Period
from pipelines.settings import Settings

LOADED = "SELECT source_file, file_sha256 FROM ingest.batch WHERE source = $source AND state = 'loaded'"
DELIVERED = "SELECT day FROM schedule.delivered WHERE source = $source"
WORKING = "SELECT day FROM calendar.working_day WHERE is_working AND day BETWEEN $start AND $end"


def check_order(con: duckdb.DuckDBPyConnection, day: date) -> None:
    """Raises UserError for a day before the last reception: what was known on a day must not change afterwards."""
    last = con.execute("SELECT max(received_on) FROM ingest.batch").fetchall()[0][0]
    if last is not None and day < last:
        raise UserError(
            f"Nothing can take place as if on {day}: something was received on {last} already.",
            do="Give that day or a later one; a missed night is caught up by the next.",
        )


def expecting(settings: Settings) -> list[Mapped]:
    """The sources that are expected to deliver regularly."""
    return [one for one in load_sources(settings) if one.source.expected]


def note_deliveries(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Keep which expected deliveries are in: loaded, or in the inbox with the content of one that was loaded."""
    for mapped in expecting(settings):
        about = {"source": mapped.source.source}
        loaded = dict(con.execute(LOADED, about).fetchall())
        known = {day for (day,) in con.execute(DELIVERED, about).fetchall()}
        for name, file in sorted((dict.fromkeys(loaded) | lying(mapped, settings)).items()):
            day = day_of(mapped, name)
            if day is None or day in known or not (name in loaded or is_same(file, loaded.values())):
                continue
            known.add(day)
            con.execute("INSERT INTO schedule.delivered VALUES ($1, $2, $3)", [mapped.source.source, day, name])


def lying(mapped: Mapped, settings: Settings) -> dict[str, Path | None]:
    """The files of a source that lie in the inbox, by name."""
    found = [
        one for file in visible(settings.incoming) for one in candidates(file, [mapped], settings.incoming, named=False)
    ]
    return {one.name: one.file for one in found if one.mapped is mapped}


def is_same(file: Path | None, hashes: Iterable[str]) -> bool:
    """Whether a file has the content of one that was loaded; one that cannot be read has not."""
    try:
        return file is not None and sha256_of(file) in hashes
    except InputError:
        return False


def day_of(mapped: Mapped, name: str) -> date | None:
    """The day that a file's name gives, None where it gives none."""
    assert mapped.source.expected is not None
    dated = mapped.source.expected.dated
    pattern = re.escape(dated)
    for code, digits in (("%Y", 4), ("%m", 2), ("%d", 2)):
        pattern = pattern.replace(re.escape(code), rf"\d{{{digits}}}")
    for found in re.findall(rf"(?<!\d){pattern}(?!\d)", Path(name).name):
        try:
            return datetime.strptime(found, dated).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def gaps_of(con: duckdb.DuckDBPyConnection, settings: Settings, period: Period) -> dict[date, list[str]]:
    """The days of a period that are not in, each with what is missing: `night` or the names of sources."""
    days = [period.start + timedelta(days=number) for number in range(period.days)]
    nights = {day for (day,) in con.execute("SELECT DISTINCT day FROM schedule.night").fetchall()}
    missing = {day: ["night"] for day in days if day not in nights}
    about = {"start": period.start, "end": period.end}
    working = {day for (day,) in con.execute(WORKING, about).fetchall()}
    for mapped in expecting(settings):
        assert mapped.source.expected is not None
        due = days if mapped.source.expected.every == "day" else [day for day in days if day in working]
        came = con.execute(DELIVERED, {"source": mapped.source.source}).fetchall()
        for day in sorted(set(due) - {one for (one,) in came}):
            missing.setdefault(day, []).append(mapped.source.source)
    return dict(sorted(missing.items()))


def missing_on(con: duckdb.DuckDBPyConnection, settings: Settings, day: date) -> dict[str, date | None]:
    """The sources whose delivery of `day` has not come, each with the last day it delivered for (None: never)."""
    late = gaps_of(con, settings, Period(str(day), day, day)).get(day, [])
    last = "SELECT max(day) FROM schedule.delivered WHERE source = $source AND day <= $day"
    return {
        source: con.execute(last, {"source": source, "day": day}).fetchall()[0][0]
        for source in late
        if source != "night"
    }


def told(gaps: dict[date, list[str]]) -> list[str]:
    """Gaps in short: `night: 2026-07-01..2026-07-04, 2026-08-09`, a line for each thing that is missing."""
    things = sorted({thing for missing in gaps.values() for thing in missing}, key=lambda one: (one != "night", one))
    return [f"{thing}: {', '.join(spans([day for day in gaps if thing in gaps[day]]))}" for thing in things]


def spans(days: Sequence[date]) -> Iterator[str]:
    """Days in a row as one span."""
    start = None
    for number, day in enumerate(days):
        start = start or day
        if number + 1 == len(days) or days[number + 1] != day + timedelta(days=1):
            yield f"{start}" if start == day else f"{start}..{day}"
            start = None
