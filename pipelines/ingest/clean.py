"""Text to the feed's types, strictly: what does not fit is named, never made null in silence and never rounded.

The work is done on the pieces Polars streams. Good rows cost one parse a column; reasons are only made for rows
that fail.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import polars as pl

from pipelines.feeds import Feed, Field, FieldType
from pipelines.ingest.faults import Fault, described
from pipelines.ingest.headings import WHITE
from pipelines.ingest.moments import read_dates
from pipelines.ingest.numerals import joined, read_number
from pipelines.ingest.source import Column, Source

POLARS_TYPES: dict[FieldType, pl.DataType] = {
    "text": pl.String(),
    "code": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Decimal(18, 6),
    "money": pl.Decimal(18, 2),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us"),
    "boolean": pl.Boolean(),
}


@dataclasses.dataclass(frozen=True)
class Reading:
    """How one field is read: from a column or a constant, by which codes."""

    field: Field
    required: bool
    column: Column | None = None
    constant: str | None = None
    codes: dict[str, str] = dataclasses.field(default_factory=dict)


def archive_schema(feed: Feed) -> dict[str, pl.DataType]:
    """The columns of an archived batch: `source_row`, the fields, `rejected`."""
    fields = {item.name: POLARS_TYPES[item.type] for item in feed.fields}
    return {"source_row": pl.Int64(), **fields, "rejected": pl.String()}


def clean(raw: pl.LazyFrame, feed: Feed, source: Source, readings: Sequence[Reading]) -> pl.LazyFrame:
    """Give every column the feed's type; rows without any content are passed over.

    `raw` has String columns and `source_row`; the result has the columns of `archive_schema`. `rejected` holds a JSON
    list of `{reason_code, column_name, found, reason}` for a row that cannot be used, else null.
    """
    used = list(dict.fromkeys(item.column.heading for item in readings if item.column))
    content = pl.any_horizontal(pl.exclude("source_row").is_not_null() & (pl.exclude("source_row") != ""))
    schema = archive_schema(feed)

    def piece(frame: pl.DataFrame) -> pl.DataFrame:
        return clean_piece(frame, source, readings, schema)

    picked = raw.filter(content).select("source_row", *used)
    return picked.map_batches(piece, schema=schema, streamable=True)


def clean_piece(
    frame: pl.DataFrame, source: Source, readings: Sequence[Reading], schema: dict[str, pl.DataType]
) -> pl.DataFrame:
    """`clean` for rows that are in memory."""
    faults: list[Fault] = []
    columns = {"source_row": frame["source_row"].cast(pl.Int64)}
    for item in readings:
        name, kind = item.field.name, schema[item.field.name]
        if item.column is None and item.constant is None:
            columns[name] = pl.Series(name, [None], dtype=kind).new_from_index(0, frame.height)
            continue
        if item.column is None:
            text = pl.Series(name, [item.constant], dtype=pl.String)
        else:
            text = tidy(frame[item.column.heading], source.empty)
        values, found = read_field(text, item, source)
        if item.required and values.null_count():
            found.append(Fault(name, "missing_value", unread(values, found), text, "is required and empty"))
        if item.column is None:
            values = values.new_from_index(0, frame.height)
            found = [fault.for_all(frame.height) for fault in found]
        columns[name] = values.cast(kind).alias(name)
        faults += found
    rejected = described(faults, frame.height)
    return pl.DataFrame([column.alias(name) for name, column in (columns | {"rejected": rejected}).items()])


def unread(values: pl.Series, found: Sequence[Fault]) -> pl.Series:
    """The rows without a value whose text is not at fault: nothing stood there, or a code that means nothing."""
    rows = values.is_null()
    for fault in found:
        rows &= ~fault.rows.fill_null(value=False)
    return rows


def tidy(text: pl.Series, empty: Sequence[str]) -> pl.Series:
    """Text without outer white space; null where it means nothing."""
    characters = joined(text)
    if any(mark in characters for mark in WHITE):
        text = text.str.strip_chars(WHITE)
    nothing = text == ""
    if tuple(empty) != ("",):
        nothing |= text.is_in(list(empty))
    return text.set(nothing, None) if nothing.any() else text


def read_field(text: pl.Series, item: Reading, source: Source) -> tuple[pl.Series, list[Fault]]:
    """The values of a field and what does not fit."""
    name, kind = item.field.name, item.field.type
    column = item.column or Column.model_validate({"from": name})
    if kind in {"text", "code"}:
        return read_code(text, item) if item.codes else (text, [])
    if item.codes:
        text = text.replace(item.codes)
        text = text.set(text == "", None)
    if kind == "boolean":
        return read_boolean(text, name, source)
    if kind in {"date", "timestamp"}:
        return read_dates(text, name, column.dates or source.dates, timestamp=kind == "timestamp")
    return read_number(text, item.field, column, source.numbers)


def read_code(text: pl.Series, item: Reading) -> tuple[pl.Series, list[Fault]]:
    """Texts as codes; with open codes, what the feed does not know stays as it is."""
    if item.field.open_codes:
        values = text.replace(item.codes)
        return values.set(values == "", None), []
    as_they_are = [code for code, meaning in item.codes.items() if code == meaning]
    if as_they_are and text.is_in(as_they_are).all():
        return text, []
    values = text.replace_strict(item.codes, default=None, return_dtype=pl.String)
    unknown = values.is_null() & text.is_not_null()
    values = values.set(values == "", None)
    if not unknown.any():
        return values, []
    known = ", ".join(list(item.codes)[:20])
    return values, [Fault(item.field.name, "unknown_code", unknown, text, f"is none of: {known}")]


def read_boolean(text: pl.Series, name: str, source: Source) -> tuple[pl.Series, list[Fault]]:
    yes, no = cases(source.booleans.true), cases(source.booleans.false)
    is_yes = text.is_in(yes)
    unknown = ~(is_yes | text.is_in(no))
    if not unknown.any():
        return is_yes, []
    words = ", ".join((*source.booleans.true, *source.booleans.false))
    values = is_yes.set(unknown, None)
    return values, [Fault(name, "not_a_boolean", unknown, text, f"is none of: {words}")]


def cases(words: Sequence[str]) -> list[str]:
    """Words as written, in lower and upper case, and capitalised."""
    return list(dict.fromkeys(form for word in words for form in (word, word.lower(), word.upper(), word.title())))
