-- The feeds an organisation has connected: a row of its own came in by then, or its source delivered the feed empty.
-- grain: run_id, org_id, feed
WITH delivered AS (
    SELECT org_id, batch_id, 'appointment' AS feed FROM history.appointment
    UNION
    SELECT org_id, batch_id, 'department' AS feed FROM history.department
    UNION
    SELECT org_id, batch_id, 'incident' AS feed FROM history.incident
    UNION
    SELECT org_id, batch_id, 'organization' AS feed FROM history.organization
    UNION
    SELECT org_id, batch_id, 'person' AS feed FROM history.person
    UNION
    SELECT org_id, batch_id, 'project' AS feed FROM history.project
    UNION
    SELECT org_id, batch_id, 'project_event' AS feed FROM history.project_event
    UNION
    SELECT org_id, batch_id, 'session_attendance' AS feed FROM history.session_attendance
    UNION
    SELECT org_id, batch_id, 'system' AS feed FROM history.system
    UNION
    SELECT org_id, batch_id, 'training_record' AS feed FROM history.training_record
    UNION
    SELECT org_id, batch_id, 'training_session' AS feed FROM history.training_session
),

by_then AS (
    SELECT delivered.org_id, delivered.feed, batches.source
    FROM delivered
    LEFT JOIN ingest.batch AS batches ON delivered.batch_id = batches.batch_id
    WHERE delivered.batch_id <= coalesce($as_of_batch, 2147483647)
)

SELECT $run_id AS run_id, by_then.org_id, by_then.feed
FROM by_then
INNER JOIN scope.scheme AS schemes ON by_then.org_id = schemes.org_id AND schemes.run_id = $run_id
UNION
SELECT $run_id AS run_id, by_then.org_id, empty_ones.feed
FROM by_then
INNER JOIN scope.scheme AS schemes ON by_then.org_id = schemes.org_id AND schemes.run_id = $run_id
INNER JOIN ingest.batch AS empty_ones ON by_then.source = empty_ones.source
WHERE
    empty_ones.state = 'loaded'
    AND empty_ones.read_count = 0
    AND empty_ones.batch_id <= coalesce($as_of_batch, 2147483647)
ORDER BY ALL
