-- Everything of a pool and of an award that a restatement compares, of one of the two revisions.
-- grain: org_id, subject_type, subject_id, person_id, quantity, unit
WITH quantities (subject_type, quantity, is_amount) AS (
    VALUES
    ('innovation', 'recognised_benefit_amount', TRUE),
    ('innovation', 'pool_amount', TRUE),
    ('innovation', 'status', FALSE),
    ('award', 'share_percent', FALSE),
    ('award', 'gross_amount', TRUE),
    ('award', 'kept_percent', FALSE),
    ('award', 'person_limit_amount', TRUE),
    ('award', 'award_amount', TRUE),
    ('award', 'status', FALSE)
),

found AS (
    SELECT
        pools.org_id,
        quantities.subject_type,
        pools.innovation_id || '/' || pools.benefit_year AS subject_id,
        cast(NULL AS TEXT) AS person_id,
        pools.innovation_id,
        pools.benefit_year,
        quantities.quantity,
        CASE WHEN quantities.is_amount THEN pools.currency ELSE '' END AS unit,
        CASE quantities.quantity
            WHEN 'recognised_benefit_amount' THEN pools.recognised_benefit_amount
            WHEN 'pool_amount' THEN pools.pool_amount
        END AS value,
        CASE quantities.quantity WHEN 'status' THEN pools.status END AS words
    FROM result.reward_pool AS pools
    INNER JOIN quantities ON quantities.subject_type = 'innovation'
    WHERE pools.run_id = $run_id
    UNION ALL
    SELECT
        awards.org_id, quantities.subject_type, awards.award_id AS subject_id, awards.person_id, awards.innovation_id,
        awards.benefit_year, quantities.quantity,
        CASE
            WHEN quantities.is_amount THEN awards.currency
            WHEN quantities.quantity <> 'status' THEN '%'
            ELSE ''
        END AS unit,
        CASE quantities.quantity
            WHEN 'share_percent' THEN awards.share_percent
            WHEN 'gross_amount' THEN awards.gross_amount
            WHEN 'kept_percent' THEN awards.kept_percent
            WHEN 'person_limit_amount' THEN awards.person_limit_amount
            WHEN 'award_amount' THEN awards.award_amount
        END AS value,
        CASE quantities.quantity WHEN 'status' THEN awards.status END AS words
    FROM result.reward_award AS awards
    INNER JOIN quantities ON quantities.subject_type = 'award'
    WHERE awards.run_id = $run_id
)

SELECT
    found.org_id,
    found.subject_type,
    found.subject_id,
    found.person_id,
    found.innovation_id,
    found.benefit_year,
    found.quantity,
    '' AS item,
    found.unit,
    cast(found.value AS DECIMAL(38, 6)) AS value,
    found.words
FROM found
WHERE found.value IS NOT NULL OR found.words IS NOT NULL
