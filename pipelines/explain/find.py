"""Finds the run and the subject a person asks about."""

from __future__ import annotations

from typing import Any

import duckdb

from pipelines.errors import PeriodError, UnknownSubjectError
from pipelines.period import parse_period
from pipelines.runs import Run, load_run

Row = dict[str, Any]

# How a person names a subject: id, full name, or organisation/id.
NAMED = "subject_id = $subject OR subject_name = $subject OR org_id || '/' || subject_id = $subject"


def newest_run(con: duckdb.DuckDBPyConnection, period: str, subject: str) -> Run:
    """The last computed run of a period, of those that appraise the subject if any does.

    Raises PeriodError when there is none.
    """
    parse_period(period)
    found = con.execute(
        "SELECT run_id FROM run.run WHERE period = $period AND state = 'computed' "
        "AND run_kind(revision, provisional) <> 'look_back' ORDER BY run_id NOT IN "
        f"(SELECT run_id FROM result.appraisal WHERE {NAMED}), "
        "coalesce(sign_off, '') IN ('rejected', 'returned'), provisional, revision DESC, cut_off DESC, "
        "as_of_batch DESC, run_id LIMIT 1",
        {"period": period, "subject": subject},
    ).fetchone()
    if not found:
        known = [row[0] for row in con.execute("SELECT DISTINCT period FROM run.run ORDER BY ALL").fetchall()]
        raise PeriodError(
            f"The period {period} has not been computed.",
            do=f"Run `appraise run {period}`." + (f" Computed: {', '.join(known)}." if known else ""),
        )
    return load_run(con, str(found[0]))


def has_score(con: duckdb.DuckDBPyConnection, subject: str, period: str, run_id: str | None = None) -> bool:
    """Whether the newest computed run of a period (or the run) appraised a subject of that name."""
    run = load_run(con, run_id) if run_id else newest_run(con, period, subject)
    query = f"SELECT 1 FROM result.appraisal WHERE run_id = $run_id AND ({NAMED}) LIMIT 1"
    return con.execute(query, {"run_id": run.run_id, "subject": subject}).fetchone() is not None


def find_subject(con: duckdb.DuckDBPyConnection, run: Run, subject: str, subject_type: str | None) -> Row | None:
    """The subject's row of `result.appraisal`, by id or name; None where the run has none.

    Raises UnknownSubjectError where several have that name.
    """
    found = rows(
        con,
        f"SELECT * FROM result.appraisal WHERE run_id = $run_id AND ({NAMED}) "
        "AND subject_type = coalesce($type, subject_type) ORDER BY subject_type, org_id, subject_id",
        {"run_id": run.run_id, "subject": subject, "type": subject_type},
    )
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(f"{row['subject_type']} {row['subject_id']} of {row['org_id']}" for row in found)
        do = f"Give --type, or the organisation too: {found[0]['org_id']}/{found[0]['subject_id']}."
        raise UnknownSubjectError(f'"{subject}" is not one subject but several: {several}.', do=do)
    return None


def rows(con: duckdb.DuckDBPyConnection, query: str, values: Row) -> list[Row]:
    """The query's rows as dicts."""
    cursor = con.execute(query, values)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def one_value(con: duckdb.DuckDBPyConnection, query: str, values: Row) -> object:
    """The single value a query must find."""
    found = con.execute(query, values).fetchone()
    if not found:
        raise LookupError(query)
    return found[0]
