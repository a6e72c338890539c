"""A subject with evidence rows put into a warehouse by hand, scored, and its distance to the next grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb

from pipelines.explain.distance import distance
from pipelines.explain.find import Row, rows
from pipelines.explain.queries import GRADES, INDICATORS
from pipelines.models.scoring import SCORE_TABLES
from pipelines.models.tables import refill
from pipelines.parameters import Parameters
from pipelines.runs import load_run
from tests.models.schemes_by_hand import Given, Scheme, Sum, add, put

Evidence = Mapping[str, Sequence[Sum]]
WHO = {"run_id": "r", "org": "o", "type": "department", "id": "d"}


def with_sums(given: Given, evidence: Evidence) -> Given:
    """The case in which subject d counted these rows."""
    sums = {
        metric: (sum((n for n, _ in found), Decimal(0)), sum((d for _, d in found), Decimal(0)))
        for metric, found in evidence.items()
    }
    counts = {("d", metric): len(found) for metric, found in evidence.items()}
    return replace(given, sums={**given.sums, "d": sums}, counts={**given.counts, **counts})


def costs(scheme: Scheme, metric: str, row: Sum) -> Decimal:
    """How much a row is short of fulfilled, or above nothing where less is better."""
    falling = {one.metric for one in scheme.indicators if one.cut_up_from is not None}
    return row[0] if metric in falling else row[1] - row[0]


def put_evidence(con: duckdb.DuckDBPyConnection, given: Given, evidence: Evidence) -> Given:
    """Put scheme, sums and the rows that cost points into the warehouse, and score them; indicators with `cut_up_from`
    are those of which less is better."""
    given = with_sums(given, evidence)
    put(con, given)
    for one in given.scheme.indicators:
        better = "lower" if one.cut_up_from is not None else "higher"
        con.execute("UPDATE compiled.metric SET better = ? WHERE metric_id = ?", [better, one.metric])
    refill(con, Parameters("r", *given.period, given.cut_off), SCORE_TABLES, source="scoring")
    for metric, found in evidence.items():
        costly = sorted((row for row in enumerate(found) if costs(given.scheme, metric, row[1]) > 0),
                        key=lambda row: -costs(given.scheme, metric, row[1]))  # fmt: skip
        for position, (number, (numerator, denominator)) in enumerate(costly[:100], start=1):
            add(con, "result.evidence", run_id="r", revision=1, period="2026", org_id="o", subject_type="department",
                subject_id="d", metric_id=metric, position=position, department_id="d", source_feed="project",
                source_id=f"{metric}-{number}", source_file="in/p.csv", source_row=number + 2,
                occurred_on=date(2026, 3, 1), numerator=numerator, denominator=denominator)  # fmt: skip
    return given


def distance_of(con: duckdb.DuckDBPyConnection) -> Row:
    """The distance of subject d."""
    (appraisal,) = rows(con, "SELECT * FROM result.appraisal WHERE run_id = 'r' AND subject_id = 'd'", {})
    indicators = rows(con, INDICATORS, WHO)
    for indicator in indicators:
        indicator["evidence"] = rows(
            con,
            "SELECT * FROM result.evidence WHERE subject_id = 'd' AND metric_id = $metric ORDER BY position",
            {"metric": indicator["metric_id"]},
        )
    gates = rows(con, "SELECT * FROM result.gate WHERE subject_id = 'd'", {})
    (scheme,) = rows(
        con,
        "SELECT scheme_key, (SELECT share_percent FROM compiled.general_part) AS general_share_percent "
        "FROM compiled.scheme WHERE scheme_key = 'k'",
        {},
    )
    grades = rows(con, GRADES, {"key": "k"})
    return distance(con, load_run(con, "r"), WHO, appraisal, scheme, indicators, gates, grades)
