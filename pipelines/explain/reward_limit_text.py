"""The part of a reward's explanation that is about limits and the law's floor."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.explain.find import Row
from pipelines.explain.reward_amounts import amount, percent, sourced
from pipelines.explain.reward_codes import INCOME, code_words
from pipelines.explain.reward_gather import RewardExplanation, total
from pipelines.explain.reward_words import WORDS
from pipelines.explain.said import Heading, Line, Said

CAPS = ("innovation_cap", "organization_cap")


def caps(explanation: RewardExplanation, pool: Row, lang: str) -> Iterator[Said]:
    """What each limit took, what the floor added, and the pool that is left."""
    words, currency, numbers = WORDS[lang], pool["currency"], explanation.numbers
    yield Heading(words["caps"])
    yield Line(f"{words['tiers_sum']} {amount(pool['tier_amount'], currency, lang)}", 2)
    limit = numbers.get(("innovation_limit_amount", ""))
    limits = {
        "innovation_cap": sourced(limit, lang) if limit else words["no_limit"],
        "organization_cap": organization_limit(explanation, pool, lang),
    }
    for name in CAPS:
        taken = amount(pool[f"{name}_reduction_amount"], currency, lang)
        yield Line(f"- {words[name]} ({limits[name]}): {taken}", 1)
    if pool["organization_limit_amount"] is not None:
        yield Line(factor(pool, lang), 2, "faint")
    base = total(pool["lines"], "floor_base_amount")
    income = any(line["kind"] in INCOME for line in pool["lines"] if line["floor_base_amount"])
    law = numbers.get(("floor_income_percent" if income else "floor_exploitation_percent", ""))
    if law and pool["floor_amount"]:
        yield Line(words["floor_of"].format(amount(base, currency, lang), sourced(law, lang)), 2)
    floor = words["floor"].format(amount(pool["floor_amount"], currency, lang))
    yield Line(f"+ {floor}: {amount(pool['floor_addition_amount'], currency, lang)}", 1)
    if pool["recorded_shares_percent"]:
        yield Line(words["shares_recorded"].format(percent(pool["recorded_shares_percent"])), 2)
    plan = f" ({code_words(pool['plan'], lang)})" if pool["plan"] else ""
    yield Line(f"= {words['pool']}{plan} {amount(pool['pool_amount'], currency, lang)}", 1, "strong")


def organization_limit(explanation: RewardExplanation, pool: Row, lang: str) -> str:
    """The organisation's limit of the year with the two numbers it is the smaller one of, as far as they are known."""
    words, currency = WORDS[lang], pool["currency"]
    if pool["organization_limit_amount"] is None:
        return words["no_limit"]
    budget, profit = pool["reward_budget_amount"], pool["after_tax_profit_amount"]
    share = explanation.numbers.get(("organization_profit_percent", ""))
    smaller, of_profit = amount(pool["organization_limit_amount"], currency, lang), ""
    if share and profit is not None:
        part = amount(pool["profit_share_amount"], currency, lang)
        of_profit = words["of_profit"].format(amount(profit, currency, lang), sourced(share, lang), part)
    if budget is not None and of_profit:
        return words["smaller_of"].format(
            smaller, words["both_known"].format(amount(budget, currency, lang), of_profit)
        )
    if budget is not None:
        name = "budget" if share else "budget_alone"
        return words["smaller_of"].format(smaller, words[name].format(amount(budget, currency, lang)))
    return words["smaller_of"].format(smaller, words["profit"].format(of_profit)) if of_profit else smaller


def factor(pool: Row, lang: str) -> str:
    """All pools of the year beside the limit; where they are above it, the fraction each is multiplied by."""
    words, currency = WORDS[lang], pool["currency"]
    whole, limit = pool["year_pools_amount"], pool["organization_limit_amount"]
    said = words["all_pools"].format(amount(whole, currency, lang))
    if whole > limit:
        return said + words["scaled_by"].format(f"{limit:,f} / {whole:,f}")
    return said + words["not_scaled"]
