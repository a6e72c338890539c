"""The rewards of the demonstration: what each innovation brings to whom, what was posted, and that it all adds up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb

from pipelines.cli.shared import out, print_table, say
from pipelines.explain.find import rows

# The amounts of a pool and what their columns are called.
PAID = {
    "pool": "pool", "awarded": "awarded", "released": "released, gross", "reclaimed": "to reclaim",
    "to_come": "to come",
}  # fmt: skip
# The run that says how a benefit year stands: its last settlement, or the newest estimate of one not settled yet.
LAST = """
    QUALIFY row_number() OVER (
        PARTITION BY org_id, benefit_year
        ORDER BY is_estimate, period_end DESC, period_start, revision DESC, cut_off DESC
    ) = 1
"""
STANDING = f"""
    WITH standing AS (
        SELECT sums.run_id, sums.org_id, sums.benefit_year
        FROM (
            SELECT DISTINCT run_id, org_id, benefit_year, is_estimate FROM result.reward_pool
        ) AS sums
        INNER JOIN run.run AS runs USING (run_id)
        WHERE runs.published
        {LAST}
    )
"""
# A line for each innovation and benefit year, with the states of its instalments.
POOLS = f"""
    {STANDING},

    by_status AS (
        SELECT
            run_id, org_id, innovation_id, benefit_year, replace(status, '_', ' ') AS status, count(*) AS part_count,
            sum(released_amount + reclaimed_amount) AS released_amount, sum(reclaimed_amount) AS reclaimed_amount,
            sum(to_come_amount) AS to_come_amount
        FROM result.reward_tranche GROUP BY ALL
    ),

    parts AS (
        SELECT
            run_id, org_id, innovation_id, benefit_year, sum(released_amount) AS released_amount,
            sum(reclaimed_amount) AS reclaimed_amount, sum(to_come_amount) AS to_come_amount,
            string_agg(part_count || ' ' || status, ', ' ORDER BY status) AS instalments
        FROM by_status GROUP BY ALL
    )

    SELECT
        pools.org_id, pools.innovation_id, pools.benefit_year, pools.period, pools.innovation_title, pools.currency,
        pools.pool_amount, pools.recognised_benefit_amount, pools.floor_amount, pools.plan, pools.awarded_amount,
        parts.released_amount, parts.reclaimed_amount, parts.to_come_amount, parts.instalments, pools.status,
        pools.is_estimate
    FROM result.reward_pool AS pools
    INNER JOIN standing USING (run_id, org_id, benefit_year)
    LEFT JOIN parts USING (run_id, org_id, innovation_id, benefit_year)
    ORDER BY ALL
"""
RECONCILED = f"""
    {STANDING},

    reclaimed AS (
        SELECT run_id, org_id, benefit_year, sum(reclaimed_amount) AS reclaimed_amount
        FROM result.reward_tranche GROUP BY ALL
    )

    SELECT sums.*, coalesce(reclaimed.reclaimed_amount, 0) AS reclaimed_amount
    FROM result.reward_reconciliation AS sums
    INNER JOIN standing USING (run_id, org_id, benefit_year)
    LEFT JOIN reclaimed USING (run_id, org_id, benefit_year)
    WHERE sums.pool_amount <> 0
    ORDER BY org_id, benefit_year
"""
# What the confirmed settlements posted, in words: how many entries of each kind.
POSTED = """
    SELECT org_id, period, string_agg(entry_count || ' ' || kind, ', ' ORDER BY kind) AS entries
    FROM (
        SELECT ledger.org_id, ledger.period, replace(ledger.kind, '_', ' ') AS kind, count(*) AS entry_count
        FROM result.reward_ledger AS ledger
        INNER JOIN run.run AS runs USING (run_id)
        WHERE runs.sign_off IN ('confirmed', 'archived')
        GROUP BY ALL
    ) AS by_kind
    GROUP BY ALL
    ORDER BY ALL
"""
Found = Mapping[str, Sequence[Mapping[str, Any]]]


def find_rewards(con: duckdb.DuckDBPyConnection) -> Found:
    """Pools, sums and entries of all organisations, as they stand."""
    return {part: rows(con, query, {}) for part, query in (("pools", POOLS), ("sums", RECONCILED), ("posted", POSTED))}


def newest_award(found: Found, org_ids: Sequence[str]) -> str | None:
    """An innovation that was settled with something released, as `appraise explain` is asked for it."""
    paid = [
        row for row in found["pools"] if row["org_id"] in org_ids and not row["is_estimate"] and row["released_amount"]
    ]
    if not paid:
        return None
    newest = max(paid, key=lambda row: (row["benefit_year"], -org_ids.index(row["org_id"]), row["innovation_id"]))
    return f"{newest['org_id']}/{newest['innovation_id']} --period {newest['period']}"


def print_rewards(found: Found, org_id: str, name: str) -> None:
    """An organisation's table, what its settlements posted and the sums of each year."""
    own = {part: [row for row in some if row["org_id"] == org_id] for part, some in found.items()}
    if own["pools"]:
        paid = [
            column for column in PAID if column != "reclaimed" or any(row["reclaimed_amount"] for row in own["pools"])
        ]
        amounts = [f"{PAID[column]}, {own['pools'][0]['currency']}" for column in paid]
        amounts.insert(0, f"benefit, {own['pools'][0]['currency']}")
        headings = ("innovation", "title", "year", *amounts, "status", "instalments")
        print_table(f"{name} ({org_id}): rewards for innovations", headings, list(lines(own["pools"], paid)), amounts)
    for row in own["posted"]:
        say(f"posted by the settlement of {row['period']}: {row['entries']}")
    for row in own["sums"]:
        say(in_one_line(row))
    if own["pools"]:
        out.print()


def lines(pools: Sequence[Mapping[str, Any]], paid: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """The cells of an organisation's pools."""
    for row in pools:
        status = f"{row['status'].replace('_', ' ')}{' (estimate)' if row['is_estimate'] else ''}"
        amounts = (f"{row[f'{column}_amount'] or 0:,.2f}" for column in paid)
        yield (
            row["innovation_id"], row["innovation_title"], row["benefit_year"], benefit(row), *amounts, status,
            row["instalments"] or "",
        )  # fmt: skip


def benefit(row: Mapping[str, Any]) -> str:
    """The benefit a pool comes from; of one by the law's floor, that."""
    if row["plan"] == "RW_STAT":
        return f"floor {row['floor_amount']:,.2f}"
    return f"{row['recognised_benefit_amount']:,.2f}"


def in_one_line(sums: Mapping[str, Any]) -> str:
    """Pools beside what became of them; the differences are 0."""
    parts = {
        "awarded": "awarded_amount",
        "forfeited": "forfeited_amount",
        "above a person's limit": "person_cap_reduction_amount",
        "unallocated": "unallocated_amount",
    }
    shown = " + ".join(f"{words} {sums[column]:,.2f}" for words, column in parts.items() if sums[column])
    differences = [sums[f"{what}_difference_amount"] for what in ("pool", "department", "tranche")]
    net, back = sums["released_amount"], sums["reclaimed_amount"]
    released = f"{net + back:,.2f} released"
    if back:
        released += f" less {back:,.2f} to be reclaimed (net {net:,.2f})"
    year = f"{sums['benefit_year']}{' (estimate)' if sums['is_estimate'] else ''}"
    return (
        f"{year}: pools {sums['pool_amount']:,.2f} {sums['currency']} = {shown}; of the awards {released}, "
        f"{sums['lapsed_amount']:,.2f} lapsed, {sums['to_come_amount']:,.2f} to come; "
        f"differences {', '.join(str(difference) for difference in differences)}"
    )
