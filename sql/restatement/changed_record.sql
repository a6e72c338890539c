-- Records that decide without being evidence and came, were corrected or ended between the two revisions; each with the
-- version that stood before and the one that stands now.
-- grain: org_id, source_feed, source_id
WITH versions AS (
    SELECT
        found.*,
        found.batch_id <= revisions.prior_batch
        AND coalesce(found.closed_by_batch_id > revisions.prior_batch, TRUE) AS stood_before,
        coalesce(found.closed_by_batch_id > revisions.as_of_batch, TRUE) AS stands_now
    FROM restatement.version AS found
    INNER JOIN restatement.revision AS revisions ON found.batch_id <= revisions.as_of_batch
)

SELECT
    versions.org_id,
    versions.source_feed,
    versions.source_id,
    arg_max(versions.department_id, versions.batch_id) AS department_id,
    arg_max(versions.person_id, versions.batch_id) AS person_id,
    arg_max(versions.innovation_id, versions.batch_id) AS innovation_id,
    arg_max(versions.year, versions.batch_id) AS year,
    max(versions.batch_id) FILTER (WHERE versions.stood_before) AS before_batch,
    max(versions.source_row) FILTER (WHERE versions.stood_before) AS before_row,
    max(versions.batch_id) FILTER (WHERE versions.stands_now) AS after_batch,
    max(versions.source_row) FILTER (WHERE versions.stands_now) AS after_row
FROM versions
GROUP BY versions.org_id, versions.source_feed, versions.source_id
HAVING
    max(versions.batch_id) FILTER (WHERE versions.stood_before)
    IS DISTINCT FROM max(versions.batch_id) FILTER (WHERE versions.stands_now)
