-- What an award is paid in: one amount, or parts by the plan's percentages, the cents left over by largest remainder, then
-- in the order of the instalments. An instalment that stood and is planned no more is one of 0. protected_amount: the part
-- of the law's floor, counted to the earliest instalments.
-- grain: stake_key, tranche
WITH schedule AS (
    SELECT
        stakes.stake_key,
        cast(numbers.code AS INTEGER) AS tranche,
        numbers.value AS instalment_percent
    FROM rewards.stake AS stakes
    INNER JOIN compiled.reward_number AS numbers
        ON stakes.plan_key = numbers.plan_key AND numbers.name = 'instalment_percent'
    WHERE stakes.in_instalments
    UNION ALL
    SELECT
        stake_key,
        1 AS tranche,
        100 AS instalment_percent
    FROM rewards.stake
    WHERE NOT in_instalments
),

wanted AS (
    SELECT
        stake_key,
        tranche,
        instalment_percent
    FROM schedule
    UNION ALL
    SELECT DISTINCT
        stake_key,
        tranche,
        0 AS instalment_percent
    FROM rewards.standing
    WHERE tranche > 0
),

parts AS (
    SELECT
        stakes.stake_key,
        wanted.tranche,
        stakes.award_amount,
        stakes.protected_amount,
        cast(stakes.benefit_year + wanted.tranche - 1 AS INTEGER) AS due_year,
        cast(max(wanted.instalment_percent) AS DECIMAL(9, 6)) AS instalment_percent
    FROM wanted
    INNER JOIN rewards.stake AS stakes ON wanted.stake_key = stakes.stake_key
    GROUP BY stakes.stake_key, wanted.tranche, stakes.award_amount, stakes.protected_amount, stakes.benefit_year
),

split AS (
    SELECT
        *,
        split_cents(award_amount, micro(instalment_percent), 100000000) AS whole_cents,
        row_number() OVER (
            PARTITION BY stake_key
            ORDER BY split_remainder(award_amount, micro(instalment_percent), 100000000) DESC, tranche ASC
        ) AS place
    FROM parts
),

planned AS (
    SELECT
        *,
        from_cents(
            whole_cents
            + CASE
                WHEN place <= cents(award_amount) - sum(whole_cents) OVER (PARTITION BY stake_key) THEN 1
                ELSE 0
            END
        ) AS planned_amount
    FROM split
),

filled AS (
    SELECT
        *,
        sum(planned_amount) OVER (PARTITION BY stake_key ORDER BY tranche) - planned_amount AS earlier_amount
    FROM planned
)

SELECT
    stake_key,
    tranche,
    due_year,
    instalment_percent,
    planned_amount,
    greatest(0, least(planned_amount, protected_amount - earlier_amount)) AS protected_amount
FROM filled
