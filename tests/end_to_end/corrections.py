"""Deliveries after the first one, put straight into the history of an enterprise's records, batch by batch."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from pipelines import steps
from pipelines.settings import Settings
from pipelines.warehouse import connect, writer

Row = Mapping[str, Any]
FIRST_DAY = date(2026, 11, 17)


@dataclass
class House:
    """A home whose records are corrected; each delivery is a batch, received a day after the one before."""

    settings: Settings
    deliveries: int = 0

    @classmethod
    def copied(cls, settings: Settings, folder: Path) -> House:
        """A copy of a computed home, with schemes of its own, on a day when all deliveries have come."""
        shutil.copytree(settings.home, folder / "home")
        for part in ("schemes", "sources"):
            shutil.copytree(settings.project / part, folder / "project" / part)
        changes = {"home": folder / "home", "project": folder / "project", "today": date(2026, 12, 31)}
        return cls(settings.model_copy(update=changes))

    def deliver(self, feed: str, *rows: Row, withdrawn: Row | None = None) -> date:
        """Bring new records, or other fields of those that stand (`key` fields say which); end the one `withdrawn`.

        Returns the day it came in.
        """
        self.deliveries += 1
        received = FIRST_DAY + timedelta(days=self.deliveries)
        with writer(self.settings) as con:
            ((batch,),) = con.execute("SELECT max(batch_id) + 1 FROM ingest.batch").fetchall()
            con.execute(
                "INSERT INTO ingest.batch BY NAME SELECT * REPLACE ($batch AS batch_id, $feed AS feed, "
                "$day AS received_on, $file AS source_file, $file AS source, 'loaded' AS state, $file AS file_sha256) "
                "FROM ingest.batch "
                "WHERE batch_id = 1",
                {"batch": batch, "feed": feed, "day": received, "file": f"late/{feed}_{batch}.csv"},
            )
            for number, row in enumerate(rows, 2):
                replace_record(con, feed, row, batch, number)
            if withdrawn:
                close(con, feed, withdrawn, batch)
        return received

    def run(self, period: str = "2026Q3", as_of: date | None = None) -> str:
        return steps.run(self.settings, period, as_of=as_of)

    def change_scheme(self, name: str, old: str, new: str) -> None:
        """Change a text that stands once in a scheme of the enterprise."""
        file = self.settings.schemes / "enterprise" / "2026" / name
        text = file.read_text("utf-8")
        assert text.count(old) == 1, old
        file.write_text(text.replace(old, new), "utf-8")

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with connect(self.settings, read_only=True) as con:
            return con.execute(query, values).fetchall()


def key_of(feed: str) -> str:
    return f"{feed}_id"


def close(con: duckdb.DuckDBPyConnection, feed: str, row: Row, batch: int) -> list[Any]:
    """End the record that stands; returns its columns' values by name, none where there is none."""
    same = f"org_id = 'E001' AND {key_of(feed)} = ? AND closed_by_batch_id IS NULL"
    found = con.execute(f"SELECT * FROM history.{feed} WHERE {same}", [row[key_of(feed)]])
    names = [column[0] for column in found.description or []]
    standing = [dict(zip(names, values, strict=True)) for values in found.fetchall()]
    con.execute(f"UPDATE history.{feed} SET closed_by_batch_id = {batch} WHERE {same}", [row[key_of(feed)]])
    return standing


def replace_record(con: duckdb.DuckDBPyConnection, feed: str, row: Row, batch: int, number: int) -> None:
    """Put the record in the place of the one with its key, with that one's other fields."""
    standing = close(con, feed, row, batch)
    whole = {"org_id": "E001", **(standing[0] if standing else {}), **row}
    whole |= {"batch_id": batch, "source_row": number, "closed_by_batch_id": None}
    names = ", ".join(f'"{name}"' for name in whole)
    con.execute(f"INSERT INTO history.{feed} ({names}) VALUES ({', '.join('?' * len(whole))})", list(whole.values()))
