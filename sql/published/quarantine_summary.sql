-- Rows that could not be used, by feed and reason, as they stood in the data a run read.
-- grain: run_id, feed, reason_code
SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    runs.org_scope AS org_id,
    quarantine.feed,
    quarantine.reason_code,
    count(DISTINCT row(quarantine.batch_id, quarantine.source_row)) AS row_count,
    count(DISTINCT row(quarantine.batch_id, quarantine.source_row)) FILTER (
        WHERE quarantine.closed_by_batch_id IS NULL OR quarantine.closed_by_batch_id > runs.as_of_batch
    ) AS open_count
FROM run.run AS runs
INNER JOIN ingest.quarantine AS quarantine ON runs.as_of_batch >= quarantine.batch_id
WHERE runs.published
GROUP BY
    runs.run_id, runs.revision, runs.period, runs.org_scope, quarantine.feed, quarantine.reason_code
ORDER BY runs.run_id, quarantine.feed, quarantine.reason_code
