"""What was: the run of each period that a simulation is compared with, or one computed here where there is none."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from pipelines.errors import PeriodError
from pipelines.period import Period
from pipelines.runs import (
    ALL_ORGANISATIONS,
    Run,
    code_sha256,
    data_sha256,
    load_run,
    prior_runs,
    settled_batch,
)
from pipelines.schemes import load_rules
from pipelines.settings import Settings
from pipelines.settlements import follows_of, standing_settlements
from pipelines.simulate.isolated import copy_results

# Final before preview, and of both the one with the newest data; one of the organisation alone before one of all.
NEWEST = """
    SELECT run_id, code_sha256, data_sha256 FROM run.run
    WHERE
        period = $period AND state = 'computed' AND org_scope IN ('*', $org_scope)
        AND run_kind(revision, provisional) <> 'look_back' AND coalesce(sign_off, '') NOT IN ('rejected', 'returned')
    ORDER BY provisional, as_of_batch DESC, revision DESC, org_scope = '*', cut_off DESC, run_id LIMIT 1
"""
YEARS = "SELECT run_id FROM run.run WHERE state = 'computed' AND is_whole_year(period_start, period_end) ORDER BY ALL"


@dataclass(frozen=True)
class Baseline:
    """A run as it was. `is_stored`: it stands in the warehouse, else it is computed here with the rules in force now;
    `keys`: the schemes and plans it chose from. `other_code`: another version of the program computed it;
    `batch_now`: the newest data, where they differ from those it read (None: they do not)."""

    run: Run
    is_stored: bool
    keys: tuple[str, ...]
    prior: tuple[tuple[str, str], ...]
    follows: tuple[str, ...]
    other_code: bool
    batch_now: int | None


def find_baseline(con: duckdb.DuckDBPyConnection, settings: Settings, period: Period, org: str | None) -> Baseline:
    """The newest finished run of the period that covers the organisation (None: all), else one yet to be computed.

    Raises PeriodError for a period that has not begun, or without data or rules.
    """
    values = {"period": period.name, "org_scope": org or ALL_ORGANISATIONS}
    found = con.execute(NEWEST, values).fetchone()
    if not found:
        return uncomputed(con, settings, period, org)
    run_id, code, data = found
    run, newest = load_run(con, run_id), settled_batch(con, None)
    came = newest != run.as_of_batch and data_sha256(con, newest) != data
    prior = con.execute(
        "SELECT prior_run_id, period FROM run.prior WHERE run_id = $1 ORDER BY ALL", [run_id]
    ).fetchall()
    follows = follows_of(con, run_id)
    copy_results(con, [run_id, *(one for one, _ in prior), *follows])
    keys = con.execute("SELECT scheme_key FROM scope.candidate WHERE run_id = $1 ORDER BY ALL", [run_id]).fetchall()
    return Baseline(
        run, True, tuple(str(key) for (key,) in keys), tuple(prior), tuple(follows), code != code_sha256(),
        newest if came else None,
    )  # fmt: skip


def uncomputed(con: duckdb.DuckDBPyConnection, settings: Settings, period: Period, org: str | None) -> Baseline:
    """A run of the period as `appraise run` would freeze it now."""
    today = settings.current_date()
    cut_off = period.cut_off(today)
    if cut_off < period.start:
        raise PeriodError(f"The period {period.name} has not begun on {cut_off}.", do="Choose an earlier period.")
    rules = load_rules(settings.schemes)
    rules.store(con)
    keys = rules.keys_in_force(period.end)
    if not keys:
        do = f"Look at in_force in {settings.schemes}."
        raise PeriodError(f"No scheme or reward plan is in force on {period.end}.", do=do)
    # Grades and settlements of earlier years decide what this one would find.
    copy_results(con, [str(one) for (one,) in con.execute(YEARS).fetchall()])
    org_scope, provisional, batch = org or ALL_ORGANISATIONS, today <= period.end, settled_batch(con, None)
    run = Run(
        f"{period.name}/was", period.name, period.start, period.end, cut_off, batch, org_scope,
        0 if provisional else 1, provisional, "frozen", False,
    )  # fmt: skip
    return Baseline(
        run, False, tuple(keys), tuple(prior_runs(con, period, org_scope, batch)),
        tuple(standing_settlements(con, org, period, provisional)), False, None,
    )  # fmt: skip
