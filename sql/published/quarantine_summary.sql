-- Rows that could not be used, by feed and reason, as they stood in the data a run read. A refused file that was looked
-- at again counts as it was found last.
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
INNER JOIN ingest.batch AS batches ON quarantine.batch_id = batches.batch_id
WHERE
    runs.published
    AND NOT (
        batches.state = 'refused'
        AND EXISTS (
            SELECT 1
            FROM ingest.batch AS again
            WHERE
                again.source = batches.source
                AND again.source_file = batches.source_file
                AND again.batch_id > batches.batch_id
                AND again.batch_id <= runs.as_of_batch
        )
    )
GROUP BY
    runs.run_id, runs.revision, runs.period, runs.org_scope, quarantine.feed, quarantine.reason_code
ORDER BY runs.run_id, quarantine.feed, quarantine.reason_code
