"""A small warehouse with batches as the ingest step leaves them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.feeds import feed_named
from pipelines.ingest.archive import sha256_of
from pipelines.ingest.clean import POLARS_TYPES
from pipelines.settings import Settings
from pipelines.warehouse import connect, writer

Row = Mapping[str, Any]
Archive = Callable[..., int]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def settings_in(home: Path) -> Settings:
    return Settings(home=home, today=date(2026, 10, 1))


@pytest.fixture
def archive(settings: Settings) -> Archive:
    """Archive rows as a new batch of a feed; gives the batch's number."""
    return lambda *args, **options: archive_rows(settings, *args, **options)


@contextmanager
def warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse; its tables and views are made once."""
    if not settings.warehouse.exists():
        with writer(settings):
            pass
    con = connect(settings)
    try:
        yield con
    finally:
        con.close()


def archive_rows(
    settings: Settings,
    feed: str,
    rows: Sequence[Row],
    *,
    read_count: int | None = None,
    delivery: str | None = None,
    source: str = "test",
    state: str = "archived",
) -> int:
    """Write the Parquet file and the batch row of a delivery; rows are numbered from 2."""
    contract = feed_named(feed)
    fields = {field.name: POLARS_TYPES[field.type] for field in contract.fields}
    whole = {field.name for field in contract.fields if field.type == "integer"}
    records = [
        {"source_row": number, "rejected": None}
        | {name: int(row[name]) if name in whole and row.get(name) is not None else row.get(name) for name in fields}
        for number, row in enumerate(rows, start=2)
    ]
    schema = {"source_row": pl.Int64, **fields, "rejected": pl.String}
    with warehouse(settings) as con:
        batch_id = int(con.execute("SELECT coalesce(max(batch_id), 0) + 1 FROM ingest.batch").fetchall()[0][0])
        file = settings.archive / feed / f"{batch_id}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        pl.DataFrame(records, schema=schema).select(list(schema)).write_parquet(file)
        con.execute(
            "INSERT INTO ingest.batch VALUES (?, ?, ?, ?, 'f', 'c', ?, ?, ?, "
            "DATE '2026-10-01', ?, ?, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL)",
            [
                batch_id, feed, source, f"{feed}.csv", str(file.relative_to(settings.home)), sha256_of(file),
                delivery or contract.delivery, state, len(rows) if read_count is None else read_count,
            ],
        )  # fmt: skip
    return batch_id
