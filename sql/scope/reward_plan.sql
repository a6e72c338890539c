-- For each organisation of the run, the reward plan of its regime in force on the period's last day; its own copy wins.
-- grain: run_id, org_id
SELECT
    $run_id AS run_id,
    organizations.org_id,
    plans.plan_key
FROM records.organization AS organizations
INNER JOIN compiled.reward_plan AS plans
    ON
        organizations.regime = plans.regime
        AND (plans.org_id IS NULL OR organizations.org_id = plans.org_id)
INNER JOIN scope.candidate AS candidates
    ON plans.plan_key = candidates.scheme_key AND candidates.run_id = $run_id
WHERE
    (coalesce($org_id, '') = '' OR organizations.org_id = $org_id)
    AND plans.in_force_from <= $period_end
    AND (plans.in_force_until IS NULL OR plans.in_force_until >= $period_end)
QUALIFY
    row_number() OVER (
        PARTITION BY organizations.org_id
        ORDER BY plans.org_id IS NULL ASC, plans.in_force_from DESC, plans.plan_version DESC, plans.plan_key ASC
    ) = 1
ORDER BY organizations.org_id
