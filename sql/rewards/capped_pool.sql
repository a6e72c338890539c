-- The pool of an innovation for a year: what its tiers bring, within the most of an innovation and of the organisation, and
-- never below the least the law grants. Over the organisation's limit all pools of the year are scaled by one factor to
-- exactly that limit: whole cents, what is left over to the largest remainders, ties by innovation_id.
-- grain: org_id, innovation_id, benefit_year
WITH tiers AS (
    SELECT org_id, innovation_id, benefit_year, sum(tier_amount) AS brought
    FROM result.reward_tier
    WHERE run_id = $run_id
    GROUP BY org_id, innovation_id, benefit_year
),

capped AS (
    SELECT
        benefits.org_id,
        benefits.innovation_id,
        benefits.benefit_year,
        innovations.department_id,
        innovations.title,
        innovations.route,
        coalesce(innovations.service_invention, FALSE) AS is_service_invention,
        is_service_invention AND years.pays_floor AS has_floor,
        benefits.recognised_benefit_amount,
        years.pays_market,
        years.is_profit_unknown,
        years.organization_limit_amount,
        -- No tier is reached: nothing is brought.
        coalesce(tiers.brought, 0) AS tier_amount,
        CASE WHEN has_floor THEN benefits.floor_amount ELSE 0 END AS floor_amount,
        CASE WHEN has_floor AND innovations.route = 'shares' THEN plans.floor_shares_percent END
            AS recorded_shares_percent,
        least(plans.innovation_limit_amount, coalesce(tiers.brought, 0)) AS innovation_amount
    FROM rewards.benefit AS benefits
    INNER JOIN rewards.plan AS plans ON benefits.org_id = plans.org_id AND benefits.benefit_year = plans.benefit_year
    INNER JOIN rewards.market_year AS years
        ON benefits.org_id = years.org_id AND benefits.benefit_year = years.benefit_year
    INNER JOIN records.innovation AS innovations
        ON benefits.org_id = innovations.org_id AND benefits.innovation_id = innovations.innovation_id
    LEFT JOIN tiers
        ON
            benefits.org_id = tiers.org_id
            AND benefits.innovation_id = tiers.innovation_id
            AND benefits.benefit_year = tiers.benefit_year
),

totals AS (
    SELECT org_id, benefit_year, sum(cents(innovation_amount)) AS total_cents
    FROM capped
    GROUP BY org_id, benefit_year
),

parts AS (
    SELECT
        capped.*,
        totals.total_cents > cents(capped.organization_limit_amount) AS is_scaled,
        split_cents(
            capped.organization_limit_amount, cents(capped.innovation_amount), totals.total_cents
        ) AS whole_cents,
        split_remainder(
            capped.organization_limit_amount, cents(capped.innovation_amount), totals.total_cents
        ) AS remainder
    FROM capped
    INNER JOIN totals ON capped.org_id = totals.org_id AND capped.benefit_year = totals.benefit_year
),

placed AS (
    SELECT
        parts.*,
        row_number() OVER (
            PARTITION BY parts.org_id, parts.benefit_year ORDER BY parts.remainder DESC, parts.innovation_id ASC
        ) AS place,
        cents(parts.organization_limit_amount)
        - sum(parts.whole_cents) OVER (PARTITION BY parts.org_id, parts.benefit_year) AS left_cents
    FROM parts
),

scaled AS (
    SELECT
        placed.*,
        CASE
            WHEN placed.is_scaled
                THEN from_cents(placed.whole_cents + CASE WHEN placed.place <= placed.left_cents THEN 1 ELSE 0 END)
            ELSE placed.innovation_amount
        END AS organization_amount
    FROM placed
)

SELECT
    org_id,
    innovation_id,
    benefit_year,
    department_id,
    title AS innovation_title,
    is_service_invention,
    pays_market,
    recognised_benefit_amount,
    tier_amount,
    tier_amount - innovation_amount AS innovation_cap_reduction_amount,
    innovation_amount - organization_amount AS organization_cap_reduction_amount,
    organization_limit_amount,
    floor_amount,
    greatest(0, floor_amount - organization_amount) AS floor_addition_amount,
    recorded_shares_percent,
    greatest(organization_amount, floor_amount) AS pool_amount,
    is_profit_unknown
FROM scaled
