"""A delivered file as text: every column String, and `source_row`: 1 is the header, else the first record."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipelines.errors import InputError
from pipelines.ingest.csv_text import RaggedRow, read_csv
from pipelines.ingest.excel import read_excel
from pipelines.ingest.headings import unique_names
from pipelines.ingest.json_lines import read_json_lines
from pipelines.ingest.mapped import Mapped
from pipelines.ingest.source import Format
from pipelines.settings import TIME_ZONE

FORMATS: dict[str, Format] = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet",
    ".xlsx": "excel", ".xlsm": "excel", ".xlsb": "excel", ".xls": "excel", ".ods": "excel",
}  # fmt: skip
NO_TEXT = (pl.List, pl.Array, pl.Struct, pl.Object, pl.Binary, pl.Duration)


@dataclass(frozen=True)
class Raw:
    """The text of a file. `ragged`: rows with more fields than headings, which are not in `frame`."""

    frame: pl.LazyFrame
    headings: list[str]
    ragged: list[RaggedRow] = field(default_factory=list)


def read(file: Path, mapped: Mapped, scratch: Path, *, careful: bool = False) -> Raw:
    """Read a file of any format. Temporary files go to `scratch`.

    `careful` reads CSV record by record, for files with ragged rows or unusual quotes.
    Raises InputError naming the file, what was found and what was expected.
    """
    source = mapped.source
    kind = source.format or FORMATS.get(file.suffix.lower())
    if kind is None:
        known = ", ".join(sorted(FORMATS))
        raise InputError(f'files ending in "{file.suffix}" are not read.', do=f"Known: {known}.", file=file)
    if kind == "csv":
        delimiter = "\t" if file.suffix.lower() == ".tsv" and source.delimiter == "," else source.delimiter
        careful = careful or source.ragged == "reject" or bool(source.extra_columns)
        frame, headings, ragged = read_csv(file, source, delimiter, scratch, careful=careful)
        return Raw(frame, headings, ragged)
    if kind == "jsonl":
        frame, headings = read_json_lines(file, scratch)
    elif kind == "parquet":
        frame, headings = read_parquet(file)
    else:
        frame, headings = read_excel(file, source, mapped.feed)
    return Raw(frame, headings)


def read_parquet(file: Path) -> tuple[pl.LazyFrame, list[str]]:
    """A Parquet file as text; columns no text stands for (nested ones, spans of time) are left out."""
    frame = pl.scan_parquet(file, row_index_name="source_row", row_index_offset=1)
    try:
        schema = frame.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(f"not readable as Parquet: {first_line(error)}", do="Send it again.", file=file) from error
    kept = {name: kind for name, kind in schema.items() if name != "source_row" and not isinstance(kind, NO_TEXT)}
    names = unique_names(list(kept))
    texts = [as_text(name, kind).alias(new) for (name, kind), new in zip(kept.items(), names, strict=True)]
    return frame.select(pl.col("source_row").cast(pl.Int64), *texts), names


def as_text(name: str, kind: pl.DataType) -> pl.Expr:
    """The text of a column; times with a zone as the clock shows in Shanghai."""
    column = pl.col(name)
    if not isinstance(kind, pl.Datetime):
        return column.cast(pl.String)
    if kind.time_zone:
        column = column.dt.convert_time_zone(TIME_ZONE.key)
    return column.dt.to_string("%Y-%m-%d %H:%M:%S%.f")


def first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]
