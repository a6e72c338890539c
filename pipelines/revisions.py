"""Revisions: the final runs of a period and scope, one after the other; what a run is beside them.

A final run is the next revision. One that reads older data than a finished revision did is a look back: it tells what
was known then, is no revision and replaces nothing. A preview of an open period is none either.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from pipelines.errors import UserError
from pipelines.period import Period
from pipelines.runs import Run, id_of

Inputs = tuple[object, ...]
FINAL = "period = $period AND org_scope = $org_scope AND run_kind(revision, provisional) = 'final'"


def is_look_back(con: duckdb.DuckDBPyConnection, period: Period, org_scope: str, as_of_batch: int) -> bool:
    """Whether a finished revision of the period and scope has read newer data already."""
    query = f"SELECT 1 FROM run.run WHERE {FINAL} AND state = 'computed' AND as_of_batch > $batch LIMIT 1"
    given = {"period": period.name, "org_scope": org_scope, "batch": as_of_batch}
    return con.execute(query, given).fetchone() is not None


def next_revision(con: duckdb.DuckDBPyConnection, period: Period, org_scope: str) -> int:
    """1 for the first final computation of a period and scope, one more for each after it."""
    row = con.execute(
        f"SELECT coalesce(max(revision), 0) + 1 FROM run.run WHERE {FINAL}",
        {"period": period.name, "org_scope": org_scope},
    ).fetchone()
    return int(row[0]) if row else 1


def revision_id(inputs: Inputs, revision: int, follows: Iterable[str]) -> str:
    """The id of a run with these inputs. A later revision's place is part of it: what was changed and changed back is a
    third revision, not the first again."""
    return id_of(inputs if revision <= 1 else (*inputs, revision), follows)


def known_revision(
    con: duckdb.DuckDBPyConnection, period: Period, org_scope: str, inputs: Inputs, follows: list[str], batch: int
) -> str | None:
    """The run that already is what these inputs give: for a look back any finished revision with its data, else the
    newest finished one, or one begun since."""
    rows = con.execute(
        f"SELECT run_id, revision, state, as_of_batch FROM run.run WHERE {FINAL} ORDER BY revision DESC",
        {"period": period.name, "org_scope": org_scope},
    ).fetchall()
    finished = [(run_id, revision) for run_id, revision, state, _ in rows if state == "computed"]
    newest = finished[0][1] if finished else 0
    if is_look_back(con, period, org_scope, batch):
        candidates = [(row[0], row[1]) for row in rows if row[2] == "computed" and row[3] == batch]
    else:
        candidates = [(row[0], row[1]) for row in rows if row[1] >= newest]
    return next((run for run, revision in candidates if revision_id(inputs, revision, follows) == run), None)


def published_newer(con: duckdb.DuckDBPyConnection, preview: Run) -> str | None:
    """What stands published of a preview's period and scope and is newer: a final run, or a preview of a later day."""
    row = con.execute(
        "SELECT run_id FROM run.run WHERE published AND period = $period AND org_scope = $org_scope "
        "AND (NOT provisional OR cut_off > $cut_off) LIMIT 1",
        {"period": preview.period, "org_scope": preview.org_scope, "cut_off": preview.cut_off},
    ).fetchone()
    return str(row[0]) if row else None


def check_revision(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Raises UserError where a newer revision was finished first: this one could not say what it changed."""
    newer = con.execute(
        f"SELECT run_id, revision FROM run.run WHERE {FINAL} AND state = 'computed' AND revision > $revision "
        "ORDER BY revision DESC LIMIT 1",
        {"period": run.period, "org_scope": run.org_scope, "revision": run.revision},
    ).fetchone()
    if run.revision and newer:
        raise UserError(
            f"Run {run.run_id} is revision {run.revision} of {run.period}, and revision {newer[1]} ({newer[0]}) was "
            "finished before it.",
            do=f"Run `appraise run {run.period}` again: it makes a new revision if anything still differs.",
        )
