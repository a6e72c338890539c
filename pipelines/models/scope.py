"""Who is appraised in a run, by which scheme, and whose evidence counts for them."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from pipelines.errors import RuleError
from pipelines.models.codes import check_codes
from pipelines.models.tables import refill
from pipelines.parameters import Parameters

SCOPE_TABLES = (
    "scope.scheme", "scope.reward_plan", "scope.metric", "scope.feed", "scope.parameter", "scope.subject",
    "scope.branch", "scope.holding", "scope.office", "scope.reach", "scope.self_report",
)  # fmt: skip


def set_candidates(con: duckdb.DuckDBPyConnection, run: Parameters, keys: Iterable[str]) -> None:
    """Say which compiled schemes and reward plans the run may choose from: those that stand in the files now."""
    con.execute("DELETE FROM scope.candidate WHERE run_id = $run_id", {"run_id": run.run_id})
    con.execute(
        "INSERT INTO scope.candidate SELECT $run_id, unnest($keys::TEXT[])",
        {"run_id": run.run_id, "keys": sorted(keys)},
    )


def fill_scope(con: duckdb.DuckDBPyConnection, run: Parameters) -> None:
    """Fill `scope.*` for the run from `records.*`, `compiled.*` and `scope.candidate`. May be repeated.

    Raises RuleError when two schemes of one organisation give a parameter different numbers, or one gives no number
    for a code that a record may carry.
    """
    refill(con, run, SCOPE_TABLES, source="scope")
    check_parameters_agree(con, run)
    check_codes(con, run)


def check_parameters_agree(con: duckdb.DuckDBPyConnection, run: Parameters) -> None:
    """Evidence is counted once for departments and CIOs alike, so their schemes must count with the same numbers."""
    found = con.execute(
        "SELECT schemes.org_id, parameters.name, parameters.code, min(parameters.value), max(parameters.value), "
        "string_agg(DISTINCT rules.scheme_id, ' and ' ORDER BY rules.scheme_id) "
        "FROM scope.scheme AS schemes "
        "INNER JOIN compiled.parameter AS parameters ON schemes.scheme_key = parameters.scheme_key "
        "INNER JOIN compiled.scheme AS rules ON schemes.scheme_key = rules.scheme_key "
        "WHERE schemes.run_id = $run_id GROUP BY ALL "
        "HAVING min(parameters.value) <> max(parameters.value) ORDER BY ALL LIMIT 1",
        {"run_id": run.run_id},
    ).fetchone()
    if found:
        org_id, name, code, least, most, schemes = found
        raise RuleError(
            f'{schemes} give the parameter "{name}"{f" for {code}" if code else ""} different numbers '
            f"({least:f} and {most:f}), and both apply to {org_id}.",
            do="Give both schemes the same number: evidence is counted once for both.",
        )
