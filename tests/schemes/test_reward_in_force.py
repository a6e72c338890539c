"""Which reward plan applies: the one in force on the last day of the period, an organisation's own before the common
one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.models.scope import SCOPE_TABLES, set_candidates
from pipelines.models.tables import refill
from pipelines.parameters import Parameters
from pipelines.schemes import Rules, load_rules
from pipelines.schemes.insert import insert
from pipelines.warehouse import prepare
from tests.schemes.conftest import Edit

PLAN = "reward.yaml"
FROM_2024 = "in_force: {from: 2024-01-01, until: null}"
OWN = ("regime: enterprise", "regime: enterprise\norganization: ORG1")


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    prepare(con)
    organizations = [
        (name, name, regime, 1, 1)
        for name, regime in (("ORG1", "enterprise"), ("ORG2", "enterprise"), ("CITY", "district"))
    ]
    insert(con, "history.organization", organizations, columns=("org_id", "name", "regime", "batch_id", "source_row"))
    yield con
    con.close()


@pytest.fixture
def rules(tmp_path: Path, edited: Edit) -> Rules:
    """Two common versions, one after the other, an own copy of ORG1 that stands in 2026, and a scheme from 2026 on."""
    until_2025 = (FROM_2024, "in_force: {from: 2024-01-01, until: 2025-12-31}")
    edited(until_2025, source=PLAN, name="a.yaml")
    edited((FROM_2024, "in_force: {from: 2026-01-01, until: null}"), ('version: "1"', 'version: "2"'), source=PLAN)
    in_2026 = (FROM_2024, "in_force: {from: 2026-01-01, until: 2026-12-31}")
    edited(OWN, in_2026, ('version: "1"', 'version: "ORG1.1"'), source=PLAN, name="own.yaml")
    edited()
    return load_rules(tmp_path)


def applied(con: duckdb.DuckDBPyConnection, rules: Rules, end: date, org_id: str | None = None) -> dict[str, str]:
    """The version of the plan that applies to each organisation in a run that may choose from every file."""
    run = Parameters("r", date(end.year, 1, 1), end, end, org_id=org_id)
    con.execute("BEGIN")
    try:
        rules.store(con)
        set_candidates(con, run, [one.plan_key for one in rules.plans] + [one.scheme_key for one in rules.schemes])
        refill(con, run, ["scope.scheme", "scope.reward_plan"], source="scope")
        found = con.execute(
            "SELECT chosen.org_id, plan_version FROM scope.reward_plan AS chosen "
            "INNER JOIN compiled.reward_plan USING (plan_key)"
        ).fetchall()
    finally:
        con.execute("ROLLBACK")
    return dict(found)


@pytest.mark.parametrize(
    ("end", "org1", "org2"),
    [
        (date(2024, 1, 1), "1", "1"),
        (date(2025, 12, 31), "1", "1"),
        (date(2026, 1, 1), "ORG1.1", "2"),
        (date(2026, 12, 31), "ORG1.1", "2"),
        (date(2027, 1, 1), "2", "2"),
    ],
)
def test_the_plan_in_force_on_the_last_day_applies_and_an_own_copy_goes_before_the_common_one(
    warehouse: duckdb.DuckDBPyConnection, rules: Rules, end: date, org1: str, org2: str
) -> None:
    assert applied(warehouse, rules, end) == {"ORG1": org1, "ORG2": org2}


def test_before_the_first_plan_and_for_a_regime_without_one_none_applies(
    warehouse: duckdb.DuckDBPyConnection, rules: Rules
) -> None:
    assert applied(warehouse, rules, date(2023, 12, 31)) == {}
    assert applied(warehouse, rules, date(2026, 12, 31), "CITY") == {}


def test_a_run_of_one_organisation_has_its_plan_alone(warehouse: duckdb.DuckDBPyConnection, rules: Rules) -> None:
    assert applied(warehouse, rules, date(2026, 12, 31), "ORG2") == {"ORG2": "2"}


def test_a_plan_whose_file_is_gone_does_not_apply(warehouse: duckdb.DuckDBPyConnection, rules: Rules) -> None:
    warehouse.execute("BEGIN")
    try:
        rules.store(warehouse)
        run = Parameters("r", date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31))
        set_candidates(warehouse, run, [])
        refill(warehouse, run, ["scope.reward_plan"], source="scope")
        assert warehouse.execute("SELECT * FROM scope.reward_plan").fetchall() == []
    finally:
        warehouse.execute("ROLLBACK")


def test_the_plan_is_part_of_what_a_run_covers() -> None:
    assert "scope.reward_plan" in SCOPE_TABLES
