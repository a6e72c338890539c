"""Publishing: both database files are written beside the old ones, then renamed into place.

What the last publishing wrote of runs is taken over, if its file is still as it was written; else all is written anew.
Who has an old file open keeps it undisturbed; when anything fails the last published files stay as they were.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import TemporaryDirectory

import duckdb

from pipelines.errors import PublishError, UserError
from pipelines.publish.database import write_database
from pipelines.publish.description import DESCRIPTION_FILE
from pipelines.publish.pseudonym import pseudonym_key
from pipelines.runs import code_sha256, digest_of, load_run, sha256_of
from pipelines.settings import Settings
from pipelines.warehouse import writer

WRITING = ".writing-"
FILES = ("hr.duckdb", "analyst.duckdb")


def publish_run(settings: Settings, run_id: str) -> list[Path]:
    """Publish a computed run together with all that were published before. Returns the paths of the files.

    Raises UserError for a run whose checks have not passed, PublishError when a file cannot be written.
    """
    targets = [settings.published / name for name in FILES]
    with writer(settings) as con, refuse_politely(settings.published):
        run = load_run(con, run_id)
        if run.state != "computed":
            raise UserError(f"Run {run.run_id} is only {run.state}.", do=f"Finish it: appraise run {run.period}")
        # A preview is published until something newer of its period takes its place.
        con.execute(
            "UPDATE run.run SET published = (run_id = $id) WHERE run_id = $id "
            "OR (provisional AND period = $period AND org_scope = $org_scope)",
            {"id": run.run_id, "period": run.period, "org_scope": run.org_scope},
        )
        settings.published.mkdir(parents=True, exist_ok=True)
        for leftover in settings.published.glob(f"{WRITING}*"):
            rmtree(leftover)  # of a process that was killed; nobody else can be publishing now
        with TemporaryDirectory(dir=settings.published, prefix=WRITING) as folder:
            new = [Path(folder) / name for name in FILES]
            for file, target, key in zip(new, targets, (None, pseudonym_key(settings)), strict=True):
                if is_last_written(con, target, key):
                    copyfile(target, file)
                write_database(con, file, key=key)
                note_written(con, file, key)
            new[0].chmod(0o660)
            for written in new:
                flush(written)
            for written, target in zip(new, targets, strict=True):
                written.replace(target)
    return targets


def is_last_written(con: duckdb.DuckDBPyConnection, file: Path, key: str | None) -> bool:
    """Whether the published file is, byte for byte, what this program wrote last with the same key."""
    noted = con.execute(
        "SELECT file_sha256, written_by FROM run.published_file WHERE file = $1", [file.name]
    ).fetchone()
    return file.exists() and noted == (digest_of(file), written_by(key))


def note_written(con: duckdb.DuckDBPyConnection, file: Path, key: str | None) -> None:
    """Note what was written. If the file never gets into place, nothing fits the note, and all is written anew."""
    con.execute(
        "INSERT OR REPLACE INTO run.published_file VALUES ($1, $2, $3)", [file.name, digest_of(file), written_by(key)]
    )


def written_by(key: str | None) -> str:
    """The program and the key that decide what a file shows of a run."""
    return sha256_of((code_sha256(), digest_of(DESCRIPTION_FILE), key))


def flush(file: Path) -> None:
    """Wait until the file is on the disk, so that a rename never outruns its content."""
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


@contextmanager
def refuse_politely(folder: Path) -> Iterator[None]:
    """Turn the disk's and DuckDB's complaints about writing into one sentence."""
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        raise PublishError(
            f"The published files could not be written: {error}. Those published last are unchanged.",
            do="Make room or give write access, then publish again.",
            file=folder,
        ) from error
