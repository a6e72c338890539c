"""A small institution: an inbox, source files, and its history as tables of plain values."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.ingest import keys
from pipelines.ingest.intake import Delivery, Loaded, archive_new, load_new, pending
from pipelines.settings import Settings
from pipelines.warehouse import transaction, writer

DEPARTMENTS = "org_id,department_id,name,kind,parent_department_id,appraised,valid_from,valid_until\n"
TRAINING = "org_id,record_id,session_id,person_id,attended,credited_hours,exam_score,passed\n"


@dataclass
class Institution:
    """Files are delivered into `inbox`; `take_in` does what a night does, without the row rules."""

    settings: Settings

    def deliver(self, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        file = self.settings.incoming / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return file

    def describe(self, text: str, name: str = "source.yaml") -> Path:
        file = self.settings.sources / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        return file

    def archive(self, *paths: Path) -> list[Delivery]:
        return archive_new(self.settings, paths)

    def archive_one(self, *paths: Path) -> Delivery:
        (delivery,) = self.archive(*paths)
        return delivery

    def load(self) -> list[Loaded]:
        with writer(self.settings) as con:
            for batch in pending(con, "archived"):
                with transaction(con):
                    keys.check(con, batch.batch_id)
                    con.execute("UPDATE ingest.batch SET state = 'validated' WHERE batch_id = ?", [batch.batch_id])
        return load_new(self.settings)

    def take_in(self) -> list[Loaded]:
        self.archive()
        return self.load()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.settings.warehouse)) as con:
            return con.execute(query).fetchall()

    def quarantine(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT source_row, reason_code, column_name, found FROM ingest.quarantine ORDER BY ALL")
