-- What came of the remedy of an upheld appeal: the batch in which the record it names first came or changed after the data its
-- run had read, and the newest finished revision that has read it. A finding or an adjustment is named by its ID, a
-- corrected record as feed/ID.
-- grain: org_id, appeal_id
WITH named AS (
    SELECT
        org_id,
        appeal_id,
        revision,
        period,
        org_scope,
        as_of_batch,
        CASE remedy WHEN 'correction' THEN split_part(remedy_reference, '/', 1) ELSE remedy END AS feed,
        CASE remedy
            WHEN 'correction' THEN regexp_replace(remedy_reference, '^[^/]*/', '')
            ELSE remedy_reference
        END AS record_id
    FROM appeals.objection
    WHERE outcome = 'upheld' AND remedy IS NOT NULL AND remedy_reference IS NOT NULL AND as_of_batch IS NOT NULL
),

-- A record that ended is corrected too.
changes AS (
    SELECT org_id, feed, record_id, batch_id FROM history.every_record
    UNION ALL
    SELECT org_id, feed, record_id, closed_by_batch_id AS batch_id FROM history.every_record
    WHERE closed_by_batch_id IS NOT NULL
),

arrived AS (
    SELECT
        named.org_id, named.appeal_id, named.revision, named.period, named.org_scope,
        min(changes.batch_id) AS batch_id
    FROM named
    INNER JOIN changes
        ON
            named.org_id = changes.org_id
            AND named.feed = changes.feed
            AND named.record_id = changes.record_id
            AND named.as_of_batch < changes.batch_id
    GROUP BY named.org_id, named.appeal_id, named.revision, named.period, named.org_scope
)

SELECT
    arrived.org_id,
    arrived.appeal_id,
    arrived.batch_id,
    arg_max(runs.run_id, runs.revision) AS revised_by
FROM arrived
LEFT JOIN run.run AS runs
    ON
        arrived.period = runs.period
        AND arrived.org_scope = runs.org_scope
        AND arrived.revision < runs.revision
        AND arrived.batch_id <= runs.as_of_batch
        AND NOT runs.provisional
        AND runs.state = 'computed'
GROUP BY arrived.org_id, arrived.appeal_id, arrived.batch_id
