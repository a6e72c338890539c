"""To how many pools, awards or instalments each changed item of a reward plan was applied, or why to none.

Counted are the benefit years that the plan prices: years settled earlier keep the plan that settled them.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from pipelines.explain.find import Row, rows
from pipelines.parameters import Parameters
from pipelines.simulate.applied import Application
from pipelines.simulate.changes import Change


@dataclass(frozen=True)
class Reached:
    """What an item of a plan is applied to: rows of a result table, those of them it concerns, and what it moves."""

    unit: str
    table: str
    keys: tuple[str, ...]
    concerned: str
    moves: tuple[str, ...]


POOL = ("org_id", "innovation_id", "benefit_year")
POOLS = Reached(
    "pool", "reward_pool", POOL, "TRUE",
    ("status", "tier_amount", "innovation_cap_reduction_amount", "organization_cap_reduction_amount",
     "floor_addition_amount", "pool_amount", "recorded_shares_percent"),
)  # fmt: skip
AWARD = ("org_id", "award_id", "person_id")
AWARDS = Reached(
    "award", "reward_award", AWARD, "TRUE",
    ("status", "gross_amount", "kept_percent", "forfeited_amount", "person_cap_reduction_amount", "award_amount"),
)  # fmt: skip
TRANCHES = Reached(
    "instalment", "reward_tranche", (*AWARD, "tranche"), "TRUE",
    ("status", "due_year", "planned_amount", "released_amount", "lapsed_amount", "to_come_amount"),
)  # fmt: skip
LINES = Reached(
    "benefit_line", "reward_line", (*POOL, "benefit_id"), "TRUE", ("status", "benefit_amount", "is_retained")
)
TIERS = Reached(
    "pool", "reward_tier", (*POOL, "tier"), "benefit_in_tier_amount > 0",
    ("from_amount", "until_amount", "benefit_in_tier_amount", "tier_amount"),
)  # fmt: skip


def narrowed(reached: Reached, concerned: str) -> Reached:
    return Reached(reached.unit, reached.table, reached.keys, concerned, reached.moves)


# By the name of the number or code; the others concern every pool.
REACHED = {
    "organization_profit_percent": narrowed(POOLS, "organization_limit_amount IS NOT NULL"),
    "floor_income_percent": narrowed(POOLS, "floor_amount > 0"),
    "floor_exploitation_percent": narrowed(POOLS, "floor_amount > 0"),
    "floor_shares_percent": narrowed(POOLS, "recorded_shares_percent IS NOT NULL"),
    "floor_months": narrowed(POOLS, "floor_amount > 0"),
    "person_limit_amount": narrowed(AWARDS, "person_limit_amount IS NOT NULL"),
    "person_pay_rise": narrowed(AWARDS, "person_limit_amount IS NOT NULL"),
    "person_pay_run": narrowed(AWARDS, "person_limit_amount IS NOT NULL"),
    "main_minimum_percent": narrowed(AWARDS, "is_main_contributor"),
    "leader_limit_percent": narrowed(AWARDS, "is_cio OR is_unit_head"),
    "share_tolerance_percent": AWARDS,
    "months_in_post": AWARDS,
    "grade_percent": narrowed(AWARDS, "is_cio"),
    "ungraded": narrowed(AWARDS, "is_cio"),
    "finding": AWARDS,
    "instalment_percent": TRANCHES,
    "at_once_limit_amount": TRANCHES,
    "recheck_minimum_percent": narrowed(TRANCHES, "tranche > 1"),
    "leaving": narrowed(TRANCHES, "tranche > 1"),
    "benefit_kind": LINES,
    "retained_percent": narrowed(LINES, "is_retained"),
}


class PlanApplications:
    """Answers for the changes of one plan in one period; the same arguments as for a scheme."""

    def __init__(self, con: duckdb.DuckDBPyConnection, run: Parameters, old_run_id: str, key: str) -> None:
        self.con, self.values = con, {"new": run.run_id, "old": old_run_id}
        self.key = key

    def answer(self, change: Change) -> Application:
        """To what the change was applied."""
        connected = "SELECT count(*) AS n FROM simulated.plan_used WHERE run_id = $run AND plan_key = $key"
        if not rows(self.con, connected, {"run": self.values["new"], "key": self.key})[0]["n"]:
            return Application(0, 0, "no_innovations", unit="pool")
        if change.part == "reward_tier":
            return self.counted(narrowed(TIERS, f"tier = {int(change.item[0])} AND benefit_in_tier_amount > 0"))
        name = change.item[0] if change.item else ""
        if name == "rewarded_staff_percent":
            return self.staff_alert()
        return self.counted(REACHED.get(name, POOLS))

    def counted(self, reached: Reached) -> Application:
        """Rows it concerns in either run, and how many of them came out otherwise."""
        keys = ", ".join(reached.keys)
        moves = " OR ".join(f"new.{column} IS DISTINCT FROM old.{column}" for column in reached.moves)
        parts = ", ".join(
            f"{name} AS (SELECT *, ({reached.concerned}) AS is_concerned FROM result.{reached.table} "
            f"WHERE run_id = ${name} AND (org_id, benefit_year) IN (SELECT (org_id, benefit_year) FROM priced))"
            for name in ("old", "new")
        )
        query = f"""
            WITH priced AS (
                SELECT org_id, benefit_year FROM simulated.plan_used WHERE run_id = $new AND plan_key = $key
            ), {parts}
            SELECT
                count(*) AS applied,
                count(*) FILTER ({moves}) AS moved
            FROM new FULL JOIN old USING ({keys})
            WHERE coalesce(new.is_concerned, FALSE) OR coalesce(old.is_concerned, FALSE)
        """
        found = rows(self.con, query, {**self.values, "key": self.key})[0]
        if not found["applied"]:
            return Application(0, 0, f"no_{reached.unit}", unit=reached.unit)
        return Application(found["applied"], found["moved"], unit=reached.unit)

    def staff_alert(self) -> Application:
        """The alert on how many of the staff are rewarded: it looks at every organisation whose headcount is known."""
        query = """
            SELECT count(DISTINCT priced.org_id) AS applied,
                (
                    SELECT count(*) FROM (
                        SELECT org_id FROM result.compliance_alert
                        WHERE run_id IN ($new, $old) AND alert = 'rewarded_staff'
                        GROUP BY org_id HAVING count(*) = 1
                    )
                ) AS moved
            FROM simulated.plan_used AS priced
            INNER JOIN records.organization_year AS years
                ON priced.org_id = years.org_id AND priced.benefit_year = years.year AND years.headcount IS NOT NULL
            WHERE priced.run_id = $new AND priced.plan_key = $key
        """
        found: Row = rows(self.con, query, {**self.values, "key": self.key})[0]
        if not found["applied"]:
            return Application(0, 0, "no_headcount", unit="organization")
        return Application(found["applied"], found["moved"], unit="organization")
