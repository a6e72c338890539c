"""Runs a suite over a view, inside DuckDB, in the caller's transaction.

Importing Great Expectations takes seconds: import this module where a check is made, not at the top.

Great Expectations says which rules fail and writes the query that finds the failing rows. The rows stay in
DuckDB: a check costs the same whether one row fails or a million, and no value reaches a report.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import duckdb
import great_expectations as gx
from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
from great_expectations.data_context.types.base import ProgressBarsConfig

from pipelines.errors import CheckError
from pipelines.validate.data_docs import render
from pipelines.validate.dialect import lent
from pipelines.validate.outcome import Outcome, Page
from pipelines.validate.rule_file import SQL_RULE, Rule
from pipelines.validate.suite import over_batch, rule_id, suite_of

ABORTED = "Current transaction is aborted"


def check(
    con: duckdb.DuckDBPyConnection, name: str, view: str, row_key: Sequence[str], rules: Sequence[Rule]
) -> tuple[list[Outcome], Page]:
    """Check the rules over `temp.<view>`; gives the outcome of each and the page for the Data Docs.

    `row_key` are the columns that tell a row from the others. Raises CheckError when an expectation could not
    be checked at all, RuleError when a rule makes no sense.
    """
    result = validate(con, name, view, row_key, rules)
    found = {rule_id(entry): entry for entry in result.results}
    problems = [(rule.id, problem) for rule in rules if (problem := trouble(found[rule.id]))]
    if problems:
        # After the first error in a transaction the others only say that it is aborted.
        failed, problem = min(problems, key=lambda entry: ABORTED in entry[1])
        raise CheckError(
            f"The expectation {failed} on {name} could not be checked: {problem}",
            do="Nothing was accepted. Correct the expectation and run this again.",
        )
    outcomes = {rule.id: outcome_of(con, rule, view, found[rule.id]) for rule in rules}
    row_count = con.execute(f'SELECT count(*) FROM temp."{view}"').fetchall()[0][0]
    return list(outcomes.values()), render(name, result, outcomes, row_count)


def validate(
    con: duckdb.DuckDBPyConnection, name: str, view: str, row_key: Sequence[str], rules: Sequence[Rule]
) -> ExpectationSuiteValidationResult:
    """The suite's result: success or not, and the query for the failing rows."""
    with quiet(), lent(con) as url:
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
        source = context.data_sources.add_sql("warehouse", connection_string=url, create_temp_table=False)
        asset = source.add_table_asset(view, table_name=view)
        try:
            return (
                asset.add_batch_definition("all")
                .get_batch()
                .validate(
                    suite_of(name, rules),
                    result_format={
                        "result_format": "BOOLEAN_ONLY",
                        "return_unexpected_index_query": True,
                        "unexpected_index_column_names": list(row_key),
                    },
                )
            )
        finally:
            source.get_engine().dispose()
            source.get_execution_engine().engine.dispose()


@contextmanager
def quiet() -> Iterator[None]:
    """No log lines of Great Expectations: what went wrong is told by the error we raise."""
    log = logging.getLogger("great_expectations")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


def trouble(entry: ExpectationValidationResult) -> str | None:
    """What the expectation raised, in one line, or None."""
    info = entry.exception_info or {}
    parts = [info] if "raised_exception" in info else [part for part in info.values() if isinstance(part, dict)]
    texts = [str(part.get("exception_message")) for part in parts if part.get("raised_exception")]
    return min(texts, key=lambda text: ABORTED in text).strip().splitlines()[0] if texts else None


def outcome_of(con: duckdb.DuckDBPyConnection, rule: Rule, view: str, entry: ExpectationValidationResult) -> Outcome:
    """The outcome of a rule; rows are counted for a failed one only."""
    if entry.success:
        return Outcome(rule, True, 0, None)
    query = entry.result.get("unexpected_index_query")
    if rule.expect == SQL_RULE:
        query = over_batch(rule, f'temp."{view}"')
    if not query:
        return Outcome(rule, False, 1, None)
    query = str(query).strip().rstrip(";")
    return Outcome(rule, False, con.execute(f"SELECT count(*) FROM ({query})").fetchall()[0][0], query)
