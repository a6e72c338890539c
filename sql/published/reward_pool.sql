-- What each innovation's benefit of a year brings, from the tiers over the caps and the floor to what became of it.
-- fewest_person_count: among how many it was split in the published run where they were fewest; NULL while in none. Where
-- the organisation's limit cut the pools of a year their sum is known, so that all count as the one shared by fewest.
-- grain: run_id, org_id, innovation_id, benefit_year
WITH persons AS (
    SELECT
        run_id,
        org_id,
        innovation_id,
        benefit_year,
        count(DISTINCT person_id) AS person_count
    FROM result.reward_award
    WHERE gross_amount <> 0
    GROUP BY run_id, org_id, innovation_id, benefit_year
),

shared AS (
    SELECT
        pool.org_id,
        pool.innovation_id,
        pool.benefit_year,
        min(persons.person_count) AS fewest_person_count,
        max(pool.pool_amount) AS largest_amount,
        bool_or(pool.organization_cap_reduction_amount <> 0) AS is_cut
    FROM result.reward_pool AS pool
    INNER JOIN run.run AS runs ON pool.run_id = runs.run_id
    LEFT JOIN persons
        ON
            pool.run_id = persons.run_id
            AND pool.org_id = persons.org_id
            AND pool.innovation_id = persons.innovation_id
            AND pool.benefit_year = persons.benefit_year
    WHERE runs.published
    GROUP BY pool.org_id, pool.innovation_id, pool.benefit_year
),

limited AS (
    SELECT
        org_id,
        benefit_year,
        min(coalesce(fewest_person_count, 0)) AS fewest_person_count
    FROM shared
    WHERE largest_amount > 0
    GROUP BY org_id, benefit_year
    HAVING bool_or(is_cut)
)

SELECT
    pool.run_id,
    pool.revision,
    pool.period,
    pool.org_id,
    pool.innovation_id,
    pool.benefit_year,
    pool.innovation_title,
    pool.department_id,
    pool.plan_id,
    pool.plan_version,
    pool.plan,
    pool.is_estimate,
    pool.status,
    pool.reason,
    pool.currency,
    pool.recognised_benefit_amount,
    pool.rechecked_benefit_amount,
    pool.rechecked_on,
    pool.tier_amount,
    pool.innovation_cap_reduction_amount,
    pool.organization_cap_reduction_amount,
    pool.organization_limit_amount,
    pool.floor_amount,
    pool.floor_addition_amount,
    pool.recorded_shares_percent,
    pool.pool_amount,
    pool.awarded_amount,
    pool.forfeited_amount,
    pool.person_cap_reduction_amount,
    pool.unallocated_amount,
    pool.person_count,
    CASE
        WHEN shared.fewest_person_count > 0 THEN least(shared.fewest_person_count, limited.fewest_person_count)
    END AS fewest_person_count,
    pool.clause
FROM result.reward_pool AS pool
INNER JOIN run.run AS runs ON pool.run_id = runs.run_id
INNER JOIN shared
    ON
        pool.org_id = shared.org_id
        AND pool.innovation_id = shared.innovation_id
        AND pool.benefit_year = shared.benefit_year
LEFT JOIN limited
    ON pool.org_id = limited.org_id AND pool.benefit_year = limited.benefit_year
WHERE runs.published
ORDER BY pool.run_id, pool.org_id, pool.innovation_id, pool.benefit_year
