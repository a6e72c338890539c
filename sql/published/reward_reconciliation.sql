-- Pools beside what became of them, by persons, departments and instalments.
-- grain: run_id, org_id, benefit_year
SELECT
    totals.run_id,
    totals.revision,
    totals.period,
    totals.org_id,
    totals.benefit_year,
    totals.is_estimate,
    totals.currency,
    totals.pool_amount,
    totals.awarded_amount,
    totals.forfeited_amount,
    totals.person_cap_reduction_amount,
    totals.unallocated_amount,
    totals.department_amount,
    totals.planned_amount,
    totals.released_amount,
    totals.lapsed_amount,
    totals.to_come_amount,
    totals.pool_difference_amount,
    totals.department_difference_amount,
    totals.tranche_difference_amount
FROM result.reward_reconciliation AS totals
INNER JOIN run.run AS runs ON totals.run_id = runs.run_id
WHERE runs.published
ORDER BY totals.run_id, totals.org_id, totals.benefit_year
