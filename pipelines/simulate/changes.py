"""What differs between two compiled schemes or plans, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import duckdb

from pipelines.explain.find import Row, rows
from pipelines.schemes.exact import plain_text


class Part(NamedTuple):
    """A table of `compiled`: what names a row of it, and which columns decide anything. The others are wording: titles,
    clauses, sources."""

    table: str
    names: tuple[str, ...]
    decides: tuple[str, ...]


SCHEME_PARTS = (
    Part("scheme", (), ("minimum_measured_weight", "minimum_tenure_share", "reports")),
    Part("dimension", ("dimension",), ("weight",)),
    Part("indicator", ("metric_id",), ("dimension", "weight", "curve", "absent", "is_disabled")),
    Part("parameter", ("name", "code"), ("value", "unit")),
    Part("grade", ("grade",), ("at_least",)),
    Part("quota", ("grade",), ("percent", "minimum_one_from")),
    Part("quota_order", ("place",), ("metric_id", "dimension")),
    Part("adjustment", (), ("bonus_limit", "deduction_limit")),
    Part("adjustment_kind", ("kind",), ("effect", "each_points", "least_points", "most_points", "limit_points")),
    Part("general_part", ("metric_id",), ("share_percent",)),
    Part("gate", ("gate",), ("enabled", "metric_id", "withholds_commendation", "withholds_reward")),
    Part("gate_step", ("gate", "step"), ("comparison", "threshold", "effect", "score_limit")),
    Part("alert", ("alert",), ("metric_id", "comparison", "threshold")),
    Part("consequence", ("consequence",), ("grades", "years_in_a_row", "any_period")),
    Part("commendation", (), ("score_at_least", "grades", "top_percent", "within_quota", "without_gates")),
    Part(
        "condition", ("owner_kind", "owner_id", "group_number", "metric_id", "dimension"), ("comparison", "threshold")
    ),
)  # fmt: skip
PLAN_PARTS = (
    Part(
        "reward_plan", (),
        ("currency", "is_paid", "needs_published_rule", "rewards_market", "floor_applies", "forfeited_to"),
    ),
    Part("reward_tier", ("tier",), ("from_amount", "until_amount", "rise", "run")),
    Part("reward_number", ("name", "code"), ("value", "unit")),
    Part("reward_code", ("name", "code"), ("effect",)),
)  # fmt: skip
# Columns that are worked out of others.
DERIVED = {"indicator": ", curve_shape || ' ' || knots AS curve, disabled_reason IS NOT NULL AS is_disabled"}
# What names the file and says when it was read and applies: no wording of a rule.
ABOUT = {
    "scheme_key", "plan_key", "scheme_id", "scheme_version", "plan_id", "plan_version", "content_sha256", "org_id",
    "in_force_from", "in_force_until", "checked_on", "position", "regime", "subject_type",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """An item that differs: `field` of the row `item` of `part`; added or removed items have one change of field ''.
    None: it is not there."""

    part: str
    item: tuple[str, ...]
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Difference:
    """All that differs. `wording`: titles, clauses or sources do, which decide nothing."""

    changes: tuple[Change, ...]
    wording: bool


def difference(con: duckdb.DuckDBPyConnection, old_key: str, new_key: str) -> Difference:
    """What the rules of `new_key` say otherwise than those of `old_key`."""
    is_plan = bool(con.execute("SELECT 1 FROM compiled.reward_plan WHERE plan_key = $1", [new_key]).fetchall())
    changes: list[Change] = []
    wording = False
    for part in PLAN_PARTS if is_plan else SCHEME_PARTS:
        old, new = (rows_of(con, part, key, is_plan) for key in (old_key, new_key))
        for item in [*old, *(item for item in new if item not in old)]:
            changes += item_changes(part, item, old.get(item), new.get(item))
            if item in old and item in new:
                wording = wording or wording_of(part, old[item]) != wording_of(part, new[item])
    return Difference((*changes, *order_changes(con, old_key, new_key)), wording)


def rows_of(con: duckdb.DuckDBPyConnection, part: Part, key: str, is_plan: bool) -> dict[tuple[str, ...], Row]:
    """The rows of a part by what names them, in the file's order."""
    column = "plan_key" if is_plan else "scheme_key"
    found = rows(
        con, f"SELECT *{DERIVED.get(part.table, '')} FROM compiled.{part.table} WHERE {column} = $key", {"key": key}
    )
    return {tuple(shown(row[name]) or "" for name in part.names): row for row in found}


def item_changes(part: Part, item: tuple[str, ...], old: Row | None, new: Row | None) -> list[Change]:
    """What differs in one item; one that is new, or gone, with all it says."""
    if old is None or new is None:
        before, after = (None if row is None else summary(part, row) for row in (old, new))
        return [Change(part.table, item, "", before, after)]
    return [
        Change(part.table, item, field, shown(old[field]), shown(new[field]))
        for field in part.decides
        if old[field] != new[field]
    ]


def summary(part: Part, row: Row) -> str:
    """Everything an item decides, in one line."""
    return ", ".join(f"{field} {shown(row[field])}" for field in part.decides if row[field] not in (None, ""))


def wording_of(part: Part, row: Row) -> dict[str, Any]:
    """What a row says beside what it decides."""
    return {name: value for name, value in row.items() if name not in {*part.decides, *part.names, *ABOUT, *WORKED_OUT}}


# They follow from the curve.
WORKED_OUT = ("curve", "curve_shape", "knots", "cut_up_from", "is_disabled")


def order_changes(con: duckdb.DuckDBPyConnection, old_key: str, new_key: str) -> list[Change]:
    """The order of indicators decides which of two equal remainders of weight is rounded up."""
    query = "SELECT metric_id FROM compiled.indicator WHERE scheme_key = $key ORDER BY position"
    old, new = ([row["metric_id"] for row in rows(con, query, {"key": key})] for key in (old_key, new_key))
    before, after = [one for one in old if one in new], [one for one in new if one in old]
    return [] if before == after else [Change("indicator_order", (), "", ", ".join(before), ", ".join(after))]


def shown(value: Any) -> str | None:
    """A value as text, numbers without trailing zeros."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain_text(value) if isinstance(value, Decimal) else str(value)
