"""A home beside the real one, with nothing in it but links to the archived records; what is made anew is made there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from pipelines.errors import VerifyError
from pipelines.feeds import feed_named
from pipelines.settings import Settings
from pipelines.warehouse import text


def scratch_home(settings: Settings, folder: Path, threads: int | None = None) -> Settings:
    """Settings of a home in `folder` that has its own warehouse, rules and archive."""
    return settings.model_copy(
        update={
            "home": folder,
            "project": folder / "project",
            "threads": threads or settings.threads,
        }
    )


def lay_file(home: Path, scratch: Path, name: str, sha256: str) -> Path:
    """Link a file of the archive into the scratch home. Raises VerifyError where it is gone or was changed."""
    file, target = home / name, scratch / name
    if not file.is_file():
        raise VerifyError("is missing.", do="Put it back from a copy of the archive.", file=file)
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != sha256:
        raise VerifyError(
            "is damaged or was changed: it no longer has the hash it was archived with.",
            do="Put it back from a copy of the archive.",
            file=file,
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to(file.resolve())
    return target


def lay_records(con: duckdb.DuckDBPyConnection, home: Path, scratch: Path, batch: Mapping[str, Any]) -> None:
    """Link a batch's records; a feed that has got new fields since gets a copy with these empty."""
    target = lay_file(home, scratch, batch["archive_file"], batch["archive_sha256"])
    there = {row[0] for row in con.execute(f"SELECT name FROM parquet_schema({text(str(target))})").fetchall()}
    new = [field for field in feed_named(batch["feed"]).fields if field.name not in there]
    if new:
        archived = target.resolve()
        target.unlink()
        added = ", ".join(f'CAST(NULL AS {field.sql_type}) AS "{field.name}"' for field in new)
        con.execute(
            f"COPY (SELECT *, {added} FROM read_parquet({text(str(archived))}) ORDER BY source_row) "
            f"TO {text(str(target))} (FORMAT parquet)"
        )
