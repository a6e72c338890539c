-- Each pool with what became of it: awarded + forfeited + taken off by persons' limits + unallocated. Where its shares are
-- missing or cannot be used, all of it waits to be allocated.
-- grain: run_id, org_id, innovation_id, benefit_year
WITH shared AS (
    SELECT
        org_id,
        innovation_id,
        benefit_year,
        sum(gross_amount) AS gross_amount,
        sum(award_amount) AS awarded_amount,
        sum(forfeited_amount) AS forfeited_amount,
        sum(person_cap_reduction_amount) AS person_cap_reduction_amount,
        count(DISTINCT person_id) AS person_count,
        -- Alike in all awards of a pool, and without anything about a person.
        min(reason) FILTER (WHERE status = 'unallocated') AS not_allocated_reason
    FROM result.reward_award
    WHERE run_id = $run_id
    GROUP BY org_id, innovation_id, benefit_year
),

pools AS (
    SELECT
        pools.*,
        CASE
            WHEN shared.not_allocated_reason IS NOT NULL THEN shared.not_allocated_reason
            WHEN shared.person_count IS NULL AND (pools.pool_amount > 0 OR pools.status = 'shares_recorded')
                THEN 'no shares are filed'
        END AS not_allocated_reason,
        shared.person_count,
        shared.person_count IS NOT NULL AS is_shared,
        shared.gross_amount,
        shared.awarded_amount,
        shared.forfeited_amount,
        shared.person_cap_reduction_amount
    FROM rewards.pool_amount AS pools
    LEFT JOIN shared
        ON
            pools.org_id = shared.org_id
            AND pools.innovation_id = shared.innovation_id
            AND pools.benefit_year = shared.benefit_year
)

SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    pools.org_id,
    pools.innovation_id,
    pools.benefit_year,
    pools.innovation_title,
    pools.department_id,
    plans.plan_id,
    plans.plan_version,
    pools.plan,
    NOT years.is_settlement AS is_estimate,
    CASE WHEN pools.not_allocated_reason IS NOT NULL THEN 'to_be_allocated' ELSE pools.status END AS status,
    nullif(concat_ws(
        '; ',
        pools.not_allocated_reason,
        pools.reason,
        CASE
            WHEN pools.not_allocated_reason IS NULL AND pools.pool_amount > pools.gross_amount
                THEN
                    'only CIOs and heads of units have shares: what is above '
                    || plain_number(plans.leader_limit_percent) || ' % is not allocated'
        END
    ), '') AS reason,
    plans.currency,
    pools.recognised_benefit_amount,
    benefits.rechecked_benefit_amount,
    benefits.rechecked_on,
    pools.tier_amount,
    pools.innovation_cap_reduction_amount,
    pools.organization_cap_reduction_amount,
    pools.organization_limit_amount,
    pools.floor_amount,
    pools.floor_addition_amount,
    pools.recorded_shares_percent,
    pools.pool_amount,
    CASE WHEN pools.is_shared THEN pools.awarded_amount ELSE 0 END AS awarded_amount,
    CASE WHEN pools.is_shared THEN pools.forfeited_amount ELSE 0 END AS forfeited_amount,
    CASE WHEN pools.is_shared THEN pools.person_cap_reduction_amount ELSE 0 END AS person_cap_reduction_amount,
    pools.pool_amount - CASE WHEN pools.is_shared THEN pools.gross_amount ELSE 0 END AS unallocated_amount,
    coalesce(pools.person_count, 0) AS person_count,
    plans.clause
FROM pools
INNER JOIN run.run AS runs ON runs.run_id = $run_id
INNER JOIN rewards.plan AS plans ON pools.org_id = plans.org_id AND pools.benefit_year = plans.benefit_year
INNER JOIN rewards.settled_year AS years
    ON pools.org_id = years.org_id AND pools.benefit_year = years.benefit_year
LEFT JOIN rewards.benefit AS benefits
    ON
        pools.org_id = benefits.org_id
        AND pools.innovation_id = benefits.innovation_id
        AND pools.benefit_year = benefits.benefit_year
ORDER BY pools.org_id, pools.innovation_id, pools.benefit_year
