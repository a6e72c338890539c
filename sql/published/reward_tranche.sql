-- The instalments of each award: what was released, what lapsed, what is still to come.
-- grain: run_id, org_id, award_id, tranche
SELECT
    tranche.run_id,
    tranche.revision,
    tranche.period,
    tranche.org_id,
    tranche.award_id,
    tranche.innovation_id,
    tranche.benefit_year,
    tranche.person_id,
    tranche.department_id,
    tranche.tranche,
    tranche.due_year,
    tranche.instalment_percent,
    tranche.is_estimate,
    tranche.currency,
    tranche.planned_amount,
    tranche.released_amount,
    tranche.reclaimed_amount,
    tranche.lapsed_amount,
    tranche.to_come_amount,
    tranche.released_percent,
    tranche.status,
    tranche.reason
FROM result.reward_tranche AS tranche
INNER JOIN run.run AS runs ON tranche.run_id = runs.run_id
WHERE runs.published
ORDER BY tranche.run_id, tranche.org_id, tranche.award_id, tranche.tranche
