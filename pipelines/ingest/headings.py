"""Which column of a file is which field of the feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from pipelines.errors import InputError
from pipelines.feeds import Feed
from pipelines.ingest.mapped import Mapped
from pipelines.ingest.source import Column
from pipelines.yaml_file import did_you_mean

WHITE = " \t\r\n\v\f\u00a0\u3000\ufeff"


def unique_names(headings: Sequence[str]) -> list[str]:
    """Headings without outer white space; an empty one becomes `column N`, a repeated one `heading (2)`."""
    seen: Counter[str] = Counter()
    names = []
    for number, heading in enumerate(headings, 1):
        name = (heading or "").strip(WHITE) or f"column {number}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def match_columns(mapped: Mapped, headings: Sequence[str], file: Path) -> dict[str, Column]:
    """The column of each field that the file delivers; `headings` as `unique_names` gave them.

    Raises InputError when a named column, or one for a required field, is missing or stands there twice.
    """
    source, feed = mapped.source, mapped.feed
    by_text: dict[str, list[str]] = {}
    for heading in headings:
        by_text.setdefault(plain(heading), []).append(heading)
    columns = dict(source.columns)
    if source.own_headings or not columns:
        columns = from_own_headings(feed, by_text, file, but=columns) | columns
    taken = {}
    for name, column in columns.items():
        if name in source.constants:
            continue
        matches = [column.heading] if column.heading in headings else by_text.get(plain(column.heading), [])
        if not matches:
            raise missing(f'there is no column "{column.heading}" (field {name}).', column.heading, headings, file)
        if len(matches) > 1 or f"{matches[0]} (2)" in headings:
            raise InputError(
                f'the column "{column.heading}" (field {name}) stands there twice.',
                do="Remove or rename one of the two.",
                file=file,
            )
        taken[name] = column.model_copy(update={"heading": matches[0]})
    for field in feed.fields:
        needed = field.required or field.name in feed.key
        if needed and field.name not in taken and field.name not in source.constants:
            wanted = f"{field.name}, {field.heading.zh} or {field.heading.en}"
            raise missing(f"no column for the required field {field.name} ({wanted}).", field.name, headings, file)
    return taken


def from_own_headings(
    feed: Feed, by_text: dict[str, list[str]], file: Path, *, but: Collection[str]
) -> dict[str, Column]:
    """Columns headed by a field's name, or its Chinese or English heading."""
    columns = {}
    for field in feed.fields:
        if field.name in but:
            continue
        texts = dict.fromkeys(plain(text) for text in (field.name, field.heading.zh, field.heading.en))
        found = [heading for text in texts for heading in by_text.get(text, [])]
        if len(found) > 1:
            both = '" and "'.join(found)
            raise InputError(f'the columns "{both}" are both {field.name}.', do="Remove one.", file=file)
        if found:
            columns[field.name] = Column.model_validate({"from": found[0]})
    return columns


def plain(heading: str) -> str:
    """A heading for comparing: no outer white space, no case."""
    return heading.strip(WHITE).casefold()


def missing(what: str, wanted: str, headings: Sequence[str], file: Path) -> InputError:
    found = ", ".join(headings[:40])
    near = did_you_mean(wanted, headings)
    do = near if near.startswith("Did") else "Add the column, or say in a source file which one it is."
    return InputError(f"{what} Found: {found}.", do=do, file=file)
