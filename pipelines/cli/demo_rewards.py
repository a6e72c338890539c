"""The rewards of the demonstration: what each innovation brings to whom, what was posted, and that it all adds up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb

from pipelines.cli.shared import out, print_table
from pipelines.explain.find import rows

COLUMNS = ("innovation", "title", "year", "benefit", "pool", "awarded", "released", "to come", "status", "instalments")
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
            sum(released_amount) AS released_amount, sum(to_come_amount) AS to_come_amount
        FROM result.reward_tranche GROUP BY ALL
    ),

    parts AS (
        SELECT
            run_id, org_id, innovation_id, benefit_year, sum(released_amount) AS released_amount,
            sum(to_come_amount) AS to_come_amount,
            string_agg(part_count || ' ' || status, ', ' ORDER BY status) AS instalments
        FROM by_status GROUP BY ALL
    )

    SELECT
        pools.org_id, pools.innovation_id, pools.benefit_year, pools.innovation_title, pools.pool_amount,
        plain_number(pools.recognised_benefit_amount) AS benefit, pools.awarded_amount, parts.released_amount,
        parts.to_come_amount, parts.instalments, pools.status, pools.is_estimate
    FROM result.reward_pool AS pools
    INNER JOIN standing USING (run_id, org_id, benefit_year)
    LEFT JOIN parts USING (run_id, org_id, innovation_id, benefit_year)
    ORDER BY ALL
"""
RECONCILED = f"""
    {STANDING}
    SELECT sums.* FROM result.reward_reconciliation AS sums
    INNER JOIN standing USING (run_id, org_id, benefit_year)
    WHERE sums.pool_amount <> 0
    ORDER BY org_id, benefit_year
"""
# What the settlements that stand posted, in words: how many entries of each kind.
POSTED = """
    SELECT org_id, period, string_agg(entry_count || ' ' || kind, ', ' ORDER BY kind) AS entries
    FROM (
        SELECT ledger.org_id, ledger.period, replace(ledger.kind, '_', ' ') AS kind, count(*) AS entry_count
        FROM result.reward_ledger AS ledger
        INNER JOIN run.run AS runs USING (run_id)
        WHERE runs.state = 'computed'
        GROUP BY ALL
    ) AS by_kind
    GROUP BY ALL
    ORDER BY ALL
"""
Found = Mapping[str, Sequence[Mapping[str, Any]]]


def find_rewards(con: duckdb.DuckDBPyConnection) -> Found:
    """Pools, sums and entries of all organisations, as they stand."""
    return {part: rows(con, query, {}) for part, query in (("pools", POOLS), ("sums", RECONCILED), ("posted", POSTED))}


def print_rewards(found: Found, org_id: str, name: str) -> None:
    """An organisation's table, what its settlements posted and the sums of each year."""
    own = {part: [row for row in some if row["org_id"] == org_id] for part, some in found.items()}
    print_table(f"{name} ({org_id}): rewards for innovations", COLUMNS, list(lines(own["pools"])))
    for row in own["posted"]:
        out.print(f"posted by the settlement of {row['period']}: {row['entries']}", highlight=False)
    for row in own["sums"]:
        out.print(in_one_line(row), highlight=False)
    if own["pools"]:
        out.print()


def lines(pools: Sequence[Mapping[str, Any]]) -> Iterator[tuple[object, ...]]:
    """The cells of an organisation's pools."""
    for row in pools:
        status = f"{row['status'].replace('_', ' ')}{' (estimate)' if row['is_estimate'] else ''}"
        yield (
            row["innovation_id"], row["innovation_title"], row["benefit_year"], row["benefit"], row["pool_amount"],
            row["awarded_amount"], row["released_amount"], row["to_come_amount"], status, row["instalments"] or "",
        )  # fmt: skip


def in_one_line(sums: Mapping[str, Any]) -> str:
    """Pools beside what became of them; the differences are 0."""
    parts = {
        "awarded": "awarded_amount",
        "forfeited": "forfeited_amount",
        "above a person's limit": "person_cap_reduction_amount",
        "unallocated": "unallocated_amount",
    }
    shown = " + ".join(f"{words} {sums[column]}" for words, column in parts.items() if sums[column])
    differences = [sums[f"{what}_difference_amount"] for what in ("pool", "department", "tranche")]
    year = f"{sums['benefit_year']}{' (estimate)' if sums['is_estimate'] else ''}"
    return (
        f"{year}: pools {sums['pool_amount']} {sums['currency']} = {shown}; of the awards "
        f"{sums['released_amount']} released, {sums['lapsed_amount']} lapsed, {sums['to_come_amount']} to come; "
        f"differences {', '.join(str(difference) for difference in differences)}"
    )
