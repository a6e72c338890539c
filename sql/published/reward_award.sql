-- What each person receives for an innovation and year, from the share to the amount.
-- grain: run_id, org_id, award_id
SELECT
    award.run_id,
    award.revision,
    award.period,
    award.org_id,
    award.award_id,
    award.innovation_id,
    award.benefit_year,
    award.contribution_id,
    award.person_id,
    award.person_name,
    award.department_id,
    award.role,
    award.is_main_contributor,
    award.is_cio,
    award.is_unit_head,
    award.is_estimate,
    award.filed_share_percent,
    award.share_percent,
    award.currency,
    award.gross_amount,
    award.rounding_amount,
    award.protected_amount,
    award.kept_percent,
    award.forfeited_amount,
    award.person_limit_amount,
    award.person_cap_reduction_amount,
    award.award_amount,
    award.status,
    award.reason,
    award.funding_channel,
    award.clause
FROM result.reward_award AS award
INNER JOIN run.run AS runs ON award.run_id = runs.run_id
WHERE runs.published
ORDER BY award.run_id, award.org_id, award.award_id
