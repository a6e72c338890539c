-- What differs between what should be and what stands, by award and instalment (NULL: the award as a whole), with its effect
-- on what may be drawn and on what is still to come. place: the order of the kinds.
-- grain: stake_key, kind, tranche
WITH kinds (kind, place, is_of_award, owed_sign, to_come_sign) AS (
    VALUES
    ('grant', 1, TRUE, 0, 1),
    ('correction', 2, TRUE, 0, 1),
    ('forfeit', 3, TRUE, 0, -1),
    ('cap_reduction', 4, TRUE, 0, -1),
    ('deferral', 5, FALSE, 0, 0),
    ('hold', 6, FALSE, 0, 0),
    ('lapse', 7, FALSE, 0, -1),
    ('release', 8, FALSE, 1, -1),
    ('clawback', 9, FALSE, -1, 1)
),

stood AS (
    SELECT
        stake_key,
        tranche,
        sum(CASE WHEN kind = 'lapse' THEN amount ELSE 0 END) AS lapsed_amount,
        bool_or(kind = 'deferral') AS was_deferred,
        bool_or(kind = 'hold') AS was_held,
        bool_or(kind = 'release') AS was_released
    FROM rewards.standing
    WHERE tranche > 0
    GROUP BY stake_key, tranche
),

parts AS (
    SELECT
        parts.*,
        parts.lapsed_amount - CASE WHEN stood.stake_key IS NULL THEN 0 ELSE stood.lapsed_amount END AS newly_lapsed_amount,
        parts.state = 'due_later' AND NOT coalesce(stood.was_deferred, FALSE) AS is_deferred_now,
        parts.state = 'held' AND NOT coalesce(stood.was_held, FALSE) AS is_held_now,
        coalesce(stood.was_released, FALSE) AS was_released
    FROM rewards.payout AS parts
    LEFT JOIN stood ON parts.stake_key = stood.stake_key AND parts.tranche = stood.tranche
),

entries AS (
    SELECT
        stakes.stake_key,
        kinds.kind,
        NULL AS tranche,
        CASE
            WHEN kinds.kind = 'forfeit' THEN stakes.forfeited_amount - stakes.standing_forfeited_amount
            WHEN kinds.kind = 'cap_reduction'
                THEN stakes.person_cap_reduction_amount - stakes.standing_cap_reduction_amount
            WHEN (kinds.kind = 'correction') = stakes.has_stood THEN stakes.gross_amount - stakes.standing_gross_amount
            ELSE 0
        END AS amount,
        CASE kinds.kind
            WHEN 'grant' THEN 'share of the pool of ' || stakes.benefit_year
            WHEN 'correction'
                THEN CASE
                    WHEN stakes.is_there THEN 'worked out again; it was ' || stakes.standing_gross_amount
                    ELSE 'there is no award any more'
                END
            WHEN 'forfeit'
                THEN CASE
                    WHEN stakes.forfeited_amount < stakes.standing_forfeited_amount THEN 'less is forfeited than before'
                    ELSE coalesce(stakes.reason, 'forfeited')
                END
            ELSE 'limit of a person and year'
        END AS cause
    FROM rewards.stake AS stakes
    INNER JOIN kinds ON kinds.is_of_award
    UNION ALL
    SELECT
        parts.stake_key,
        kinds.kind,
        parts.tranche,
        CASE
            WHEN kinds.kind = 'deferral' AND parts.is_deferred_now THEN parts.left_amount
            WHEN kinds.kind = 'hold' AND parts.is_held_now THEN parts.left_amount - parts.paid_amount
            WHEN kinds.kind = 'lapse' THEN parts.newly_lapsed_amount
            WHEN kinds.kind = 'release' THEN parts.release_amount
            WHEN kinds.kind = 'clawback' THEN parts.clawback_amount
            ELSE 0
        END AS amount,
        CASE kinds.kind
            WHEN 'lapse'
                THEN CASE
                    WHEN parts.newly_lapsed_amount < 0 THEN 'less lapses than before'
                    ELSE coalesce(parts.reason, 'lapsed')
                END
            WHEN 'hold' THEN coalesce(parts.reason, 'held')
            WHEN 'clawback' THEN 'more had been released than the award now allows'
            ELSE
                CASE WHEN parts.was_released THEN 'more of instalment ' ELSE 'instalment ' END
                || parts.tranche || ', due in ' || parts.due_year
                || coalesce('; ' || CASE WHEN parts.lapsed_amount > 0 THEN parts.reason END, '')
        END AS cause
    FROM parts
    INNER JOIN kinds ON NOT kinds.is_of_award
)

SELECT
    entries.stake_key,
    entries.kind,
    cast(entries.tranche AS INTEGER) AS tranche,
    entries.amount,
    kinds.owed_sign * entries.amount AS owed_amount,
    kinds.to_come_sign * entries.amount AS to_come_amount,
    entries.cause,
    kinds.place
FROM entries
INNER JOIN kinds ON entries.kind = kinds.kind
WHERE entries.amount <> 0
