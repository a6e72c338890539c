"""The shipped reward plans in a warehouse, and what a case changes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import duckdb

from pipelines.feeds import Closed
from pipelines.schemes import load_rules
from tests.golden.given import insert

SCHEMES = Path(__file__).parents[2] / "schemes"
Value = str | bool | Decimal | None


class Changes(Closed):
    """What a case changes of the compiled plan.

    `row`: columns of compiled.reward_plan. `tiers`: (from, percent) in order, the last one without end; or (from,
    until, rise, run). `numbers`: by name, or name.code; null takes it away. `codes`: effect by name.code.
    """

    row: Mapping[str, Value] = {}
    tiers: Sequence[Sequence[Decimal | None]] | None = None
    numbers: Mapping[str, Decimal | None] = {}
    codes: Mapping[str, str | None] = {}


def store_plans(con: duckdb.DuckDBPyConnection) -> None:
    """Every shipped plan, compiled."""
    load_rules(SCHEMES).store(con)


def plan_key(con: duckdb.DuckDBPyConnection, plan: str) -> str:
    """The key of the plan of that id."""
    keys = con.execute("SELECT plan_key FROM compiled.reward_plan WHERE plan_id = ?", [plan]).fetchall()
    known = con.execute("SELECT plan_id FROM compiled.reward_plan ORDER BY ALL").fetchall()
    assert len(keys) == 1, f"There is no plan {plan}, but {known}."
    return str(keys[0][0])


def change(con: duckdb.DuckDBPyConnection, key: str, changes: Changes) -> None:
    """Change the compiled rows of a plan; what is named must be there, unless it is a number or code that is new."""
    for column, value in changes.row.items():
        con.execute(f"UPDATE compiled.reward_plan SET {column} = ? WHERE plan_key = ?", [value, key])
    if changes.tiers is not None:
        con.execute("DELETE FROM compiled.reward_tier WHERE plan_key = ?", [key])
        put_tiers(con, key, changes.tiers)
    for table, column, given in (
        ("compiled.reward_number", "value", changes.numbers),
        ("compiled.reward_code", "effect", changes.codes),
    ):
        for path, value in given.items():
            name, _, code = path.partition(".")
            con.execute(f"DELETE FROM {table} WHERE plan_key = ? AND name = ? AND code = ?", [key, name, code])
            if value is not None:
                about = {"plan_key": key, "name": name, "code": code, "clause": "", "source": "ORG", column: value}
                insert(con, table, [about | ({"unit": ""} if column == "value" else {})])


def put_tiers(con: duckdb.DuckDBPyConnection, key: str, tiers: Sequence[Sequence[Decimal | None]]) -> None:
    """Tiers as (from, percent) in order, or (from, until, rise, run)."""
    for number, given in enumerate(tiers, start=1):
        after = tiers[number][0] if number < len(tiers) else None
        start, until, rise, run = (given[0], after, given[1], 100) if len(given) == 2 else given
        row = {"plan_key": key, "tier": number, "from_amount": start, "until_amount": until, "rise": rise, "run": run}
        insert(con, "compiled.reward_tier", [row | {"clause": "S0-32", "source": "DEFAULT"}])
