"""Puts the rows that break a rule into quarantine, each with what was found in it."""

from __future__ import annotations

import duckdb

from pipelines.errors import CheckError
from pipelines.feeds import Feed
from pipelines.validate.outcome import Outcome


def quarantine_rows(con: duckdb.DuckDBPyConnection, feed: Feed, batch_id: int, outcome: Outcome) -> None:
    """Set aside exactly the rows the rule's query returns. Raises CheckError when it does not name rows."""
    rule = outcome.rule
    try:
        columns = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM ({outcome.query})").fetchall()]
        shown = [column for column in columns if column != "source_row"]
        con.execute(
            f"""
            INSERT INTO ingest.quarantine
            SELECT
                $batch_id, $feed, broken.source_row, {record_key(feed)}, $rule, $columns,
                broken.found, concat($why, ' Found: ', broken.found, '.'), NULL
            FROM (
                SELECT source_row, min({found(shown)}) AS found FROM ({outcome.query}) GROUP BY source_row
            ) AS broken
            INNER JOIN temp."{feed.feed}" AS delivered ON broken.source_row = delivered.source_row
            """,
            {
                "batch_id": batch_id,
                "feed": feed.feed,
                "rule": rule.id,
                "columns": ", ".join(shown) or None,
                "why": rule.why.en,
            },
        )
    except duckdb.BinderException as error:
        raise CheckError(
            f"The expectation {rule.id} on {feed.feed} does not say which rows break it: {error}",
            do="Its query must return source_row.",
        ) from error


def record_key(feed: Feed) -> str:
    """SQL for a record's key as one text."""
    parts = ", ".join(f'delivered."{name}"' for name in feed.key)
    return f"concat_ws('/', {parts})"


def found(columns: list[str]) -> str:
    """SQL for what stands in the columns: the value of one, or `name value` of each of several."""
    if not columns:
        return "'the row'"
    texts = [f"coalesce(CAST(\"{column}\" AS TEXT), 'nothing')" for column in columns]
    if len(columns) == 1:
        return texts[0]
    return (
        "concat_ws(', ', "
        + ", ".join(f"'{c} ' || {text}" for c, text in zip(columns, texts, strict=True))
        + ")"
    )
