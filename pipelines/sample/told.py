"""Odd cases told one by one: `institutions/<ORG>/told_*.yaml`, each with what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pipelines.feeds import Closed
from pipelines.sample.institution import FOLDER, Institution
from pipelines.sample.rows import Row, Tables, put, typed
from pipelines.yaml_file import load_model


class Case(Closed):
    """An odd case: what it is, what it should bring about, and its records by feed.

    A record changes the drawn one with its key, or stands for itself.
    """

    case: str
    brings: str
    records: Mapping[str, tuple[Mapping[str, object], ...]]


class Cases(Closed):
    cases: tuple[Case, ...]


@cache
def cases(org_id: str) -> tuple[Case, ...]:
    """The told cases of an institution. Raises RuleError with file and line for a file that does not fit."""
    files = sorted((FOLDER / org_id).glob("told_*.yaml"))
    return tuple(case for file in files for case in load_model(file, Cases).cases)


def told_rows(one: Institution, feed: str) -> list[Row]:
    """The told records of a feed, typed."""
    found = [row for case in cases(one.org_id) for row in case.records.get(feed, ())]
    return [{"org_id": one.org_id} | typed(feed, row) for row in found]


def tell(one: Institution, tables: Tables, feed: str) -> None:
    """Put the told records of a feed among the drawn ones."""
    rows = tables.setdefault(feed, [])
    for row in told_rows(one, feed):
        put(feed, rows, row)
