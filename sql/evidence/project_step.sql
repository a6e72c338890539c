-- One row for each tender of the period, and one for each major project approved in it: was the review that must come
-- first passed by that day? For a tender the review of its requirements, for a major project the feasibility study.
-- Cancelled projects do not count.
-- grain: metric_id, org_id, source_id
WITH events AS MATERIALIZED (
    SELECT org_id, project_id, event_id, kind, result, occurred_on, batch_id, source_row
    FROM records.project_event
    WHERE
        kind IN ('tender', 'tender_review', 'approval', 'feasibility_review')
        AND occurred_on <= $cut_off
        AND org_id IN (
            SELECT wanted.org_id FROM scope.metric AS wanted
            WHERE wanted.run_id = $run_id AND wanted.metric_id IN ('tenders_reviewed_first', 'feasibility_reviewed')
        )
),

reviewed AS (
    SELECT
        org_id,
        project_id,
        min(occurred_on) FILTER (WHERE kind = 'tender_review' AND result = 'passed') AS tender_reviewed_on,
        min(occurred_on) FILTER (WHERE kind = 'feasibility_review' AND result = 'passed') AS feasible_on,
        min(occurred_on) FILTER (WHERE kind = 'approval' AND result IS DISTINCT FROM 'failed') AS approved_on
    FROM events
    GROUP BY org_id, project_id
),

steps AS (
    SELECT
        'tenders_reviewed_first' AS metric_id,
        events.org_id,
        projects.department_id,
        events.occurred_on,
        'project_event' AS source_feed,
        events.event_id AS source_id,
        reviewed.tender_reviewed_on AS reviewed_on,
        events.batch_id,
        events.source_row
    FROM events
    INNER JOIN reviewed ON events.org_id = reviewed.org_id AND events.project_id = reviewed.project_id
    INNER JOIN records.project AS projects
        ON events.org_id = projects.org_id AND events.project_id = projects.project_id
    WHERE events.kind = 'tender' AND projects.status IS DISTINCT FROM 'cancelled'
    UNION ALL
    SELECT
        'feasibility_reviewed' AS metric_id,
        projects.org_id,
        projects.department_id,
        -- The project's own day of approval, else the first approval among its events.
        coalesce(projects.approved_on, reviewed.approved_on) AS occurred_on,
        'project' AS source_feed,
        projects.project_id AS source_id,
        reviewed.feasible_on AS reviewed_on,
        projects.batch_id,
        projects.source_row
    FROM records.project AS projects
    INNER JOIN scope.parameter AS limits
        ON
            projects.org_id = limits.org_id
            AND limits.run_id = $run_id
            AND limits.name = 'major_project_budget_amount'
    LEFT JOIN reviewed ON projects.org_id = reviewed.org_id AND projects.project_id = reviewed.project_id
    -- Declared major, or approved at or above the limit.
    WHERE
        (projects.is_major OR projects.approved_amount >= limits.value)
        AND projects.status IS DISTINCT FROM 'cancelled'
)

SELECT
    steps.metric_id,
    steps.org_id,
    steps.department_id,
    cast(NULL AS TEXT) AS person_id,
    steps.occurred_on,
    steps.source_feed,
    steps.source_id,
    -- On the same day is in order.
    cast(CASE WHEN steps.reviewed_on <= steps.occurred_on THEN 1 ELSE 0 END AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    steps.batch_id,
    steps.source_row,
    FALSE AS is_provisional
FROM steps
INNER JOIN scope.metric AS metrics
    ON steps.org_id = metrics.org_id AND steps.metric_id = metrics.metric_id AND metrics.run_id = $run_id
WHERE steps.occurred_on BETWEEN $period_start AND $cut_off
