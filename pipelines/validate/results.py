"""Checks the results of a run before anyone sees them."""

from __future__ import annotations

import duckdb

from pipelines.errors import CheckError
from pipelines.ingest.batches import home_of
from pipelines.parameters import bind
from pipelines.runs import Run
from pipelines.validate.outcome import Outcome, Page, write_pages
from pipelines.validate.rule_file import result_rules
from pipelines.validate.unused import name_unused

ROW_KEYS = {
    "appraisal": ("org_id", "subject_type", "subject_id"),
    "gate": ("org_id", "subject_type", "subject_id", "gate"),
    "indicator_score": ("org_id", "subject_type", "subject_id", "metric_id"),
    "metric_sum": ("org_id", "subject_type", "subject_id", "metric_id"),
    "reward_award": ("org_id", "award_id"),
    "reward_ledger": ("org_id", "entry_id"),
    "reward_pool": ("org_id", "innovation_id", "benefit_year"),
    "reward_reconciliation": ("org_id", "benefit_year"),
    "reward_tranche": ("org_id", "award_id", "tranche"),
}


def check_run(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Check everything `expectations/results` expects of the run and fill `result.data_quality`.

    Works on the caller's connection, in its transaction; writes the Data Docs beside the warehouse. Raises
    CheckError naming each expectation that stops the run, how many rows break it and the first three of them.
    """
    from pipelines.validate.engine import check

    bind(con, run.parameters)
    pages: list[Page] = []
    broken: list[str] = []
    con.execute("DELETE FROM result.data_quality WHERE run_id = $run_id", {"run_id": run.run_id})
    copy_incoming(con, run)
    name_unused(con, run)
    for table, rules in result_rules().items():
        con.execute(
            f'CREATE OR REPLACE TEMP VIEW "{table}" AS '
            f"SELECT * FROM result.{table} WHERE run_id = getvariable('run_id')"
        )
        outcomes, page = check(con, f"result.{table}", table, ROW_KEYS[table], rules)
        pages.append(page)
        store(con, run, table, outcomes)
        failed = [item for item in outcomes if not item.success and item.rule.on_failure == "stop"]
        broken += [describe(con, table, item) for item in failed]
    write_pages(home_of(con) / "data_docs", pages)
    if broken:
        raise CheckError(
            f"Run {run.run_id} breaks {len(broken)} of its checks:\n       " + "\n       ".join(broken),
            do="Nothing was released. This is a fault of the computation or of a scheme, not of the data.",
        )


def copy_incoming(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Take over what was found in the batches the run read."""
    con.execute(
        """
        INSERT INTO result.data_quality
        SELECT
            $run_id, $revision, $period, $org_id,
            expectation.expectation_id,
            'feed ' || expectation.feed,
            arg_max(expectation.severity, expectation.batch_id),
            bool_and(expectation.success),
            sum(expectation.unexpected_count),
            arg_max(expectation.why, expectation.batch_id)
        FROM ingest.expectation_result AS expectation
        INNER JOIN ingest.batch AS batch ON expectation.batch_id = batch.batch_id
        WHERE
            expectation.batch_id <= $as_of_batch
            AND batch.state = 'loaded'
            AND expectation.feed IN (SELECT feed FROM scope.feed WHERE run_id = $run_id)
        GROUP BY expectation.feed, expectation.expectation_id
        """,
        {
            "run_id": run.run_id,
            "revision": run.revision,
            "period": run.period,
            "org_id": run.org_scope,
            "as_of_batch": run.as_of_batch,
        },
    )


def store(con: duckdb.DuckDBPyConnection, run: Run, table: str, outcomes: list[Outcome]) -> None:
    """Keep what came of every expectation on a table of results."""
    con.executemany(
        "INSERT INTO result.data_quality VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                run.run_id, run.revision, run.period, run.org_scope, item.rule.id, f"result {table}",
                item.rule.severity, item.success, item.unexpected_count, item.rule.why.en,
            )
            for item in outcomes
        ],
    )  # fmt: skip


def describe(con: duckdb.DuckDBPyConnection, table: str, item: Outcome) -> str:
    """A failed expectation in one line, with the first three rows that break it."""
    line = f"{item.rule.id} on result.{table}: {item.rule.why.en} {item.unexpected_count} rows"
    if not item.query:
        return f"{line}."
    cursor = con.execute(f"SELECT DISTINCT * FROM ({item.query}) ORDER BY ALL LIMIT 3")
    names = [column[0] for column in cursor.description or ()]
    rows = ["(" + ", ".join(f"{n} {v}" for n, v in zip(names, row, strict=True)) + ")" for row in cursor.fetchall()]
    return f"{line}, first {', '.join(rows)}."
