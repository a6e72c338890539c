-- Our variances against the columns of the public file, on the published file alone (reported_* is what the public
-- file says): how many projects have both, and on how many both are equal.
-- grain: compared
WITH variances AS (
    SELECT *
    FROM project_variance
    WHERE org_id = 'US_FEDERAL'
    QUALIFY run_id = first_value(run_id) OVER (ORDER BY revision DESC, run_id)
)

SELECT
    'cost variance, US dollars' AS compared,
    count(cost_variance_amount) AS computed_count,
    count(*) FILTER (WHERE cost_variance_amount = reported_cost_variance_amount) AS equal_count
FROM variances
UNION ALL
SELECT
    'cost variance, % of planned cost',
    count(cost_variance_percent),
    -- The public file has two decimals.
    count(*) FILTER (WHERE CAST(cost_variance_percent AS DECIMAL(18, 2)) = reported_cost_variance_percent)
FROM variances
UNION ALL
SELECT
    'schedule variance, days',
    count(schedule_variance_days),
    count(*) FILTER (WHERE schedule_variance_days = reported_schedule_variance_days)
FROM variances
ORDER BY compared
