"""JSON lines as text, exactly: numbers keep the digits they were written with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TypeVar

import polars as pl

from pipelines.errors import InputError

Value = TypeVar("Value")
CHUNK = 50_000
FARTHEST_EXPONENT = 40


def read_json_lines(file: Path, scratch: Path) -> tuple[pl.LazyFrame, list[str]]:
    """One object a line. Raises InputError naming the first line that is none."""
    names: dict[str, None] = {}
    pieces: list[pl.LazyFrame] = []
    found = records(file)
    while chunk := list(islice(found, CHUNK)):
        for record in chunk:
            names.update(dict.fromkeys(record))
        piece = scratch / f"{len(pieces)}.parquet"
        schema = {name: pl.Int64 if name == "source_row" else pl.String for name in names}
        try:
            pl.DataFrame(chunk, schema=schema).write_parquet(piece)
        except UnicodeEncodeError as error:
            raise InputError(f"half a character: {error}.", do="Write \\uD83D\\uDE00 in pairs.", file=file) from error
        pieces.append(pl.scan_parquet(piece))
    headings = [name for name in names if name != "source_row"]
    if not pieces:
        raise InputError("the file is empty.", do="An export that failed looks like this.", file=file)
    return pl.concat(pieces, how="diagonal"), headings


def records(file: Path) -> Iterator[dict[str, str | int | None]]:
    number = 0
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    content = json.loads(
                        line, parse_float=plain_number, parse_int=str, parse_constant=str, object_pairs_hook=once
                    )
                    if not isinstance(content, dict):
                        raise InputError("expected an object.", file=file, line=number)
                    texts = once([(name.strip(), as_text(value)) for name, value in content.items()])
                    yield texts | {"source_row": number}
    except json.JSONDecodeError as error:
        raise InputError(f"no JSON: {error.msg}.", do="Write one object a line.", file=file, line=number) from error
    except RepeatedNameError as error:
        raise InputError(f'the name "{error}" stands twice.', do="Keep one.", file=file, line=number) from error
    except RecursionError as error:
        raise InputError("brackets stand in brackets too deep to be read.", file=file, line=number) from error
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8.", do="Save it as UTF-8.", file=file, line=number + 1) from error


class RepeatedNameError(Exception):
    """A name that stands twice in one object: nobody can say which value is right."""


def once(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    """The pairs as a dict."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise RepeatedNameError(next(name for name in names if names.count(name) > 1))
    return found


def plain_number(text: str) -> str:
    """`1.2e3` as `1200`, digit for digit."""
    if "e" not in text.lower():
        return text
    number = Decimal(text)
    return f"{number:f}" if abs(number.adjusted()) <= FARTHEST_EXPONENT else text


def as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
