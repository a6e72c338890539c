-- Where each record that evidence names came from. A person's record is the latest stay in the unit.
-- grain: source_feed, org_id, source_id
SELECT 'project' AS source_feed, org_id, project_id AS source_id, batch_id, source_row FROM records.project
UNION ALL
SELECT 'project_event' AS source_feed, org_id, event_id AS source_id, batch_id, source_row FROM records.project_event
UNION ALL
SELECT 'incident' AS source_feed, org_id, incident_id AS source_id, batch_id, source_row FROM records.incident
UNION ALL
SELECT 'system' AS source_feed, org_id, system_id AS source_id, batch_id, source_row FROM records.system
UNION ALL
SELECT 'training_record' AS source_feed, org_id, record_id AS source_id, batch_id, source_row
FROM records.training_record
UNION ALL
SELECT 'session_attendance' AS source_feed, org_id, session_id AS source_id, batch_id, source_row
FROM records.session_attendance
UNION ALL
SELECT
    'person' AS source_feed, org_id, person_id AS source_id,
    arg_max(batch_id, valid_from) AS batch_id, arg_max(source_row, valid_from) AS source_row
FROM records.person
GROUP BY org_id, person_id
