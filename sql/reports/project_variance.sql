-- Each project's cost and schedule against its plan, beside what its source published. Positive is under cost or early.
-- The percentage is kept to six decimals; a published one has two.
-- grain: org_id, project_id
SELECT
    projects.org_id,
    projects.project_id,
    projects.department_id,
    coalesce(projects.status_on, cast($cut_off AS DATE)) AS assessed_on,
    projects.approved_amount - cost_so_far(
        projects.final_amount, projects.forecast_amount, projects.accepted_on
    ) AS cost_variance_amount,
    percent_half_up(
        projects.approved_amount - cost_so_far(
            projects.final_amount, projects.forecast_amount, projects.accepted_on
        ),
        projects.approved_amount
    ) AS cost_variance_percent,
    projects.planned_end_on - end_so_far(
        projects.accepted_on,
        projects.forecast_end_on,
        projects.planned_end_on,
        coalesce(projects.status_on, cast($cut_off AS DATE))
    ) AS schedule_variance_days,
    projects.reported_cost_variance_amount,
    projects.reported_cost_variance_percent,
    projects.reported_schedule_variance_days
FROM records.project AS projects
WHERE projects.org_id IN (SELECT schemes.org_id FROM scope.scheme AS schemes WHERE schemes.run_id = $run_id)
ORDER BY projects.org_id, projects.project_id
