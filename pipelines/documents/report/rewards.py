"""Rewards for innovations, from the benefit to persons and instalments. The page is for HR: persons and amounts."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from pipelines.documents.report.marks import Bar, bars, per_cent
from pipelines.documents.report.pieces import Section, figure, heading, paragraph, two_places
from pipelines.documents.report.posted import posted
from pipelines.documents.report.report import Report
from pipelines.documents.report.reward_flow import YEARS, flow, tiers
from pipelines.documents.report.reward_shares import numbers, persons, standing, units
from pipelines.explain.reward_codes import code_words, unit_words

LINES = """
    SELECT
        benefit_year, status, count(*) AS line_count,
        CASE WHEN status <> 'other_currency' THEN sum(benefit_amount) END AS benefit_amount
    FROM reward_line
    WHERE run_id = $run_id AND org_id = $org_id
    GROUP BY benefit_year, status
    ORDER BY benefit_year, status
"""
# What counted lines hold above the share up to which retained revenue counts.
OVER = """
    WITH counted AS (
        SELECT innovation_id, benefit_year, sum(benefit_amount) AS counted_amount
        FROM reward_line
        WHERE run_id = $run_id AND org_id = $org_id AND status = 'counted'
        GROUP BY innovation_id, benefit_year
        HAVING bool_or(is_retained)
    )

    SELECT pools.benefit_year, sum(counted.counted_amount - pools.recognised_benefit_amount) AS over_amount
    FROM reward_pool AS pools
    INNER JOIN counted
        ON pools.innovation_id = counted.innovation_id AND pools.benefit_year = counted.benefit_year
    WHERE
        pools.run_id = $run_id AND pools.org_id = $org_id
        AND counted.counted_amount > pools.recognised_benefit_amount
    GROUP BY pools.benefit_year
"""
POOLS = """
    SELECT *
    FROM reward_pool
    WHERE run_id = $run_id AND org_id = $org_id
    ORDER BY benefit_year DESC, pool_amount DESC NULLS LAST, innovation_id
"""
INSTALMENTS = """
    SELECT
        due_year, currency, count(*) AS tranche_count, sum(planned_amount) AS planned_amount,
        sum(released_amount) AS released_amount, sum(reclaimed_amount) AS reclaimed_amount,
        sum(lapsed_amount) AS lapsed_amount, sum(to_come_amount) AS to_come_amount
    FROM reward_tranche
    WHERE run_id = $run_id AND org_id = $org_id
    GROUP BY due_year, currency
    ORDER BY due_year, currency
"""
POOL_AMOUNTS = (
    "recognised_benefit_amount", "tier_amount", "innovation_cap_reduction_amount", "organization_cap_reduction_amount",
    "floor_addition_amount", "pool_amount", "awarded_amount", "forfeited_amount", "person_cap_reduction_amount",
    "unallocated_amount",
)  # fmt: skip
INSTALMENT_AMOUNTS = ("planned_amount", "released_amount", "reclaimed_amount", "lapsed_amount", "to_come_amount")


def rewards(report: Report) -> Section:
    section = Section("rewards", report.say("rewards"))
    years = report.edition.rows(YEARS)
    if not years:
        section.content.append(paragraph(report.say("no_rewards")))
        return section
    section.content.append(paragraph(report.say("in_currency", currency=report.say("comma").join(report.currencies))))
    section.content += posted(report)
    for year in years:
        section.content += flow(report, year)
    section.content += tiers(report)
    for part in (lines, pools, instalments, units, persons):
        section.content += part(report)
    return section


def lines(report: Report) -> Iterator[Markup]:
    found = report.edition.rows(LINES)
    if found:
        title = report.say("lines")
        heads = report.heads("benefit_year", "standing", "#line_count", "#benefit_amount")
        rows = [
            (
                str(row["benefit_year"]),
                code_words(row["status"], report.lang, is_open=not report.has_posted),
                str(row["line_count"]),
                two_places(row["benefit_amount"]),
            )
            for row in found
        ]
        rows += [
            (str(row["benefit_year"]), report.say("over_retained"), "", f"− {two_places(row['over_amount'])}")
            for row in report.edition.rows(OVER)
        ]
        yield report.folded(title, heads, sorted(rows, key=lambda row: row[0]))


def pools(report: Report) -> Iterator[Markup]:
    title = report.say("pools")
    heads = report.heads("innovation", "benefit_year", "unit", *numbers(POOL_AMOUNTS), "standing")
    rows = [
        (
            f"{row['innovation_title'] or ''} {row['innovation_id']}".strip(),
            report.year(row),
            report.unit(row["department_id"]),
            *(two_places(row[name]) for name in POOL_AMOUNTS),
            standing(report, row),
        )
        for row in report.edition.rows(POOLS)
    ]
    yield heading(title)
    yield report.folded(title, heads, rows, "wide")


def instalments(report: Report) -> Iterator[Markup]:
    """What was released and what is still to come, by the year it is due."""
    found = report.edition.rows(INSTALMENTS)
    title = report.say("instalments")
    yield heading(title)
    if not found:
        yield paragraph(report.say("no_instalments"))
        return
    most = max(row["planned_amount"] for row in found)
    drawn = [
        Bar(
            report.say(f"due_{name}", year=row["due_year"]),
            f"{two_places(row[name])} {unit_words(row['currency'], report.lang)}",
            per_cent(row[name], most),
            tone=tone,
        )
        for row in found
        for name, tone in (("released_amount", "a"), ("to_come_amount", "c"))
        if row[name]
    ]
    if drawn:
        yield figure(bars("instalments-chart", title, report.say("instalments_drawn"), drawn))
    heads = report.heads("due_year", "#tranche_count", *numbers(INSTALMENT_AMOUNTS))
    rows = [
        (str(row["due_year"]), str(row["tranche_count"]), *(two_places(row[name]) for name in INSTALMENT_AMOUNTS))
        for row in found
    ]
    yield report.folded(title, heads, rows)
