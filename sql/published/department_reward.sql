-- The amounts of each unit's contributors, by their unit at the time.
-- grain: run_id, org_id, benefit_year, department_id
SELECT
    reward.run_id,
    reward.revision,
    reward.period,
    reward.org_id,
    reward.benefit_year,
    reward.department_id,
    reward.is_estimate,
    reward.currency,
    reward.pool_amount,
    reward.awarded_amount,
    reward.cio_awarded_amount,
    reward.forfeited_amount,
    reward.person_cap_reduction_amount,
    reward.unallocated_amount,
    reward.person_count
FROM result.department_reward AS reward
INNER JOIN run.run AS runs ON reward.run_id = runs.run_id
WHERE runs.published
ORDER BY reward.run_id, reward.org_id, reward.benefit_year, reward.department_id
