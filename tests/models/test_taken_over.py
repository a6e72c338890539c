"""Of a unit taken over in part a share counts: the whole evidence adds up, and what fulfilling rows brings is exact."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from pipelines.explain.curable import curables
from pipelines.explain.find import Row, rows
from pipelines.explain.indicator_text import whole_evidence
from pipelines.explain.queries import EVIDENCE, INDICATORS
from pipelines.explain.said import Grid, Line
from pipelines.explain.whole_evidence import add_whole_evidence
from pipelines.models.counting import sum_evidence
from pipelines.models.scoring import score
from pipelines.runs import load_run
from tests.models.schemes_by_hand import Given, Indicator, Scheme, Warehouse, put

SCHEME = Scheme(
    [Indicator("projects_on_time", "a", Decimal(100), ((Decimal(0), Decimal(0)), (Decimal(100), Decimal(100))))]
)
WHO = {"run_id": "r", "org": "o", "type": "department", "id": "s"}


def fill(con: duckdb.DuckDBPyConnection, shares: dict[str, str], projects: dict[str, int]) -> None:
    """Unit s answers for so many percent of other units, each with some projects, every third on time."""
    put(con, Given(SCHEME, {"s": {}}))
    con.execute("DELETE FROM scope.reach")
    con.execute("INSERT INTO scope.scheme VALUES ('r', 'o', 'department', 'k')")
    con.execute("INSERT INTO scope.metric VALUES ('r', 'o', 'projects_on_time')")
    con.execute(
        "UPDATE compiled.metric SET evidence = 'project_delivery', better = 'higher' "
        "WHERE metric_id = 'projects_on_time'"
    )
    con.execute("UPDATE compiled.indicator SET knots = '[[0,0],[100,100]]'")
    for unit, share in shares.items():
        con.execute(
            "INSERT INTO scope.reach VALUES ('r', 'o', 'department', 's', ?, NULL, '2026-01-01', '2026-12-31', ?)",
            [unit, Decimal(share)],
        )
        con.execute(
            "INSERT INTO history.project BY NAME SELECT 'o' AS org_id, ? AS department_id, 1 AS batch_id, "
            "i + 2 AS source_row, ? || i AS project_id, DATE '2026-02-01' + i::INTEGER AS planned_end_on, "
            "CASE WHEN i % 3 = 0 THEN DATE '2026-01-01' END AS accepted_on FROM range(?) AS t (i)",
            [unit, unit, projects[unit]],
        )
    count_and_score(con)


def count_and_score(con: duckdb.DuckDBPyConnection) -> None:
    run = load_run(con, "r")
    sum_evidence(con, run.parameters)
    score(con, run.parameters)


def indicators_of(con: duckdb.DuckDBPyConnection) -> list[Row]:
    found = rows(con, INDICATORS, WHO)
    evidence = rows(con, EVIDENCE, WHO)
    for indicator in found:
        indicator["evidence"] = [row for row in evidence if row["metric_id"] == indicator["metric_id"]]
    return found


SHARES = [
    {"d": "100", "e": "33.333333"},
    {"d": "60", "e": "40"},
    {"d": "66.666667", "e": "33.333333", "f": "100"},
]


@pytest.mark.parametrize("shares", SHARES)
def test_the_rows_come_to_the_sums_with_their_shares(warehouse: Warehouse, shares: dict[str, str]) -> None:
    with warehouse() as con:
        fill(con, shares, {"d": 8, "e": 5, "f": 2})
        found = indicators_of(con)
        add_whole_evidence(con, load_run(con, "r"), WHO, found)
    (indicator,) = found
    assert indicator["adds_up"]
    assert len(indicator["all_evidence"]) == indicator["evidence_count"]
    grid, line = list(whole_evidence(indicator, "en"))
    assert isinstance(grid, Grid)
    assert isinstance(line, Line)
    last = [cells for place, cells in enumerate(grid.rows) if place in grid.strong]
    assert sum(int(cells[0].split()[0]) for cells in last) == len(indicator["all_evidence"])
    numerators = line.text.split("numerator ")[1].split(",")[0].split(" + ")
    assert sum(map(Decimal, numerators)) == indicator["numerator"]


@pytest.mark.parametrize("shares", [SHARES[0], *(pytest.param(one, marks=pytest.mark.long) for one in SHARES[1:])])
def test_fulfilling_the_costliest_rows_one_by_one_gives_the_sums_foretold(
    warehouse: Warehouse, shares: dict[str, str]
) -> None:
    with warehouse() as con:
        fill(con, shares, {"d": 8, "e": 5, "f": 2})
        (found,) = curables(con, load_run(con, "r"), WHO, indicators_of(con), 100)
        weights = [Decimal(shares[row["department_id"]]) for row in found.rows]
        assert weights == sorted(weights, reverse=True)
        counted = []
        for row in [None, *found.rows]:
            if row:
                con.execute(
                    "UPDATE history.project SET accepted_on = planned_end_on WHERE project_id = ?", [row["source_id"]]
                )
            count_and_score(con)
            counted.append(con.execute("SELECT numerator FROM result.metric_sum").fetchall()[0][0])
    assert list(found.numerators) == counted


def test_evidence_that_no_longer_gives_what_was_counted_is_said_not_hidden(warehouse: Warehouse) -> None:
    with warehouse() as con:
        fill(con, {"d": "100"}, {"d": 8})
        found = indicators_of(con)
        con.execute("DELETE FROM history.project WHERE project_id = 'd3'")
        add_whole_evidence(con, load_run(con, "r"), WHO, found)
    (indicator,) = found
    assert not indicator["adds_up"]
    assert any("comes to something else than the 37.5 % = 3/8" in getattr(part, "text", "")
               for part in whole_evidence(indicator, "en"))  # fmt: skip
