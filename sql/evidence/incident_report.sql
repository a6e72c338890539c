-- One row for each incident of the period whose reporting limit has passed by the end of the cut-off day, or that was
-- reported by then. An incident still within its limit and not yet reported does not count yet.
-- grain: metric_id, org_id, source_id
WITH timed AS (
    SELECT
        incidents.org_id,
        incidents.department_id,
        incidents.incident_id,
        incidents.batch_id,
        incidents.source_row,
        cast(incidents.occurred_at AS DATE) AS occurred_on,
        -- A report that came after the cut-off day is not known yet.
        CASE WHEN incidents.reported_at < cast($cut_off AS DATE) + INTERVAL 1 DAY THEN incidents.reported_at END
            AS reported_at,
        -- The clock starts when the incident is detected.
        coalesce(incidents.detected_at, incidents.occurred_at)
        + to_microseconds(cast(limits.value * 3600000000 AS BIGINT)) AS report_due_at
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
)

SELECT
    'incidents_reported_on_time' AS metric_id,
    timed.org_id,
    timed.department_id,
    cast(NULL AS TEXT) AS person_id,
    timed.occurred_on,
    'incident' AS source_feed,
    timed.incident_id AS source_id,
    -- Exactly at the limit is on time.
    cast(CASE WHEN timed.reported_at <= timed.report_due_at THEN 1 ELSE 0 END AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    timed.batch_id,
    timed.source_row,
    FALSE AS is_provisional
FROM timed
WHERE timed.reported_at IS NOT NULL OR timed.report_due_at < cast($cut_off AS DATE) + INTERVAL 1 DAY
