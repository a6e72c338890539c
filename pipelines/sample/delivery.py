"""Writing the tables as institutions send them: headings, encodings, units and date forms of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import xlsxwriter

from pipelines.feeds import Feed, Field, feed_named
from pipelines.ingest.clean import POLARS_TYPES
from pipelines.sample.form import Form
from pipelines.sample.rows import Row


def columns(feed: Feed, rows: Sequence[Row], form: Form) -> list[Field]:
    """The fields the sample fills, in the feed's order; those the form always has even when they are empty."""
    if form.always:
        return [column for column in feed.fields if column.name in form.always]
    filled = {name for row in rows for name, value in row.items() if value is not None} - form.leaves_out
    return [column for column in feed.fields if column.name in filled]


def text(value: object, column: Field, form: Form) -> str:
    """A value as the source writes it; nothing is the empty text."""
    match value:
        case None:
            shown = ""
        case bool():
            shown = ("是" if value else "否") if form.chinese else str(value).lower()
        case datetime():
            shown = value.strftime(f"{form.dates} %H:%M:%S")
        case date():
            shown = value.strftime(form.dates)
        case Decimal():
            amount = value / 10_000 if form.ten_thousand and column.type == "money" else value
            grouped = f"{form.thousands}f" if column.type == "money" else "f"
            shown = format(amount.normalize() if amount else Decimal(0), grouped)
        case _:
            words = form.codes.get(column.name, column.codes if form.chinese else {})
            shown = words.get(str(value), str(value))
    return shown


def write_csv(file: Path, feed: Feed, rows: Sequence[Row], form: Form) -> None:
    """Plain CSV. No value of the sample holds a delimiter, a quote or a line break, so nothing needs quoting."""
    fields = columns(feed, rows, form)
    lines = [form.delimiter.join(form.heading(column) for column in fields)]
    lines += [form.delimiter.join(text(row.get(column.name), column, form) for column in fields) for row in rows]
    file.write_text("\n".join(lines) + "\n", encoding=form.encoding, newline="")


def write_jsonl(file: Path, feed: Feed, rows: Sequence[Row], form: Form) -> None:
    """One JSON object a line; what is not known is left out, numbers and truth values are JSON's own."""
    fields = columns(feed, rows, form)
    lines = []
    for row in rows:
        filled = [column for column in fields if row.get(column.name) is not None]
        record = {form.heading(column): json_value(row[column.name], column, form) for column in filled}
        lines.append(json.dumps(record, ensure_ascii=False))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")


def json_value(value: object, column: Field, form: Form) -> object:
    """Amounts stay text, because a JSON number is read as floating point by most."""
    return value if isinstance(value, bool | int) else text(value, column, form)


def frame(feed: Feed, rows: Sequence[Row], form: Form) -> pl.DataFrame:
    """The rows as a typed frame under the source's headings, codes in the source's words."""
    fields = columns(feed, rows, form)
    return pl.DataFrame(
        {form.heading(column): [typed_value(row.get(column.name), column, form) for row in rows] for column in fields},
        schema={form.heading(column): POLARS_TYPES[column.type] for column in fields},
    )


def typed_value(value: object, column: Field, form: Form) -> object:
    return text(value, column, form) if column.type == "code" and value is not None else value


def write_parquet(file: Path, feed: Feed, rows: Sequence[Row], form: Form) -> None:
    frame(feed, rows, form).write_parquet(file)


def write_excel(file: Path, feed: Feed, rows: Sequence[Row], form: Form) -> None:
    """A workbook with true dates and 是/否, its day of making fixed: the same seed gives the same file."""
    yes_no = [form.heading(column) for column in columns(feed, rows, form) if column.type == "boolean"]
    words = pl.col(yes_no).replace_strict({True: "是", False: "否"}, return_dtype=pl.String)
    with xlsxwriter.Workbook(str(file)) as workbook:
        workbook.set_properties({"created": datetime.fromisoformat("2026-01-01")})
        frame(feed, rows, form).with_columns(words).write_excel(workbook, worksheet=feed.title.zh, autofit=True)


WRITERS: Mapping[str, Callable[[Path, Feed, Sequence[Row], Form], None]] = {
    ".csv": write_csv,
    ".jsonl": write_jsonl,
    ".parquet": write_parquet,
    ".tsv": write_csv,
    ".xlsx": write_excel,
}


def write(file: Path, feed: str, rows: Sequence[Row], form: Form) -> Path:
    """Write rows of a feed; the file's ending says in which format."""
    file.parent.mkdir(parents=True, exist_ok=True)
    WRITERS[file.suffix](file, feed_named(feed), rows, form)
    return file
