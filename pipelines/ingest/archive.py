"""One delivered file to one Parquet file, typed, in file order; nothing is left behind when it fails."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.errors import InputError
from pipelines.ingest.csv_text import RaggedRow
from pipelines.ingest.mapped import Mapped
from pipelines.ingest.mapping import Prepared, prepare
from pipelines.ingest.read import FORMATS, first_line, read

# The size of a DuckDB row group: the warehouse then takes whole groups over. lz4 is read fastest.
ROW_GROUP = 122_880
PARTIAL = ".partial"
NO_ROOM = "No space left"


@dataclass(frozen=True)
class Archived:
    """What was written: counts of records, rows set aside, columns that no field takes."""

    archive_sha256: str
    row_count: int
    ragged: list[RaggedRow]
    left_out: pl.DataFrame
    repaired_count: int
    unused: list[str]


class UnsteadyFileError(InputError):
    """A file that went away or changed while it was read: the same content may come again, whole."""


def seen_as(file: Path) -> tuple[str, os.stat_result]:
    """The SHA-256 of a file, and how it was before. Raises InputError for what is no readable file."""
    try:
        before = file.stat()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", do="Check its permissions.", file=file) from error
    return sha256_of(file), before


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file. Raises InputError for what is no readable file."""
    if file.is_dir():
        raise InputError("is a folder; expected a file.", do="Name the files in it.", file=file)
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise InputError("is no regular file.", do="Put a file in its place.", file=file)
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", do="Check its permissions.", file=file) from error


def archive(file: Path, mapped: Mapped, inbox: Path, target: Path, before: os.stat_result) -> Archived:
    """Read, repair, clean and write `target` (written aside, synced, renamed). `before`: as it was when it was hashed.

    Raises InputError when the file cannot be used as a whole.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="reading-", dir=target.parent) as scratch:
        partial = Path(scratch) / (target.name + PARTIAL)
        done, ragged = write(file, mapped, inbox, Path(scratch), partial)
        after = file.stat()
        if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
            do = "Run this again when it is complete."
            raise UnsteadyFileError("it changed while it was read.", do=do, file=file)
        count = pl.scan_parquet(partial).select(pl.len()).collect().item()
        if count == 0:
            raise InputError(
                "it has headings and no rows.",
                do="An export that failed looks like this; a snapshot of nothing would end every record.",
                file=file,
            )
        with partial.open("rb+") as content:
            os.fsync(content.fileno())
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        partial.replace(target)
        sync_folder(target.parent)
    return Archived(digest, count, ragged, done.left_out, done.repaired_count, done.unused)


def write(file: Path, mapped: Mapped, inbox: Path, scratch: Path, partial: Path) -> tuple[Prepared, list[RaggedRow]]:
    """The streaming pass; CSV that Polars refuses is read again record by record, which tells the row."""
    kind = mapped.source.format or FORMATS.get(file.suffix.lower())
    for careful in (False, True) if kind == "csv" else (False,):
        raw = read(file, mapped, scratch, careful=careful)
        try:
            done = prepare(raw, mapped, file, inbox)
            done.cleaned.sink_parquet(partial, compression="lz4", row_group_size=ROW_GROUP)
        except (pl.exceptions.PolarsError, OSError) as error:
            if NO_ROOM in str(error):
                raise  # not the file's fault
            trouble = error
            continue
        return done, raw.ragged
    repair = mapped.source.repair
    do = f"Send it again, or mend the repair {repair.function}." if repair else "Send it again."
    raise InputError(f"cannot be read: {first_line(trouble)}", do=do, file=file) from trouble


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder permanent."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
