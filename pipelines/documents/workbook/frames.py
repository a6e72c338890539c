"""Rows of the published database as frames, for sheets of any length, and their codes in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import polars as pl

from pipelines.documents.edition import Edition, named_in


class Stream:
    """A query's rows as an Arrow stream. Polars remembers the class of what it reads, which must not be DuckDB's own:
    DuckDB would complain about it when the program ends."""

    def __init__(self, rows: duckdb.DuckDBPyRelation) -> None:
        self.rows = rows

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        return self.rows.__arrow_c_stream__()


def frame(edition: Edition, query: str, **values: object) -> pl.DataFrame:
    """The rows of a query about this organisation and run, which name themselves `$org_id` and `$run_id`."""
    given = {"run_id": edition.run_id, "org_id": edition.org_id, "lang": edition.lang, **values}
    return pl.DataFrame(Stream(edition.con.sql(query, params=named_in(query, given))))


def worded(rows: pl.DataFrame, column: str, words: Callable[[str], str]) -> pl.DataFrame:
    """The rows with the words for each code or sentence of a column; each is looked up once."""
    codes = rows[column].drop_nulls().unique().to_list()
    said = pl.DataFrame(
        {column: codes, "said": [words(code) for code in codes]}, {column: pl.String, "said": pl.String}
    )
    return (
        rows.join(said, on=column, how="left", maintain_order="left")
        .with_columns(pl.col("said").alias(column))
        .drop("said")
    )


def numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with a serial number from 1."""
    return rows.with_row_index("serial", offset=1)
