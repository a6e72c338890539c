-- One row for each project whose approved end lies in the period and has come by the cut-off; cancelled ones do not count.
-- grain: metric_id, org_id, source_id
SELECT
    'projects_on_time' AS metric_id,
    projects.org_id,
    projects.department_id,
    cast(NULL AS TEXT) AS person_id,
    coalesce(projects.revised_end_on, projects.planned_end_on) AS occurred_on,
    'project' AS source_feed,
    projects.project_id AS source_id,
    -- Accepted on the last day is on time. An approved change replaces the planned end.
    cast(
        CASE
            WHEN projects.accepted_on <= coalesce(projects.revised_end_on, projects.planned_end_on) THEN 1 ELSE 0
        END AS DECIMAL(38, 6)
    ) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    projects.batch_id,
    projects.source_row,
    FALSE AS is_provisional
FROM records.project AS projects
WHERE
    projects.org_id IN (
        SELECT wanted.org_id FROM scope.metric AS wanted
        WHERE wanted.run_id = $run_id AND wanted.metric_id = 'projects_on_time'
    )
    AND coalesce(projects.revised_end_on, projects.planned_end_on) BETWEEN $period_start AND $period_end
    AND coalesce(projects.revised_end_on, projects.planned_end_on) <= $cut_off
    AND projects.status IS DISTINCT FROM 'cancelled'
