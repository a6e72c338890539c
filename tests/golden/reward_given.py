"""The records of a golden case of rewards: rows by feed, with what every case has alike filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipelines.feeds import load_feeds
from pipelines.yaml_file import read_yaml
from tests.golden.given import columns_of, insert

Row = dict[str, Any]
HERE = Path(__file__).parent
NAMED_BY = {  # whoever is named by one of these and given by nobody is filled in
    "innovation": ("innovation_benefit", "contribution"),
    "person": ("contribution", "appointment"),
    "department": ("innovation", "contribution", "person"),
}
NUMBERED = {"innovation_benefit": "b", "contribution": "c", "finding": "f", "appointment": "a"}


def defaults() -> dict[str, Row]:
    """What a row of a feed, or of `result.gate` and `result.appraisal`, says where the case does not."""
    content, _ = read_yaml(HERE / "reward_defaults.yaml")
    assert isinstance(content, dict)
    return content


@dataclass
class Records:
    """The records of one case as they come in, batch by batch."""

    con: duckdb.DuckDBPyConnection
    missing: Mapping[str, Sequence[str]]
    usual: dict[str, Row] = field(default_factory=defaults)
    counted: Counter[str] = field(default_factory=Counter)

    def deliver(self, given: Mapping[str, Sequence[Row]], batch: int, year: int) -> None:
        """Load `given` as `batch`: a record that stands is changed in the fields named, a new one is filled in.

        Whoever is named and never given is filled in too, but for the keys the case lists as `missing`; so are the
        organisation and what is known of it in `year`.
        """
        rows = {feed: [self.whole(feed, row, batch) for row in some] for feed, some in given.items()}
        for feed, some in rows.items():
            for row in some:
                self.load(feed, row, batch)
        for feed, by in NAMED_BY.items():
            key = f"{feed}_id"
            named = dict.fromkeys(
                (org, one)
                for other in by
                for org, one in self.con.execute(f"SELECT org_id, {key} FROM history.{other} ORDER BY ALL").fetchall()
            )
            for org, one in named:
                if one and one not in self.missing.get(feed, ()):
                    self.fill_in(feed, {"org_id": org, key: one}, batch)
        self.fill_in("organization", {}, batch)
        for (org,) in self.con.execute("SELECT DISTINCT org_id FROM history.organization ORDER BY 1").fetchall():
            self.fill_in("organization_year", {"org_id": org, "year": year}, batch)

    def whole(self, feed: str, row: Row, batch: int) -> Row:
        """The row with its key, and every field as it stands or as in the file of defaults."""
        assert feed in self.usual, f"There are no defaults for {feed}: add it to reward_defaults.yaml."
        named = {"org_id": "o"} | row
        if feed in NUMBERED:
            self.counted[feed] += 1
            named.setdefault(load_feeds()[feed].key[-1], f"{NUMBERED[feed]}{self.counted[feed]}")
        usual = {name: value for name, value in self.usual[feed].items() if name not in named}
        standing = self.standing(feed, usual | named)
        # The year a benefit is of is over a month before finance confirms it.
        if feed == "innovation_benefit" and not standing and "confirmed_on" not in named:
            named["confirmed_on"] = date(int((usual | named)["benefit_year"]) + 1, 1, 31)
        if feed == "organization_year" and not standing:
            year = int((usual | named)["year"])
            usual |= {day: date(year, 1, 2) for day in ("plan_adopted_on", "plan_published_on") if day not in named}
        return (standing or usual) | named

    def standing(self, feed: str, row: Row) -> Row:
        """The fields of the record with the same key as it stands; empty when there is none."""
        key = load_feeds()[feed].key
        same = " AND ".join(f'"{name}" = ?' for name in key)
        query = f"SELECT * FROM history.{feed} WHERE closed_by_batch_id IS NULL AND {same}"
        found = self.con.execute(query, [row[name] for name in key]).fetchall()
        names = [name for name, *_ in self.con.description or ()]
        fields = {one.name for one in load_feeds()[feed].fields}
        return {name: value for name, value in zip(names, found[0], strict=True) if name in fields} if found else {}

    def fill_in(self, feed: str, row: Row, batch: int) -> None:
        """Load a record that only its key tells of, unless one of that id (of whatever days) stands."""
        named = {"org_id": "o"} | row
        same = " AND ".join(f'"{name}" = ?' for name in named)
        if not self.con.execute(f"SELECT 1 FROM history.{feed} WHERE {same}", list(named.values())).fetchall():
            self.load(feed, self.whole(feed, named, batch), batch)

    def load(self, feed: str, row: Row, batch: int) -> None:
        """A version of a record; the one that stood ends."""
        self.withdraw(feed, row, batch)
        insert(self.con, f"history.{feed}", [row | {"batch_id": batch}])

    def withdraw(self, feed: str, row: Row, batch: int) -> None:
        """End the version that stands."""
        key = load_feeds()[feed].key
        same = " AND ".join(f'"{name}" = ?' for name in key)
        self.con.execute(
            f"UPDATE history.{feed} SET closed_by_batch_id = ? WHERE closed_by_batch_id IS NULL AND {same}",
            [batch, *(row[name] for name in key)],
        )


def put_results(con: duckdb.DuckDBPyConnection, table: str, run: Row, rows: Sequence[Row]) -> None:
    """Rows of `result.gate` or `result.appraisal` of a run, filled in."""
    usual = defaults()[table]
    about = {name: value for name, value in run.items() if name in columns_of(con, table)}
    insert(con, table, [usual | about | row for row in rows])
