-- Each award beside what stands of it; an award that stood and is no longer there is one of 0. in_instalments: the person's
-- awards of the year exceed what is paid at once, or this one was deferred once: a lowered award is not paid sooner.
-- grain: stake_key
WITH awards AS (
    SELECT
        awards.*,
        concat_ws(chr(31), awards.org_id, awards.award_id, awards.person_id, awards.currency) AS stake_key,
        pools.plan,
        pools.recognised_benefit_amount,
        pools.rechecked_benefit_amount,
        pools.rechecked_on,
        sum(awards.award_amount) OVER (
            PARTITION BY awards.org_id, awards.person_id, awards.benefit_year, awards.currency
        ) AS person_amount
    FROM result.reward_award AS awards
    INNER JOIN result.reward_pool AS pools
        ON
            awards.run_id = pools.run_id
            AND awards.org_id = pools.org_id
            AND awards.innovation_id = pools.innovation_id
            AND awards.benefit_year = pools.benefit_year
    WHERE awards.run_id = $run_id
),

stood AS (
    SELECT
        stake_key,
        org_id,
        award_id,
        person_id,
        currency,
        innovation_id,
        benefit_year,
        max(department_id) AS department_id,
        sum(CASE WHEN kind IN ('grant', 'correction') THEN amount ELSE 0 END) AS gross_amount,
        sum(CASE WHEN kind = 'forfeit' THEN amount ELSE 0 END) AS forfeited_amount,
        sum(CASE WHEN kind = 'cap_reduction' THEN amount ELSE 0 END) AS person_cap_reduction_amount,
        sum(owed_amount) AS owed_amount,
        bool_or(kind = 'deferral') AS was_deferred
    FROM rewards.standing
    GROUP BY stake_key, org_id, award_id, person_id, currency, innovation_id, benefit_year
)

SELECT
    coalesce(awards.stake_key, stood.stake_key) AS stake_key,
    coalesce(awards.org_id, stood.org_id) AS org_id,
    coalesce(awards.award_id, stood.award_id) AS award_id,
    coalesce(awards.person_id, stood.person_id) AS person_id,
    coalesce(awards.currency, stood.currency) AS currency,
    coalesce(awards.innovation_id, stood.innovation_id) AS innovation_id,
    coalesce(awards.benefit_year, stood.benefit_year) AS benefit_year,
    coalesce(awards.department_id, stood.department_id) AS department_id,
    awards.award_id IS NOT NULL AS is_there,
    coalesce(awards.status = 'held', FALSE) AS is_held,
    awards.reason,
    awards.recognised_benefit_amount,
    awards.rechecked_benefit_amount,
    awards.rechecked_on,
    -- What is not there is worth nothing.
    CASE WHEN awards.award_id IS NULL THEN 0 ELSE awards.gross_amount END AS gross_amount,
    CASE WHEN awards.award_id IS NULL THEN 0 ELSE awards.forfeited_amount END AS forfeited_amount,
    CASE WHEN awards.award_id IS NULL THEN 0 ELSE awards.person_cap_reduction_amount END AS person_cap_reduction_amount,
    CASE WHEN awards.award_id IS NULL THEN 0 ELSE awards.award_amount END AS award_amount,
    CASE WHEN awards.award_id IS NULL THEN 0 ELSE awards.protected_amount END AS protected_amount,
    stood.award_id IS NOT NULL AS has_stood,
    CASE WHEN stood.award_id IS NULL THEN 0 ELSE stood.gross_amount END AS standing_gross_amount,
    CASE WHEN stood.award_id IS NULL THEN 0 ELSE stood.forfeited_amount END AS standing_forfeited_amount,
    CASE WHEN stood.award_id IS NULL THEN 0 ELSE stood.person_cap_reduction_amount END AS standing_cap_reduction_amount,
    CASE WHEN stood.award_id IS NULL THEN 0 ELSE stood.owed_amount END AS standing_owed_amount,
    plans.plan_key,
    plans.recheck_minimum_percent,
    coalesce(
        awards.plan <> 'RW_STAT'
        AND (awards.person_amount > plans.at_once_limit_amount OR stood.was_deferred)
        AND plans.at_once_limit_amount IS NOT NULL,
        FALSE
    ) AS in_instalments
FROM awards
FULL OUTER JOIN stood ON awards.stake_key = stood.stake_key
INNER JOIN rewards.plan AS plans
    ON
        coalesce(awards.org_id, stood.org_id) = plans.org_id
        AND coalesce(awards.benefit_year, stood.benefit_year) = plans.benefit_year
