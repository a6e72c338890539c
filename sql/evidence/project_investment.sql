-- One row for each project accepted in the period whose approved and final amounts are both known.
-- A smaller final amount deviates as much as a larger one.
-- grain: metric_id, org_id, source_id
SELECT
    'investment_deviation' AS metric_id,
    projects.org_id,
    projects.department_id,
    cast(NULL AS TEXT) AS person_id,
    projects.accepted_on AS occurred_on,
    'project' AS source_feed,
    projects.project_id AS source_id,
    cast(abs(projects.final_amount - projects.approved_amount) AS DECIMAL(38, 6)) AS numerator,
    cast(projects.approved_amount AS DECIMAL(38, 6)) AS denominator,
    projects.batch_id,
    projects.source_row,
    FALSE AS is_provisional
FROM records.project AS projects
WHERE
    projects.org_id IN (
        SELECT wanted.org_id FROM scope.metric AS wanted
        WHERE wanted.run_id = $run_id AND wanted.metric_id = 'investment_deviation'
    )
    AND projects.accepted_on BETWEEN $period_start AND $cut_off
    AND projects.final_amount IS NOT NULL
    AND projects.approved_amount > 0
    AND projects.status IS DISTINCT FROM 'cancelled'
