"""What the change does to rewards: pools, awards and their totals in the cells of a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from pipelines.explain.find import Row, rows
from pipelines.simulate.cells import CELLS, Cells
from pipelines.simulate.split import Split, added

AMOUNTS = {
    "pool": ("pool_amount", "awarded_amount", "forfeited_amount", "person_cap_reduction_amount", "unallocated_amount"),
    "award": ("award_amount",),
}
POOLS = f"""
    SELECT run_id, org_id, innovation_id, benefit_year, innovation_title, currency, status, {", ".join(AMOUNTS["pool"])}
    FROM result.reward_pool
    WHERE list_contains($run_ids, run_id) AND ($org_id IS NULL OR org_id = $org_id)
    ORDER BY ALL
"""
AWARDS = f"""
    SELECT run_id, org_id, award_id, innovation_id, benefit_year, person_id, person_name, department_id, currency,
        status, {", ".join(AMOUNTS["award"])}
    FROM result.reward_award
    WHERE list_contains($run_ids, run_id) AND ($org_id IS NULL OR org_id = $org_id)
    ORDER BY ALL
"""
KEYS = {
    "pool": ("org_id", "innovation_id", "benefit_year", "currency"),
    "award": ("org_id", "award_id", "person_id", "currency"),
}


@dataclass(frozen=True)
class MovedAmount:
    """A pool or an award in which any cell differs. `about`: whose it is; `status` by cell; `amounts` by name."""

    about: Row
    status: Mapping[str, str | None]
    amounts: Mapping[str, Split]

    def as_json(self) -> dict[str, object]:
        amounts = {name: split.as_json() for name, split in self.amounts.items()}
        return {**self.about, "status": dict(self.status), **amounts}


@dataclass(frozen=True)
class Rewards:
    """`totals`: the sums of each organisation and currency, by the name of the amount."""

    totals: Mapping[tuple[str, str], Mapping[str, Split]]
    pools: tuple[MovedAmount, ...]
    awards: tuple[MovedAmount, ...]
    unmoved_pools: int
    unmoved_awards: int


def compare_rewards(con: duckdb.DuckDBPyConnection, cells: Cells, org: str | None) -> Rewards:
    """The pools and awards of all cells side by side; largest movers first."""
    values: Row = {"run_ids": sorted(set(cells.values())), "org_id": org}
    pools = side_by_side(rows(con, POOLS, values), cells, "pool")
    awards = side_by_side(rows(con, AWARDS, values), cells, "award")
    totals: dict[tuple[str, str], dict[str, Split]] = {}
    for place in sorted({(one.about["org_id"], one.about["currency"]) for one in (*pools, *awards)}):
        totals[place] = {
            name: added([one.amounts[name] for one in every if (one.about["org_id"], one.about["currency"]) == place])
            for every, kind in ((pools, "pool"), (awards, "award"))
            for name in AMOUNTS[kind]
        }
    moved_pools, moved_awards = movers(pools), movers(awards)
    return Rewards(totals, moved_pools, moved_awards, len(pools) - len(moved_pools), len(awards) - len(moved_awards))


def side_by_side(found: Sequence[Row], cells: Cells, kind: str) -> list[MovedAmount]:
    """Each pool or award with its amounts by cell."""
    by_key: dict[tuple[object, ...], dict[str, Row]] = defaultdict(dict)
    for row in found:
        by_key[tuple(row[name] for name in KEYS[kind])][row["run_id"]] = row
    left_out = {"run_id", "status", *AMOUNTS[kind]}
    result = []
    for own in by_key.values():
        by_cell = {cell: own.get(run_id, {}) for cell, run_id in cells.items()}
        newest = next(row for row in (by_cell["both"], *by_cell.values()) if row)
        result.append(
            MovedAmount(
                {name: value for name, value in newest.items() if name not in left_out},
                {cell: row.get("status") for cell, row in by_cell.items()},
                {name: Split({cell: row.get(name) for cell, row in by_cell.items()}) for name in AMOUNTS[kind]},
            )
        )
    return result


def movers(every: Sequence[MovedAmount]) -> tuple[MovedAmount, ...]:
    """Those in which anything differs, the largest change of the first amount first."""
    moved = [
        one
        for one in every
        if any(split.moved for split in one.amounts.values())
        or any(one.status[cell] != one.status["was"] for cell in CELLS)
    ]
    return tuple(sorted(moved, key=lambda one: (-size(one), *(str(value) for value in one.about.values()))))


def size(one: MovedAmount) -> Decimal:
    """How far the first of its amounts moved."""
    return abs(next(iter(one.amounts.values())).total)
