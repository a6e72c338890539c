"""From innovations to amounts: benefit lines, pools, awards, instalments and what is posted to the ledger."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.models.tables import clear, file_of
from pipelines.parameters import Parameters, bind
from pipelines.warehouse import SQL_DIR, as_view, tables_read

REWARD_TABLES = (
    "result.reward_line", "result.reward_tier", "result.reward_award", "result.reward_pool", "result.reward_tranche",
    "result.reward_ledger", "result.department_reward", "result.reward_reconciliation",
)  # fmt: skip
ALERT = "rewarded_staff"


def has_rewards(con: duckdb.DuckDBPyConnection, run: Parameters) -> bool:
    """Whether a reward plan applies to an organisation of the run that has connected its innovations."""
    row = con.execute(
        "SELECT 1 FROM scope.reward_plan AS plans INNER JOIN scope.feed AS feeds "
        "ON plans.run_id = feeds.run_id AND plans.org_id = feeds.org_id AND feeds.feed = 'innovation' "
        "WHERE plans.run_id = $run_id LIMIT 1",
        {"run_id": run.run_id},
    ).fetchone()
    return row is not None


def fill_rewards(con: duckdb.DuckDBPyConnection, run: Parameters) -> None:
    """Fill the run's `result.reward_*`, `department_reward` and the alert on how many of the staff are rewarded.

    Reads revision, period and provisional from the run's row in `run.run`, the plans of `scope.reward_plan`, the
    records, the run's gates, appraisals and decided grades, and what the settlements in `run.follows` have posted. May
    be repeated.

    The steps between stay in `rewards.<file>` until the next run is worked out. They are tables: each rests on several
    others, and as views within views they would be worked out over and over.
    """
    bind(con, run)
    con.execute("DROP SCHEMA IF EXISTS rewards CASCADE; CREATE SCHEMA rewards")
    clear(con, run, REWARD_TABLES)
    con.execute("DELETE FROM result.compliance_alert WHERE run_id = $1 AND alert = $2", [run.run_id, ALERT])
    made: set[str] = set()
    for table in REWARD_TABLES:
        put(con, file_of(table, "rewards"), table, made)
    put(con, SQL_DIR / "rewards" / f"{ALERT}.sql", "result.compliance_alert", made)


def put(con: duckdb.DuckDBPyConnection, file: Path, table: str, made: set[str]) -> None:
    """Fill a table of results from its file, which stays as a step too."""
    make(con, file, made)
    con.execute(f"INSERT INTO {table} BY NAME FROM rewards.{file.stem}")


def make(con: duckdb.DuckDBPyConnection, file: Path, made: set[str]) -> None:
    """Make `rewards.<file>` after the steps it reads, each once."""
    for name in sorted(tables_read(file)):
        if name.startswith("rewards.") and name not in made:
            make(con, SQL_DIR / f"{name.replace('.', '/')}.sql", made)
    if f"rewards.{file.stem}" not in made:
        con.execute(f"CREATE TABLE rewards.{file.stem} AS {as_view(file)}")
        made.add(f"rewards.{file.stem}")
