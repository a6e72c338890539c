"""A reward plan as rows of the `compiled.reward_*` tables, under a key that stands for its id, version and content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import duckdb

from pipelines.schemes.compile import as_text
from pipelines.schemes.compile_conditions import cited, procedure_rows
from pipelines.schemes.insert import Row, insert
from pipelines.schemes.reward_model import RewardPlan
from pipelines.schemes.reward_numbers import Cited, MoneyAmount, PercentOf, Span

# The unit of a number, by the end of its name; of an amount it is the plan's currency.
UNITS = {"percent": "percent", "months": "months", "post": "months", "years": "years"}


@dataclass(frozen=True)
class CompiledPlan:
    """A plan, its key, and its rows for each table `compiled.reward_*`."""

    plan_key: str
    plan: RewardPlan
    rows: Mapping[str, list[Row]]


def compile_plan(plan: RewardPlan) -> CompiledPlan:
    """The rows of a checked plan."""
    sha256 = content_sha256(plan)
    key = f"{plan.reward_plan}@{plan.version}#{sha256[:8]}"
    rows: dict[str, Iterable[Row]] = {
        "reward_plan": [plan_row(plan, sha256)],
        "reward_tier": tier_rows(plan),
        "reward_number": number_rows(plan),
        "reward_code": code_rows(plan),
        "procedure": procedure_rows(plan.procedure),
    }
    return CompiledPlan(key, plan, {table: [(key, *row) for row in found] for table, found in rows.items()})


def store_plans(con: duckdb.DuckDBPyConnection, plans: Iterable[CompiledPlan]) -> None:
    """Put plans into `compiled.*`; rows of a key that is there already stay as they are."""
    for compiled in plans:
        known = "SELECT plan_key FROM compiled.reward_plan WHERE plan_key = ?"
        if con.execute(known, [compiled.plan_key]).fetchall():
            continue
        for table, rows in compiled.rows.items():
            insert(con, f"compiled.{table}", rows)


def content_sha256(plan: RewardPlan) -> str:
    """The hash of what a plan says, without comments and order of keys."""
    text = json.dumps(plan.model_dump(), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=as_text)
    return hashlib.sha256(text.encode()).hexdigest()


def plan_row(plan: RewardPlan, sha256: str) -> Row:
    """The row of `compiled.reward_plan`, without its key."""
    reason = plan.cash.reason
    return (
        *(plan.reward_plan, plan.version, sha256, plan.regime, plan.organization, plan.title.zh, plan.title.en),
        *(plan.in_force.start, plan.in_force.until, plan.currency, plan.cash.paid),
        *((reason.zh, reason.en) if reason else (None, None)),
        *(bool(plan.cash.needs_published_rule), plan.market is not None, plan.floor.applies if plan.floor else "never"),
        plan.split.forfeited_to.value if plan.split else "organization",
        *based_on(plan, plan),
    )


def tier_rows(plan: RewardPlan) -> Iterator[Row]:
    """The rows of `compiled.reward_tier`, without the key; tiers count from 1."""
    if plan.market:
        block = plan.market.tiers
        for number, tier in enumerate(block.tiers, start=1):
            yield number, tier.start, tier.until, *tier.rate, *based_on(block, plan)


def number_rows(plan: RewardPlan) -> Iterator[Row]:
    """The rows of `compiled.reward_number`, without the key."""
    for name, number in single_numbers(plan):
        unit = plan.currency if isinstance(number, MoneyAmount) else UNITS[name.rsplit("_", 1)[-1]]
        yield name, "", number.value, unit, *based_on(number, plan)
    if plan.market:
        share = plan.market.person_pay_share
        for name, value in zip(("person_pay_rise", "person_pay_run"), share.share, strict=True):
            yield name, "", value, "times", *based_on(share, plan)
    grades = plan.eligibility.grade_percent
    for grade, percent in grades.codes.items():
        yield "grade_percent", grade, percent, "percent", *based_on(grades, plan)
    if plan.deferral:
        instalments = plan.deferral.instalment_percent
        for tranche, percent in enumerate(instalments.values, start=1):
            yield "instalment_percent", str(tranche), percent, "percent", *based_on(instalments, plan)


def single_numbers(plan: RewardPlan) -> Iterator[tuple[str, PercentOf | MoneyAmount | Span]]:
    """(name, number) of every number that stands alone, in the order of the file."""
    blocks = (
        ("", plan.market), ("", plan.eligibility), ("", plan.split), ("", plan.deferral), ("", plan.clawback),
        ("floor_", plan.floor), ("", plan),
    )  # fmt: skip
    for prefix, block in blocks:
        for name in type(block).model_fields if block else ():
            if isinstance(number := getattr(block, name), PercentOf | MoneyAmount | Span):
                yield prefix + name, number


def code_rows(plan: RewardPlan) -> Iterator[Row]:
    """The rows of `compiled.reward_code`, without the key."""
    lists: list[tuple[str, Cited, Mapping[str, Iterable[str]]]] = []
    if market := plan.market:
        lists.append(("benefit_kind", market.kinds, {"gained": market.kinds.gained, "retained": market.kinds.retained}))
    findings = plan.eligibility.findings
    effects = {"cancels": findings.cancels, "stops": findings.stops, "suspends": findings.suspends}
    lists.append(("finding", findings, effects))
    for name, block, codes_by_effect in lists:
        for effect, codes in codes_by_effect.items():
            yield from ((name, code, effect, *based_on(block, plan)) for code in codes)
    ungraded = plan.eligibility.ungraded
    yield from (("ungraded", status, effect, *based_on(ungraded, plan)) for status, effect in ungraded.codes.items())
    if plan.deferral and (leaving := plan.deferral.leaving):
        yield from (("leaving", code, effect, *based_on(leaving, plan)) for code, effect in leaving.codes.items())


def based_on(item: Cited, plan: RewardPlan) -> tuple[str, str]:
    """(clause, source): what the item rests on; where it names neither clause nor law, what the plan rests on."""
    return cited(item.clause or (() if item.law else plan.clause), item)
