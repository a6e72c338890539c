"""Puts the rows that break a rule into quarantine, each with what was found in it."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pipelines.errors import CheckError
from pipelines.feeds import Feed
from pipelines.ingest.batches import record_key
from pipelines.validate.outcome import Outcome


def quarantine_rows(con: duckdb.DuckDBPyConnection, feed: Feed, batch_id: int, outcomes: Sequence[Outcome]) -> None:
    """Set aside exactly the rows of `temp.<feed>` that break a rule which quarantines, named for each such rule.

    All are found first: a row that is in quarantine is no longer seen. Raises CheckError when a rule's query does
    not name rows.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE broken (source_row BIGINT, rule TEXT, columns TEXT, found TEXT, why TEXT)"
    )
    for outcome in outcomes:
        if outcome.rule.on_failure == "quarantine" and outcome.query:
            find_rows(con, feed, outcome)
    con.execute(
        f"""
        INSERT INTO ingest.quarantine
        SELECT
            $batch_id, $feed, broken.source_row, {record_key(feed, "delivered.")}, broken.rule, broken.columns,
            broken.found, broken.why || ' Found: ' || broken.found || '.', NULL
        FROM temp.broken
        INNER JOIN temp."{feed.feed}" AS delivered ON broken.source_row = delivered.source_row
        """,
        {"batch_id": batch_id, "feed": feed.feed},
    )


def find_rows(con: duckdb.DuckDBPyConnection, feed: Feed, outcome: Outcome) -> None:
    """Note the rows that break one rule, inside DuckDB."""
    rule = outcome.rule
    try:
        columns = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM ({outcome.query})").fetchall()]
        shown = [column for column in columns if column != "source_row"]
        con.execute(
            f"INSERT INTO temp.broken SELECT source_row, $rule, $columns, min({found(shown)}), $why "
            f"FROM ({outcome.query}) GROUP BY source_row",
            {"rule": rule.id, "columns": ", ".join(shown) or None, "why": rule.why.en},
        )
    except duckdb.BinderException as error:
        raise CheckError(
            f"The expectation {rule.id} on {feed.feed} does not say which rows break it: {error}",
            do="Its query must return source_row.",
        ) from error


def found(columns: Sequence[str]) -> str:
    """SQL for what stands in the columns: the value of one, or `name value` of each of several."""
    if not columns:
        return "'the row'"
    texts = [f"coalesce(CAST(\"{column}\" AS TEXT), 'nothing')" for column in columns]
    if len(columns) == 1:
        return texts[0]
    return " || ', ' || ".join(f"'{column} ' || {text}" for column, text in zip(columns, texts, strict=True))
