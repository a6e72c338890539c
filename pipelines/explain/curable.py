"""The evidence rows that cost a subject points, and an indicator's sum had the costliest of them been fulfilled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from pipelines.explain.find import Row, rows
from pipelines.explain.whole_evidence import evidence_rows, share_of, sums
from pipelines.runs import Run

# Scores of units are results, not records somebody could have fulfilled.
NO_RECORD = "appraisal"
ZERO, HUNDRED = Decimal(0), Decimal(100)
REACHES = """
    SELECT department_id, counts_from, counts_until, share_percent FROM scope.reach
    WHERE
        run_id = $run_id AND org_id = $org AND subject_type = $type AND subject_id = $id
        AND department_id IN (
            SELECT department_id FROM scope.reach
            WHERE
                run_id = $run_id AND org_id = $org AND subject_type = $type AND subject_id = $id
                AND share_percent <> 100
        )
"""
IN_FULL: Row = {"share_percent": HUNDRED}
Span = tuple[object, object, object, Decimal]


@dataclass(frozen=True)
class Curable:
    """The rows of one indicator, the costliest first, and `numerators[k]`: its sum with the first k of them fulfilled.

    Fulfilled: numerator = denominator, in the metric's unit the whole; where less is better, or a total is counted, as
    if it had not happened: numerator 0.
    """

    metric_id: str
    rows: Sequence[Row]
    numerators: Sequence[Decimal]


def curables(
    con: duckdb.DuckDBPyConnection, run: Run, who: Mapping[str, object], indicators: Sequence[Row], most: int
) -> list[Curable]:
    """What could have been fulfilled of each measured indicator that lost points, at most `most` rows of each."""
    lossy = [row for row in indicators if row["status"] == "measured" and row["points_lost"]]
    reaches = rows(con, REACHES, dict(who))
    # Of a share the whole sum must be known, because it is rounded once.
    every = evidence_rows(con, run, who, [row["metric_id"] for row in lossy]) if reaches else []
    found = []
    for indicator in lossy:
        given = [(gain(indicator, row), row) for row in indicator["evidence"] if row["source_feed"] != NO_RECORD]
        # Of a unit taken over in part the same row weighs less.
        costly = sorted(
            ((cost, row) for cost, row in given if cost), key=lambda pair: -abs(pair[0]) * weight(pair[1], reaches)
        )[:most]
        if not costly:
            continue
        spans = sums(con, [row for row in every if row["metric_id"] == indicator["metric_id"]])
        own = {span_of(row): row["numerator"] for row in spans if row["share_percent"] != HUNDRED}
        numerators = list(sums_of(con, indicator["numerator"], costly, reaches, own))
        found.append(Curable(indicator["metric_id"], [row for _, row in costly], numerators))
    return found


def gain(indicator: Row, row: Row) -> Decimal:
    """What fulfilling a row adds to the numerator; 0 where it would not help."""
    if indicator["better"] == "lower" or indicator["value_rule"] == "total":
        saved: Decimal = -row["numerator"]
        return min(ZERO, saved)
    whole = HUNDRED if indicator["unit"] in {"%", "pts"} else Decimal(1)
    missing: Decimal = row["denominator"] * whole / indicator["scale"] - row["numerator"]
    if indicator["better"] == "band" and indicator["value"] > whole:
        return min(ZERO, missing)
    return max(ZERO, missing)


def reached_by(row: Row, reaches: Sequence[Row]) -> list[Row]:
    """The spans in which a row of a unit taken over counts."""
    return [
        one
        for one in reaches
        if one["department_id"] == row["department_id"]
        and one["counts_from"] <= row["occurred_on"] <= one["counts_until"]
    ]


def weight(row: Row, reaches: Sequence[Row]) -> Decimal:
    """How much of a row counts, in percent."""
    shares: list[Decimal] = [one["share_percent"] for one in reached_by(row, reaches)]
    return sum(shares, ZERO) if shares else HUNDRED


def span_of(row: Row) -> Span:
    return row["department_id"], row["counts_from"], row["counts_until"], row["share_percent"]


def sums_of(
    con: duckdb.DuckDBPyConnection,
    numerator: Decimal,
    costly: Sequence[tuple[Decimal, Row]],
    reaches: Sequence[Row],
    spans: Mapping[Span, Decimal],
) -> Iterator[Decimal]:
    """The numerator, then with each further row fulfilled; `spans`: the sums of which only a share counts."""
    in_full, raw = ZERO, dict(spans)
    before = counted(con, raw)
    yield numerator
    for cost, row in costly:
        for one in reached_by(row, reaches) or [IN_FULL]:
            if one["share_percent"] == HUNDRED:
                in_full += cost
            else:
                raw[span_of(one)] += cost
        yield numerator + in_full + counted(con, raw) - before


def counted(con: duckdb.DuckDBPyConnection, spans: Mapping[Span, Decimal]) -> Decimal:
    """What counts of the sums of spans, each at its share, rounded as in the run."""
    return sum((share_of(con, value, percent) for (*_, percent), value in spans.items()), ZERO)
