"""Gathers a reward from the result tables, from benefit lines to ledger entries: nothing is computed anew but sums."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from pipelines.explain import reward_queries as queries
from pipelines.explain.decided import restated, sign_off
from pipelines.explain.find import Row, rows
from pipelines.explain.gather import as_text
from pipelines.explain.reward_find import Reward, find_reward
from pipelines.explain.reward_reasons import in_chinese
from pipelines.warehouse import set_variables

ZERO = Decimal(0)
SPLIT = ("gross_amount", "forfeited_amount", "person_cap_reduction_amount", "award_amount")
CONFIRMED = {"confirmed", "archived"}
UNITS = {"CNY": "yuan"}


@dataclass(frozen=True)
class RewardExplanation:
    """A reward and how it came about.

    `plan`: the reward plan, with its `numbers` and `codes`. `pools`: one for each innovation and benefit year, with
    `lines`, `tiers`, `awards` (those asked for; the rest summed in `others`); each award with `tranches`, `ledger`, its
    sums `owed_amount`, `to_come_amount` and `reclaimed_amount`, and `later`, the runs that posted more since.
    `clauses`: what is cited. `sign_off`: who signed the run. `restated`, of pools and awards: what the run moved
    against the revision before it.
    """

    reward: Reward
    plan: Row
    pools: list[Row]
    clauses: list[Row]
    sign_off: list[Row]

    @property
    def numbers(self) -> Mapping[tuple[str, str], Row]:
        """The plan's numbers by name and code ('' for a single one)."""
        return {(row["name"], row["code"]): row for row in self.plan["numbers"]}

    def is_open(self, row: Row) -> bool:
        """Whether a pool or award is an estimate or not confirmed: nothing is owed by it."""
        return row["is_estimate"] or self.reward.run.sign_off not in CONFIRMED

    def as_json(self) -> str:
        """The explanation for a program: amounts and percentages as text, days as ISO dates."""
        run = self.reward.run
        content = {
            "run_id": run.run_id,
            "revision": run.revision,
            "period": run.period,
            "cut_off": run.cut_off,
            "as_of_batch": run.as_of_batch,
            "state": run.sign_off or run.state,
            "kind": self.reward.kind,
            "name": self.reward.name,
            "org_id": self.reward.org_id,
            "currency": self.plan["currency"],
            "unit": UNITS.get(self.plan["currency"], self.plan["currency"]),
            "sign_off": self.sign_off,
            "plan": self.plan,
            "pools": self.pools,
            "clauses": self.clauses,
        }
        return json.dumps(content, ensure_ascii=False, indent=2, default=as_text)


def gather_reward(
    con: duckdb.DuckDBPyConnection,
    name: str,
    period: str,
    reward_type: str | None = None,
    run_id: str | None = None,
) -> RewardExplanation:
    """Explain an award, an innovation or a person's awards in the newest computed run of a period (or in `run_id`).

    Raises UnknownSubjectError for a name nothing or several things have, PeriodError for a period never computed.
    """
    reward = find_reward(con, name, period, reward_type, run_id)
    set_variables(con, {"as_of_batch": reward.run.as_of_batch})
    given = {"run_id": reward.run.run_id, "org": reward.org_id}
    (plan,) = rows(con, queries.PLAN, given)
    plan_key = {"plan_key": plan["plan_key"]}
    plan |= {"numbers": rows(con, queries.NUMBERS, plan_key), "codes": rows(con, queries.CODES, plan_key)}
    pools = rows(con, queries.POOLS, given | {"kind": reward.kind, "name": reward.name})
    lists = {
        "lines": rows(con, queries.LINES, given),
        "tiers": rows(con, queries.TIERS, given),
        "awards": rows(con, queries.AWARDS, given),
    }
    entries = {
        "tranches": rows(con, queries.TRANCHES, given),
        "ledger": rows(con, queries.LEDGER, given),
        "later": rows(con, queries.LATER, given),
    }
    named = {row["grade"]: row for row in rows(con, queries.GRADES, {"regime": plan["regime"]})}
    for number in plan["numbers"]:
        if number["name"] == "grade_percent" and number["code"] in named:
            number |= {f"code_{lang}": named[number["code"]][f"name_{lang}"] for lang in ("zh", "en")}
    grades = {grade: row["name_zh"] for grade, row in named.items()}
    for said in (pools, *lists.values(), *entries.values()):
        translate(said, grades, plan)
    for pool in pools:
        for list_name, found in lists.items():
            pool[list_name] = [row for row in found if same_pool(row, pool)]
        for award in pool["awards"]:
            for list_name, found in entries.items():
                award[list_name] = [row for row in found if row["award_id"] == award["award_id"]]
            for column in ("owed_amount", "to_come_amount"):
                award[column] = total(award["ledger"], column)
            award["reclaimed_amount"] = total(award["tranches"], "reclaimed_amount")
            award["restated"] = restated(con, given | {"type": "award", "id": award["award_id"]})
        named_by = f"{pool['innovation_id']}/{pool['benefit_year']}"
        pool["restated"] = restated(con, given | {"type": "innovation", "id": named_by})
        leave_out_others(pool, reward)
    return RewardExplanation(reward, plan, pools, cited(con, plan, pools), sign_off(con, reward.run.run_id))


def translate(said: Sequence[Row], grades: Mapping[str, str], plan: Row) -> None:
    """Put the Chinese of each reason and cause beside it; why a plan pays nothing stands in the plan."""
    for row in said:
        for column in ("reason", "cause"):
            if column in row:
                text = row[column]
                if text and not plan["is_paid"]:
                    text = text.replace(plan["not_paid_reason_en"], plan["not_paid_reason_zh"])
                row[f"{column}_zh"] = in_chinese(text, grades) if text else None


def same_pool(row: Row, pool: Row) -> bool:
    return (row["innovation_id"], row["benefit_year"]) == (pool["innovation_id"], pool["benefit_year"])


def leave_out_others(pool: Row, reward: Reward) -> None:
    """Keep the awards asked for; of other persons' only the sums, so that all parts still add up."""

    def asked(award: Row) -> bool:
        return reward.kind == "innovation" or reward.name in (award["award_id"], award["person_id"])

    others = [award for award in pool["awards"] if not asked(award)]
    pool["awards"] = [award for award in pool["awards"] if asked(award)]
    pool["others"] = {"award_count": len(others)} | {column: total(others, column) for column in SPLIT}


def total(found: Sequence[Row], column: str) -> Decimal:
    return sum((row[column] for row in found), ZERO)


def cited(con: duckdb.DuckDBPyConnection, plan: Row, pools: Sequence[Row]) -> list[Row]:
    """The clauses that plan, tiers, pools and awards name, word for word, in the order of their ids."""
    said = [plan, *plan["numbers"], *plan["codes"], *pools]
    said += [row for pool in pools for row in (*pool["tiers"], *pool["awards"])]
    names = sorted({name for row in said for name in row["clause"].split(",")})
    return rows(con, "SELECT * FROM compiled.clause WHERE list_contains($names, clause_id) ORDER BY clause_id",
                {"names": names})  # fmt: skip
