-- What the run adds to or takes back from each instalment, beside what stands of it. What may be drawn in all is compared
-- with what was released in all: a lowered award offsets what is still to come before anything is reclaimed.
-- paid_amount: what is paid of it then, in the order of the instalments, those that may be drawn first.
-- grain: stake_key, tranche
WITH paid AS (
    SELECT
        stake_key,
        tranche,
        sum(owed_amount) AS owed_amount
    FROM rewards.standing
    WHERE tranche > 0
    GROUP BY stake_key, tranche
),

parts AS (
    SELECT
        decided.*,
        decided.planned_amount - decided.lapsed_amount AS left_amount,
        CASE WHEN paid.stake_key IS NULL THEN 0 ELSE paid.owed_amount END AS standing_amount,
        stakes.standing_owed_amount
    FROM rewards.decision AS decided
    INNER JOIN rewards.stake AS stakes ON decided.stake_key = stakes.stake_key
    LEFT JOIN paid ON decided.stake_key = paid.stake_key AND decided.tranche = paid.tranche
),

totals AS (
    SELECT
        stake_key,
        greatest(0, sum(CASE WHEN state = 'payable' THEN left_amount ELSE 0 END) - min(standing_owed_amount))
            AS release_amount,
        greatest(0, min(standing_owed_amount) - sum(left_amount)) AS clawback_amount
    FROM parts
    GROUP BY stake_key
),

covered AS (
    SELECT
        parts.*,
        totals.release_amount,
        totals.clawback_amount,
        greatest(0, least(
            parts.left_amount,
            parts.standing_owed_amount + totals.release_amount - totals.clawback_amount - (
                sum(parts.left_amount) OVER (
                    PARTITION BY parts.stake_key
                    ORDER BY parts.state = 'payable' DESC, parts.tranche
                ) - parts.left_amount
            )
        )) AS paid_amount
    FROM parts
    INNER JOIN totals ON parts.stake_key = totals.stake_key
),

moved AS (
    SELECT
        *,
        greatest(0, paid_amount - standing_amount) AS short_amount,
        greatest(0, standing_amount - paid_amount) AS excess_amount
    FROM covered
)

SELECT
    stake_key,
    tranche,
    due_year,
    instalment_percent,
    planned_amount,
    lapsed_amount,
    left_amount,
    paid_amount,
    standing_amount,
    state,
    reason,
    reference,
    -- Released from the first instalment on, reclaimed from the last.
    greatest(0, least(
        short_amount,
        release_amount - (sum(short_amount) OVER (
            PARTITION BY stake_key ORDER BY tranche
        ) - short_amount)
    )) AS release_amount,
    greatest(0, least(
        excess_amount,
        clawback_amount - (sum(excess_amount) OVER (
            PARTITION BY stake_key ORDER BY tranche DESC
        ) - excess_amount)
    )) AS clawback_amount
FROM moved
