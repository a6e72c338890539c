-- One row for each project badly late in the period: later than its approved end by more than the days allowed, or by
-- more than the share of its duration allowed, on the cut-off day or, where it was accepted by then, on that day.
-- Cancelled projects do not count.
-- grain: metric_id, org_id, source_id
WITH limits AS (
    SELECT
        org_id,
        max(value) FILTER (WHERE name = 'late_project_days') AS late_days,
        max(value) FILTER (WHERE name = 'late_project_percent') AS late_percent
    FROM scope.parameter
    WHERE run_id = $run_id AND name IN ('late_project_days', 'late_project_percent')
    GROUP BY org_id
),

projects AS (
    SELECT
        org_id,
        department_id,
        project_id,
        batch_id,
        source_row,
        start_on,
        -- An approved change replaces the planned end.
        coalesce(revised_end_on, planned_end_on) AS due_on,
        least(accepted_on, cast($cut_off AS DATE)) AS seen_on
    FROM records.project
    WHERE
        status IS DISTINCT FROM 'cancelled'
        -- Whoever says it is finished and not when does not say it is late.
        AND (accepted_on IS NOT NULL OR coalesce(status, 'active') NOT IN ('accepted', 'closed'))
)

SELECT
    metrics.metric_id,
    projects.org_id,
    projects.department_id,
    cast(NULL AS TEXT) AS person_id,
    projects.seen_on AS occurred_on,
    'project' AS source_feed,
    projects.project_id AS source_id,
    cast(1 AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    projects.batch_id,
    projects.source_row,
    FALSE AS is_provisional
FROM projects
INNER JOIN scope.metric AS metrics
    ON
        projects.org_id = metrics.org_id
        AND metrics.run_id = $run_id
        AND metrics.metric_id = 'badly_late_projects'
INNER JOIN limits ON projects.org_id = limits.org_id
WHERE
    projects.seen_on >= $period_start
    AND (
        projects.seen_on - projects.due_on > limits.late_days
        OR (
            projects.seen_on > projects.due_on
            AND (projects.seen_on - projects.due_on) * 100
            > (projects.due_on - projects.start_on) * limits.late_percent
        )
    )
