-- What was known of each subject from which day until which: its result in every published revision. known_from: the day the
-- newest data of the revision came in; known_until: the day before that of the next revision (NULL: it still stands). A
-- revision made of the data of the one before, by other rules, takes its place on all days.
-- grain: run_id, org_id, subject_type, subject_id
WITH revisions AS (
    SELECT
        runs.run_id,
        runs.org_scope,
        batches.received_on AS known_from,
        lead(batches.received_on) OVER (
            PARTITION BY runs.period, runs.org_scope ORDER BY runs.revision
        ) - 1 AS known_until
    FROM run.run AS runs
    INNER JOIN ingest.batch AS batches ON runs.as_of_batch = batches.batch_id
    WHERE runs.published AND run_kind(runs.revision, runs.provisional) = 'final'
)

SELECT
    results.run_id,
    results.revision,
    results.period,
    results.org_id,
    revisions.org_scope,
    results.subject_type,
    results.subject_id,
    results.subject_name,
    results.score,
    results.suggested_grade,
    results.status,
    revisions.known_from,
    revisions.known_until
FROM result.appraisal AS results
INNER JOIN revisions ON results.run_id = revisions.run_id
ORDER BY results.run_id, results.org_id, results.subject_type, results.subject_id
