-- The pools of a year beside what became of them, added up from persons, units and instalments; nothing may be left over.
-- grain: run_id, org_id, benefit_year
WITH parts AS (
    -- A year with pools has a row of zeros for what nothing came of.
    SELECT
        org_id, benefit_year, currency, pool_amount, unallocated_amount, 0 AS award_amount, 0 AS forfeited_amount,
        0 AS person_cap_reduction_amount, 0 AS department_amount, 0 AS planned_amount, 0 AS released_amount,
        0 AS lapsed_amount, 0 AS to_come_amount
    FROM result.reward_pool
    WHERE run_id = $run_id
    UNION ALL BY NAME
    SELECT org_id, benefit_year, currency, award_amount, forfeited_amount, person_cap_reduction_amount
    FROM result.reward_award
    WHERE run_id = $run_id
    UNION ALL BY NAME
    SELECT org_id, benefit_year, currency, pool_amount AS department_amount
    FROM result.department_reward
    WHERE run_id = $run_id
    UNION ALL BY NAME
    SELECT org_id, benefit_year, currency, planned_amount, released_amount, lapsed_amount, to_come_amount
    FROM result.reward_tranche
    WHERE run_id = $run_id
),

sums AS (
    SELECT
        org_id,
        benefit_year,
        currency,
        sum(pool_amount) AS pool_amount,
        sum(award_amount) AS awarded_amount,
        sum(forfeited_amount) AS forfeited_amount,
        sum(person_cap_reduction_amount) AS person_cap_reduction_amount,
        sum(unallocated_amount) AS unallocated_amount,
        sum(department_amount) AS department_amount,
        sum(planned_amount) AS planned_amount,
        sum(released_amount) AS released_amount,
        sum(lapsed_amount) AS lapsed_amount,
        sum(to_come_amount) AS to_come_amount
    FROM parts
    GROUP BY org_id, benefit_year, currency
)

SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    sums.org_id,
    sums.benefit_year,
    NOT years.is_settlement AS is_estimate,
    sums.currency,
    sums.pool_amount,
    sums.awarded_amount,
    sums.forfeited_amount,
    sums.person_cap_reduction_amount,
    sums.unallocated_amount,
    sums.department_amount,
    sums.planned_amount,
    sums.released_amount,
    sums.lapsed_amount,
    sums.to_come_amount,
    sums.pool_amount - sums.awarded_amount - sums.forfeited_amount - sums.person_cap_reduction_amount
    - sums.unallocated_amount AS pool_difference_amount,
    sums.pool_amount - sums.department_amount AS department_difference_amount,
    -- Both must hold: the instalments are the awards, and each came to something.
    abs(sums.awarded_amount - sums.planned_amount)
    + abs(sums.planned_amount - sums.released_amount - sums.lapsed_amount - sums.to_come_amount)
        AS tranche_difference_amount
FROM sums
INNER JOIN run.run AS runs ON runs.run_id = $run_id
INNER JOIN rewards.settled_year AS years
    ON sums.org_id = years.org_id AND sums.benefit_year = years.benefit_year
ORDER BY sums.org_id, sums.benefit_year
