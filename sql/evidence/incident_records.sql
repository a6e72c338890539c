-- One row for each incident of the period with the points for the records it affected: those of the highest bound it
-- reaches. Where nobody knows how many, the points for the unknown.
-- grain: metric_id, org_id, source_id
WITH bounds AS (
    -- A bound's code ends in its number: 'from_1000', or '1000'.
    SELECT org_id, value, cast(regexp_extract(code, '[0-9]+$') AS BIGINT) AS at_least
    FROM scope.parameter
    WHERE run_id = $run_id AND name = 'incident_records_points'
),

counted AS (
    SELECT
        incidents.org_id,
        incidents.department_id,
        incidents.incident_id,
        incidents.batch_id,
        incidents.source_row,
        cast(incidents.occurred_at AS DATE) AS occurred_on,
        CASE
            WHEN incidents.affected_records IS NULL THEN min(unknown.value)
            -- Below the lowest bound nothing is lost.
            ELSE coalesce(max_by(bounds.value, bounds.at_least), 0)
        END AS points
    FROM records.incident AS incidents
    INNER JOIN scope.parameter AS unknown
        ON
            incidents.org_id = unknown.org_id
            AND unknown.run_id = $run_id
            AND unknown.name = 'incident_records_unknown_points'
    LEFT JOIN bounds ON incidents.org_id = bounds.org_id AND incidents.affected_records >= bounds.at_least
    WHERE cast(incidents.occurred_at AS DATE) BETWEEN $period_start AND $cut_off
    GROUP BY
        incidents.org_id, incidents.department_id, incidents.incident_id, incidents.batch_id, incidents.source_row,
        incidents.occurred_at, incidents.affected_records
)

SELECT
    'records_affected_points' AS metric_id,
    counted.org_id,
    counted.department_id,
    cast(NULL AS TEXT) AS person_id,
    counted.occurred_on,
    'incident' AS source_feed,
    counted.incident_id AS source_id,
    cast(counted.points AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    counted.batch_id,
    counted.source_row,
    FALSE AS is_provisional
FROM counted
