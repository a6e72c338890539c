"""Worked examples of evidence: given records, exactly these rows count."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from pydantic import RootModel

from pipelines.feeds import Closed
from pipelines.parameters import Parameters, bind
from pipelines.period import parse_period
from pipelines.schemes import load_catalogue
from pipelines.warehouse import SQL_DIR, as_view
from pipelines.yaml_file import load_model
from tests.golden.given import columns_of, insert, parameters

HERE = Path(__file__).parent
METRICS = sorted(name for name, metric in load_catalogue().metrics.items() if metric.evidence)


class Case(Closed):
    """One worked example; `cut_off` left out: the period's last day."""

    name: str
    query: str
    period: str | Decimal
    cut_off: date | None = None
    given: dict[str, list[dict[str, object]]]
    expect: list[dict[str, object]]


class Cases(RootModel[list[Case]]):
    """A file of worked examples."""


def cases() -> list[object]:
    return [
        pytest.param(case, id=f"{file.stem}: {case.name}")
        for file in sorted((HERE / "evidence").glob("*.yaml"))
        for case in load_model(file, Cases).root
    ]


@pytest.mark.parametrize("case", cases())
def test_exactly_the_expected_rows_count(case: Case, warehouse: duckdb.DuckDBPyConnection) -> None:
    period = parse_period(str(case.period))
    bind(warehouse, Parameters("golden", period.start, period.end, case.cut_off or period.end))
    defaults = {
        "scope.scheme": [{"subject_type": "department", "scheme_key": "k"}],
        "scope.metric": [{"metric_id": metric} for metric in METRICS],
        "scope.parameter": parameters(HERE / "parameters.yaml"),
        "records.organization": [{"name": "Organisation", "regime": "enterprise", "operator_class": "other"}],
    }
    for table, rows in (defaults | case.given).items():
        insert(warehouse, table, rows)
    folder, name = case.query.split(".")
    query = f"({as_view(SQL_DIR / folder / f'{name}.sql')})"
    wanted = sorted({column for row in case.expect for column in row}) or ["org_id"]
    unknown = set(wanted) - columns_of(warehouse, query)
    assert not unknown, f"{case.query} has no column {sorted(unknown)}: name one it has."
    assert all(set(row) == set(wanted) for row in case.expect), "Give every expected row the same columns."
    found = warehouse.execute(f"SELECT {', '.join(wanted)} FROM {query}").fetchall()
    assert Counter(found) == Counter(tuple(row[column] for column in wanted) for row in case.expect)


def test_every_evidence_query_has_a_worked_example() -> None:
    queries = {f"evidence.{file.stem}" for file in (SQL_DIR / "evidence").glob("*.sql")}
    covered = {case.query for file in (HERE / "evidence").glob("*.yaml") for case in load_model(file, Cases).root}
    assert queries <= covered, f"Write a golden case for {sorted(queries - covered)}."
