-- One row for each grave incident of the period and metric it counts in, once the responsibility for it is settled:
-- grade especially serious or serious under full or primary responsibility, grade major under the same, and any of
-- these grades under any responsibility.
-- grain: metric_id, org_id, source_id
WITH graded AS (
    SELECT
        org_id,
        department_id,
        incident_id,
        batch_id,
        source_row,
        cast(occurred_at AS DATE) AS occurred_on,
        severity_code(severity_official, severity_internal) = 'major' AS is_major,
        responsibility_code(responsibility, finding_state) AS responsibility
    FROM records.incident
    WHERE
        cast(occurred_at AS DATE) BETWEEN $period_start AND $cut_off
        AND from_major_on(severity_code(severity_official, severity_internal))
)

SELECT
    metrics.metric_id,
    graded.org_id,
    graded.department_id,
    cast(NULL AS TEXT) AS person_id,
    graded.occurred_on,
    'incident' AS source_feed,
    graded.incident_id AS source_id,
    cast(1 AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    graded.batch_id,
    graded.source_row,
    FALSE AS is_provisional
FROM graded
INNER JOIN scope.metric AS metrics
    ON
        graded.org_id = metrics.org_id
        AND metrics.run_id = $run_id
        AND metrics.metric_id IN ('serious_incidents', 'major_incidents', 'grave_incidents')
WHERE
    CASE metrics.metric_id
        WHEN 'serious_incidents' THEN NOT graded.is_major AND graded.responsibility IN ('full', 'primary')
        WHEN 'major_incidents' THEN graded.is_major AND graded.responsibility IN ('full', 'primary')
        WHEN 'grave_incidents' THEN graded.responsibility IN ('full', 'primary', 'equal', 'secondary')
    END
