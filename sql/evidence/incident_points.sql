-- One row for each incident of the period with its points: severity x responsibility x repetition x reporting. Beside
-- them one row of nothing lost for each unit with a system in service, at every month's end and on the cut-off day:
-- with systems and without incidents the sum is 0; without systems and incidents there is nothing to count.
-- grain: metric_id, org_id, department_id, source_feed, source_id, occurred_on
WITH wanted AS (SELECT org_id FROM scope.metric WHERE run_id = $run_id AND metric_id = 'incident_points'),

numbers AS (
    SELECT
        org_id,
        max(value) FILTER (WHERE name = 'incident_repeat_months') AS repeat_months,
        max(value) FILTER (WHERE name = 'incident_repeat_factor') AS repeat_factor
    FROM scope.parameter
    WHERE run_id = $run_id AND code = '' AND org_id IN (SELECT wanted.org_id FROM wanted)
    GROUP BY org_id
),

-- The incidents of the period, and those before it that one of them may repeat.
incidents AS (
    SELECT
        incident.*,
        cast(incident.occurred_at AS DATE) AS occurred_on,
        responsibility_code(incident.responsibility, incident.finding_state) AS responsibility_settled,
        CASE WHEN incident.reported_at < cast($cut_off AS DATE) + INTERVAL 1 DAY THEN incident.reported_at END AS told_at,
        lag(cast(incident.occurred_at AS DATE)) OVER (
            PARTITION BY incident.org_id, incident.department_id, incident.cause_code
            ORDER BY incident.occurred_at, incident.incident_id
        ) AS same_cause_on
    FROM records.incident AS incident
    WHERE
        incident.occurred_at >= cast($period_start AS DATE)
        - to_months(cast((SELECT max(numbers.repeat_months) FROM numbers) AS INTEGER))
        AND incident.occurred_at < cast($cut_off AS DATE) + INTERVAL 1 DAY
),

repetition AS (SELECT unnest([TRUE, FALSE]) AS is_repeated),

-- What an incident costs, multiplied out once for all that can be said of one.
products AS (
    SELECT
        severity.org_id,
        severity.code AS severity_code,
        responsibility.code AS responsibility_code,
        reporting.code AS report_code,
        repetition.is_repeated,
        product_of(
            product_of(severity.value, responsibility.value),
            product_of(CASE WHEN repetition.is_repeated THEN numbers.repeat_factor ELSE 1 END, reporting.value)
        ) AS points
    FROM scope.parameter AS severity
    INNER JOIN scope.parameter AS responsibility
        ON severity.run_id = responsibility.run_id AND severity.org_id = responsibility.org_id
    INNER JOIN scope.parameter AS reporting
        ON severity.run_id = reporting.run_id AND severity.org_id = reporting.org_id
    INNER JOIN numbers ON severity.org_id = numbers.org_id
    CROSS JOIN repetition
    WHERE
        severity.run_id = $run_id AND severity.name = 'incident_severity_points'
        AND responsibility.name = 'incident_responsibility_factor'
        AND reporting.name = 'incident_report_factor'
),

counted AS (
    SELECT
        incidents.*,
        -- The same day so many months before still counts as a repetition.
        coalesce(
            incidents.cause_code <> '' AND incidents.same_cause_on
            >= cast(incidents.occurred_on - to_months(cast(numbers.repeat_months AS INTEGER)) AS DATE),
            FALSE
        ) AS is_repeated,
        report_code(
            incidents.told_at,
            report_due_at(incidents.detected_at, incidents.occurred_at, limits.value),
            cast($cut_off AS DATE) + INTERVAL 1 DAY,
            incidents.self_found AND incidents.plan_followed
        ) AS report_code
    FROM incidents
    INNER JOIN records.organization AS organizations ON incidents.org_id = organizations.org_id
    INNER JOIN numbers ON incidents.org_id = numbers.org_id
    INNER JOIN scope.parameter AS limits
        ON
            incidents.org_id = limits.org_id
            AND limits.run_id = $run_id
            AND limits.name = 'incident_report_limit_hours'
            AND limits.code = report_limit_code(
                incidents.severity_official, incidents.severity_internal, organizations.operator_class
            )
    WHERE incidents.occurred_on >= $period_start
),

days AS (
    SELECT cast(unnest(generate_series(cast($period_start AS DATE), cast($cut_off AS DATE), INTERVAL 1 DAY)) AS DATE) AS day
)

SELECT
    'incident_points' AS metric_id, counted.org_id, counted.department_id, cast(NULL AS TEXT) AS person_id,
    counted.occurred_on, 'incident' AS source_feed, counted.incident_id AS source_id,
    products.points AS numerator, cast(1 AS DECIMAL(38, 6)) AS denominator, counted.batch_id, counted.source_row,
    counted.responsibility_settled = 'undetermined' AS is_provisional
FROM counted
INNER JOIN products
    ON
        counted.org_id = products.org_id
        AND severity_code(counted.severity_official, counted.severity_internal) = products.severity_code
        AND counted.responsibility_settled = products.responsibility_code
        AND counted.report_code = products.report_code
        AND counted.is_repeated = products.is_repeated
UNION ALL
SELECT
    'incident_points' AS metric_id, systems.org_id, systems.department_id, cast(NULL AS TEXT) AS person_id,
    days.day AS occurred_on, 'system' AS source_feed, min(systems.system_id) AS source_id,
    cast(0 AS DECIMAL(38, 6)) AS numerator, cast(1 AS DECIMAL(38, 6)) AS denominator,
    cast(NULL AS INTEGER) AS batch_id, cast(NULL AS BIGINT) AS source_row, FALSE AS is_provisional
FROM records.system AS systems
INNER JOIN days ON days.day BETWEEN systems.in_service_from AND coalesce(systems.in_service_until, days.day)
WHERE
    systems.org_id IN (SELECT numbers.org_id FROM numbers)
    AND (days.day = last_day(days.day) OR days.day = $cut_off)
GROUP BY systems.org_id, systems.department_id, days.day
