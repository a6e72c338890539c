-- Each contributor's part of a pool before anything is taken off: the law's floor and the rest are split alike, by largest
-- remainder within each side, ties to the contribution accepted first. Nothing of a pool that cannot be split.
-- protected_amount: the part of the floor. share_percent: of the whole pool, six decimals for the eye; rounding_amount: what
-- whole cents added to the exact share.
-- grain: org_id, innovation_id, benefit_year, contribution_id
WITH parts AS (
    SELECT
        *,
        unnest(['floor', 'rest']) AS part,
        CASE
            WHEN not_allocated_reason IS NOT NULL THEN 0
            WHEN part = 'floor' THEN floor_amount
            ELSE pool_amount - floor_amount
        END AS part_amount
    FROM rewards.share
),

sides AS (
    SELECT
        *,
        money_share(part_amount, leader_limit_percent, 100) AS leaders_amount,
        CASE side WHEN 'leaders' THEN leaders_amount WHEN 'others' THEN part_amount - leaders_amount ELSE part_amount END
            AS side_amount,
        CASE side WHEN 'leaders' THEN leader_limit_percent WHEN 'others' THEN 100 - leader_limit_percent ELSE 100 END
            AS side_percent
    FROM parts
),

placed AS (
    SELECT
        *,
        coalesce(split_cents(side_amount, weight, side_total), 0) AS whole_cents,
        row_number() OVER (
            PARTITION BY org_id, innovation_id, benefit_year, part, side
            ORDER BY split_remainder(side_amount, weight, side_total) DESC, accepted_on ASC NULLS LAST, contribution_id ASC
        ) AS place
    FROM sides
),

split AS (
    SELECT
        *,
        from_cents(whole_cents + CASE
            WHEN
                place <= cents(side_amount) - sum(whole_cents) OVER (
                    PARTITION BY org_id, innovation_id, benefit_year, part, side
                )
                THEN 1
            ELSE 0
        END) AS amount
    FROM placed
)

SELECT
    split.org_id,
    split.innovation_id,
    split.benefit_year,
    split.contribution_id,
    split.person_id,
    split.annual_pay_amount,
    split.pool_status,
    split.pool_amount,
    split.kept_percent,
    split.keeps_floor,
    split.lost_reason,
    split.hold_reason,
    split.clause,
    split.is_left_out,
    split.not_allocated_reason,
    CASE
        WHEN split.not_allocated_reason IS NULL
            THEN weight_share(100, split.side_percent, split.weight, split.side_total)
    END AS share_percent,
    cast(sum(split.amount) AS DECIMAL(18, 2)) AS gross_amount,
    cast(sum(split.amount) FILTER (WHERE split.part = 'floor') AS DECIMAL(18, 2)) AS protected_amount,
    CASE
        WHEN split.not_allocated_reason IS NULL
            THEN
                sum(split.amount)
                - weight_share(split.pool_amount, split.side_percent, split.weight, split.side_total)
        ELSE 0
    END AS rounding_amount
FROM split
GROUP BY
    split.org_id, split.innovation_id, split.benefit_year, split.contribution_id, split.person_id,
    split.annual_pay_amount, split.pool_status, split.pool_amount, split.kept_percent, split.keeps_floor,
    split.lost_reason, split.hold_reason, split.clause, split.is_left_out, split.not_allocated_reason,
    split.side_percent, split.weight, split.side_total
