"""The second computation's results as rows of the product's tables: key columns, and the columns compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor

from tests.models.reward_oracle_award import Award
from tests.models.reward_oracle_given import Records, nearest
from tests.models.reward_oracle_ledger import Settled
from tests.models.reward_oracle_person import is_cio, is_head
from tests.models.reward_oracle_pool import Pool

Rows = dict[tuple[object, ...], dict[str, object]]
KEYS = {
    "reward_line": ("innovation_id", "benefit_year", "benefit_id"),
    "reward_tier": ("innovation_id", "benefit_year", "tier"),
    "reward_pool": ("innovation_id", "benefit_year"),
    "reward_award": ("award_id", "person_id"),
    "reward_tranche": ("award_id", "person_id", "tranche"),
    "reward_ledger": ("award_id", "person_id", "kind", "tranche"),
    "department_reward": ("benefit_year", "department_id"),
    "reward_reconciliation": ("benefit_year",),
}


def differences(found: Mapping[str, Iterable[Mapping[str, object]]], org: str, wanted: Settled, given: Records) -> str:
    """What an organisation's rows say otherwise than the second computation; empty where they agree."""
    told = []
    for table, expected in expectations(wanted, given).items():
        mine = [row for row in found[table] if row["org_id"] == org]
        keyed = {tuple(row[name] for name in KEYS[table]): row for row in mine}
        if len(keyed) < len(mine):
            told.append(f"{table}: rows with the same key")
        for key in sorted(keyed.keys() | expected.keys(), key=str):
            row, want = keyed.get(key), expected.get(key)
            if row is None or want is None:
                told.append(f"{table} {key}: {'is missing' if row is None else 'should not be there'}")
            else:
                off = {name: (as_said(row[name]), value) for name, value in want.items() if as_said(row[name]) != value}
                if off:
                    told.append(f"{table} {key}: (found, expected) {off}")
    return "\n".join(told)


def as_said(value: object) -> object:
    """A decimal that is no money as a fraction."""
    return Fraction(value) if isinstance(value, Decimal) else value


def six(x: Fraction) -> Fraction:
    """To six decimals, halves away from zero."""
    return Fraction(nearest(x * 10**6), 10**6)


def expectations(wanted: Settled, given: Records) -> dict[str, Rows]:
    """Every table."""
    return {
        "reward_line": {
            (one.line.innovation_id, one.line.benefit_year, one.line.id): {
                "status": one.status, "is_retained": one.is_retained, "benefit_amount": one.amount,
                "rechecked_benefit_amount": one.rechecked, "floor_base_amount": one.floor_base,
            }
            for one in wanted.lines
        },
        "reward_tier": {
            (pool.benefit.innovation.id, pool.benefit.year, tier): {
                "benefit_in_tier_amount": part, "tier_amount": cents,
            }
            for pool in wanted.pools
            for tier, (part, cents) in pool.tiers.items()
        },
        "reward_pool": {
            (one.benefit.innovation.id, one.benefit.year): pool_row(one, wanted.awards) for one in wanted.pools
        },
        "reward_award": {
            (one.id, one.contribution.person_id): award_row(one, given) for one in wanted.awards
        },
        "reward_tranche": {
            (*one.name, one.tranche): {
                "due_year": one.due_year, "planned_amount": one.planned, "released_amount": one.released,
                "lapsed_amount": one.lapsed, "to_come_amount": one.to_come,
                "released_percent": Fraction(floor(Fraction(one.released, one.planned) * 10**8), 10**6)
                if one.planned else None,
            }
            for one in wanted.tranches
            if one.is_shown
        },
        "reward_ledger": {
            (*one.name, one.kind, one.tranche): {
                "amount": one.amount, "owed_amount": one.owed, "to_come_amount": one.to_come,
            }
            for one in wanted.entries
        },
        "department_reward": department_rows(wanted, given),
        "reward_reconciliation": reconciliation_rows(wanted),
    }  # fmt: skip


def sums(awards: Iterable[Award]) -> tuple[int, int, int]:
    """Awarded, forfeited, and taken off by persons' limits."""
    awards = list(awards)
    return (
        sum(one.amount for one in awards),
        sum(one.forfeited for one in awards),
        sum(one.cap_reduction for one in awards),
    )


def unallocated(pool: Pool, awards: Iterable[Award]) -> int:
    return pool.amount - sum(one.gross for one in awards if one.pool is pool)


def pool_row(one: Pool, awards: Iterable[Award]) -> dict[str, object]:
    own = [award for award in awards if award.pool is one]
    awarded, forfeited, capped = sums(own)
    return {
        "status": one.status, "plan": one.plan, "recognised_benefit_amount": one.benefit.recognised,
        "rechecked_benefit_amount": one.benefit.rechecked, "rechecked_on": one.benefit.rechecked_on,
        "tier_amount": one.tier, "innovation_cap_reduction_amount": one.innovation_cut,
        "organization_cap_reduction_amount": one.organization_cut,
        "organization_limit_amount": one.organization_limit, "floor_amount": one.floor,
        "floor_addition_amount": one.amount - one.market, "recorded_shares_percent": one.recorded_shares,
        "pool_amount": one.amount, "awarded_amount": awarded, "forfeited_amount": forfeited,
        "person_cap_reduction_amount": capped, "unallocated_amount": unallocated(one, own),
        "person_count": len({award.contribution.person_id for award in own}),
    }  # fmt: skip


def award_row(one: Award, given: Records) -> dict[str, object]:
    person = one.contribution.person_id
    channel = "outside_wage_total" if one.pool.benefit.innovation.service_invention else "within_wage_total"
    split: dict[str, object] = {}
    if one.pool.status in {"awarded", "shares_recorded"}:  # else shares and limits mean nothing
        split = {"share_percent": six(one.share * 100), "person_limit_amount": one.limit}
    return split | {
        "filed_share_percent": one.contribution.share_percent, "gross_amount": one.gross,
        "rounding_amount": Fraction(one.gross, 100) - six(one.exact / 100), "protected_amount": one.protected,
        "kept_percent": one.kept.percent, "forfeited_amount": one.forfeited,
        "person_cap_reduction_amount": one.cap_reduction,
        "award_amount": one.amount, "status": one.status, "is_cio": is_cio(given, person, one.year),
        "is_unit_head": is_head(given, person, one.year), "funding_channel": channel if one.amount else None,
    }  # fmt: skip


def department_rows(wanted: Settled, given: Records) -> Rows:
    """By year and the contributors' unit; what is unallocated, by the innovation's own unit."""
    loose = {
        (one.benefit.innovation.id, one.benefit.year): unallocated(one, wanted.awards) for one in wanted.pools
    }  # fmt: skip
    units = {(one.year, one.contribution.department_id) for one in wanted.awards} | {
        (one.benefit.year, one.benefit.innovation.department_id)
        for one in wanted.pools
        if loose[one.benefit.innovation.id, one.benefit.year]
    }
    found: Rows = {}
    for year, unit in units:
        own = [one for one in wanted.awards if (one.year, one.contribution.department_id) == (year, unit)]
        awarded, forfeited, capped = sums(own)
        waiting = sum(
            loose[one.benefit.innovation.id, year]
            for one in wanted.pools
            if (one.benefit.year, one.benefit.innovation.department_id) == (year, unit)
        )
        found[year, unit] = {
            "pool_amount": awarded + forfeited + capped + waiting, "awarded_amount": awarded,
            "cio_awarded_amount": sums(one for one in own if is_cio(given, one.contribution.person_id, year))[0],
            "forfeited_amount": forfeited, "person_cap_reduction_amount": capped, "unallocated_amount": waiting,
            "person_count": len({one.contribution.person_id for one in own}),
        }  # fmt: skip
    return found


def reconciliation_rows(wanted: Settled) -> Rows:
    """By year; nothing may be left over."""
    found: Rows = {}
    for year in {one.benefit.year for one in wanted.pools}:
        pools = [one for one in wanted.pools if one.benefit.year == year]
        awarded, forfeited, capped = sums(one for one in wanted.awards if one.year == year)
        whole = sum(one.amount for one in pools)
        tranches = [one for one in wanted.tranches if one.is_shown and one.name[0].split("/")[1] == str(year)]
        found[year,] = {
            "pool_amount": whole, "awarded_amount": awarded, "forfeited_amount": forfeited,
            "person_cap_reduction_amount": capped, "department_amount": whole,
            "unallocated_amount": sum(unallocated(one, wanted.awards) for one in pools), "planned_amount": awarded,
            "released_amount": sum(one.released for one in tranches),
            "lapsed_amount": sum(one.lapsed for one in tranches),
            "to_come_amount": sum(one.to_come for one in tranches), "pool_difference_amount": 0,
            "department_difference_amount": 0, "tranche_difference_amount": 0,
        }  # fmt: skip
    return found
