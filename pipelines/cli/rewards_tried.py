"""What `appraise try` prints for a reward plan: tiers, limits, pool, shares, instalments; in the words of `explain`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipelines.cli.rewards_tried_words import TRIED
from pipelines.cli.shared import out, print_table, say
from pipelines.errors import UserError
from pipelines.explain.reward_amounts import amount, percent, why
from pipelines.explain.reward_codes import code_words, unit_words
from pipelines.explain.reward_reasons import in_chinese
from pipelines.explain.reward_words import WORDS
from pipelines.schemes.exact import plain_text
from pipelines.schemes.reward_given import Amounts
from pipelines.schemes.reward_model import RewardPlan
from pipelines.schemes.reward_tried import Fields, TriedReward

# A loss may stand for the profit alone.
NEVER_NEGATIVE = ("benefit", "income", "own_profit", "budget", "pay")
AMOUNTS = ("gross_amount", "rounding_amount", "person_cap_reduction_amount", "award_amount")


def refuse_negative(amounts: Amounts) -> Amounts:
    """The amounts, of which none is below 0 that cannot be. Raises UserError."""
    for name in NEVER_NEGATIVE:
        value = amounts.values.get(name)
        if value is not None and value < 0:
            do = f"Give 0 or more, such as {name}=6000000; only after_tax_profit may be a loss."
            raise UserError(f'the value "{name}={plain_text(value)}" is below 0.', do=do)
    return amounts


def print_reward(tried: TriedReward, plan: RewardPlan, lang: str = "en") -> None:
    """The answer as tables and lines."""
    words, told = WORDS[lang], TRIED[lang]
    money = f", {unit_words(plan.currency, lang)}"
    amounts = [f"{words_of}{money}" for words_of in (told["from"], told["until"], told["inside"], told["amount"])]
    print_table(
        tried.plan,
        (told["tier"], *amounts[:3], told["brings"], amounts[3]),
        [tier_row(tier) for tier in tried.tiers],
        amounts,
    )
    for line in pool_lines(tried, lang):
        say(line)
    last = max((len(of(award)) for award in tried.awards), default=0)
    years = [told["later_year"].format(number) for number in range(1, last)] if last > 1 else []
    years = [f"{year}{money}" for year in (told["year"], *years)] if years else []
    if tried.awards:
        out.print()
    paid = [f"{column}{money}" for column in (words["gross"], told["rounding"], words["person_cap"], words["award"])]
    print_table(
        "",
        (told["share"], f"{words['filed']}, %", f"{words['as_split']}, %", *paid, words["status"], *years),
        [share_row(number, award, len(years), lang) for number, award in enumerate(tried.awards, start=1)],
        [*paid, *years],
    )
    for number, award in enumerate(tried.awards, start=1):
        for reason in reasons(award, plan, lang):
            say(told["reason"].format(number, reason))


def tier_row(tier: Fields) -> tuple[object, ...]:
    """A tier as a row; what it brings as a percentage or a fraction."""
    rise, run = plain_text(number(tier, "rise")), plain_text(number(tier, "run"))
    brings = f"{rise} %" if run == "100" else f"{rise}/{run}"
    until = tier["until_amount"]
    return (
        tier["tier"], grouped(number(tier, "from_amount")), grouped(until) if isinstance(until, Decimal) else None,
        grouped(number(tier, "benefit_in_tier_amount")), brings, grouped(number(tier, "tier_amount")),
    )  # fmt: skip


def pool_lines(tried: TriedReward, lang: str) -> Iterator[str]:
    """From the benefit to the pool, and what becomes of it."""
    pool, words, currency = tried.pool, WORDS[lang], str(tried.pool["currency"])

    def shown(name: str) -> str:
        return amount(tried.amount(name), currency, lang)

    yield f"{words['recognised']} {shown('recognised_benefit_amount')}"
    yield f"{words['tiers_sum']} {shown('tier_amount')}"
    limit = pool["organization_limit_amount"]
    for name, said in (
        ("innovation_cap_reduction_amount", f"- {words['innovation_cap']}"),
        (
            "organization_cap_reduction_amount",
            f"- {words['organization_cap']} ({amount(limit, currency, lang) if isinstance(limit, Decimal) else '-'})",
        ),
        ("floor_addition_amount", f"+ {words['floor'].format(shown('floor_amount'))}"),
    ):
        if tried.amount(name):
            yield f"{said}: {shown(name)}"
    reason = in_words(pool, lang, currency)
    status = code_words(str(pool["status"]), lang)
    yield f"{words['pool']} {shown('pool_amount')}, {status}" + (f": {reason}" if reason else "")
    for name in ("forfeited", "unallocated"):
        if tried.amount(f"{name}_amount"):
            yield f"{words[name]}: {shown(f'{name}_amount')}"


def share_row(place: int, award: Fields, years: int, lang: str) -> tuple[object, ...]:
    """A share as a row, with its instalments where somebody is paid in several."""
    planned = [grouped(number(one, "planned_amount")) for one in of(award)]
    split = award["share_percent"]
    return (
        place, plain_text(number(award, "filed_share_percent")),
        plain_text(split) if isinstance(split, Decimal) else None,
        *(grouped(number(award, name)) for name in AMOUNTS), code_words(str(award["status"]), lang),
        *(planned + [None] * years)[:years],
    )  # fmt: skip


def reasons(award: Fields, plan: RewardPlan, lang: str) -> Iterator[str]:
    """Why a share was split as another one than it was filed as, and why something was taken off the award."""
    filed, split = award["filed_share_percent"], award["share_percent"]
    if (
        isinstance(filed, Decimal)
        and isinstance(split, Decimal)
        and split < filed
        and award["is_unit_head"]
        and plan.split
    ):
        most = percent(plan.split.leader_limit_percent.value)
        yield TRIED[lang]["leaders"].format(percent(filed), percent(split), most)
    if reason := in_words(award, lang, plan.currency):
        yield reason


def in_words(row: Fields, lang: str, currency: str) -> str:
    """The reason of a row in the reader's language."""
    reason = str(row["reason"] or "")
    return why({"reason": reason, "reason_zh": in_chinese(reason, {}), "currency": currency}, lang)


def of(award: Fields) -> tuple[Fields, ...]:
    """The instalments of an award."""
    found = award["instalments"]
    assert isinstance(found, tuple)
    return found


def number(fields: Fields, name: str) -> Decimal:
    found = fields[name]
    assert isinstance(found, Decimal), name
    return found


def grouped(value: Decimal) -> str:
    """An amount with as many decimals as it needs, at least two: `40,000,000.00`."""
    whole, _, decimals = f"{value:,f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
