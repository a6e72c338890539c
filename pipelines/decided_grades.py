"""Grades that persons decided in the place of suggested ones, as a run reads them: part of its inputs and of its id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date

import duckdb

from pipelines.period import Period
from pipelines.schemes.insert import insert

# The last decision on each subject in the final revisions of the period; where it took an earlier one back, none.
OF_PERIOD = """
    SELECT
        '' AS graded_run_id, decided.org_id, decided.subject_type, decided.subject_id, decided.suggested_grade,
        decided.grade, decided.reason, decided.decided_by, decided.decided_on, decided.run_id
    FROM run.decided_grade AS decided
    INNER JOIN run.run AS runs ON decided.run_id = runs.run_id
    WHERE
        runs.period = $period AND runs.org_scope = $org_scope
        AND decided.decided_on <= coalesce($as_of, DATE '9999-12-31')
    QUALIFY row_number() OVER (
        PARTITION BY decided.org_id, decided.subject_type, decided.subject_id
        ORDER BY runs.revision DESC, decided.position DESC
    ) = 1 AND decided.grade <> decided.suggested_grade
"""
OF_RUNS = """
    SELECT
        run_id AS graded_run_id, org_id, subject_type, subject_id, suggested_grade, grade, reason, decided_by,
        decided_on, decided_in_run_id
    FROM signing.decision
    WHERE list_contains($runs, run_id) AND status <> 'lapsed' AND grade <> suggested_grade
"""


@dataclass(frozen=True)
class DecidedGrade:
    """A decision a run reads; `graded_run_id`: the earlier run it is about, or '' for the run's own period."""

    graded_run_id: str
    org_id: str
    subject_type: str
    subject_id: str
    suggested_grade: str
    grade: str
    reason: str
    decided_by: str
    decided_on: date
    decided_in_run_id: str

    @property
    def key(self) -> tuple[str, ...]:
        """What decides a number: not the words and the name."""
        return astuple(self)[:6]


def decided_grades(
    con: duckdb.DuckDBPyConnection, period: Period, org_scope: str, builds_on: Iterable[str], as_of: date | None
) -> list[DecidedGrade]:
    """The decisions a run of the period reads (known by `as_of`; None: all), and those on the runs it builds on."""
    own = con.execute(OF_PERIOD, {"period": period.name, "org_scope": org_scope, "as_of": as_of}).fetchall()
    others = con.execute(OF_RUNS, {"runs": sorted(set(builds_on))}).fetchall()
    return sorted((DecidedGrade(*row) for row in (*own, *others)), key=lambda one: one.key)


def store_decided(con: duckdb.DuckDBPyConnection, run_id: str, decided: Iterable[DecidedGrade]) -> None:
    """Put what the run reads into `scope.decided_grade`."""
    rows = [(run_id, one.graded_run_id or run_id, *astuple(one)[1:]) for one in decided]
    insert(con, "scope.decided_grade", rows)
