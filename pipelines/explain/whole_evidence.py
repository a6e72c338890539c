"""All evidence of a subject, not only what cost points: read from the evidence views as of the run's batch.

The rows of an indicator sum to its numerator and denominator. Of a unit taken over in part each row counts with its
share, which is taken once of the sum of a span's rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import duckdb

from pipelines.explain.find import Row, rows
from pipelines.parameters import bind
from pipelines.runs import Run

# $metrics: which metrics; the run's other parameters are bound to the connection, as in the run itself.
COUNTED = """
    SELECT
        counted.metric_id, counted.department_id, counted.source_feed, counted.source_id, counted.batch_id,
        counted.source_row, counted.occurred_on, counted.numerator, counted.denominator, counted.is_provisional,
        reaches.counts_from, reaches.counts_until, reaches.share_percent
    FROM evidence.every_row AS counted
    INNER JOIN scope.reach AS reaches
        ON
            reaches.run_id = $run_id AND reaches.org_id = $org
            AND reaches.subject_type = $type AND reaches.subject_id = $id
            AND counted.department_id IS NOT DISTINCT FROM reaches.department_id
            AND CASE WHEN counted.department_id IS NULL THEN counted.person_id END
            IS NOT DISTINCT FROM reaches.person_id
            AND counted.occurred_on BETWEEN reaches.counts_from AND reaches.counts_until
    WHERE counted.org_id = $org AND list_contains($metrics, counted.metric_id)
    UNION ALL
    SELECT
        metric_id, department_id, source_feed, source_id, NULL, NULL, occurred_on, numerator, denominator,
        is_provisional, NULL, NULL, 100
    FROM scoring.unit_score
    WHERE
        org_id = $org AND subject_type = $type AND subject_id = $id AND list_contains($metrics, metric_id)
"""
ROWS = f"""
    SELECT counted.* EXCLUDE (batch_id, counts_from, counts_until), batches.source_file
    FROM ({COUNTED}) AS counted
    LEFT JOIN ingest.batch AS batches ON counted.batch_id = batches.batch_id
    ORDER BY
        counted.metric_id, counted.occurred_on, counted.source_feed, counted.source_id, counted.department_id,
        batches.source_file, counted.source_row, counted.numerator, counted.denominator, counted.share_percent
"""
# counted_*: what of a span's sum counts, as in sql/scoring/metric_sum.sql.
SUMS = f"""
    SELECT
        metric_id, department_id, counts_from, counts_until, share_percent, count(*) AS row_count,
        cast(sum(numerator) AS DECIMAL(38, 6)) AS numerator, cast(sum(denominator) AS DECIMAL(38, 6)) AS denominator,
        percent_of(sum(numerator), share_percent) AS counted_numerator,
        percent_of(sum(denominator), share_percent) AS counted_denominator
    FROM ({COUNTED}) AS counted
    GROUP BY metric_id, department_id, counts_from, counts_until, share_percent
    ORDER BY metric_id, department_id, counts_from, counts_until
"""


def add_whole_evidence(
    con: duckdb.DuckDBPyConnection, run: Run, who: Mapping[str, object], indicators: Sequence[Row]
) -> None:
    """Put `all_evidence`, `evidence_sums` and `adds_up` into each measured indicator.

    `evidence_sums`: what the rows come to, those that count in full together and each span of a share by itself.
    `adds_up` is False where the evidence views of today no longer give what the run counted.
    """
    bind(con, run.parameters)
    counted = [row for row in indicators if row["status"] == "measured"]
    given = dict(who) | {"metrics": [row["metric_id"] for row in counted]}
    every, sums = rows(con, ROWS, given), rows(con, SUMS, given)
    for indicator in counted:
        own = [row for row in sums if row["metric_id"] == indicator["metric_id"]]
        indicator["all_evidence"] = [row for row in every if row["metric_id"] == indicator["metric_id"]]
        indicator["evidence_sums"] = in_full(own) + [row for row in own if row["share_percent"] != 100]
        indicator["adds_up"] = adds_up(indicator)


def in_full(spans: Sequence[Row]) -> list[Row]:
    """One sum of all spans that count in full."""
    whole = [row for row in spans if row["share_percent"] == 100]
    if not whole:
        return []
    names = ("row_count", "numerator", "denominator", "counted_numerator", "counted_denominator")
    sums: Row = {name: sum((row[name] for row in whole), Decimal(0)) for name in names}
    return [{"department_id": None, "share_percent": Decimal(100)} | sums | {"row_count": int(sums["row_count"])}]


def adds_up(indicator: Row) -> bool:
    """Whether the rows come to the numerator and, unless it is a total, to the denominator shown."""
    numerator, denominator = (
        sum((row[f"counted_{name}"] for row in indicator["evidence_sums"]), Decimal(0))
        for name in ("numerator", "denominator")
    )
    if indicator["value_rule"] == "total":
        return bool(numerator == indicator["numerator"] and denominator > 0)
    return bool((numerator, denominator) == (indicator["numerator"], indicator["denominator"]))


def share_sums(
    con: duckdb.DuckDBPyConnection, run: Run, who: Mapping[str, object], metrics: Sequence[str]
) -> list[Row]:
    """The sums of spans of which only a share counts, by metric, unit and span."""
    bind(con, run.parameters)
    return [row for row in rows(con, SUMS, dict(who) | {"metrics": list(metrics)}) if row["share_percent"] != 100]
