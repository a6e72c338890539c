"""All evidence of a subject, not only what cost points: read from the evidence views as of the run's batch.

The rows of an indicator sum to its numerator and denominator. Of a unit taken over in part a share counts, which is
taken once of the sum of a span's rows, as in `sql/scoring/metric_sum.sql`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import duckdb

from pipelines.explain.find import Row, rows
from pipelines.parameters import bind
from pipelines.runs import Run
from pipelines.warehouse import EVIDENCE_COLUMNS

HUNDRED = Decimal(100)
SERVED = """
    SELECT DISTINCT evidence FROM compiled.metric
    WHERE list_contains($metrics, metric_id) AND evidence IS NOT NULL ORDER BY evidence
"""
# The scores of units are evidence of who answers for them; they come of the run itself.
UNIT_SCORES = "unit_score"
COUNTED = """
    SELECT
        counted.metric_id, counted.department_id, counted.source_feed, counted.source_id, batches.source_file,
        counted.source_row, counted.occurred_on, counted.numerator, counted.denominator, counted.is_provisional,
        reaches.counts_from, reaches.counts_until, reaches.share_percent
    FROM ({views}) AS counted
    INNER JOIN scope.reach AS reaches
        ON
            reaches.run_id = $run_id AND reaches.org_id = $org
            AND reaches.subject_type = $type AND reaches.subject_id = $id
            AND counted.department_id IS NOT DISTINCT FROM reaches.department_id
            AND CASE WHEN counted.department_id IS NULL THEN counted.person_id END
            IS NOT DISTINCT FROM reaches.person_id
            AND counted.occurred_on BETWEEN reaches.counts_from AND reaches.counts_until
    LEFT JOIN ingest.batch AS batches ON counted.batch_id = batches.batch_id
    WHERE counted.org_id = $org AND list_contains($metrics, counted.metric_id)
"""
ROLLED_UP = """
    SELECT
        metric_id, department_id, source_feed, source_id, NULL AS source_file, NULL AS source_row, occurred_on,
        numerator, denominator, is_provisional, NULL AS counts_from, NULL AS counts_until, 100 AS share_percent
    FROM scoring.unit_score
    WHERE org_id = $org AND subject_type = $type AND subject_id = $id AND list_contains($metrics, metric_id)
"""
ORDER = """
    ORDER BY
        metric_id, occurred_on, source_feed, source_id, department_id, source_file, source_row, numerator, denominator,
        share_percent
"""


def add_whole_evidence(
    con: duckdb.DuckDBPyConnection, run: Run, who: Mapping[str, object], indicators: Sequence[Row]
) -> None:
    """Put `all_evidence`, `evidence_sums` and `adds_up` into each measured indicator.

    `evidence_sums`: what the rows come to, those that count in full together and each span of a share by itself.
    `adds_up` is False where the evidence views of today no longer give what the run counted.
    """
    counted = [row for row in indicators if row["status"] == "measured"]
    every = evidence_rows(con, run, who, [row["metric_id"] for row in counted])
    for indicator in counted:
        indicator["all_evidence"] = [row for row in every if row["metric_id"] == indicator["metric_id"]]
        indicator["evidence_sums"] = sums(con, indicator["all_evidence"])
        indicator["adds_up"] = adds_up(indicator)


def evidence_rows(
    con: duckdb.DuckDBPyConnection, run: Run, who: Mapping[str, object], metrics: Sequence[str]
) -> list[Row]:
    """The subject's rows of these metrics in a fixed order, with the span and the share they count in."""
    bind(con, run.parameters)
    served = [row["evidence"] for row in rows(con, SERVED, {"metrics": list(metrics)})]
    parts = [ROLLED_UP] if UNIT_SCORES in served else []
    views = [f"SELECT {EVIDENCE_COLUMNS} FROM evidence.{name}" for name in served if name != UNIT_SCORES]
    if views:
        parts.append(COUNTED.format(views=" UNION ALL ".join(views)))
    if not parts:
        return []
    return rows(con, f"SELECT * FROM ({' UNION ALL '.join(parts)}) {ORDER}", dict(who) | {"metrics": list(metrics)})


def sums(con: duckdb.DuckDBPyConnection, evidence: Sequence[Row]) -> list[Row]:
    """One sum of all rows that count in full, then one for each span of a share; `counted_*`: what of it counts."""
    spans: dict[tuple[object, ...], list[Row]] = {}
    for row in evidence:
        partly = row["share_percent"] != HUNDRED
        span = (row["department_id"], row["counts_from"], row["counts_until"]) if partly else (None,)
        spans.setdefault((partly, str(span), row["share_percent"]), []).append(row)
    found = []
    for key in sorted(spans, key=str):
        own = spans[key]
        said: Row = {"row_count": len(own), "department_id": None, "share_percent": HUNDRED}
        if key[0]:
            said |= {name: own[0][name] for name in ("department_id", "counts_from", "counts_until", "share_percent")}
        for name in ("numerator", "denominator"):
            said[name] = sum((row[name] for row in own), Decimal(0))
            said[f"counted_{name}"] = share_of(con, said[name], said["share_percent"]) if key[0] else said[name]
        found.append(said)
    return found


def share_of(con: duckdb.DuckDBPyConnection, amount: Decimal, percent: Decimal) -> Decimal:
    """A share of a sum, rounded as in the run."""
    found: Decimal = con.execute("SELECT percent_of($1, $2)", [amount, percent]).fetchall()[0][0]
    return found


def adds_up(indicator: Row) -> bool:
    """Whether the rows come to the numerator and, unless it is a total, to the denominator shown."""
    numerator, denominator = (
        sum((row[f"counted_{name}"] for row in indicator["evidence_sums"]), Decimal(0))
        for name in ("numerator", "denominator")
    )
    if indicator["value_rule"] == "total":
        return bool(numerator == indicator["numerator"] and denominator > 0)
    return bool((numerator, denominator) == (indicator["numerator"], indicator["denominator"]))
