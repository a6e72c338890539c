"""CSV as text: UTF-8 straight into Polars, GB18030 by way of a UTF-8 copy, doubtful files record by record."""

from __future__ import annotations

import codecs
import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import polars as pl

from pipelines.errors import InputError
from pipelines.ingest.headings import unique_names
from pipelines.ingest.source import Source

BLOCK = 1 << 22
LAST_LINE = 1 << 16
csv.field_size_limit(sys.maxsize)  # a long text is no mistake


@dataclass(frozen=True)
class RaggedRow:
    """A record with more fields than there are headings."""

    source_row: int
    field_count: int
    found: str


def read_csv(
    file: Path, source: Source, delimiter: str, scratch: Path, *, careful: bool
) -> tuple[pl.LazyFrame, list[str], list[RaggedRow]]:
    """The text, the headings, and the rows that are too long (only when the source allows rejecting them)."""
    text = as_utf8(file, source.encoding, scratch)
    try:
        with text.open(encoding="utf-8-sig", newline="") as lines:
            first = next(csv.reader(lines, delimiter=delimiter, strict=True), None)
    except csv.Error as error:
        raise InputError(f"the heading line is no CSV: {error}.", file=file, line=1) from error
    if not first:
        raise InputError("the file is empty.", do="An export that failed looks like this.", file=file)
    if any("\0" in heading for heading in first):
        raise InputError("the headings are no text.", do="Expected CSV; found a binary file.", file=file)
    refuse_cut_off(text, file, delimiter, len(first))
    headings = unique_names([*first, *source.extra_columns])
    ragged: list[RaggedRow] = []
    if careful:
        text = rewrite(text, file, source, delimiter, headings, ragged, scratch / "rewritten.csv")
        frame = pl.scan_csv(text, schema=dict.fromkeys(["source_row", *headings], pl.String))
        return frame.with_columns(pl.col("source_row").cast(pl.Int64)), headings, ragged
    frame = pl.scan_csv(
        text,
        separator=delimiter,
        schema=dict.fromkeys(headings, pl.String),
        row_index_name="source_row",
        row_index_offset=2,
    )
    return frame.with_columns(pl.col("source_row").cast(pl.Int64)), headings, ragged


def refuse_cut_off(text: Path, file: Path, delimiter: str, expected: int) -> None:
    """Raises InputError for a last line with too few fields and no end: half an amount reads like an amount."""
    with text.open("rb") as content:
        content.seek(max(0, text.stat().st_size - LAST_LINE))
        last = content.read().replace(b"\r", b"\n").rpartition(b"\n")[2]
    found = last.count(delimiter.encode()) + 1
    if last.strip() and b'"' not in last and found < expected:  # a quotation mark: perhaps the end of a longer record
        raise InputError(
            f"the last line is cut off: {found} of {expected} fields, and no end of line.",
            do="The file is not complete; send it again.",
            file=file,
        )


def as_utf8(file: Path, encoding: str, scratch: Path) -> Path:
    """The file itself when it is UTF-8 throughout, else a UTF-8 copy. Raises InputError at the first bad byte."""
    copy = scratch / "utf8.csv"
    if encoding == "utf-8":
        for _ in decoded(file, encoding):
            pass
        return file
    with copy.open("w", encoding="utf-8", newline="") as target:
        target.writelines(decoded(file, encoding))
    return copy


def decoded(file: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    read = 0
    with file.open("rb") as blocks:
        for block in chain(iter(lambda: blocks.read(BLOCK), b""), (b"",)):
            waiting = len(decoder.getstate()[0])
            try:
                yield decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                other = "gb18030" if encoding == "utf-8" else "utf-8"
                raise InputError(
                    f"not {encoding}: byte {read - waiting + error.start + 1} does not fit.",
                    do=f"Save it as UTF-8, or say `encoding: {other}` in its source file.",
                    file=file,
                ) from error
            read += len(block)


def rewrite(
    text: Path,
    file: Path,
    source: Source,
    delimiter: str,
    headings: list[str],
    ragged: list[RaggedRow],
    target: Path,
) -> Path:
    """A copy with plain quoting, even rows and their numbers. Raises InputError with the row that does not fit."""
    with (
        text.open(encoding="utf-8-sig", newline="") as lines,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["source_row", *headings])
        next(reader)
        number = 1
        try:
            for number, row in enumerate(reader, 2):
                if len(row) > len(headings):
                    if source.ragged != "reject":
                        raise too_long(file, number, len(row), len(headings))
                    ragged.append(RaggedRow(number, len(row), joined(row, delimiter)))
                elif row:
                    writer.writerow([number, *row, *[""] * (len(headings) - len(row))])
        except csv.Error as error:
            do = "A quotation mark is open or out of place."
            raise InputError(f"row {number + 1} is no CSV: {error}.", do=do, file=file) from error
    return target


def joined(row: list[str], delimiter: str) -> str:
    return delimiter.join(row)[:200]


def too_long(file: Path, number: int, found: int, expected: int) -> InputError:
    return InputError(
        f"row {number} has {found} fields, the heading line has {expected}.",
        do="Quote texts that hold the delimiter, or say `ragged: reject` in the source file.",
        file=file,
    )
