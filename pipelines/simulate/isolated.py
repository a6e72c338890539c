"""A warehouse in memory beside the real one, which is attached read-only: whatever is computed here leaves no trace."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import duckdb

from pipelines.feeds import load_feeds
from pipelines.settings import Settings
from pipelines.upgrade import columns_of, table_columns
from pipelines.warehouse import configuration, connect, prepare, refusal

# Taken over whole: what was delivered, which rules there were, which runs.
WHOLE = ("ingest.batch", "compiled.", "run.run", "run.prior", "run.follows", "run.decided_grade", "run.signature")
# Of the runs looked at: what they applied and what came out. The rest of `result` and `scope` nobody reads here.
OF_RUNS = (
    "scope.candidate", "scope.scheme", "scope.reward_plan", "scope.subject", "scope.decided_grade",
    "result.metric_sum", "result.indicator_score", "result.appraisal", "result.gate",
    "result.consequence", "result.commendation", "result.compliance_alert",
    "result.reward_line", "result.reward_tier", "result.reward_pool", "result.reward_award", "result.reward_tranche",
    "result.reward_ledger",
)  # fmt: skip
# grain: run_id, org_id, benefit_year. By which plan a simulated run priced a year; `rewards.plan` is the last run's.
PLAN_USED = """
    CREATE SCHEMA simulated;
    CREATE TABLE simulated.plan_used (run_id TEXT, org_id TEXT, benefit_year INTEGER, plan_key TEXT)
"""


@contextmanager
def isolated(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that has every table and view of a warehouse in memory, and sees the records of the real one.

    `history.*` are views of the real tables; batches, rules and runs are copied, results of runs by `copy_results`.
    Raises UserError where there is nothing to read, BusyError while another process writes.
    """
    connect(settings, read_only=True).close()  # says what is wrong with it, if anything is
    with tempfile.TemporaryDirectory(prefix="appraise-") as spill:
        con = duckdb.connect(config=configuration(settings) | {"temp_directory": spill})
        try:
            attach(con, settings)
            yield con
        finally:
            con.close()


def attach(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Attach the real warehouse as `home` and make everything else here."""
    path = str(settings.warehouse).replace("'", "''")
    try:
        con.execute(f"ATTACH '{path}' AS home (READ_ONLY)")
    except duckdb.IOException as error:
        raise refusal(settings.warehouse, error) from error
    there = columns_of(con, "home")
    con.execute("CREATE SCHEMA history")
    for feed in load_feeds().values():
        known = there.get(f"history.{feed.feed}", set())
        added = "".join(
            f', CAST(NULL AS {field.sql_type}) AS "{field.name}"' for field in feed.fields if field.name not in known
        )
        con.execute(f"CREATE VIEW history.{feed.feed} AS SELECT *{added} FROM home.history.{feed.feed}")
    # Where the calendar is today's it need not be worked out; `prepare` looks.
    con.execute("CREATE SCHEMA calendar")
    for table in ("calendar.working_day", "calendar.filled"):
        con.execute(f"CREATE TABLE {table} AS FROM home.{table}")
    prepare(con)
    con.execute(PLAN_USED)
    for table in table_columns():
        if table.startswith(WHOLE):
            copy(con, table, there, "")


def copy_results(con: duckdb.DuckDBPyConnection, run_ids: Iterable[str]) -> None:
    """Take over what these runs applied and what came out of them; what is here already stays as it is."""
    there, known = columns_of(con, "home"), sorted(set(run_ids))
    for table in OF_RUNS:
        which = f"WHERE run_id IN (SELECT unnest($run_ids)) AND run_id NOT IN (SELECT run_id FROM {table})"
        copy(con, table, there, which, {"run_ids": known})


def copy(
    con: duckdb.DuckDBPyConnection,
    table: str,
    there: dict[str, set[str]],
    which: str,
    values: dict[str, object] | None = None,
) -> None:
    """Rows of a table of the real warehouse; columns it does not have yet keep their default."""
    columns = ", ".join(f'"{column}"' for column in sorted(there.get(table, set()) & table_columns()[table]))
    if columns:
        con.execute(f"INSERT INTO {table} BY NAME SELECT {columns} FROM home.{table} {which}", values or {})
