"""One source of a database into one file of the inbox."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.errors import InputError, RuleError
from pipelines.fetch.database import opened
from pipelines.fetch.fetched import Fetched
from pipelines.fetch.marks import Mark, Start, covers, record
from pipelines.fetch.query import mark, place, query_sha256
from pipelines.fetch.written import aside, join_parts, put, write_parts
from pipelines.ingest.headings import match_columns
from pipelines.ingest.mapped import Mapped
from pipelines.ingest.source import Database, Incremental
from pipelines.settings import Settings

SUPERSEDED = ".superseded"


def fetch_source(
    settings: Settings, mapped: Mapped, marks: Sequence[Mark], begin: Start, day: date, say: Callable[[str], None]
) -> Fetched:
    """Run the query of a source from `begin` on, write what it gives into the inbox and note how far it went.

    Killed before the note, the same is fetched again and found to be there. Raises RuleError, InputError for a snapshot
    without rows, FetchError for what may pass, BusyError when the warehouse is being written to.
    """
    source, file = mapped.source, mapped.file
    assert source.database is not None
    assert file is not None
    folder = settings.incoming / source.fetched
    by = source.database.incremental
    with aside(folder) as scratch:
        until = Until(by, file)

        def seen(chunk: Sequence[Sequence[Any]], count: int) -> None:
            until.see(chunk)
            say(f"{source.source}: {count:,} rows")

        with opened(source.database, file) as found:
            until.column = found.columns.index(by.column) if by else 0
            chunks = found.chunks(begin.since, order_of(mapped, found.columns, file))
            parts = write_parts(chunks, found.columns, scratch, file, seen)
        if not until.count:
            if mapped.feed.delivery == "snapshot":
                raise InputError(
                    "its query gave no rows, and a snapshot of nothing would end every record.",
                    do="Look at the tables it reads: a load that failed looks like this.",
                    file=file,
                )
            return Fetched(source.source, "nothing_new", since=begin.since, again=begin.because_of)
        joined = scratch / "joined"
        sha256 = join_parts(parts, joined)
        taken = [Path(one.source_file).name for one in marks]
        target, is_new = put(joined, sha256, folder, day, taken)
    name = target.relative_to(settings.incoming).as_posix()
    new = Mark(name, sha256, begin.since, until.value, until.count, query_sha256(source.database))
    if is_new or not is_noted(new, marks):
        record(settings, source.source, day, [new])
    supersede(settings.incoming, new, marks, by)
    return Fetched(
        source.source, "fetched" if is_new else "unchanged", name, until.count, begin.since, until.value,
        begin.because_of,
    )  # fmt: skip


class Until:
    """The greatest value of the incremental column so far, and the number of rows. `column`: its position."""

    def __init__(self, by: Incremental | None, file: Path) -> None:
        self.by, self.file, self.column = by, file, 0
        self.value: str | None = None
        self.count = 0

    def see(self, chunk: Sequence[Sequence[Any]]) -> None:
        self.count += len(chunk)
        if by := self.by:
            values = [mark(by, row[self.column], self.file) for row in chunk]
            known = [value for value in (self.value, *values) if value is not None]
            self.value = max(known, key=lambda value: place(by, value), default=None)


def order_of(mapped: Mapped, columns: Sequence[str], file: Path) -> list[str]:
    """The columns by which rows are ordered: the incremental one, then the record's key, so that the same rows give the
    same file. Raises RuleError where a column that a field needs is not in the query."""
    source = mapped.source
    assert source.database is not None
    by = source.database.incremental
    first = [by.column] if by else []
    if source.repair:  # it may make columns that are not in the query
        return first
    key = check_columns(mapped, columns, file)
    return list(dict.fromkeys([*first, *key]))


def check_columns(mapped: Mapped, columns: Sequence[str], file: Path) -> list[str]:
    """The columns of the record's key. Raises RuleError where the mapping does not fit the query's columns."""
    try:
        taken = match_columns(mapped, columns, file)
    except InputError as error:
        raise RuleError(error.what, do=error.do, file=file) from None
    for rule in mapped.source.leave_out:
        if rule.column not in columns:
            raise RuleError(f'there is no column "{rule.column}" to leave out rows by.', file=file)
    return [taken[name].heading for name in mapped.feed.key if name in taken]


def is_noted(new: Mark, marks: Sequence[Mark]) -> bool:
    """Whether the last mark says the same already."""

    def said(one: Mark) -> tuple[str | None, ...]:
        return one.source_file, one.file_sha256, one.query_sha256, one.since_value, one.until_value

    return bool(marks) and said(marks[-1]) == said(new)


def supersede(inbox: Path, new: Mark, marks: Sequence[Mark], by: Incremental | None) -> None:
    """Put refused files aside whose rows a newer file holds: taken in later, they would bring back what they held."""
    for old in marks:
        file = inbox / old.source_file
        # Values of another query's column are not compared; what holds all rows holds those of any query.
        comparable = new.since_value is None or old.query_sha256 == new.query_sha256
        refused = old.state == "refused" and old.source_file != new.source_file and file.exists()
        if refused and comparable and covers(new, old, by):
            file.replace(file.with_name(file.name + SUPERSEDED))


def try_query(mapped: Mapped) -> None:
    """See that the query of a source can be run and its columns fit, without reading rows. Raises as `fetch_source`."""
    database, file = mapped.source.database, mapped.file
    assert isinstance(database, Database)
    assert file is not None
    with opened(database, file) as found:
        order_of(mapped, found.columns, file)
