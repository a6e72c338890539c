-- What a settlement posts once it is confirmed: the entries that bring what stands to what should be; a run that is none
-- posts nothing.
-- reference: the findings behind it, else the benefit lines, else the plan.
-- grain: run_id, org_id, entry_id
WITH benefits AS (
    SELECT org_id, innovation_id, benefit_year, string_agg(benefit_id, ',' ORDER BY benefit_id) AS reference
    FROM result.reward_line
    WHERE run_id = $run_id AND status IN ('counted', 'income')
    GROUP BY org_id, innovation_id, benefit_year
),

findings AS (
    SELECT
        stakes.stake_key,
        string_agg(DISTINCT withheld.reference, ',' ORDER BY withheld.reference) AS reference
    FROM rewards.stake AS stakes
    INNER JOIN rewards.withheld AS withheld
        ON
            stakes.org_id = withheld.org_id
            AND stakes.person_id = withheld.person_id
            AND stakes.benefit_year = withheld.year
            AND coalesce(stakes.innovation_id = withheld.innovation_id, TRUE)
    WHERE stakes.forfeited_amount > stakes.standing_forfeited_amount OR stakes.is_held
    GROUP BY stakes.stake_key
)

SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    stakes.org_id,
    left(sha256(concat_ws(chr(31), runs.run_id, stakes.stake_key, entries.kind, entries.tranche)), 16) AS entry_id,
    stakes.award_id,
    stakes.innovation_id,
    stakes.benefit_year,
    stakes.person_id,
    stakes.department_id,
    entries.kind,
    entries.tranche,
    stakes.currency,
    entries.amount,
    entries.owed_amount,
    entries.to_come_amount,
    entries.cause,
    coalesce(
        CASE WHEN entries.kind IN ('forfeit', 'hold', 'clawback') THEN findings.reference END,
        CASE WHEN entries.kind IN ('hold', 'lapse') THEN decided.reference END,
        CASE WHEN entries.kind <> 'cap_reduction' THEN benefits.reference END,
        stakes.plan_key
    ) AS reference
FROM rewards.entry AS entries
INNER JOIN rewards.stake AS stakes ON entries.stake_key = stakes.stake_key
INNER JOIN rewards.settled_year AS years
    ON stakes.org_id = years.org_id AND stakes.benefit_year = years.benefit_year
INNER JOIN run.run AS runs ON runs.run_id = $run_id
LEFT JOIN rewards.payout AS decided ON entries.stake_key = decided.stake_key AND entries.tranche = decided.tranche
LEFT JOIN findings ON entries.stake_key = findings.stake_key
LEFT JOIN benefits
    ON
        stakes.org_id = benefits.org_id
        AND stakes.innovation_id = benefits.innovation_id
        AND stakes.benefit_year = benefits.benefit_year
WHERE years.is_settlement
ORDER BY stakes.org_id, stakes.award_id, stakes.person_id, stakes.currency, entries.place, entries.tranche
