-- What the record of a project itself says, one row a project and metric: under way in the period (basics, supervision),
-- started in it (investment plan), approved in it (duplicates, applications) or accepted in it (over budget). Cancelled
-- projects do not count.
-- grain: metric_id, org_id, source_id
WITH counted AS (
    SELECT
        metrics.metric_id,
        projects.*,
        tolerances.value AS tolerance_percent,
        CASE
            WHEN metrics.metric_id = 'started_after_investment_plan' THEN projects.start_on
            WHEN metrics.metric_id = 'over_budget_projects' THEN projects.accepted_on
            WHEN metrics.metric_id IN ('duplicate_building_share', 'application_investment_share')
                THEN projects.approved_on
            -- As it stood on the cut-off day, or on the day it was accepted.
            ELSE least(projects.accepted_on, cast($cut_off AS DATE))
        END AS occurred_on
    FROM records.project AS projects
    INNER JOIN scope.metric AS metrics
        ON
            projects.org_id = metrics.org_id
            AND metrics.run_id = $run_id
            AND metrics.metric_id IN (
                'project_basics_in_place', 'supervision_coverage', 'started_after_investment_plan',
                'duplicate_building_share', 'application_investment_share', 'over_budget_projects'
            )
    LEFT JOIN scope.parameter AS tolerances
        ON
            projects.org_id = tolerances.org_id
            AND tolerances.run_id = $run_id
            AND tolerances.name = 'budget_tolerance_percent'
    WHERE projects.status IS DISTINCT FROM 'cancelled'
)

SELECT
    counted.metric_id,
    counted.org_id,
    counted.department_id,
    cast(NULL AS TEXT) AS person_id,
    counted.occurred_on,
    'project' AS source_feed,
    counted.project_id AS source_id,
    cast(
        CASE counted.metric_id
            WHEN 'project_basics_in_place'
                THEN
                    cast(coalesce(trim(counted.implementing_unit), '') <> '' AS INTEGER)
                    + cast(coalesce(trim(counted.responsible_person_id), '') <> '' AS INTEGER)
                    + cast(coalesce(counted.has_management_rules, FALSE) AS INTEGER)
            WHEN 'supervision_coverage' THEN cast(coalesce(trim(counted.supervisor), '') <> '' AS INTEGER)
            -- Started on the day the plan was issued is in order; without a plan it never is.
            WHEN 'started_after_investment_plan'
                THEN cast(coalesce(counted.start_on >= counted.investment_plan_on, FALSE) AS INTEGER)
            WHEN 'duplicate_building_share' THEN CASE WHEN counted.is_duplicate THEN counted.approved_amount ELSE 0 END
            -- An investment nobody has sorted is no investment in an application.
            WHEN 'application_investment_share'
                THEN CASE WHEN counted.investment_kind = 'application' THEN counted.approved_amount ELSE 0 END
            -- Exactly the tolerance more than approved is still within it.
            WHEN 'over_budget_projects'
                THEN
                    cast(
                        micro(counted.final_amount - counted.approved_amount) * 100000000
                        > micro(counted.approved_amount) * micro(counted.tolerance_percent)
                        AS INTEGER
                    )
        END AS DECIMAL(38, 6)
    ) AS numerator,
    cast(
        CASE
            WHEN counted.metric_id = 'project_basics_in_place' THEN 3
            WHEN counted.metric_id IN ('duplicate_building_share', 'application_investment_share')
                THEN counted.approved_amount
            ELSE 1
        END AS DECIMAL(38, 6)
    ) AS denominator,
    counted.batch_id,
    counted.source_row,
    FALSE AS is_provisional
FROM counted
WHERE
    counted.occurred_on BETWEEN $period_start AND $cut_off
    AND CASE
        WHEN counted.metric_id IN ('duplicate_building_share', 'application_investment_share')
            THEN counted.approved_amount > 0
        -- An amount nobody knows says nothing.
        WHEN counted.metric_id = 'over_budget_projects'
            THEN counted.approved_amount > 0 AND counted.final_amount IS NOT NULL
        ELSE
            counted.start_on <= $cut_off
            AND counted.status IS DISTINCT FROM 'planned'
            AND (counted.metric_id <> 'supervision_coverage' OR counted.requires_supervision)
    END
