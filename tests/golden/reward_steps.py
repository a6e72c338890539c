"""The rewards part of a run, filled for a golden case."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from pipelines.models.rewarding import REWARD_TABLES, fill_rewards
from pipelines.models.tables import refill
from pipelines.parameters import Parameters

OF_POOLS = {"rewards.plan", "rewards.settled_year", "rewards.benefit", "rewards.market_year", "rewards.pool_amount"}


def fill(con: duckdb.DuckDBPyConnection, run: Parameters, asked: Iterable[str]) -> None:
    """Fill the run's `result.reward_*` as a run does; only up to the last table `asked` for, which is quicker.

    The views of `sql/rewards` are there already.
    """
    names = {name if "." in name else f"result.{name}" for name in asked}
    if not names <= {*OF_POOLS, *REWARD_TABLES}:
        fill_rewards(con, run)
        return
    last = max(REWARD_TABLES.index("result.reward_tier" if name in OF_POOLS else name) for name in names)
    refill(con, run, REWARD_TABLES[: last + 1], source="rewards")
