"""A small warehouse with batches as the ingest step leaves them, to validate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.feeds import feed_named
from pipelines.settings import Settings
from pipelines.warehouse import writer

Row = Mapping[str, Any]
POLARS = {
    "text": pl.String,
    "code": pl.String,
    "integer": pl.Int64,
    "number": pl.Decimal(18, 6),
    "money": pl.Decimal(18, 2),
    "date": pl.Date,
    "timestamp": pl.Datetime("us"),
    "boolean": pl.Boolean,
}
Archive = Callable[..., int]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, today=date(2026, 10, 1))


@pytest.fixture
def archive(settings: Settings) -> Archive:
    """Archive rows as a new batch of a feed; gives its number."""

    def archive(
        feed: str, rows: Sequence[Row], delivery: str | None = None, source: str = "test", rejected: int = 0
    ) -> int:
        return archive_rows(settings, feed, rows, delivery, source, rejected)

    return archive


def archive_rows(
    settings: Settings,
    feed: str,
    rows: Sequence[Row],
    delivery: str | None = None,
    source: str = "test",
    rejected: int = 0,
) -> int:
    """Write the Parquet file and the batch row of a delivery."""
    contract = feed_named(feed)
    schema = {"source_row": pl.Int64, **{field.name: POLARS[field.type] for field in contract.fields}, "rejected": pl.String}
    records = [{name: row.get(name) for name in schema} | {"source_row": n} for n, row in enumerate(rows, start=2)]
    with writer(settings) as con:
        batch_id = con.execute("SELECT coalesce(max(batch_id), 0) + 1 FROM ingest.batch").fetchall()[0][0]
        file = settings.archive / feed / f"{batch_id}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        pl.DataFrame(records, schema=schema, strict=False).write_parquet(file)
        con.execute(
            "INSERT INTO ingest.batch VALUES "
            "(?, ?, ?, ?, 'f', 'c', ?, 'a', ?, DATE '2026-10-01', 'archived', ?, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL)",
            [
                batch_id, feed, source, f"{feed}.csv", str(file.relative_to(settings.home)),
                delivery or contract.delivery, len(rows) + rejected,
            ],
        )  # fmt: skip
        for n in range(rejected):
            con.execute(
                "INSERT INTO ingest.quarantine VALUES (?, ?, ?, NULL, 'not_a_date', NULL, NULL, 'x', NULL)",
                [batch_id, feed, len(rows) + 2 + n],
            )
    return int(batch_id)
