"""Odd cases told one by one: `institutions/<ORG>/told_*.yaml`, each with what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pipelines.feeds import Closed, feed_named
from pipelines.sample.institution import FOLDER, Institution
from pipelines.sample.rows import Row, Tables, put, typed
from pipelines.yaml_file import load_model


class Case(Closed):
    """An odd case: what it is, what it should bring about, and its records by feed.

    A record changes the drawn one with its key, or stands for itself. `delivered` says in which of the earlier
    deliveries it came, by the year they closed; told again further down, it is changed by a later one.
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


def told_rows(one: Institution, feed: str, delivered: int | None = None) -> list[Row]:
    """The told records of a feed, typed: as they are now, or as the deliveries up to one had brought them."""
    rows: dict[tuple[object, ...], Row] = {}
    for case in cases(one.org_id):
        for given in case.records.get(feed, ()):
            came = given.get("delivered")
            if delivered is None or (came is not None and int(str(came)) <= delivered):
                told = {name: value for name, value in given.items() if name != "delivered"}
                row: Row = {"org_id": one.org_id} | typed(feed, told)
                rows.setdefault(tuple(row.get(name) for name in feed_named(feed).key), {}).update(row)
    return list(rows.values())


def tell(one: Institution, tables: Tables, feed: str, delivered: int | None = None) -> None:
    """Put the told records of a feed among the drawn ones."""
    rows = tables.setdefault(feed, [])
    for row in told_rows(one, feed, delivered):
        put(feed, rows, row)
