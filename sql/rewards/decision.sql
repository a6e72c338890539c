-- What becomes of each instalment: how much of it lapses, and whether the rest may be drawn (payable), waits for its year
-- (due_later) or for a reason to go away (held). What a settlement of another year released or let lapse is decided; only
-- as much of it lapses as is still planned. The part of the law's floor never lapses.
-- grain: stake_key, tranche
WITH decided AS (
    SELECT
        stake_key,
        tranche,
        sum(CASE WHEN kind = 'lapse' THEN amount ELSE 0 END) AS lapsed_amount,
        max(cause) FILTER (WHERE kind = 'lapse') AS lapse_cause,
        max(reference) FILTER (WHERE kind = 'lapse') AS lapse_reference
    FROM rewards.standing
    WHERE kind IN ('release', 'lapse')
    GROUP BY stake_key, tranche
    HAVING bool_or(by_another_year)
),

-- What came between the year of the award and that of the run.
stopped AS (
    SELECT
        stakes.stake_key,
        string_agg(
            DISTINCT withheld.reason || ' in ' || withheld.year, '; ' ORDER BY withheld.reason || ' in ' || withheld.year
        ) AS reason,
        string_agg(DISTINCT withheld.reference, ',' ORDER BY withheld.reference) AS reference
    FROM rewards.stake AS stakes
    INNER JOIN rewards.withheld AS withheld
        ON
            stakes.org_id = withheld.org_id
            AND stakes.person_id = withheld.person_id
            AND stakes.benefit_year < withheld.year
            AND withheld.effect IN ('cancels', 'stops')
            AND withheld.year <= extract('year' FROM cast($period_end AS DATE))
            AND coalesce(stakes.innovation_id = withheld.innovation_id, TRUE)
    GROUP BY stakes.stake_key
),

judged AS (
    SELECT
        parts.*,
        parts.due_year <= extract('year' FROM cast($period_end AS DATE)) AS is_due,
        decided.stake_key IS NOT NULL AS is_decided,
        decided.lapsed_amount AS decided_lapsed_amount,
        decided.lapse_cause,
        decided.lapse_reference,
        (parts.tranche > 1 AND (stopped.stake_key IS NOT NULL OR coalesce(leavers.effect = 'lapses', FALSE)))
        OR coalesce(leavers.effect = 'forfeits', FALSE) AS lapses,
        stakes.is_held,
        stopped.reason AS stopped_reason,
        stopped.reference AS stopped_reference,
        'left on ' || leavers.left_on || coalesce(' (' || replace(leavers.leaving_reason, '_', ' ') || ')', '')
            AS left_reason,
        CASE
            WHEN stakes.is_held THEN coalesce(stakes.reason, 'the award is held')
            WHEN parts.tranche = 1 THEN NULL
            WHEN leavers.person_id IS NOT NULL AND leavers.effect IS NULL
                THEN 'left on ' || leavers.left_on || ', and no reason the plan knows is recorded'
            WHEN coalesce(date_part('year', stakes.rechecked_on) < parts.due_year, TRUE)
                THEN 'the benefit was not re-checked in ' || parts.due_year || ' or later'
        END AS held_reason,
        -- Exactly the least percentage is enough.
        parts.tranche > 1
        AND micro(stakes.rechecked_benefit_amount) * 100000000
        < micro(stakes.recognised_benefit_amount) * micro(stakes.recheck_minimum_percent) AS is_scaled,
        CASE
            WHEN stakes.recognised_benefit_amount > 0
                THEN money_scaled(
                    parts.planned_amount, greatest(stakes.rechecked_benefit_amount, 0), stakes.recognised_benefit_amount
                )
        END AS scaled_amount,
        percent_cut(stakes.rechecked_benefit_amount, nullif(stakes.recognised_benefit_amount, 0)) AS rechecked_percent
    FROM rewards.instalment AS parts
    INNER JOIN rewards.stake AS stakes ON parts.stake_key = stakes.stake_key
    LEFT JOIN decided ON parts.stake_key = decided.stake_key AND parts.tranche = decided.tranche
    LEFT JOIN stopped ON parts.stake_key = stopped.stake_key
    LEFT JOIN rewards.leaver AS leavers
        ON
            stakes.org_id = leavers.org_id
            AND stakes.person_id = leavers.person_id
            AND stakes.benefit_year = leavers.benefit_year
)

SELECT
    stake_key,
    tranche,
    due_year,
    instalment_percent,
    planned_amount,
    CASE
        WHEN is_decided THEN least(decided_lapsed_amount, planned_amount - protected_amount)
        WHEN lapses THEN planned_amount - protected_amount
        WHEN NOT is_due OR held_reason IS NOT NULL OR NOT is_scaled THEN 0
        ELSE planned_amount - greatest(scaled_amount, protected_amount)
    END AS lapsed_amount,
    CASE
        WHEN NOT is_due THEN 'due_later'
        WHEN is_held THEN 'held'
        WHEN is_decided OR held_reason IS NULL OR (lapses AND protected_amount = 0) THEN 'payable'
        ELSE 'held'
    END AS state,
    CASE
        WHEN is_decided THEN lapse_cause
        WHEN lapses THEN coalesce(stopped_reason, left_reason)
        WHEN NOT is_due THEN NULL
        WHEN held_reason IS NOT NULL THEN held_reason
        WHEN is_scaled THEN 're-checked at ' || plain_number(rechecked_percent) || ' % of the recognised benefit'
    END AS reason,
    CASE WHEN is_decided THEN lapse_reference WHEN lapses THEN stopped_reference END AS reference
FROM judged
