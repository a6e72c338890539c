"""What settlements post: the ledger only grows, a repetition adds nothing, and neither order nor threads matter.

The sequences are those worked out by hand in `tests/golden/rewards/ledger_*.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from pipelines.models.rewarding import REWARD_TABLES, fill_rewards
from pipelines.warehouse import prepare
from pipelines.yaml_file import load_model
from tests.golden.reward_plans import store_plans
from tests.golden.test_golden_rewards import HERE, Cases, settle

BROKEN_SUMS = """
    WITH stands AS (
        SELECT org_id, award_id, person_id, sum(owed_amount) AS owed, sum(to_come_amount) AS to_come
        FROM result.reward_ledger GROUP BY ALL
    ), awards AS (
        SELECT award.org_id, award.award_id, award.person_id, award.award_amount,
            sum(tranche.released_amount) AS released, sum(tranche.lapsed_amount) AS lapsed
        FROM result.reward_award AS award
        LEFT JOIN result.reward_tranche AS tranche USING (run_id, org_id, award_id)
        WHERE award.run_id = $run_id GROUP BY ALL
    )
    FROM awards FULL OUTER JOIN stands USING (org_id, award_id, person_id)
    WHERE coalesce(owed, 0) <> coalesce(released, 0)
        OR coalesce(owed + to_come, 0) <> coalesce(award_amount, 0) - coalesce(lapsed, 0)
"""
CASES = {
    case.name: case
    for file in ("ledger_corrections", "ledger_years")
    for case in load_model(HERE / "rewards" / f"{file}.yaml", Cases).root
    # Several years, none of them so late that an award is out of reach.
    if len(case.settlements) > 1 and not any(str(one.period) == "2030" for one in case.settlements)
}
REVISED = "settling a year again posts differences only, and the year after it follows the revision"
LEAVING = "retirement keeps what is to come, resignation loses it, and what nobody knows the reason of waits"


@pytest.fixture(scope="module")
def with_plans() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    prepare(con)
    store_plans(con)
    yield con
    con.close()


@pytest.fixture
def warehouse(with_plans: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    with_plans.execute("BEGIN")
    yield with_plans
    with_plans.execute("ROLLBACK")


def tables(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    """All results in the order in which they stand, without the numbers of the rows they rest on."""
    return {
        table: con.execute(f"SELECT COLUMNS(lambda c: c <> 'source_row') FROM {table}").fetchall()
        for table in REWARD_TABLES
    }


@pytest.mark.parametrize("name", CASES)
def test_after_every_settlement_the_ledger_adds_up_to_the_awards(
    name: str, warehouse: duckdb.DuckDBPyConnection
) -> None:
    posted: set[tuple[object, ...]] = set()
    for _, run in settle(warehouse, CASES[name]):
        assert warehouse.execute(BROKEN_SUMS, {"run_id": run.run_id}).fetchall() == []
        now = set(warehouse.execute("SELECT * FROM result.reward_ledger").fetchall())
        assert posted <= now
        posted = now
        assert warehouse.execute(
            "SELECT entry_id FROM result.reward_ledger GROUP BY ALL HAVING count(*) > 1"
        ).fetchall() == []  # fmt: skip
    assert posted


def test_filling_a_run_again_changes_nothing(warehouse: duckdb.DuckDBPyConnection) -> None:
    for _, run in settle(warehouse, CASES[REVISED]):
        before = {table: sorted(rows, key=str) for table, rows in tables(warehouse).items()}
        fill_rewards(warehouse, run)
        assert {table: sorted(rows, key=str) for table, rows in tables(warehouse).items()} == before


@pytest.mark.parametrize("name", [REVISED, pytest.param(LEAVING, marks=pytest.mark.long)])
def test_settling_a_year_again_with_nothing_new_posts_nothing(name: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    case = CASES[name]
    twice = [
        again for one in case.settlements for again in (one, one.model_copy(update={"given": {}, "withdrawn": {}}))
    ]
    runs = [run for _, run in settle(warehouse, case.model_copy(update={"settlements": twice}))]
    for run in runs[1::2]:
        found = warehouse.execute("SELECT kind FROM result.reward_ledger WHERE run_id = ?", [run.run_id]).fetchall()
        assert found == [], run
    assert warehouse.execute("SELECT count(*) > 0 FROM result.reward_ledger").fetchall() == [(True,)]


@pytest.mark.parametrize("threads", [pytest.param(1, marks=pytest.mark.long), 4])
def test_the_order_of_records_and_the_number_of_threads_do_not_matter(
    threads: int, warehouse: duckdb.DuckDBPyConnection
) -> None:
    for _ in settle(warehouse, CASES[LEAVING]):
        pass
    wanted = tables(warehouse)
    other = duckdb.connect(config={"threads": threads})
    prepare(other)
    store_plans(other)
    for _ in settle(other, CASES[LEAVING], step=-1):
        pass
    for table, rows in tables(other).items():
        assert rows == wanted[table], table
    other.close()
