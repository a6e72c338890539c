-- One row for each incident of the period with its points: severity x responsibility x repetition x reporting. Beside
-- them one row of nothing lost for each unit with a system in service, at every month's end and on the cut-off day:
-- with systems and without incidents the sum is 0; without systems and incidents there is nothing to count.
-- grain: metric_id, org_id, department_id, source_feed, source_id, occurred_on
WITH numbers AS (
    SELECT
        org_id,
        max(value) FILTER (WHERE name = 'incident_repeat_months') AS repeat_months,
        max(value) FILTER (WHERE name = 'incident_repeat_factor') AS repeat_factor
    FROM scope.parameter
    WHERE
        run_id = $run_id
        AND code = ''
        AND org_id IN (
            SELECT wanted.org_id FROM scope.metric AS wanted
            WHERE wanted.run_id = $run_id AND wanted.metric_id = 'incident_points'
        )
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

counted AS (
    SELECT
        incidents.*,
        severity.value AS severity_points,
        responsibility.value AS responsibility_factor,
        -- The same day so many months before still counts as a repetition.
        CASE
            WHEN
                incidents.cause_code <> ''
                AND incidents.same_cause_on
                >= cast(incidents.occurred_on - to_months(cast(numbers.repeat_months AS INTEGER)) AS DATE)
                THEN numbers.repeat_factor
            ELSE 1
        END AS repeat_factor,
        report_code(
            incidents.told_at,
            report_due_at(incidents.detected_at, incidents.occurred_at, limits.value),
            cast($cut_off AS DATE) + INTERVAL 1 DAY,
            incidents.self_found AND incidents.plan_followed
        ) AS report_code
    FROM incidents
    INNER JOIN records.organization AS organizations ON incidents.org_id = organizations.org_id
    INNER JOIN numbers ON incidents.org_id = numbers.org_id
    INNER JOIN scope.parameter AS severity
        ON
            incidents.org_id = severity.org_id
            AND severity.run_id = $run_id
            AND severity.name = 'incident_severity_points'
            AND severity.code = severity_code(incidents.severity_official, incidents.severity_internal)
    INNER JOIN scope.parameter AS responsibility
        ON
            incidents.org_id = responsibility.org_id
            AND responsibility.run_id = $run_id
            AND responsibility.name = 'incident_responsibility_factor'
            AND incidents.responsibility_settled = responsibility.code
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
    product_of(
        product_of(counted.severity_points, counted.responsibility_factor),
        product_of(counted.repeat_factor, factors.value)
    ) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator, counted.batch_id, counted.source_row,
    counted.responsibility_settled = 'undetermined' AS is_provisional
FROM counted
INNER JOIN scope.parameter AS factors
    ON
        counted.org_id = factors.org_id
        AND factors.run_id = $run_id
        AND factors.name = 'incident_report_factor'
        AND counted.report_code = factors.code
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
