-- One row for each incident of the period whose reporting limit has passed by the end of the cut-off day, or that was
-- reported by then; from the grade major on, one more for each that was reported late or not at all, whoever is
-- responsible. An incident still within its limit and not yet reported does not count yet.
-- grain: metric_id, org_id, source_id
WITH timed AS (
    SELECT
        incidents.org_id,
        incidents.department_id,
        incidents.incident_id,
        incidents.batch_id,
        incidents.source_row,
        cast(incidents.occurred_at AS DATE) AS occurred_on,
        from_major_on(severity_code(incidents.severity_official, incidents.severity_internal)) AS is_major,
        -- A report that came after the cut-off day is not known yet.
        CASE WHEN incidents.reported_at < cast($cut_off AS DATE) + INTERVAL 1 DAY THEN incidents.reported_at END
            AS told_at,
        report_due_at(incidents.detected_at, incidents.occurred_at, limits.value) AS due_at
    FROM records.incident AS incidents
    INNER JOIN records.organization AS organizations ON incidents.org_id = organizations.org_id
    INNER JOIN scope.parameter AS limits
        ON
            incidents.org_id = limits.org_id
            AND limits.run_id = $run_id
            AND limits.name = 'incident_report_limit_hours'
            AND limits.code = report_limit_code(
                incidents.severity_official, incidents.severity_internal, organizations.operator_class
            )
    WHERE cast(incidents.occurred_at AS DATE) BETWEEN $period_start AND $cut_off
),

-- Exactly at the limit is on time.
settled AS (
    SELECT timed.*, coalesce(timed.told_at <= timed.due_at, FALSE) AS on_time
    FROM timed
    WHERE timed.told_at IS NOT NULL OR timed.due_at < cast($cut_off AS DATE) + INTERVAL 1 DAY
)

SELECT
    metrics.metric_id,
    settled.org_id,
    settled.department_id,
    cast(NULL AS TEXT) AS person_id,
    settled.occurred_on,
    'incident' AS source_feed,
    settled.incident_id AS source_id,
    cast(settled.on_time = (metrics.metric_id = 'incidents_reported_on_time') AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    settled.batch_id,
    settled.source_row,
    FALSE AS is_provisional
FROM settled
INNER JOIN scope.metric AS metrics
    ON
        settled.org_id = metrics.org_id
        AND metrics.run_id = $run_id
        AND metrics.metric_id IN ('incidents_reported_on_time', 'late_major_reports')
WHERE metrics.metric_id = 'incidents_reported_on_time' OR (settled.is_major AND NOT settled.on_time)
