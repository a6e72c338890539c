"""What `appraise try` prints for a reward plan: tiers, caps, pool, shares and instalments."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipelines.cli.shared import out, print_table
from pipelines.schemes.exact import plain_text
from pipelines.schemes.reward_tried import Fields, TriedReward

CAPS = (
    ("innovation_cap_reduction_amount", "over the most of an innovation: -{amount}"),
    ("organization_cap_reduction_amount", "over the most of the organisation ({limit}): -{amount}"),
    ("floor_addition_amount", "up to the least the law grants: +{amount}"),
)
SHARE_COLUMNS = ("share", "filed %", "split %", "gross", "rounding", "over the person's most", "award", "status")


def print_reward(tried: TriedReward) -> None:
    """The answer as tables and lines."""
    print_table(
        tried.plan,
        ("tier", "from", "until", "benefit in it", "brings", "amount"),
        [tier_row(tier) for tier in tried.tiers],
    )
    for line in pool_lines(tried):
        out.print(line, highlight=False, markup=False, soft_wrap=True)
    last = max((len(of(award)) for award in tried.awards), default=0)
    years = ["year T", *(f"T + {number}" for number in range(1, last))] if last > 1 else []
    rows = [share_row(number, award, len(years)) for number, award in enumerate(tried.awards, start=1)]
    if rows:
        out.print()
    print_table("", (*SHARE_COLUMNS, *years), rows)
    for number, award in enumerate(tried.awards, start=1):
        if award["reason"]:
            out.print(f"share {number}: {award['reason']}", highlight=False, markup=False, soft_wrap=True)


def tier_row(tier: Fields) -> tuple[object, ...]:
    """A tier as a row; what it brings as a percentage or a fraction."""
    rise, run = plain_text(number(tier, "rise")), plain_text(number(tier, "run"))
    brings = f"{rise} %" if run == "100" else f"{rise}/{run}"
    return (
        tier["tier"], tier["from_amount"], tier["until_amount"], cents(number(tier, "benefit_in_tier_amount")), brings,
        tier["tier_amount"],
    )  # fmt: skip


def pool_lines(tried: TriedReward) -> Iterator[str]:
    """From the benefit to the pool, and what becomes of it."""
    pool = tried.pool
    yield f"recognised benefit {cents(tried.amount('recognised_benefit_amount'))} {pool['currency']}"
    yield f"tiers: {tried.amount('tier_amount')}"
    for name, words in CAPS:
        if tried.amount(name):
            yield words.format(amount=tried.amount(name), limit=pool["organization_limit_amount"])
    status = str(pool["status"]).replace("_", " ")
    why = f": {pool['reason']}" if pool["reason"] else ""
    yield f"pool {tried.amount('pool_amount')} {pool['currency']}, {status}{why}"
    for name, words in (("forfeited_amount", "forfeited"), ("unallocated_amount", "not allocated")):
        if tried.amount(name):
            yield f"{words}: {tried.amount(name)}"


def share_row(place: int, award: Fields, years: int) -> tuple[object, ...]:
    """A share as a row, with its instalments where somebody is paid in several."""
    planned = [one["planned_amount"] for one in of(award)]
    names = ("gross_amount", "rounding_amount", "person_cap_reduction_amount", "award_amount", "status")
    split = award["share_percent"]
    return (
        place, plain_text(number(award, "filed_share_percent")),
        plain_text(split) if isinstance(split, Decimal) else None,
        *(award[name] for name in names), *(planned + [None] * years)[:years],
    )  # fmt: skip


def of(award: Fields) -> tuple[Fields, ...]:
    """The instalments of an award."""
    found = award["instalments"]
    assert isinstance(found, tuple)
    return found


def number(fields: Fields, name: str) -> Decimal:
    found = fields[name]
    assert isinstance(found, Decimal), name
    return found


def cents(amount: Decimal) -> str:
    """An amount of six decimals with as many as it needs, at least two."""
    whole, _, decimals = f"{amount:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
