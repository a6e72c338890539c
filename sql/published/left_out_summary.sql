-- Rows that a source says to leave out, by feed and reason.
-- grain: run_id, feed, source_file, reason
SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    runs.org_scope AS org_id,
    batches.feed,
    batches.source_file,
    left_out.reason,
    count(*) AS row_count
FROM run.run AS runs
INNER JOIN ingest.left_out AS left_out ON runs.as_of_batch >= left_out.batch_id
INNER JOIN ingest.batch AS batches ON left_out.batch_id = batches.batch_id AND batches.state = 'loaded'
WHERE runs.published
GROUP BY
    runs.run_id, runs.revision, runs.period, runs.org_scope, batches.feed, batches.source_file, left_out.reason
ORDER BY runs.run_id, batches.feed, batches.source_file, left_out.reason
