-- One row for each time a review was bypassed in the period: a project approved without a passed initiation review or
-- feasibility study by that day, a tender published without a passed review of its requirements, and a finding of it
-- confirmed in the period, unless such a step of the project it names was counted, then or in its own period. Cancelled
-- projects do not count.
-- grain: metric_id, org_id, source_feed, source_id
WITH events AS MATERIALIZED (
    SELECT
        events.org_id, events.project_id, events.event_id, events.kind, events.result, events.occurred_on,
        events.batch_id, events.source_row
    FROM records.project_event AS events
    INNER JOIN scope.metric AS metrics
        ON events.org_id = metrics.org_id AND metrics.run_id = $run_id AND metrics.metric_id = 'reviews_bypassed'
    WHERE
        events.kind IN ('approval', 'initiation_review', 'feasibility_review', 'tender', 'tender_review')
        AND events.occurred_on <= $cut_off
),

reviewed AS (
    SELECT
        org_id,
        project_id,
        min(occurred_on) FILTER (WHERE kind = 'approval' AND result IS DISTINCT FROM 'failed') AS approved_on,
        min(occurred_on) FILTER (WHERE kind IN ('initiation_review', 'feasibility_review') AND result = 'passed')
            AS reviewed_on,
        min(occurred_on) FILTER (WHERE kind = 'tender_review' AND result = 'passed') AS tender_reviewed_on
    FROM events
    GROUP BY org_id, project_id
),

projects AS (
    SELECT
        projects.org_id,
        projects.department_id,
        projects.project_id,
        projects.batch_id,
        projects.source_row,
        -- The project's own day of approval, else the first approval among its events.
        coalesce(projects.approved_on, reviewed.approved_on) AS approved_on,
        reviewed.reviewed_on,
        reviewed.tender_reviewed_on
    FROM records.project AS projects
    INNER JOIN scope.metric AS metrics
        ON projects.org_id = metrics.org_id AND metrics.run_id = $run_id AND metrics.metric_id = 'reviews_bypassed'
    LEFT JOIN reviewed ON projects.org_id = reviewed.org_id AND projects.project_id = reviewed.project_id
    WHERE projects.status IS DISTINCT FROM 'cancelled'
),

-- A review passed on the same day was passed in time.
steps AS (
    SELECT
        org_id, department_id, cast(NULL AS TEXT) AS person_id, project_id, approved_on AS occurred_on,
        'project' AS source_feed, project_id AS source_id, batch_id, source_row
    FROM projects
    WHERE approved_on <= $cut_off AND (reviewed_on IS NULL OR reviewed_on > approved_on)
    UNION ALL
    SELECT
        events.org_id, projects.department_id, cast(NULL AS TEXT) AS person_id, events.project_id, events.occurred_on,
        'project_event' AS source_feed, events.event_id AS source_id, events.batch_id, events.source_row
    FROM events
    INNER JOIN projects ON events.org_id = projects.org_id AND events.project_id = projects.project_id
    WHERE
        events.kind = 'tender'
        AND (projects.tender_reviewed_on IS NULL OR projects.tender_reviewed_on > events.occurred_on)
),

bypassed AS (
    SELECT * FROM steps
    WHERE occurred_on >= $period_start
    UNION ALL
    -- Dated by the day it happened where that lies in the period, else by the day it was confirmed.
    SELECT
        findings.org_id, findings.department_id, findings.person_id, findings.project_id,
        CASE
            WHEN findings.occurred_on BETWEEN $period_start AND $cut_off THEN findings.occurred_on
            ELSE findings.confirmed_on
        END AS occurred_on,
        'finding' AS source_feed, findings.finding_id AS source_id, findings.batch_id, findings.source_row
    FROM records.finding AS findings
    INNER JOIN scope.metric AS metrics
        ON findings.org_id = metrics.org_id AND metrics.run_id = $run_id AND metrics.metric_id = 'reviews_bypassed'
    ANTI JOIN steps ON findings.org_id = steps.org_id AND findings.project_id = steps.project_id
    WHERE
        findings.kind = 'review_bypass'
        AND findings.confirmed_on BETWEEN $period_start AND $cut_off
        AND (findings.revoked_on IS NULL OR findings.revoked_on > $cut_off)
)

SELECT
    'reviews_bypassed' AS metric_id,
    bypassed.org_id,
    bypassed.department_id,
    bypassed.person_id,
    bypassed.occurred_on,
    bypassed.source_feed,
    bypassed.source_id,
    cast(1 AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    bypassed.batch_id,
    bypassed.source_row,
    FALSE AS is_provisional
FROM bypassed
