"""What a night finds due: quarters and years to appraise, and runs whose publicity is over, each once.

Order, days and thresholds are those of `schedule.yaml`; what was found is kept in `schedule.due` with what was missing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import duckdb

from pipelines.nights.gaps import gaps_of, told
from pipelines.nights.timetable import Waiting, load_timetable
from pipelines.parameters import bind
from pipelines.period import Period, parse_period, quarter_of
from pipelines.runs import ALL_ORGANISATIONS, load_run
from pipelines.settings import Settings
from pipelines.warehouse import forget_variables

log = logging.getLogger(__name__)
Kind = Literal["quarter", "year", "confirmation"]

KNOWN = "SELECT 1 FROM schedule.due WHERE kind = $kind AND subject = $subject LIMIT 1"
# How far each quarter's newest finished run that is not rejected has come; one that appraised nobody does not count.
QUARTERS = """
    SELECT
        period,
        coalesce(
            arg_max(coalesce(sign_off, state), revision) FILTER (sign_off IS DISTINCT FROM 'rejected'), 'rejected'
        )
    FROM run.run
    WHERE
        state = 'computed' AND NOT provisional AND revision > 0 AND org_scope = $all
        AND list_contains($quarters, period)
        AND run_id IN (SELECT run_id FROM scope.subject)
    GROUP BY period
"""
PUBLICISED = """
    SELECT run_id FROM signing.waiting
    WHERE waits_for = 'confirmed' AND public_until < $day AND run_id NOT IN (SELECT subject FROM schedule.due)
    ORDER BY period, run_id
"""
# Runs that were sent back and are still the newest of their period, and have not become due again for it.
RETURNED = """
    SELECT run_id FROM run.run AS runs
    WHERE
        sign_off = 'returned' AND org_scope = $all
        AND run_id NOT IN (SELECT run_id FROM schedule.due WHERE run_id IS NOT NULL)
        AND NOT EXISTS (
            SELECT 1 FROM run.run AS newer
            WHERE newer.period = runs.period AND newer.org_scope = runs.org_scope AND newer.revision > runs.revision
        )
    ORDER BY period
"""
# Evidence of the period (its parameters are set) that came or changed since.
CORRECTED = "SELECT 1 FROM evidence.every_row WHERE batch_id > $as_of_batch LIMIT 1"


ANNOUNCED = """
    SELECT kind, subject, reason, gaps, gap_count, run_id FROM schedule.due
    WHERE due_on = $day AND announced_by = $night ORDER BY ALL
"""


@dataclass(frozen=True)
class Due:
    """Something that is due: a period (`2026Q3`, `2026`) or a run by its id, why, and what was missing, in short."""

    kind: Kind
    subject: str
    reason: str
    gaps: tuple[str, ...] = ()
    gap_count: int = 0
    run_id: str | None = None


def find_due(con: duckdb.DuckDBPyConnection, settings: Settings, day: date) -> list[Due]:
    """What has come to be due by the night of `day` and was not due before."""
    over = con.execute(PUBLICISED, {"day": day}).fetchall()
    confirmations = (Due("confirmation", run_id, "publicity_over") for (run_id,) in over)
    return [
        *due_quarter(con, settings, day), *due_year(con, settings, day), *returned(con, settings), *confirmations,
    ]  # fmt: skip


def note_due(con: duckdb.DuckDBPyConnection, day: date, found: list[Due], night: str) -> list[Due]:
    """Keep what the run `night` found on `day`. Returns all that this run announces, before a retry as after it.

    Another run for the same day announces nothing again.
    """
    for one in found:
        con.execute(
            "INSERT INTO schedule.due BY NAME SELECT $kind AS kind, $subject AS subject, "
            "(SELECT count(*) + 1 FROM schedule.due WHERE kind = $kind AND subject = $subject) AS position, "
            "$day AS due_on, $reason AS reason, $run_id AS run_id, $gap_count AS gap_count, $gaps AS gaps, "
            "$night AS announced_by",
            {
                "kind": one.kind, "subject": one.subject, "day": day, "reason": one.reason, "run_id": one.run_id,
                "gap_count": one.gap_count, "gaps": "\n".join(one.gaps) or None, "night": night,
            },
        )  # fmt: skip
    rows = con.execute(ANNOUNCED, {"day": day, "night": night}).fetchall()
    return [Due(kind, subject, reason, tuple((gaps or "").splitlines()), count, run)
            for kind, subject, reason, gaps, count, run in rows]  # fmt: skip


def missing_of(con: duckdb.DuckDBPyConnection, period: str) -> list[str]:
    """What was missing of a period when it came to be due last; nothing where it never was."""
    row = con.execute(
        "SELECT arg_max(coalesce(gaps, ''), position) FROM schedule.due WHERE subject = $1", [period]
    ).fetchone()
    return str(row[0]).splitlines() if row and row[0] else []


def due_quarter(con: duckdb.DuckDBPyConnection, settings: Settings, day: date) -> Iterator[Due]:
    """The quarter that ended last, once its days are in, few enough are missing, or its deadline has come.

    A quarter of which no day is in is none of ours: it ended before the nights began.
    """
    period = quarter_of(quarter_of(day).start - timedelta(days=1))
    rules = load_timetable(settings).quarter
    if day <= period.end + timedelta(days=rules.wait_days) or is_known(con, "quarter", period.name):
        return
    gaps = gaps_of(con, settings, period)
    nights = sum("night" not in missing for missing in gaps.values()) + period.days - len(gaps)
    if nights and (reason := why(period, rules, day, len(gaps), rules.missing_days_at_most)):
        yield Due("quarter", period.name, reason, tuple(told(gaps)), len(gaps))
    elif nights:
        log.info(
            "%s is not due yet: %d days missing, %d allowed; due at the latest in the night of %s. Missing: %s",
            period.name, len(gaps), rules.missing_days_at_most,
            period.end + timedelta(days=rules.deadline_days + 1), "; ".join(told(gaps)),
        )  # fmt: skip


def due_year(con: duckdb.DuckDBPyConnection, settings: Settings, day: date) -> Iterator[Due]:
    """The year that ended last, once its quarters are confirmed, or its deadline has come.

    A year without any quarter computed is none of ours.
    """
    period = parse_period(str(day.year - 1))
    rules = load_timetable(settings).year
    if day <= period.end + timedelta(days=rules.wait_days) or is_known(con, "year", period.name):
        return
    states = states_of_quarters(con, period)
    gaps = unconfirmed(states)
    if any(states.values()) and (reason := why(period, rules, day, len(gaps), rules.missing_quarters_at_most)):
        yield Due("year", period.name, reason, tuple(gaps), len(gaps))


def states_of_quarters(con: duckdb.DuckDBPyConnection, year: Period) -> dict[str, str | None]:
    """How far each quarter of a year has come; None: not computed."""
    quarters = [f"{year.name}Q{number}" for number in range(1, 5)]
    found = dict(con.execute(QUARTERS, {"all": ALL_ORGANISATIONS, "quarters": quarters}).fetchall())
    return {quarter: found.get(quarter) for quarter in quarters}


def unconfirmed(states: Mapping[str, str | None]) -> list[str]:
    """The quarters that are not confirmed, a line each."""
    unsigned = {None: "not computed", "computed": "not signed"}
    return [
        f"{quarter}: {unsigned.get(state, state)}"
        for quarter, state in states.items()
        if state not in ("confirmed", "archived")
    ]


def why(period: Period, rules: Waiting, day: date, missing: int, missing_at_most: int) -> str | None:
    """Why a period is due though its waiting days are over only just: nothing missing, little, or the last day."""
    if not missing:
        return "complete"
    if missing <= missing_at_most:
        return "minimum"
    return "deadline" if day > period.end + timedelta(days=rules.deadline_days) else None


def returned(con: duckdb.DuckDBPyConnection, settings: Settings) -> Iterator[Due]:
    """Periods whose run was sent back, once evidence of the period has come or changed since; with what is missing."""
    for (run_id,) in con.execute(RETURNED, {"all": ALL_ORGANISATIONS}).fetchall():
        run = load_run(con, run_id)
        bind(con, replace(run.parameters, as_of_batch=None))
        is_corrected = con.execute(CORRECTED, {"as_of_batch": run.as_of_batch}).fetchone()
        forget_variables(con)
        period = Period(run.period, run.period_start, run.period_end)
        if is_corrected and period.is_year:
            missing = unconfirmed(states_of_quarters(con, period))
            yield Due("year", run.period, "returned", tuple(missing), len(missing), run_id)
        elif is_corrected:
            gaps = gaps_of(con, settings, period)
            yield Due("quarter", run.period, "returned", tuple(told(gaps)), len(gaps), run_id)


def is_known(con: duckdb.DuckDBPyConnection, kind: Kind, subject: str) -> bool:
    """Whether something was due before."""
    return con.execute(KNOWN, {"kind": kind, "subject": subject}).fetchone() is not None
