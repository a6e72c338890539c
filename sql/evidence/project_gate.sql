-- One row for each project accepted in the period, by metric: were all steps of acceptance it needs passed, and in order;
-- was its security tested before; was its trial run shorter than recommended? Cancelled projects do not count.
-- grain: metric_id, org_id, source_id
WITH accepted AS (
    SELECT
        projects.org_id,
        projects.department_id,
        projects.project_id,
        projects.accepted_on,
        projects.batch_id,
        projects.source_row,
        coalesce(projects.one_step_acceptance, FALSE) AS in_one_step,
        coalesce(projects.requires_publicity_test, FALSE) AS needs_publicity,
        coalesce(projects.requires_sharing_test, FALSE) AS needs_sharing,
        coalesce(projects.requires_security_test, TRUE) AS needs_security
    FROM records.project AS projects
    WHERE
        projects.accepted_on BETWEEN $period_start AND $cut_off
        AND projects.status IS DISTINCT FROM 'cancelled'
        AND projects.org_id IN (
            SELECT wanted.org_id FROM scope.metric AS wanted
            WHERE
                wanted.run_id = $run_id
                AND wanted.metric_id IN (
                    'acceptance_gates_complete', 'security_tested_before_acceptance', 'short_trial_runs'
                )
        )
),

-- When each step was passed last; what was tested again after the acceptance says nothing about it.
passed AS (
    SELECT
        events.org_id,
        events.project_id,
        max(events.occurred_on) FILTER (WHERE events.kind = 'third_party_test') AS third_party_on,
        max(events.occurred_on) FILTER (WHERE events.kind = 'preliminary_acceptance') AS preliminary_on,
        max(events.occurred_on) FILTER (WHERE events.kind = 'trial_run') AS trial_on,
        max(events.occurred_on) FILTER (WHERE events.kind = 'publicity_test') AS publicity_on,
        max(events.occurred_on) FILTER (WHERE events.kind = 'sharing_test') AS sharing_on,
        max(events.occurred_on) FILTER (WHERE events.kind = 'security_test') AS security_on,
        max(events.occurred_on) FILTER (WHERE events.kind = 'expert_argument') AS argued_on,
        max(events.occurred_on) FILTER (WHERE events.kind = 'final_acceptance') AS final_on
    FROM records.project_event AS events
    INNER JOIN accepted ON events.org_id = accepted.org_id AND events.project_id = accepted.project_id
    WHERE
        events.kind IN (
            'third_party_test', 'preliminary_acceptance', 'trial_run', 'publicity_test', 'sharing_test',
            'security_test', 'expert_argument', 'final_acceptance'
        )
        AND events.result = 'passed'
        AND events.occurred_on <= accepted.accepted_on
    GROUP BY events.org_id, events.project_id
),

-- A step the project does not need falls on the day of the one beside it; one it needs and has not passed has no day.
steps AS (
    SELECT
        accepted.*,
        passed.third_party_on,
        CASE WHEN accepted.in_one_step THEN passed.third_party_on ELSE passed.preliminary_on END AS preliminary_on,
        CASE WHEN accepted.in_one_step THEN passed.third_party_on ELSE passed.trial_on END AS trial_on,
        CASE WHEN accepted.needs_publicity THEN passed.publicity_on ELSE passed.argued_on END AS publicity_on,
        CASE WHEN accepted.needs_sharing THEN passed.sharing_on ELSE passed.argued_on END AS sharing_on,
        CASE WHEN accepted.needs_security THEN passed.security_on ELSE passed.argued_on END AS security_on,
        passed.argued_on,
        passed.final_on
    FROM accepted
    LEFT JOIN passed ON accepted.org_id = passed.org_id AND accepted.project_id = passed.project_id
)

SELECT
    metrics.metric_id,
    steps.org_id,
    steps.department_id,
    cast(NULL AS TEXT) AS person_id,
    steps.accepted_on AS occurred_on,
    'project' AS source_feed,
    steps.project_id AS source_id,
    -- On the same day is in order.
    cast(
        CASE metrics.metric_id
            WHEN 'security_tested_before_acceptance' THEN steps.security_on IS NOT NULL
            WHEN 'short_trial_runs' THEN TRUE
            ELSE coalesce(
                steps.third_party_on <= steps.preliminary_on AND steps.preliminary_on <= steps.trial_on
                AND steps.trial_on <= steps.publicity_on AND steps.publicity_on <= steps.argued_on
                AND steps.trial_on <= steps.sharing_on AND steps.sharing_on <= steps.argued_on
                AND steps.trial_on <= steps.security_on AND steps.security_on <= steps.argued_on
                AND steps.argued_on <= steps.final_on,
                FALSE
            )
        END AS DECIMAL(38, 6)
    ) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    steps.batch_id,
    steps.source_row,
    FALSE AS is_provisional
FROM steps
INNER JOIN scope.metric AS metrics
    ON
        steps.org_id = metrics.org_id
        AND metrics.run_id = $run_id
        AND metrics.metric_id IN ('acceptance_gates_complete', 'security_tested_before_acceptance', 'short_trial_runs')
LEFT JOIN scope.parameter AS months
    ON steps.org_id = months.org_id AND months.run_id = $run_id AND months.name = 'trial_months'
WHERE
    CASE metrics.metric_id
        WHEN 'security_tested_before_acceptance' THEN steps.needs_security
        -- From the day the work was provisionally accepted to the day the trial was passed.
        WHEN 'short_trial_runs'
            THEN
                NOT steps.in_one_step
                AND steps.trial_on < steps.preliminary_on + to_months(cast(months.value AS INTEGER))
        ELSE TRUE
    END
