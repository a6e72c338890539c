-- One row for each project whose first final acceptance was held in the period and has a result;
-- cancelled ones do not count.
-- grain: metric_id, org_id, source_id
WITH first_attempts AS (
    -- The attempt numbered 1; where attempts carry no number, the earliest.
    SELECT
        org_id,
        project_id,
        event_id,
        occurred_on,
        result,
        batch_id,
        source_row
    FROM records.project_event
    WHERE kind = 'final_acceptance' AND coalesce(attempt, 1) = 1 AND occurred_on IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY org_id, project_id ORDER BY attempt IS NULL, occurred_on, event_id
    ) = 1
)

SELECT
    'accepted_first_time' AS metric_id,
    first_attempts.org_id,
    projects.department_id,
    cast(NULL AS TEXT) AS person_id,
    first_attempts.occurred_on,
    'project_event' AS source_feed,
    first_attempts.event_id AS source_id,
    cast(CASE WHEN first_attempts.result = 'passed' THEN 1 ELSE 0 END AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    first_attempts.batch_id,
    first_attempts.source_row,
    FALSE AS is_provisional
FROM first_attempts
INNER JOIN records.project AS projects
    ON first_attempts.org_id = projects.org_id AND first_attempts.project_id = projects.project_id
WHERE
    first_attempts.org_id IN (
        SELECT wanted.org_id FROM scope.metric AS wanted
        WHERE wanted.run_id = $run_id AND wanted.metric_id = 'accepted_first_time'
    )
    AND first_attempts.occurred_on BETWEEN $period_start AND $cut_off
    AND first_attempts.result IS NOT NULL
    AND projects.status IS DISTINCT FROM 'cancelled'
