"""What was fetched as one file of the inbox: written aside, synced, renamed; never half there, never twice the same."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.errors import RuleError
from pipelines.fetch.values import UnfitValueError, as_text
from pipelines.ingest.archive import ROW_GROUP, sha256_of, sync_folder

ASIDE = ".fetching-"  # hidden, so that nothing takes it in
ENDING = ".parquet"


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """A hidden folder beside the files, for what is not complete; what a killed fetch left there is taken away."""
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(f"{ASIDE}*"):
        shutil.rmtree(leftover)
    with tempfile.TemporaryDirectory(prefix=ASIDE, dir=folder) as scratch:
        yield Path(scratch)


def write_parts(
    chunks: Iterable[Sequence[Sequence[Any]]],
    columns: Sequence[str],
    scratch: Path,
    file: Path,
    seen: Callable[[Sequence[Sequence[Any]], int], None],
) -> list[Path]:
    """Each chunk as a Parquet file of texts. `seen` gets each chunk and the number of rows so far.

    Raises RuleError, naming the source `file` and the column, for a value that no text gives exactly.
    """
    parts: list[Path] = []
    count = 0
    for chunk in chunks:
        texts = [column_of(chunk, number, name, file) for number, name in enumerate(columns)]
        parts.append(scratch / f"{len(parts):06d}{ENDING}")
        pl.DataFrame(texts).write_parquet(parts[-1])
        count += len(chunk)
        seen(chunk, count)
    return parts


def column_of(chunk: Sequence[Sequence[Any]], number: int, name: str, file: Path) -> pl.Series:
    try:
        return pl.Series(name, [as_text(row[number]) for row in chunk], dtype=pl.String)
    except UnfitValueError as error:
        raise RuleError(f'the column "{name}": {error} in the query.', file=file) from None


def join_parts(parts: Sequence[Path], target: Path) -> str:
    """The parts as one file on the disk. Returns its SHA-256."""
    pl.scan_parquet(list(parts)).sink_parquet(target, compression="zstd", row_group_size=ROW_GROUP)
    return sync_file(target)


def sync_file(file: Path) -> str:
    """Wait until a file is on the disk. Returns its SHA-256."""
    with file.open("rb+") as content:
        os.fsync(content.fileno())
        return hashlib.file_digest(content, "sha256").hexdigest()


def put(written: Path, sha256: str, folder: Path, day: date, taken: Iterable[str]) -> tuple[Path, bool]:
    """Put a file into `folder` as `<day>-<number>.parquet`; nothing when the newest one there has the same bytes.

    `taken`: names that were given before. Returns the file, and whether it is new.
    """
    there = sorted(folder.glob(f"*{ENDING}"))
    if there and sha256_of(there[-1]) == sha256:
        return there[-1], False
    names = (*taken, *(file.name for file in folder.iterdir()))
    numbers = [int(found[1]) for name in names if (found := re.match(rf"{day}-(\d+)\.", name))]
    number = max(numbers, default=0) + 1
    target = folder / f"{day}-{number:04d}{ENDING}"
    written.replace(target)
    sync_folder(folder)
    return target, True
