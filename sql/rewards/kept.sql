-- What of each share is kept, and what the person's limit of the year takes off it, over all innovations. The law's floor is
-- kept unless the share is lost altogether, and the limit never cuts into it. What is cut off is spread over the rest of the
-- person's shares by largest remainder, ties in the order of innovations and contributions.
-- grain: org_id, innovation_id, benefit_year, contribution_id
WITH kept AS (
    SELECT
        gross.*,
        CASE WHEN gross.keeps_floor THEN gross.protected_amount ELSE 0 END AS kept_floor_amount,
        greatest(money_share(gross.gross_amount, gross.kept_percent, 100), kept_floor_amount) AS kept_amount,
        kept_amount - kept_floor_amount AS free_amount,
        least(
            plans.person_limit_amount,
            money_share_cut(gross.annual_pay_amount, plans.person_pay_rise, plans.person_pay_run)
        ) AS plan_limit_amount
    FROM rewards.gross AS gross
    INNER JOIN rewards.plan AS plans ON gross.org_id = plans.org_id AND gross.benefit_year = plans.benefit_year
),

limited AS (
    SELECT
        *,
        sum(kept_amount) OVER person AS kept_total,
        cents(sum(free_amount) OVER person) AS free_total,
        CASE
            WHEN plan_limit_amount IS NOT NULL THEN greatest(plan_limit_amount, sum(kept_floor_amount) OVER person)
        END AS person_limit_amount
    FROM kept
    WINDOW person AS (PARTITION BY org_id, benefit_year, person_id)
),

placed AS (
    SELECT
        *,
        -- No limit: nothing is above it.
        greatest(kept_total - coalesce(person_limit_amount, kept_total), 0) AS excess_amount,
        coalesce(split_cents(excess_amount, cents(free_amount), free_total), 0) AS whole_cents,
        row_number() OVER (
            PARTITION BY org_id, benefit_year, person_id
            ORDER BY
                split_remainder(excess_amount, cents(free_amount), free_total) DESC,
                innovation_id ASC,
                contribution_id ASC
        ) AS place
    FROM limited
)

SELECT
    placed.org_id,
    placed.innovation_id,
    placed.benefit_year,
    placed.contribution_id,
    placed.person_id,
    placed.pool_status,
    placed.pool_amount,
    placed.kept_percent,
    placed.keeps_floor,
    placed.lost_reason,
    placed.hold_reason,
    placed.clause,
    placed.is_left_out,
    placed.not_allocated_reason,
    placed.share_percent,
    placed.gross_amount,
    placed.rounding_amount,
    placed.protected_amount,
    placed.kept_amount,
    placed.person_limit_amount,
    from_cents(placed.whole_cents + CASE
        WHEN
            placed.place <= cents(placed.excess_amount) - sum(placed.whole_cents) OVER (
                PARTITION BY placed.org_id, placed.benefit_year, placed.person_id
            )
            THEN 1
        ELSE 0
    END) AS person_cap_reduction_amount
FROM placed
