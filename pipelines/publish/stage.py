"""Where a publishing is prepared: a folder of its own below `published`, kept between its steps and over retries.

Its databases show the warehouse as the journal told it then. Once a fact came in since, or another version of the
program looks at it, it is out of date and is made anew, so that no publishing takes back what another one showed.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

import duckdb

from pipelines.journal import keep_journal
from pipelines.publish.exchange import undo
from pipelines.publish.noted import written_by
from pipelines.runs import code_sha256, sha256_of
from pipelines.settings import Settings

PREFIX = ".writing-"


@dataclass(frozen=True)
class Stage:
    """The folder of one run. `new` is what will be published, `aside` takes what stood there."""

    root: Path

    @property
    def new(self) -> Path:
        return self.root / "new"

    @property
    def aside(self) -> Path:
        return self.root / "old"

    @property
    def partial(self) -> Path:
        return self.root / "partial"

    @property
    def mark(self) -> Path:
        """There from the moment the databases are whole until the exchange begins."""
        return self.root / "ready.json"

    def marked(self) -> dict[str, Any]:
        """What it was made of; {} where it is not ready."""
        try:
            found: dict[str, Any] = json.loads(self.mark.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return found

    def make(self) -> None:
        """Empty folders that nobody else may look into: names and amounts lie there before anyone is granted them."""
        self.root.mkdir(mode=0o700)
        for folder in (self.new, self.aside, self.partial):
            folder.mkdir()

    def finish(self, state: str, languages: Sequence[str]) -> None:
        """Say that the databases are whole; in one step, so that a kill never leaves half a mark."""
        unfinished = self.mark.with_suffix(".partial")
        content = {"state": state, "code": code_sha256(), "languages": list(languages)}
        unfinished.write_text(json.dumps(content), encoding="utf-8")
        unfinished.replace(self.mark)

    def remove(self) -> None:
        """Take it away at once, though a task may still be writing documents into it; that one finds it gone."""
        if self.root.exists():
            gone = self.root.with_name(f"{PREFIX}gone-{secrets.token_hex(4)}")
            self.root.rename(gone)
            rmtree(gone, ignore_errors=True)


def stage_of(published: Path, run_id: str) -> Stage:
    """The stage of a run, made or not."""
    return Stage(published / f"{PREFIX}{run_id}")


def state_of(con: duckdb.DuckDBPyConnection, settings: Settings, key: str) -> str:
    """The hash of all that published files are made of: every fact told, the program, the key, the languages."""
    keep_journal(settings.archive, con)
    told = con.execute("SELECT arg_max(entry_sha256, sequence) FROM run.journal").fetchall()[0][0]
    return sha256_of((told or "", written_by(key), ",".join(settings.document_languages)))


def clear(published: Path, state: str) -> None:
    """Undo an exchange that a kill left half done, and remove all stages that cannot be used any more.

    Whoever calls this holds the warehouse, so that nobody else is making or exchanging one.
    """
    for root in published.glob(f"{PREFIX}*"):
        stage = Stage(root)
        undo(stage.aside, published)
        if stage.marked().get("state") != state:
            stage.remove()
