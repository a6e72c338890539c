"""Settlements: final runs of whole years; confirmed, their amounts stand, and a later one posts only what differs.

Until then what they hold is a proposal, which nobody is paid by and nothing follows.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from pipelines.errors import RuleError, UserError
from pipelines.period import Period
from pipelines.revisions import revision_id
from pipelines.runs import Run, load_run

# What stands is the sum over all that were posted: a revision takes nothing back but what it posts itself.
STANDING = """
    SELECT runs.run_id, extract('year' FROM runs.period_end) AS run_year
    FROM run.run AS runs
    WHERE
        run_kind(runs.revision, runs.provisional) = 'final'
        AND runs.sign_off IN ('confirmed', 'archived')
        AND is_whole_year(runs.period_start, runs.period_end)
        AND runs.run_id IN (
            SELECT run_id FROM result.reward_pool WHERE NOT is_estimate AND ($org_id IS NULL OR org_id = $org_id)
            UNION ALL
            SELECT run_id FROM result.reward_ledger WHERE $org_id IS NULL OR org_id = $org_id
        )
    ORDER BY runs.run_id
"""


def standing_settlements(
    con: duckdb.DuckDBPyConnection, org_id: str | None, period: Period, provisional: bool
) -> list[str]:
    """The runs whose amounts for the organisation (None: any) stand now, by id.

    A settlement looks at all of them, those of later years too: they may have corrected an award of its own year. An
    estimate looks at the years before its own, so that it stays what it was once its own year is settled.
    """
    settles = period.is_year and not provisional
    rows = con.execute(STANDING, {"org_id": org_id}).fetchall()
    return [run_id for run_id, year in rows if settles or year < period.end.year]


def settled_before(con: duckdb.DuckDBPyConnection, settlements: Iterable[str], period: Period) -> list[str]:
    """Those of the settlements that are of earlier years than the period's."""
    rows = con.execute(
        "SELECT run_id FROM run.run WHERE list_contains($runs, run_id) "
        "AND extract('year' FROM period_end) < $year ORDER BY run_id",
        {"runs": list(settlements), "year": period.end.year},
    )
    return [run_id for (run_id,) in rows.fetchall()]


def follows_of(con: duckdb.DuckDBPyConnection, run_id: str) -> list[str]:
    """The runs it follows, by id."""
    rows = con.execute("SELECT prior_run_id FROM run.follows WHERE run_id = $id ORDER BY ALL", {"id": run_id})
    return [prior for (prior,) in rows.fetchall()]


def known_settlement(
    con: duckdb.DuckDBPyConnection, period: Period, org_scope: str, inputs: tuple[object, ...], standing: list[str]
) -> str | None:
    """The newest settlement of the period and scope that stands, where the same inputs would only repeat it."""
    newest = newest_standing(con, period, org_scope, standing)
    if newest is None or not unchanged_since(con, newest, standing, period.end.year):
        return None
    revision = load_run(con, newest).revision
    return newest if revision_id(inputs, revision, follows_of(con, newest)) == newest else None


def newest_standing(con: duckdb.DuckDBPyConnection, period: Period, org_scope: str, standing: list[str]) -> str | None:
    """The newest of the standing settlements of a period and scope."""
    row = con.execute(
        "SELECT arg_max(run_id, revision) FROM run.run "
        "WHERE period = $period AND org_scope = $org_scope AND list_contains($standing, run_id)",
        {"period": period.name, "org_scope": org_scope, "standing": standing},
    ).fetchone()
    return row[0] if row else None


def unchanged_since(con: duckdb.DuckDBPyConnection, run_id: str, standing: list[str], year: int) -> bool:
    """Whether a finished settlement follows the very runs of its own and earlier years that stand beside it now.

    What later years posted since rests on later data; were these the same, there is nothing to add.
    """
    known = con.execute("SELECT run_id FROM run.run WHERE extract('year' FROM period_end) <= $year", {"year": year})
    so_far = {one for (one,) in known.fetchall()} - {run_id}
    return so_far & set(standing) == so_far & set(follows_of(con, run_id))


def check_plans(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Raises RuleError where something is still to come and no plan says what becomes of it."""
    found = con.execute(
        "SELECT posted.org_id, sum(posted.to_come_amount) FROM run.follows AS followed "
        "INNER JOIN result.reward_ledger AS posted ON followed.prior_run_id = posted.run_id "
        "WHERE followed.run_id = $run_id AND ($org_id IS NULL OR posted.org_id = $org_id) AND posted.org_id NOT IN "
        "(SELECT org_id FROM scope.reward_plan WHERE run_id = $run_id) "
        "GROUP BY posted.org_id HAVING sum(posted.to_come_amount) <> 0 ORDER BY posted.org_id LIMIT 1",
        {"run_id": run.run_id, "org_id": run.org_id},
    ).fetchone()
    if found:
        raise RuleError(
            f"{found[0]} has {found[1]} still to come from earlier years, and no reward plan is in force on "
            f"{run.period_end}.",
            do="Put the plan's file back, or give one for that day.",
        )


def check_settlements(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Raises UserError where another settlement was confirmed since the run was frozen.

    The run would post what the other has posted already.
    """
    period = Period(run.period, run.period_start, run.period_end)
    since = set(standing_settlements(con, run.org_id, period, run.provisional)) - set(follows_of(con, run.run_id))
    if since:
        others = ", ".join(sorted(since))
        raise UserError(
            f"Run {run.run_id} settles rewards, and {others} settled some of them since it was frozen.",
            do=f"Run {run.period} again: it will post only what still differs.",
        )
