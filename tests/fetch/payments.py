"""Payments in a table of a database, and what the institution knows of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.fetch import Fetched, fetch_new
from pipelines.warehouse import writer
from tests.ingest.institution import Institution
from tests.services.postgres import Postgres

TABLE = """
    CREATE TABLE payment (
        id bigint PRIMARY KEY, org text NOT NULL DEFAULT 'E001', number text, project text, due date,
        planned numeric(18,2), paid numeric(18,2), audited boolean, changed timestamptz
    )
"""
QUERY = "SELECT id, org, number, project, due, planned, paid, audited, changed FROM payment"
COLUMNS = """
    columns:
      org_id: org
      payment_id: number
      project_id: project
      planned_on: due
      planned_amount: planned
      paid_amount: paid
      audited: audited
"""
KNOWN = "SELECT payment_id, planned_amount::TEXT FROM records.project_payment ORDER BY payment_id"
MARKS = "SELECT source_file, row_count, since_value, until_value FROM ingest.fetched ORDER BY fetch_id"


@dataclass
class Payments:
    """A table of payments; `describe` writes the source file, `fetch` what a night does first."""

    institution: Institution
    database: Postgres

    def create(self) -> None:
        self.database.execute(TABLE)
        self.pay((1, "Z1", "100.10", "2026-09-01 08:00+08"), (2, "Z2", "200.20", "2026-09-02 08:00+08"))
        self.pay((3, "Z3", "300.30", "2026-09-03 08:00+08"))

    def pay(self, *rows: tuple[int, str, str, str | None]) -> None:
        for number, name, amount, changed in rows:
            at = "NULL" if changed is None else f"'{changed}'"
            self.database.execute(
                "INSERT INTO payment (id, number, project, planned, changed) "
                f"VALUES ({number}, '{name}', 'J1', {amount}, {at})"
            )

    def describe(self, incremental: str = "", query: str = QUERY, feed: str = "project_payment") -> Path:
        by = f"\n      incremental: {incremental}" if incremental else ""
        text = f"source: E001.finance\nfeed: {feed}\ndatabase:\n      connection: finance\n      query: >-\n"
        text += f"        {query}{by}\n"
        columns = COLUMNS.replace("\n    ", "\n") if feed == "project_payment" else ""
        file = self.institution.settings.sources / "finance.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + columns, encoding="utf-8")
        return file

    def fetch(self, since: str | None = None, *, everything: bool = False, day: date | None = None) -> Fetched:
        names = ("E001.finance",) if since is not None else ()
        (done,) = fetch_new(self.institution.settings, names, since, everything=everything, day=day)
        return done

    def night(self) -> Fetched:
        done = self.fetch()
        self.institution.take_in()
        return done

    def known(self) -> dict[str, str]:
        return dict(self.rows(KNOWN))

    def marks(self) -> list[tuple[Any, ...]]:
        return self.rows(MARKS)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with writer(self.institution.settings) as con:
            return con.execute(query).fetchall()

    def in_file(self, done: Fetched) -> pl.DataFrame:
        return pl.read_parquet(self.institution.settings.incoming / done.file)

    def files(self) -> list[str]:
        folder = self.institution.settings.incoming / "fetched" / "E001.finance"
        return sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []
