-- One row for each system and metric it counts in, as it stands on the cut-off day: of level 2 or above with a filing
-- number or not; of level 3 or above and neither filed nor assessed as it must be; idle, or rebuilt too soon, or not.
-- A system that went out of service in the period, or was replaced in it, still counts as idle or rebuilt, on its last
-- day: what was thrown away early is mostly gone by the cut-off.
-- grain: metric_id, org_id, source_id
WITH numbers AS (
    SELECT
        org_id,
        to_months(cast(max(value) FILTER (WHERE name = 'idle_months') AS INTEGER)) AS idle_months,
        to_years(cast(max(value) FILTER (WHERE name = 'rebuilt_years') AS INTEGER)) AS rebuilt_years,
        to_months(cast(max(value) FILTER (WHERE name = 'assessment_overdue_months') AS INTEGER)) AS overdue_months
    FROM scope.parameter
    WHERE run_id = $run_id AND code = ''
    GROUP BY org_id
),

assessments AS (
    SELECT
        org_id,
        subject AS system_id,
        coalesce(revised_due_on, due_on) AS due_on,
        max(CASE WHEN done_on <= $cut_off THEN coalesce(revised_due_on, due_on) END) OVER (PARTITION BY org_id, subject)
            AS last_done_due_on
    FROM records.obligation
    WHERE
        kind = 'protection_assessment'
        AND (cancelled_on IS NULL OR cancelled_on > $cut_off)
        AND org_id IN (
            SELECT wanted.org_id FROM scope.metric AS wanted
            WHERE wanted.run_id = $run_id AND wanted.metric_id = 'unprotected_systems'
        )
),

-- Since when a system has waited for an assessment: what was done later makes good for what was left out before.
waiting AS (
    SELECT org_id, system_id, min(due_on) AS due_on
    FROM assessments
    WHERE due_on > coalesce(last_done_due_on, '-infinity')
    GROUP BY org_id, system_id
),

systems AS (
    SELECT
        *,
        coalesce(in_service_until >= $cut_off, TRUE) AS in_service,
        -- Without a date it was filed at some time; a day still to come does not count.
        filing_number <> '' AND coalesce(filed_on <= $cut_off, TRUE) AS has_number,
        CASE WHEN replaced_on <= $cut_off THEN replaced_on END AS gone_on,
        least(coalesce(in_service_until, $cut_off), $cut_off) AS last_day
    FROM records.system
    WHERE in_service_from <= $cut_off
)

SELECT
    metrics.metric_id,
    systems.org_id,
    systems.department_id,
    cast(NULL AS TEXT) AS person_id,
    CASE WHEN systems.in_service THEN cast($cut_off AS DATE) ELSE greatest(systems.last_day, systems.gone_on) END
        AS occurred_on,
    'system' AS source_feed,
    systems.system_id AS source_id,
    cast(
        CASE metrics.metric_id
            WHEN 'protected_systems_filed' THEN coalesce(systems.has_number, FALSE)
            WHEN 'idle_or_rebuilt_systems'
                -- Idle for the months stated when these are over at the end of the day.
                THEN
                    coalesce(systems.idle_since <= systems.last_day + INTERVAL 1 DAY - numbers.idle_months, FALSE)
                    OR coalesce(systems.gone_on < systems.in_service_from + numbers.rebuilt_years, FALSE)
            ELSE TRUE
        END AS DECIMAL(38, 6)
    ) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    systems.batch_id,
    systems.source_row,
    FALSE AS is_provisional
FROM systems
INNER JOIN scope.metric AS metrics
    ON
        systems.org_id = metrics.org_id
        AND metrics.run_id = $run_id
        AND metrics.metric_id IN ('protected_systems_filed', 'unprotected_systems', 'idle_or_rebuilt_systems')
LEFT JOIN numbers ON systems.org_id = numbers.org_id
LEFT JOIN waiting ON systems.org_id = waiting.org_id AND systems.system_id = waiting.system_id
WHERE
    CASE metrics.metric_id
        WHEN 'protected_systems_filed' THEN systems.in_service AND systems.protection_level >= 2
        WHEN 'unprotected_systems'
            THEN
                systems.in_service
                AND systems.protection_level >= 3
                AND (
                    NOT coalesce(systems.has_number OR systems.filed_on <= $cut_off, FALSE)
                    OR waiting.due_on + numbers.overdue_months < $cut_off
                )
        WHEN 'idle_or_rebuilt_systems' THEN greatest(systems.last_day, systems.gone_on) >= $period_start
    END
