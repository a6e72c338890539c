"""Five made-up organisations, one for each body of rules, and the files they would deliver for 2026 up to
15 November; before that, once 2024 and 2025 were closed, what rewards are reckoned from. Every name is invented. The
same seed gives the same files.

`institutions/<ORG>/institution.yaml` says what an organisation is like: its units and how well each does its work,
its officers, what it owes, keeps and measures, and in which form it delivers. `told_*.yaml` beside it tells the
odd cases that rules turn on. Everything else is drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from pipelines.feeds import feed_named
from pipelines.sample.delivery import columns, write
from pipelines.sample.earlier import DELIVERIES, earlier_tables
from pipelines.sample.flaws import correction, with_bad_rows
from pipelines.sample.form import Form
from pipelines.sample.institution import Institution, institutions
from pipelines.sample.rows import Row, Tables
from pipelines.sample.tables import tables_of

__all__ = ["DELIVERIES", "earlier_folder", "institutions", "make_sample", "sample_tables"]


def make_sample(folder: Path, org_ids: Sequence[str] = (), *, seed: int = 2026, scale: int = 1) -> list[Path]:
    """Write the deliveries of the organisations (none named: all five) into `folder`, corrections and what came in
    earlier years, one file a feed, into folders in it.

    `scale` multiplies people, projects, systems and what is owed; the told cases stay as they are. Returns the files.
    """
    files: list[Path] = []
    before: dict[int, Tables] = {year: defaultdict(list) for year in DELIVERIES}
    for org_id in org_ids or institutions():
        one = institutions()[org_id]
        good = sample_tables(org_id, seed=seed, scale=scale)
        tables = with_bad_rows(one, good)
        files += [deliver(folder, one, feed, tables) for feed in tables]
        if one.mended:
            late: Tables = {"project": correction(one, seed, tables["project"])}
            files.append(deliver(folder / "correction", one, "project", late, like=tables["project"]))
        for year, told in before.items():
            for feed, rows in earlier_tables(one, good, year).items():
                told[feed] += rows
    for year, told in before.items():
        files += [
            write(earlier_folder(folder, year) / f"{feed}.csv", feed, rows, Form()) for feed, rows in told.items()
        ]
    return files


def earlier_folder(folder: Path, year: int) -> Path:
    """Where below `folder` the files lie that came when `year` was closed."""
    return folder / f"delivered_{DELIVERIES[year]}"


def deliver(folder: Path, one: Institution, feed: str, tables: Tables, like: Sequence[Row] = ()) -> Path:
    """Write the records of a feed in the institution's form, with the columns that the rows of `like` fill."""
    form = one.files.get(feed, Form())
    if like:
        form = form.model_copy(update={"always": {column.name for column in columns(feed_named(feed), like, form)}})
    return write(folder / (form.file or f"{feed}_{one.org_id}.csv"), feed, tables[feed], form)


def sample_tables(org_id: str, *, seed: int = 2026, scale: int = 1) -> Tables:
    """The records of an organisation by feed, none of them bad."""
    return tables_of(institutions()[org_id], seed, scale)
