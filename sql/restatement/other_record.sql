-- Changed records behind what moved that are no evidence: of a subject its adjustments, and offices and units where it answers
-- for other records than before; of a pool and its awards the innovation and its benefits where benefit, tiers or floor moved,
-- the organisation's year where its limit did, shares where the split did; of an award the person's own records and findings
-- where the person's part, or what may be drawn of it, is judged otherwise.
-- grain: org_id, subject_type, subject_id, source_feed, source_id
WITH pools AS (
    SELECT
        org_id,
        innovation_id,
        benefit_year,
        bool_or(quantity IN ('recognised_benefit_amount', 'tier_amount', 'floor_amount', 'status')) AS is_benefit,
        bool_or(quantity = 'rechecked_benefit_amount') AS is_rechecked,
        bool_or(quantity IN ('organization_limit_amount', 'status')) AS is_limit,
        bool_or(quantity = 'status') AS is_split
    FROM restatement.moved_quantity
    WHERE subject_type = 'innovation'
    GROUP BY org_id, innovation_id, benefit_year
),

rewards AS (
    SELECT
        org_id,
        subject_type,
        subject_id,
        person_id,
        innovation_id,
        benefit_year,
        bool_or(quantity IN ('share_percent', 'kept_percent', 'status')) AS is_split,
        bool_or(quantity IN ('share_percent', 'kept_percent', 'person_limit_amount', 'status'))
        OR NOT bool_or(quantity IN ('gross_amount', 'award_amount')) AS is_judged_otherwise,
        -- What is found on re-checking decides about instalments, not about the award itself.
        NOT bool_or(subject_type = 'award' AND quantity IN ('gross_amount', 'award_amount')) AS hangs_on_recheck
    FROM restatement.moved_quantity
    WHERE subject_type IN ('innovation', 'award')
    GROUP BY org_id, subject_type, subject_id, person_id, innovation_id, benefit_year
),

subjects AS (
    SELECT DISTINCT org_id, subject_type, subject_id
    FROM restatement.moved_quantity
),

behind AS (
    SELECT quantities.subject_type, quantities.subject_id, records.*
    FROM restatement.moved_quantity AS quantities
    INNER JOIN restatement.changed_record AS records
        ON
            quantities.org_id = records.org_id
            AND quantities.item = records.source_id
            AND records.source_feed = 'adjustment'
    WHERE quantities.quantity = 'adjustment'
    UNION
    SELECT subjects.subject_type, subjects.subject_id, records.*
    FROM subjects
    INNER JOIN restatement.moved_reach AS reaches
        ON
            subjects.org_id = reaches.org_id
            AND subjects.subject_type = reaches.subject_type
            AND subjects.subject_id = reaches.subject_id
    INNER JOIN restatement.changed_record AS records
        ON
            subjects.org_id = records.org_id
            AND CASE
                WHEN records.source_feed = 'appointment'
                    THEN subjects.subject_type = 'cio' AND subjects.subject_id = records.person_id
                WHEN records.source_feed IN ('department', 'department_successor')
                    THEN reaches.department_id = records.department_id
                ELSE FALSE
            END
    UNION
    SELECT rewards.subject_type, rewards.subject_id, records.*
    FROM rewards
    LEFT JOIN pools
        ON
            rewards.org_id = pools.org_id
            AND rewards.innovation_id = pools.innovation_id
            AND rewards.benefit_year = pools.benefit_year
    INNER JOIN restatement.changed_record AS records
        ON
            rewards.org_id = records.org_id
            AND CASE
                WHEN records.source_feed IN ('innovation', 'innovation_benefit')
                    THEN
                        (pools.is_benefit OR (pools.is_rechecked AND rewards.hangs_on_recheck))
                        AND rewards.innovation_id = records.innovation_id
                        AND coalesce(rewards.benefit_year = records.year, TRUE)
                WHEN records.source_feed = 'contribution'
                    THEN (rewards.is_split OR pools.is_split) AND rewards.innovation_id = records.innovation_id
                WHEN records.source_feed = 'organization_year'
                    THEN pools.is_limit AND rewards.benefit_year = records.year
                WHEN records.source_feed IN ('finding', 'person', 'appointment')
                    THEN
                        rewards.is_judged_otherwise
                        AND (
                            rewards.person_id = records.person_id
                            OR (records.person_id IS NULL AND rewards.innovation_id = records.innovation_id)
                        )
                ELSE FALSE
            END
)

SELECT
    behind.org_id,
    behind.subject_type,
    behind.subject_id,
    behind.source_feed,
    behind.source_id,
    behind.department_id,
    behind.person_id,
    behind.before_batch,
    behind.before_row,
    behind.after_batch,
    behind.after_row
FROM behind
