-- Changed records behind what moved that are no evidence: of a subject its adjustments, and offices and units where it answers
-- for other records than before; of a pool the innovation, its benefits and shares and the organisation's year; of an award
-- these, and where the person's part is judged otherwise the person's own records and findings.
-- grain: org_id, subject_type, subject_id, source_feed, source_id
WITH awards AS (
    SELECT
        org_id,
        subject_type,
        subject_id,
        person_id,
        innovation_id,
        benefit_year,
        bool_or(quantity IN ('kept_percent', 'person_limit_amount', 'status')) AS is_judged_otherwise
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
    SELECT awards.subject_type, awards.subject_id, records.*
    FROM awards
    INNER JOIN restatement.changed_record AS records
        ON
            awards.org_id = records.org_id
            AND CASE
                WHEN records.source_feed IN ('innovation', 'innovation_benefit', 'contribution')
                    THEN
                        awards.innovation_id = records.innovation_id
                        AND coalesce(awards.benefit_year = records.year, TRUE)
                WHEN records.source_feed = 'organization_year' THEN awards.benefit_year = records.year
                WHEN records.source_feed IN ('finding', 'person', 'appointment')
                    THEN
                        awards.is_judged_otherwise
                        AND (
                            awards.person_id = records.person_id
                            OR (records.person_id IS NULL AND awards.innovation_id = records.innovation_id)
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
