"""Rewards in the published files: whole sums for HR, and nothing an analyst could work out one person's amount from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import duckdb
import pytest

from pipelines.publish.database import write_database
from pipelines.warehouse import prepare
from tests.models.rewards_by_hand import FIRST, SECOND, SHARES, award, pool, put_rewards

KEY = "0123456789abcdef" * 4
SECRET_COLUMNS = """
    SELECT award_id, contribution_id, person_id, person_name FROM result.reward_award
"""
PERSONAL_AMOUNTS = """
    SELECT gross_amount, forfeited_amount, award_amount, person_limit_amount FROM result.reward_award
    UNION ALL SELECT planned_amount, released_amount, lapsed_amount, to_come_amount FROM result.reward_tranche
    UNION ALL SELECT abs(amount), abs(owed_amount), abs(to_come_amount), 0 FROM result.reward_ledger
"""


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    prepare(con)
    put_rewards(con)
    yield con
    con.close()


def published(con: duckdb.DuckDBPyConnection, folder: Path, *, analyst: bool = False) -> duckdb.DuckDBPyConnection:
    """The published file, as its readers open it."""
    file = folder / "published.duckdb"
    write_database(con, file, folder / "parquet", None, key=KEY if analyst else None)
    return duckdb.connect(str(file), read_only=True)


def cells(con: duckdb.DuckDBPyConnection) -> set[object]:
    """Every cell of every table."""
    names = [row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    return {cell for name in names for row in con.execute(f"FROM {name}").fetchall() for cell in row}


@pytest.mark.parametrize(
    ("day", "owed", "to_come"),
    [
        (date(2026, 2, 28), None, None),
        (date(2026, 3, 1), Decimal("51692.31"), Decimal("51692.31")),
        (date(2027, 2, 28), Decimal("51692.31"), Decimal("51692.31")),
        (date(2027, 3, 1), Decimal("75264.00"), Decimal("20676.92")),
    ],
)
def test_what_is_owed_on_a_day_is_a_sum_over_the_ledger(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, day: date, owed: Decimal, to_come: Decimal
) -> None:
    with published(warehouse, tmp_path) as hr:
        found = hr.execute(
            "SELECT sum(owed_amount), sum(to_come_amount) FROM reward_ledger WHERE person_id = 'P3' AND posted_on <= ?",
            [day],
        ).fetchone()
    assert found == (owed, to_come)


def test_entries_of_runs_that_are_followed_are_published_with_the_run_that_follows(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    warehouse.execute("UPDATE run.run SET published = (run_id = $1)", [SECOND])
    with published(warehouse, tmp_path) as hr:
        assert hr.execute("SELECT DISTINCT run_id FROM reward_award").fetchall() == [(SECOND,)]
        runs = hr.execute("SELECT run_id, count(*) FROM reward_ledger GROUP BY ALL ORDER BY ALL").fetchall()
    assert runs == [(FIRST, 4), (SECOND, 2)]


def test_entries_of_a_run_nobody_published_or_follows_stay_out(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    warehouse.execute("UPDATE run.run SET published = (run_id = $1)", [FIRST])
    with published(warehouse, tmp_path) as hr:
        assert hr.execute("SELECT DISTINCT run_id FROM reward_ledger").fetchall() == [(FIRST,)]


def test_the_clauses_of_a_reward_plan_are_published_word_for_word(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with published(warehouse, tmp_path) as hr:
        assert hr.execute("SELECT run_id, clause_id FROM clause ORDER BY ALL").fetchall() == [
            (FIRST, "S0-32"), (SECOND, "S0-32"),
        ]  # fmt: skip


def test_analysts_see_no_person_and_no_award_by_its_id(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    secret = {cell for row in warehouse.execute(SECRET_COLUMNS).fetchall() for cell in row}
    entries = {
        cell for row in warehouse.execute("SELECT entry_id FROM result.reward_ledger").fetchall() for cell in row
    }
    assert len(secret | entries) == 8 + 8 + 4 + 7 + 6
    with published(warehouse, tmp_path, analyst=True) as analyst:
        assert cells(analyst) & (secret | entries) == set()


def test_analysts_see_no_amount_of_a_person_and_none_they_could_subtract_it_from(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    personal = {cell for row in warehouse.execute(PERSONAL_AMOUNTS).fetchall() for cell in row if cell}
    assert Decimal("12345.67") in personal
    with published(warehouse, tmp_path, analyst=True) as analyst:
        shown = {cell for cell in cells(analyst) if isinstance(cell, Decimal)}
    assert Decimal("240000.00") in shown
    assert shown & personal == set()
    assert {abs(one - other) for one, other in combinations(shown, 2)} & personal == set()


def test_analysts_join_awards_instalments_and_ledger_by_pseudonym(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with published(warehouse, tmp_path, analyst=True) as analyst:
        joined = analyst.execute(
            "SELECT count(DISTINCT award_id), count(DISTINCT person_id), count(*) FROM reward_ledger "
            "INNER JOIN reward_award USING (award_id, person_id) INNER JOIN reward_tranche USING (award_id, person_id) "
            f"WHERE reward_award.run_id = '{SECOND}' AND reward_tranche.run_id = '{SECOND}'"
        ).fetchone()
    assert joined == (1, 1, 6 * 3)


@pytest.mark.parametrize(("persons", "seen"), [(1, None), (2, None), (3, Decimal("99.99")), (4, Decimal("99.99"))])
def test_analysts_see_the_amounts_of_a_pool_from_three_persons_on(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, persons: int, seen: Decimal | None
) -> None:
    run = {"run_id": SECOND, "revision": 1, "period": "2026", "org_id": "o"}
    pool(warehouse, run, "INV-4", "150000", "99.99", persons)
    for share in SHARES[:persons]:
        award(warehouse, run, "INV-4", share)
    with published(warehouse, tmp_path, analyst=True) as analyst:
        found = analyst.execute("SELECT pool_amount FROM reward_pool WHERE innovation_id = 'INV-4'").fetchall()
    assert found == [(seen,)]


def test_a_pool_with_few_persons_in_one_run_is_hidden_in_all(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    warehouse.execute(
        "UPDATE result.reward_award SET gross_amount = 0 "
        "WHERE run_id = $1 AND award_id IN ('INV-1/2025/CON-1', 'INV-1/2025/CON-2')",
        [FIRST],
    )
    with published(warehouse, tmp_path, analyst=True) as analyst:
        found = analyst.execute(
            "SELECT fewest_person_count, pool_amount FROM reward_pool WHERE innovation_id = 'INV-1'"
        ).fetchall()
    assert found == [(2, None), (2, None)]


def test_where_the_organisations_limit_gives_the_sum_a_small_pool_hides_the_others(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    warehouse.execute(
        "UPDATE result.reward_pool SET organization_cap_reduction_amount = 0.01 WHERE innovation_id = 'INV-3'"
    )
    with published(warehouse, tmp_path, analyst=True) as analyst:
        found = analyst.execute("SELECT DISTINCT fewest_person_count, pool_amount FROM reward_pool").fetchall()
    assert found == [(1, None)]


def test_only_a_pools_own_amounts_reach_the_analysts(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with published(warehouse, tmp_path, analyst=True) as analyst:
        columns = analyst.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE column_name LIKE '%amount' "
            "AND table_name IN (SELECT table_name FROM duckdb_tables()) AND table_name LIKE '%reward%' ORDER BY ALL"
        ).fetchall()
        seen = {
            (table, column)
            for table, column in columns
            for (count,) in analyst.execute(f"SELECT count({column}) FROM {table}").fetchall()
            if count
        }
    parts = (
        "recognised_benefit", "rechecked_benefit", "tier", "innovation_cap_reduction", "organization_cap_reduction",
        "floor", "floor_addition", "pool", "unallocated",
    )  # fmt: skip
    # A tier's own bounds are the plan's; differences are checks.
    allowed = {("reward_tier", "from_amount"), ("reward_tier", "until_amount")}
    allowed |= {("reward_reconciliation", f"{part}_difference_amount") for part in ("pool", "department", "tranche")}
    assert seen == {("reward_pool", f"{part}_amount") for part in parts} | allowed
