"""Records that were accepted and count for nothing, because no rule of the run takes their kind."""

from __future__ import annotations

import duckdb

from pipelines.feeds import Feed, load_feeds
from pipelines.runs import Run

# The kinds the schemes of the run take: of feeds that many metrics share, and of adjustments.
TAKEN = """
    SELECT unnest(string_split(metric.kinds, ',')) AS kind
    FROM scope.metric AS wanted
    INNER JOIN compiled.metric AS metric ON wanted.metric_id = metric.metric_id
    WHERE wanted.run_id = $run_id
    UNION
    SELECT 'adjustment:' || adjustment.kind
    FROM scope.scheme AS scheme
    INNER JOIN compiled.adjustment_kind AS adjustment ON scheme.scheme_key = adjustment.scheme_key
    WHERE scheme.run_id = $run_id
"""
UNUSED = """
    INSERT INTO result.data_quality
    SELECT
        $run_id, $revision, $period, $org_id, 'every_record_is_used', '{feed} of kind ' || record.kind,
        'warning', FALSE, count(*), 'unused: ' || count(*) || ' {feed} records of kind ' || record.kind
    FROM records.{feed} AS record
    WHERE
        record.org_id IN (SELECT org_id FROM scope.scheme WHERE run_id = $run_id)
        AND '{feed}:' || record.kind NOT IN ({taken}){unless}
    GROUP BY record.kind
    ORDER BY record.kind
"""
# A self-report may name the metric whose figure it states.
UNLESS_STATED = """
        AND NOT coalesce(
            record.self_reported AND record.kind IN (SELECT metric_id FROM scope.metric WHERE run_id = $run_id), FALSE
        )"""


def name_unused(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """A line of `result.data_quality` for each kind of record that nothing takes."""
    values = {"run_id": run.run_id, "revision": run.revision, "period": run.period, "org_id": run.org_scope}
    rows = con.execute("SELECT DISTINCT split_part(unnest(string_split(kinds, ',')), ':', 1) FROM compiled.metric")
    by_metric = {"adjustment", *(row[0] for row in rows.fetchall())}
    for feed in load_feeds().values():
        if feed.feed in by_metric:
            unless = UNLESS_STATED if feed.feed == "measurement" else ""
            con.execute(UNUSED.format(feed=feed.feed, taken=TAKEN, unless=unless), values)
        elif codes := known_kinds(feed):
            taken = ", ".join(f"'{feed.feed}:{code}'" for code in codes)
            con.execute(UNUSED.format(feed=feed.feed, taken=taken, unless=""), values)


def known_kinds(feed: Feed) -> tuple[str, ...]:
    """The kinds our queries know of a feed that accepts others too; none where it does not."""
    return tuple(code for field in feed.fields if field.name == "kind" and field.open_codes for code in field.codes)
