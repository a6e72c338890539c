-- What the revision's settlement posts for each award and person: what stood when it was frozen (other years' settlements
-- included), and what stands with its own entries.
-- grain: org_id, award_id, person_id, quantity, currency
WITH entries AS (
    SELECT ledger.*, FALSE AS is_own
    FROM run.follows AS follows
    INNER JOIN result.reward_ledger AS ledger ON follows.prior_run_id = ledger.run_id
    WHERE follows.run_id = $run_id
    UNION ALL
    SELECT ledger.*, TRUE AS is_own
    FROM result.reward_ledger AS ledger
    WHERE ledger.run_id = $run_id
),

effects AS (
    SELECT entries.*, 'owed_amount' AS quantity, entries.owed_amount AS effect_amount
    FROM entries
    UNION ALL
    SELECT entries.*, 'to_come_amount' AS quantity, entries.to_come_amount AS effect_amount
    FROM entries
)

SELECT
    effects.org_id,
    effects.award_id,
    effects.person_id,
    effects.innovation_id,
    effects.benefit_year,
    effects.quantity,
    effects.currency,
    -- Six decimals like all that is compared: a UNION with fewer would cut the others.
    cast(sum(effects.effect_amount) FILTER (WHERE NOT effects.is_own) AS DECIMAL(38, 6)) AS before_amount,
    cast(sum(effects.effect_amount) AS DECIMAL(38, 6)) AS after_amount
FROM effects
GROUP BY
    effects.org_id, effects.award_id, effects.person_id, effects.innovation_id, effects.benefit_year, effects.quantity,
    effects.currency
HAVING sum(CASE WHEN effects.is_own THEN effects.effect_amount ELSE 0 END) <> 0
