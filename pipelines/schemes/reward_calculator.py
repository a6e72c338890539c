"""A policy author's calculator for rewards: the amounts a plan gives, by the same SQL as a run.

The amounts stand as records of one organisation in a warehouse in memory; the files of `sql/rewards` do the rest.
"""

from __future__ import annotations

import duckdb

from pipelines.models.rewarding import fill_rewards
from pipelines.schemes.compile_reward import compile_plan, store_plans
from pipelines.schemes.given_run import ORG, RUN, RUN_ROW, empty_warehouse, insert_columns
from pipelines.schemes.insert import insert
from pipelines.schemes.reward_given import CONFIRMED_ON, Amounts, records
from pipelines.schemes.reward_model import RewardPlan
from pipelines.schemes.reward_tried import Fields, TriedReward

BATCH = {
    "batch_id": 0, "feed": "", "source": "", "source_file": "", "file_sha256": "", "contract_sha256": "",
    "archive_file": "", "archive_sha256": "", "delivery": "", "received_on": CONFIRMED_ON, "state": "loaded",
    "read_count": 0, "left_out_count": 0, "repaired_count": 0,
}  # fmt: skip
POOL = (
    "currency", "plan", "status", "reason", "recognised_benefit_amount", "tier_amount",
    "innovation_cap_reduction_amount", "organization_cap_reduction_amount", "organization_limit_amount", "floor_amount",
    "floor_addition_amount", "pool_amount", "awarded_amount", "forfeited_amount", "person_cap_reduction_amount",
    "unallocated_amount",
)  # fmt: skip
TIER = ("tier", "from_amount", "until_amount", "benefit_in_tier_amount", "rise", "run", "tier_amount")
AWARD = (
    "is_main_contributor", "is_unit_head", "filed_share_percent", "share_percent", "gross_amount", "rounding_amount",
    "protected_amount", "person_limit_amount", "person_cap_reduction_amount", "award_amount", "status", "reason",
    "funding_channel",
)  # fmt: skip
INSTALMENT = ("tranche", "due_year", "planned_amount")


def try_amounts(plan: RewardPlan, amounts: Amounts) -> TriedReward:
    """What the plan gives for `amounts`, settled after the year, as if the plan had been adopted in time."""
    con, compiled = empty_warehouse(), compile_plan(plan)
    con.execute("BEGIN")
    try:
        store_plans(con, [compiled])
        insert_columns(con, "run.run", [RUN_ROW])
        insert_columns(con, "scope.reward_plan", [{"plan_key": compiled.plan_key}])
        insert(con, "ingest.batch", [tuple(BATCH.values())], columns=tuple(BATCH))
        for feed, row in records(amounts, plan):
            whole = {"org_id": ORG, "batch_id": 0, "source_row": 1} | row
            insert(con, f"history.{feed}", [tuple(whole.values())], columns=tuple(whole))
        fill_rewards(con, RUN)
        return result(con, plan, amounts)
    finally:
        con.execute("ROLLBACK")


def result(con: duckdb.DuckDBPyConnection, plan: RewardPlan, amounts: Amounts) -> TriedReward:
    """The answer, read from the results of the run."""
    pool = rows(con, "reward_pool", POOL, "org_id")[0]
    if not amounts.values.keys() & {"after_tax_profit", "budget"}:
        pool = {**pool, "organization_limit_amount": None}  # nobody said what it rests on
    instalments = rows(con, "reward_tranche", ("award_id", *INSTALMENT), "award_id, tranche")
    awards = [
        {name: value for name, value in award.items() if name != "award_id"}
        | {
            "instalments": tuple(
                {name: one[name] for name in INSTALMENT} for one in instalments if one["award_id"] == award["award_id"]
            )
        }
        for award in rows(con, "reward_award", ("award_id", *AWARD), "award_id")
    ]
    name = f"{plan.reward_plan}@{plan.version}"
    return TriedReward(name, pool, tuple(rows(con, "reward_tier", TIER, "tier")), tuple(awards))


def rows(con: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, ...], order: str) -> list[Fields]:
    """These columns of the run's rows of a result table."""
    query = f"SELECT {', '.join(columns)} FROM result.{table} WHERE run_id = ? ORDER BY {order}"
    return [dict(zip(columns, row, strict=True)) for row in con.execute(query, [RUN.run_id]).fetchall()]
