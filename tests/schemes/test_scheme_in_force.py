"""Which scheme applies: the version in force on the period's last day, and an organisation's own copy before the common
one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.models.tables import refill
from pipelines.parameters import Parameters
from pipelines.schemes import load_rules
from pipelines.schemes.insert import insert
from pipelines.warehouse import prepare
from tests.schemes.conftest import Edit

FROM_2026 = "in_force: {from: 2026-01-01, until: null}"
VERSION = 'version: "2026.1"'
OWN = ("regime: enterprise", "regime: enterprise\norganization: ORG1")


@pytest.fixture(scope="module")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    prepare(con)
    organizations = [(name, name, "enterprise", 1, 1) for name in ("ORG1", "ORG2")]
    insert(con, "history.organization", organizations, columns=("org_id", "name", "regime", "batch_id", "source_row"))
    yield con
    con.close()


@pytest.fixture
def schemes(tmp_path: Path, edited: Edit) -> Path:
    """Two common versions, one after the other, and an own copy of ORG1 that stands from April to September 2026."""
    until_june = (FROM_2026, "in_force: {from: 2026-01-01, until: 2026-06-30}")
    edited(until_june, name="a.yaml")
    edited((FROM_2026, "in_force: {from: 2026-07-01, until: null}"), (VERSION, 'version: "2026.2"'), name="b.yaml")
    spring = (FROM_2026, "in_force: {from: 2026-04-01, until: 2026-09-30}")
    edited(OWN, spring, (VERSION, 'version: "ORG1.1"'), ("at_least: 90}", "at_least: 91}"), name="own.yaml")
    return tmp_path


def applied(con: duckdb.DuckDBPyConnection, schemes: Path, start: date, end: date) -> dict[str, str]:
    """The version that applies to each organisation."""
    rules = load_rules(schemes)
    con.execute("BEGIN")
    try:
        rules.store(con)
        insert(con, "scope.candidate", [("r", one.scheme_key) for one in rules.schemes])
        refill(con, Parameters("r", start, end, end), ["scope.scheme"], source="scope")
        found = dict(
            con.execute(
                "SELECT scope.scheme.org_id, scheme_version FROM scope.scheme "
                "INNER JOIN compiled.scheme USING (scheme_key)"
            ).fetchall()
        )
    finally:
        con.execute("ROLLBACK")
    assert set(found.values()) <= {one.scheme.version for one in rules.in_force(end)}
    return found


@pytest.mark.parametrize(
    ("start", "end", "org1", "org2"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), "2026.1", "2026.1"),
        (date(2026, 4, 1), date(2026, 6, 30), "ORG1.1", "2026.1"),
        (date(2026, 1, 1), date(2026, 6, 30), "ORG1.1", "2026.1"),
        (date(2026, 1, 1), date(2026, 7, 1), "ORG1.1", "2026.2"),
        (date(2026, 7, 1), date(2026, 9, 30), "ORG1.1", "2026.2"),
        (date(2026, 7, 1), date(2026, 10, 1), "2026.2", "2026.2"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026.2", "2026.2"),
    ],
)
def test_the_version_in_force_on_the_last_day_applies_and_an_own_copy_goes_before_the_common_one(
    empty: duckdb.DuckDBPyConnection, schemes: Path, start: date, end: date, org1: str, org2: str
) -> None:
    assert applied(empty, schemes, start, end) == {"ORG1": org1, "ORG2": org2}


def test_before_the_first_version_none_applies(empty: duckdb.DuckDBPyConnection, schemes: Path) -> None:
    assert applied(empty, schemes, date(2025, 1, 1), date(2025, 12, 31)) == {}
