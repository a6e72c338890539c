"""What benefits brought and what became of it, step by step: each bar ends where the next one begins."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from markupsafe import Markup

from pipelines.documents.report.marks import Bar, bars, per_cent
from pipelines.documents.report.pieces import figure, heading, paragraph, two_places
from pipelines.documents.report.report import Report
from pipelines.explain.find import Row
from pipelines.explain.numbers import number
from pipelines.explain.reward_codes import unit_words
from pipelines.explain.sign_off_text import DISMISSED

YEARS = """
    WITH pools AS (
        SELECT
            benefit_year, currency, bool_or(is_estimate) AS is_estimate, count(*) AS innovations,
            count(*) FILTER (WHERE pool_amount IS NULL) AS unknown_count,
            sum(recognised_benefit_amount) AS recognised_benefit_amount, sum(tier_amount) AS tier_amount,
            sum(innovation_cap_reduction_amount) AS innovation_cap_reduction_amount,
            sum(organization_cap_reduction_amount) AS organization_cap_reduction_amount,
            sum(floor_addition_amount) AS floor_addition_amount, sum(pool_amount) AS pool_amount,
            sum(awarded_amount) AS awarded_amount, sum(forfeited_amount) AS forfeited_amount,
            sum(person_cap_reduction_amount) AS person_cap_reduction_amount,
            sum(unallocated_amount) AS unallocated_amount
        FROM reward_pool
        WHERE run_id = $run_id AND org_id = $org_id
        GROUP BY benefit_year, currency
    )

    SELECT pools.*, paid.released_amount, paid.lapsed_amount, paid.to_come_amount
    FROM pools
    LEFT JOIN reward_reconciliation AS paid
        ON
            paid.run_id = $run_id AND paid.org_id = $org_id
            AND pools.benefit_year = paid.benefit_year AND pools.currency = paid.currency
    ORDER BY pools.benefit_year, pools.currency
"""
TIERS = """
    SELECT
        pools.benefit_year, pools.currency, tiers.tier, tiers.from_amount, tiers.until_amount, tiers.rise, tiers.run,
        sum(tiers.benefit_in_tier_amount) AS benefit_in_tier_amount, sum(tiers.tier_amount) AS tier_amount
    FROM reward_tier AS tiers
    INNER JOIN reward_pool AS pools USING (run_id, org_id, innovation_id, benefit_year)
    WHERE tiers.run_id = $run_id AND tiers.org_id = $org_id
    GROUP BY ALL
    ORDER BY ALL
"""
# Each step with its sign: = is what there is then, + and - lead there. After "pool" all is taken from the pool, after
# "awarded" from what was awarded.
STEPS = (
    ("", "tier_amount"),
    ("−", "innovation_cap_reduction_amount"),
    ("−", "organization_cap_reduction_amount"),
    ("+", "floor_addition_amount"),
    ("=", "pool_amount"),
    ("−", "forfeited_amount"),
    ("−", "person_cap_reduction_amount"),
    ("−", "unallocated_amount"),
    ("=", "awarded_amount"),
    ("−", "lapsed_amount"),
    ("−", "to_come_amount"),
    ("=", "released_amount"),
)
TONES = {"": "a", "=": "a", "−": "c", "+": "d"}


def flow(report: Report, year: Row) -> Iterator[Markup]:
    """The steps of one year and currency."""
    named = {"year": year["benefit_year"], "currency": unit_words(year["currency"], report.lang)}
    title = report.say("flow_of", **named)
    yield heading(title)
    yield paragraph(
        report.say(
            how_far(report, year),
            count=year["innovations"],
            benefit=two_places(year["recognised_benefit_amount"]),
            **named,
        )
    )
    if year["unknown_count"]:
        yield paragraph(report.say("unknown_pools", count=year["unknown_count"]))
    if not year["tier_amount"] and not year["pool_amount"]:
        yield paragraph(report.say("no_cash"))
        return
    drawn = list(steps(report, year))
    yield figure(bars(f"flow-{year['benefit_year']}-{year['currency']}", title, report.say("flow_drawn"), drawn))
    heads = report.heads("step", "#amount")
    rows = [(report.say("recognised_benefit_amount"), two_places(year["recognised_benefit_amount"]))]
    rows += [(f"{sign} {report.say(name)}".strip(), two_places(year[name])) for sign, name in STEPS]
    yield report.folded(title, heads, rows)


def how_far(report: Report, year: Row) -> str:
    """Whether the amounts are estimates, a settlement that was rejected or returned or waits for its
    confirmation, or posted."""
    if year["is_estimate"]:
        return "flow_estimate"
    if report.edition.run["state"] in DISMISSED:
        return f"flow_{report.edition.run['state']}"
    return "flow_posted" if report.has_posted else "flow_settled"


def steps(report: Report, year: Row) -> Iterator[Bar]:
    whole = max(year["tier_amount"], year["pool_amount"])
    at = Decimal(0)
    for sign, name in STEPS:
        amount = year[name]
        if amount is None or (not amount and sign in {"−", "+"}):
            continue
        since, at = {"−": (at, at - amount), "+": (at, at + amount)}.get(sign, (Decimal(0), amount))
        label = f"{sign} {report.say(name)}".strip()
        yield Bar(label, two_places(amount), per_cent(at, whole), per_cent(since, whole), TONES[sign])


def tiers(report: Report) -> Iterator[Markup]:
    """What the benefit in each tier brought."""
    found = report.edition.rows(TIERS)
    if not found:
        return
    title = report.say("tiers")
    heads = report.heads(
        "benefit_year", "#tier", "#from_amount", "#until_amount", "#rate", "#benefit_in_tier_amount", "#tier_amount"
    )
    rows = [
        (
            report.year(row),
            str(row["tier"]),
            two_places(row["from_amount"]),
            two_places(row["until_amount"]),
            f"{number(row['rise'])}/{number(row['run'])}",
            two_places(row["benefit_in_tier_amount"]),
            two_places(row["tier_amount"]),
        )
        for row in found
    ]
    yield report.folded(title, heads, rows)
