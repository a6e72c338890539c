-- The records behind what a revision moved, with file and row before and after.
-- grain: run_id, org_id, subject_type, subject_id, metric_id, source_feed, source_id, occurred_on, department_id, person_id
WITH found AS (
    SELECT * FROM restatement.moved_row
    UNION ALL BY NAME
    SELECT
        records.*,
        CASE
            WHEN records.before_batch IS NULL THEN 'added'
            WHEN records.after_batch IS NULL THEN 'removed'
            ELSE 'changed'
        END AS change
    FROM restatement.other_record AS records
)

SELECT
    revisions.run_id,
    revisions.revision,
    revisions.period,
    found.org_id,
    revisions.prior_run_id,
    found.subject_type,
    found.subject_id,
    found.metric_id,
    found.source_feed,
    found.source_id,
    found.occurred_on,
    found.department_id,
    found.person_id,
    found.change,
    found.before_numerator,
    found.before_denominator,
    found.before_share_percent,
    found.after_numerator,
    found.after_denominator,
    found.after_share_percent,
    earlier.source_file AS before_file,
    found.before_row,
    later.source_file AS after_file,
    found.after_row
FROM found
INNER JOIN restatement.revision AS revisions ON revisions.run_id = $run_id
LEFT JOIN ingest.batch AS earlier ON found.before_batch = earlier.batch_id
LEFT JOIN ingest.batch AS later ON found.after_batch = later.batch_id
ORDER BY
    found.org_id, found.subject_type, found.subject_id, found.metric_id, found.source_feed, found.source_id,
    found.occurred_on, found.department_id, found.person_id
