"""Records that were accepted and count for nothing, because no rule of the run takes their kind."""

from __future__ import annotations

import duckdb

from pipelines.feeds import load_feeds
from pipelines.runs import Run

USED = """
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


def name_unused(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """A line of `result.data_quality` for each kind of record that the schemes of the run do not use."""
    shared = [feed.feed for feed in load_feeds().values() if any(field.open_codes for field in feed.fields)]
    for feed in (*shared, "adjustment"):
        con.execute(
            f"""
            INSERT INTO result.data_quality
            SELECT
                $run_id, $revision, $period, $org_id, 'every_record_is_used', '{feed} of kind ' || record.kind,
                'warning', FALSE, count(*), 'unused: ' || count(*) || ' {feed} records of kind ' || record.kind
            FROM records.{feed} AS record
            WHERE
                record.org_id IN (SELECT org_id FROM scope.scheme WHERE run_id = $run_id)
                AND '{feed}:' || record.kind NOT IN ({USED})
            GROUP BY record.kind
            ORDER BY record.kind
            """,
            {"run_id": run.run_id, "revision": run.revision, "period": run.period, "org_id": run.org_scope},
        )
