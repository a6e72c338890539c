"""Worked examples of rewards: records in, settled year by year; what is expected of each settlement out.

A case (see `rewards/*.yaml`) gives rows by feed (what is left out: `reward_defaults.yaml`). Innovations, persons, units
and the organisation's year that are only named are filled in, but for the ids listed as `missing`. It expects rows by
table (`reward_pool`, or any view: `rewards.pool_amount`): only the columns named are compared; each expected row is one
of those found, and none may be left over (`expect_among`: others may). `expect_none`: tables without rows. Several
settlements: a list `settlements`, each with `period`, `given` (only what is new or changed) and `expect`. `plan` and
`plan_changes`: see `reward_plans.Changes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pydantic import RootModel, model_validator

from pipelines.feeds import Closed
from pipelines.models.rewarding import fill_rewards
from pipelines.parameters import Parameters
from pipelines.period import parse_period
from pipelines.settlements import standing_settlements
from pipelines.warehouse import prepare
from pipelines.yaml_file import load_model
from tests.confirming import put_confirmed
from tests.golden.given import columns_of, insert
from tests.golden.reward_given import Records, Row, put_results
from tests.golden.reward_plans import Changes, change, plan_key, store_plans

HERE = Path(__file__).parent
Rows = Mapping[str, Sequence[Mapping[str, Any]]]
NOTHING: Rows = {}


class Settlement(Closed):
    """One run. `cut_off` left out: the period's last day; `received_on`: 28 February after the period's year.

    `plan`: where another applies from this settlement on.
    `gates`, `appraisals`: rows of result.gate and result.appraisal of the run; `decided`: grades it reads as decided,
    of its own subjects or of those of `graded_run_id`. `withdrawn`: keys of records that end.
    """

    period: str | Decimal = Decimal(2026)
    plan: str | Mapping[str, str] | None = None
    provisional: bool = False
    cut_off: date | None = None
    received_on: date | None = None
    given: Rows = NOTHING
    withdrawn: Rows = NOTHING
    gates: Sequence[Row] = ()
    appraisals: Sequence[Row] = ()
    decided: Sequence[Row] = ()
    expect: Rows = NOTHING
    expect_among: Rows = NOTHING
    expect_none: Sequence[str] = ()


class Case(Settlement):
    """One worked example: a single settlement, or several; what is `given` outside comes in with the first."""

    name: str
    plan: str | Mapping[str, str] = "MIIT_REWARD"
    plan_changes: Changes = Changes()
    missing: Mapping[str, Sequence[str]] = {}
    settlements: Sequence[Settlement] = ()


class Cases(RootModel[list[Case]]):
    """A file of worked examples; what `<<: *name` brings in counts where it is not said otherwise."""

    @model_validator(mode="before")
    @classmethod
    def put_in(cls, content: object) -> object:
        """Every `<<` put into the mapping it stands in."""
        if isinstance(content, dict):
            own = {key: cls.put_in(value) for key, value in content.items()}
            return own.pop("<<", {}) | own
        return [cls.put_in(one) for one in content] if isinstance(content, list) else content


def cases() -> list[object]:
    return [
        pytest.param(case, id=f"{file.stem}: {case.name}")
        for file in sorted((HERE / "rewards").glob("*.yaml"))
        for case in load_model(file, Cases).root
    ]


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


@pytest.mark.parametrize("case", cases())
def test_rewards_come_out_as_worked_out_by_hand(case: Case, warehouse: duckdb.DuckDBPyConnection) -> None:
    for settlement, run in settle(warehouse, case):
        for table in settlement.expect_none:
            assert found_rows(warehouse, table, run) == [], f"{run.run_id}: {table} should have no row."
        for table, wanted in settlement.expect.items():
            compare(f"{run.run_id} {table}", found_rows(warehouse, table, run), wanted, others=False)
        for table, wanted in settlement.expect_among.items():
            compare(f"{run.run_id} {table}", found_rows(warehouse, table, run), wanted, others=True)


def settle(con: duckdb.DuckDBPyConnection, case: Case, step: int = 1) -> Iterator[tuple[Settlement, Parameters]]:
    """Each settlement of a case with its run, once it is filled; `step` -1: its records delivered in reverse order."""
    records = Records(con, case.missing)
    settlements = case.settlements or [case]
    assert any(one.expect or one.expect_among or one.expect_none for one in settlements), "The case expects nothing."
    for number, settlement in enumerate(settlements, start=1):
        first = {feed: [*rows, *settlement.given.get(feed, ())] for feed, rows in case.given.items()}
        given = settlement.given | first if number == 1 and settlement is not case else settlement.given
        year = parse_period(str(settlement.period)).end.year
        records.deliver({feed: [dict(row) for row in rows][::step] for feed, rows in given.items()}, number, year)
        for feed, rows in settlement.withdrawn.items():
            for row in rows:
                records.withdraw(feed, {"org_id": "o", **row}, number)
        run = begin(con, case, settlement, number)
        fill_rewards(con, run)
        put_confirmed(con, run.run_id, settlement.received_on or date(year + 1, 2, 28))
        yield settlement, run


def begin(con: duckdb.DuckDBPyConnection, case: Case, one: Settlement, number: int) -> Parameters:
    """A run as freezing and scoring leave it: batch, run, what it follows, plans, gates and appraisals."""
    period, run_id = parse_period(str(one.period)), f"r{number}"
    insert(con, "ingest.batch", [batch(number, one.received_on or date(period.end.year + 1, 2, 28))])
    run = Parameters(run_id, period.start, period.end, one.cut_off or period.end, as_of_batch=number)
    same = con.execute("SELECT count(*) FROM run.run WHERE period = ?", [period.name]).fetchall()[0][0]
    about = {"run_id": run_id, "revision": 0 if one.provisional else same + 1, "period": period.name}
    insert(con, "run.run", [about | {
        "period_start": run.period_start, "period_end": run.period_end, "cut_off": run.cut_off, "as_of_batch": number,
        "org_scope": "*", "provisional": one.provisional, "data_sha256": "", "schemes_sha256": "", "code_sha256": "",
        "state": "scored", "published": False,
    }])  # fmt: skip
    followed = """
        FROM run.run WHERE run_id <> $id AND NOT provisional AND is_whole_year(period_start, period_end)
    """
    follows = standing_settlements(con, None, period, one.provisional)
    insert(con, "run.follows", [{"run_id": run_id, "prior_run_id": prior} for prior in follows])
    con.execute(
        f"INSERT INTO run.prior SELECT $id, arg_max(run_id, revision), period {followed} AND period_end < $day "
        "GROUP BY period",
        {"id": run_id, "day": run.period_start},
    )
    if number == 1:
        for key in {plan_key(con, plan) for plan in plans_of(case).values()} or {plan_key(con, str(case.plan))}:
            change(con, key, case.plan_changes)
    for (org,) in con.execute("SELECT DISTINCT org_id FROM history.organization ORDER BY ALL").fetchall():
        given = one.plan or case.plan
        plan = given if isinstance(given, str) else given.get(org)
        if plan:
            insert(con, "scope.reward_plan", [{"run_id": run_id, "org_id": org, "plan_key": plan_key(con, plan)}])
    put_results(con, "result.gate", about, one.gates)
    put_results(con, "result.appraisal", about, one.appraisals)
    insert(con, "scope.decided_grade", [
        {"run_id": run_id, "graded_run_id": run_id, "org_id": "o", "subject_type": "cio", "reason": "",
         "decided_by": "", "decided_on": run.period_end, "decided_in_run_id": ""} | row for row in one.decided
    ])  # fmt: skip
    return run


def plans_of(case: Case) -> Mapping[str, str]:
    """The plans by organisation, where the case tells them apart."""
    return {} if isinstance(case.plan, str) else case.plan


def batch(number: int, received_on: date) -> Row:
    """The delivery that a settlement's records came by."""
    return {
        "batch_id": number, "feed": "", "source": "golden", "source_file": f"golden/{number}.csv", "file_sha256": "",
        "contract_sha256": "", "archive_file": "", "archive_sha256": "", "delivery": "upsert",
        "received_on": received_on, "state": "loaded", "read_count": 0, "left_out_count": 0, "repaired_count": 0,
    }  # fmt: skip


def found_rows(con: duckdb.DuckDBPyConnection, table: str, run: Parameters) -> list[Row]:
    """The run's rows of a result table, or all of a view."""
    name = table if "." in table else f"result.{table}"
    only = f"WHERE run_id = '{run.run_id}'" if "run_id" in columns_of(con, name) else ""
    rows = con.execute(f"SELECT * FROM {name} {only}").fetchall()
    columns = [column for column, *_ in con.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in rows]


def compare(what: str, found: list[Row], wanted: Sequence[Mapping[str, Any]], *, others: bool) -> None:
    """Each wanted row is one of those found, in the columns it names; none is left over unless `others` may be."""
    shown = list(dict.fromkeys(column for row in wanted for column in row))
    told = "\n".join(str({column: plain(row.get(column)) for column in shown}) for row in found) or "(none)"
    left = list(found)
    for row in wanted:
        if found:
            unknown = row.keys() - found[0].keys()
            assert not unknown, f"{what} has no column {sorted(unknown)}: name one it has."
        same = [one for one in left if all(one[column] == value for column, value in row.items())]
        asked = {column: plain(value) for column, value in row.items()}
        assert same, f"{what}: no row is\n{asked}\nFound:\n{told}"
        left.remove(same[0])
    assert others or not left, f"{what}: {len(left)} rows more than expected. Found:\n{told}"


def plain(value: object) -> object:
    """A value as it is written in a case."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value) if isinstance(value, date) else value
