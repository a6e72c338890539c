"""From a file's text to what is archived: repair, rows left out, columns, codes."""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.errors import InputError, RuleError
from pipelines.feeds import Field
from pipelines.ingest.clean import Reading, clean
from pipelines.ingest.headings import match_columns, plain
from pipelines.ingest.mapped import Mapped
from pipelines.ingest.read import Raw
from pipelines.ingest.source import CodeTable, LeaveOut

# What an institution's own program can do wrong.
REPAIR_ERRORS = (
    pl.exceptions.PolarsError, ArithmeticError, AssertionError, AttributeError, ImportError, LookupError, NameError,
    OSError, RuntimeError, SyntaxError, TypeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class Prepared:
    """A file's records, cleaned lazily, and what was done on the way. `left_out`: source_row, reason."""

    cleaned: pl.LazyFrame
    left_out: pl.DataFrame
    repaired_count: int
    unused: list[str]


def prepare(raw: Raw, mapped: Mapped, file: Path, inbox: Path) -> Prepared:
    """Repair, leave out, match and clean. Raises InputError when a stated number of rows is not met."""
    frame, repaired = repair(raw.frame, mapped, file)
    kept, left_out = leave_out(frame, mapped, file)
    names = [name for name in frame.collect_schema().names() if name != "source_row"]
    columns = match_columns(mapped, names, file)
    readings = []
    for field in mapped.feed.fields:
        column, constant = columns.get(field.name), mapped.source.constants.get(field.name)
        given = column.codes if column is not None else {}
        if isinstance(given, CodeTable):
            given = read_codes(mapped.beside(given.file, inbox), given)
        codes = codes_of(field, given)
        required = field.required or field.name in mapped.feed.key
        readings.append(Reading(field, required, column, constant, codes))
    used = {column.heading for column in columns.values()} | {rule.column for rule in mapped.source.leave_out}
    known = {*used, mapped.source.tells_new_by}
    unused = [heading for heading in raw.headings if heading not in known]
    return Prepared(clean(kept, mapped.feed, mapped.source, readings), left_out, repaired, unused)


def codes_of(field: Field, given: Mapping[str, str]) -> dict[str, str]:
    """The code of each text: the feed's own codes and words, and the source's texts, which name either ("": nothing).

    A text the source turns into what is no code of the field stays out, so that its rows are told as unknown.
    """
    own = {code: code for code in field.codes} | {word: code for code, word in field.codes.items()}
    named = {text: own.get(code, code) for text, code in given.items()}
    if field.codes and not field.open_codes:
        named = {text: code for text, code in named.items() if code in field.codes or not code}
    return own | named


def repair(frame: pl.LazyFrame, mapped: Mapped, file: Path) -> tuple[pl.LazyFrame, int]:
    """The frame after the source's repair, and how many rows that touched."""
    given = mapped.source.repair
    if given is None or mapped.file is None:
        return frame, 0
    name, function = given.function.split(":")
    path = mapped.file.parent / name
    spec = importlib.util.spec_from_file_location(f"repair_{mapped.source.source}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise RuleError(f"there is no {name} beside it.", do="Name a Python file.", file=mapped.file)
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        repaired, counted = getattr(module, function)(frame)
        frame, touched = repaired.lazy(), int(counted)
        frame.collect_schema()
    except REPAIR_ERRORS as error:
        raise InputError(
            f"the repair {given.function} failed: {type(error).__name__}: {error}.",
            do="The file may have changed its columns; look at it, then at the repair.",
            file=file,
        ) from error
    if given.rows is not None and touched != given.rows:
        raise InputError(
            f"the repair {given.function} touches {touched} rows, not {given.rows}.",
            do="The file has other faults than the repair was written for; look at it, then change `rows`.",
            file=file,
        )
    return frame, touched


def leave_out(frame: pl.LazyFrame, mapped: Mapped, file: Path) -> tuple[pl.LazyFrame, pl.DataFrame]:
    """The rows that are records, and those left out with their reason. The first rule that fits a row counts."""
    rules = mapped.source.leave_out
    if not rules:
        return frame, pl.DataFrame(schema={"source_row": pl.Int64, "reason": pl.String})
    names = frame.collect_schema().names()
    reason: pl.Expr = pl.lit(None, dtype=pl.String)
    for rule in reversed(rules):
        if rule.column not in names:
            raise InputError(f'there is no column "{rule.column}" to leave out rows by.', file=file)
        reason = pl.when(fits(rule)).then(pl.lit(rule.why)).otherwise(reason)
    marked = frame.with_columns(reason.alias("left out because"))
    left_out = marked.select("source_row", reason="left out because").drop_nulls("reason").collect(engine="streaming")
    for rule in rules:
        count = left_out.filter(pl.col("reason") == rule.why).height
        if rule.rows is not None and count != rule.rows:
            raise InputError(
                f"{count} rows are left out ({rule.why}), not {rule.rows}.",
                do="Look at the file, then change `rows`.",
                file=file,
            )
    kept = marked.filter(pl.col("left out because").is_null()).drop("left out because")
    return kept, left_out.with_columns(pl.col("source_row").cast(pl.Int64))


def fits(rule: LeaveOut) -> pl.Expr:
    text = pl.col(rule.column).fill_null("").str.strip_chars()
    if rule.empty is not None:
        return (text == "") if rule.empty else (text != "")
    return text == rule.equals if rule.equals is not None else text != rule.not_equals


def read_codes(file: Path, table: CodeTable) -> dict[str, str]:
    """The codes in a CSV file. Raises InputError when it or a column is missing, or a text has two codes."""
    codes: dict[str, str] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            found = {plain(name): name for name in reader.fieldnames or []}
            key, value = found[plain(table.key)], found[plain(table.value)]
            for row in reader:
                at = f"line {reader.line_num} of {table.file}"  # what is refused is the file that needs the codes
                if row[key] is None or row[value] is None:
                    do = "Give every line all columns."
                    raise InputError(f"{at} has too few fields.", do=do, file=file)
                text, code = row[key].strip(), row[value].strip()
                if codes.setdefault(text, code) != code:
                    do = "Keep one of them."
                    raise InputError(f'{at}: "{text}" has another code already, "{codes[text]}".', do=do, file=file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"the codes in {table.file} cannot be read: {error}.", file=file) from error
    except KeyError as error:
        what = f"there is no column {error} among {', '.join(found.values())} in {table.file}."
        raise InputError(what, file=file) from error
    return codes
