-- One row for each project under way in a calendar quarter whose reports on progress and money fall due in the period:
-- how many of the bodies entitled to one got it in time. Cancelled projects do not count.
-- grain: metric_id, org_id, source_id, occurred_on
WITH limits AS (
    SELECT
        parameters.org_id,
        max(parameters.value) FILTER (WHERE parameters.name = 'progress_report_recipients') AS recipients,
        cast(max(parameters.value) FILTER (WHERE parameters.name = 'progress_report_due_day') AS INTEGER) AS due_day
    FROM scope.parameter AS parameters
    INNER JOIN scope.metric AS metrics
        ON
            parameters.org_id = metrics.org_id
            AND metrics.run_id = $run_id
            AND metrics.metric_id = 'progress_reports_on_time'
    WHERE parameters.run_id = $run_id
    GROUP BY parameters.org_id
),

-- next_on: the first day of the quarter after, in whose first month the reports fall due.
firsts AS (
    SELECT cast(unnest(generate_series(
        date_trunc('quarter', cast($period_start AS DATE)), cast($cut_off AS TIMESTAMP), INTERVAL 3 MONTH
    )) AS DATE) AS next_on
),

quarters AS (
    SELECT
        limits.org_id,
        limits.recipients,
        firsts.next_on,
        cast(firsts.next_on - INTERVAL 3 MONTH AS DATE) AS begins_on,
        -- Where the month is shorter than the day stated, its last day.
        least(firsts.next_on + (limits.due_day - 1), last_day(firsts.next_on)) AS due_on
    FROM firsts
    CROSS JOIN limits
),

-- A report belongs to the quarter before the one it came in; one without a recipient shows nobody who got it.
reported AS (
    SELECT
        events.org_id,
        events.project_id,
        quarters.next_on,
        count(DISTINCT events.party) AS recipient_count
    FROM records.project_event AS events
    INNER JOIN quarters
        ON
            events.org_id = quarters.org_id
            AND events.occurred_on BETWEEN quarters.next_on AND quarters.due_on
            AND coalesce(events.due_on, quarters.due_on) = quarters.due_on
    WHERE events.kind = 'progress_report' AND events.result IS DISTINCT FROM 'failed'
    GROUP BY events.org_id, events.project_id, quarters.next_on
)

SELECT
    'progress_reports_on_time' AS metric_id,
    projects.org_id,
    projects.department_id,
    cast(NULL AS TEXT) AS person_id,
    quarters.due_on AS occurred_on,
    'project' AS source_feed,
    projects.project_id AS source_id,
    cast(least(coalesce(reported.recipient_count, 0), quarters.recipients) AS DECIMAL(38, 6)) AS numerator,
    cast(quarters.recipients AS DECIMAL(38, 6)) AS denominator,
    projects.batch_id,
    projects.source_row,
    FALSE AS is_provisional
FROM records.project AS projects
INNER JOIN quarters
    ON
        projects.org_id = quarters.org_id
        AND projects.start_on < quarters.next_on
        AND (projects.accepted_on IS NULL OR projects.accepted_on >= quarters.begins_on)
LEFT JOIN reported
    ON
        projects.org_id = reported.org_id
        AND projects.project_id = reported.project_id
        AND quarters.next_on = reported.next_on
WHERE
    quarters.due_on BETWEEN $period_start AND $cut_off
    AND coalesce(projects.status, 'active') NOT IN ('planned', 'cancelled')
