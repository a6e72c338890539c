-- Each instalment of an award: what is planned, released, lapsed and still to come, after what the run posts; in a run that
-- settles nothing, what it would post.
-- grain: run_id, org_id, award_id, tranche
WITH moves AS (
    SELECT
        stake_key,
        tranche,
        max(place) FILTER (WHERE kind = 'release') AS release_place,
        max(place) FILTER (WHERE kind = 'clawback') AS clawback_place
    FROM rewards.standing
    WHERE tranche > 0
    GROUP BY stake_key, tranche
),

paid AS (
    SELECT
        parts.*,
        parts.clawback_amount > 0
        OR (parts.release_amount = 0 AND coalesce(moves.clawback_place > moves.release_place, FALSE)) AS is_reclaimed,
        moves.release_place IS NOT NULL AS was_released,
        -- What had been posted as released above what stands after this run is to be paid back.
        greatest(0, coalesce(
            peaks.peak_amount - (peaks.standing_amount + parts.release_amount - parts.clawback_amount), 0
        )) AS reclaimed_amount
    FROM rewards.payout AS parts
    LEFT JOIN moves ON parts.stake_key = moves.stake_key AND parts.tranche = moves.tranche
    LEFT JOIN rewards.peak AS peaks ON parts.stake_key = peaks.stake_key AND parts.tranche = peaks.tranche
)

SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    stakes.org_id,
    stakes.award_id,
    stakes.innovation_id,
    stakes.benefit_year,
    stakes.person_id,
    stakes.department_id,
    paid.tranche,
    paid.due_year,
    paid.instalment_percent,
    NOT years.is_settlement AS is_estimate,
    stakes.currency,
    paid.planned_amount,
    paid.paid_amount AS released_amount,
    paid.reclaimed_amount,
    paid.lapsed_amount,
    paid.left_amount - paid.paid_amount AS to_come_amount,
    percent_cut(paid.paid_amount, nullif(paid.planned_amount, 0)) AS released_percent,
    CASE
        WHEN paid.is_reclaimed THEN 'reclaimed'
        WHEN paid.left_amount = 0 AND paid.lapsed_amount > 0 THEN 'lapsed'
        WHEN paid.paid_amount < paid.left_amount AND paid.state <> 'payable' THEN paid.state
        WHEN paid.lapsed_amount > 0 THEN 'scaled'
        ELSE 'released'
    END AS status,
    CASE
        WHEN paid.is_reclaimed THEN 'more had been released than the award now allows'
        WHEN
            paid.paid_amount = paid.left_amount AND paid.paid_amount > 0 AND paid.state <> 'payable' AND NOT stakes.is_held
            THEN 'covered by what was released before the award was lowered'
        ELSE paid.reason
    END AS reason
FROM paid
INNER JOIN rewards.stake AS stakes ON paid.stake_key = stakes.stake_key
INNER JOIN rewards.settled_year AS years
    ON stakes.org_id = years.org_id AND stakes.benefit_year = years.benefit_year
INNER JOIN run.run AS runs ON runs.run_id = $run_id
WHERE stakes.is_there AND (paid.planned_amount > 0 OR paid.was_released)
ORDER BY stakes.org_id, stakes.award_id, paid.tranche
