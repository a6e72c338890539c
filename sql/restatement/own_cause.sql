-- Why each subject's result moved by itself: its scheme, or sums, by rules; sums, adjustments, days of office or connected
-- feeds by records; sums by the program. A subject whose kind only one of the revisions has a scheme for came or went by rules.
-- grain: org_id, subject_type, subject_id
WITH subjects AS (
    SELECT
        found.org_id,
        found.subject_type,
        found.subject_id,
        count(*) AS run_count,
        count(DISTINCT found.scheme_key) AS scheme_count,
        count(DISTINCT row(found.tenure_days, found.left_on)) AS tenure_count
    FROM scope.subject AS found
    INNER JOIN restatement.revision AS revisions ON found.run_id IN (revisions.run_id, revisions.prior_run_id)
    GROUP BY found.org_id, found.subject_type, found.subject_id
),

lone_kinds AS (
    SELECT schemes.org_id, schemes.subject_type
    FROM scope.scheme AS schemes
    INNER JOIN restatement.revision AS revisions ON schemes.run_id IN (revisions.run_id, revisions.prior_run_id)
    GROUP BY schemes.org_id, schemes.subject_type
    HAVING count(*) = 1
),

lone_feeds AS (
    SELECT feeds.org_id, feeds.feed
    FROM scope.feed AS feeds
    INNER JOIN restatement.revision AS revisions ON feeds.run_id IN (revisions.run_id, revisions.prior_run_id)
    GROUP BY feeds.org_id, feeds.feed
    HAVING count(*) = 1
),

-- What was measured before, or is now, and is not on the other side.
restated AS (
    SELECT DISTINCT org_id, subject_type, subject_id
    FROM restatement.moved_quantity
    WHERE
        quantity = 'status'
        OR (
            quantity = 'contribution'
            AND (
                before_text IN ('missing', 'not_applicable', 'disabled')
                OR after_text IN ('missing', 'not_applicable', 'disabled')
            )
        )
),

sums AS (
    SELECT
        org_id, subject_type, subject_id, bool_or(is_code) AS is_code, bool_or(is_rules) AS is_rules,
        bool_or(is_records) AS is_records
    FROM restatement.sum_cause
    GROUP BY org_id, subject_type, subject_id
),

-- A unit's score counts for each day of office: other days are other records of office.
days AS (
    SELECT DISTINCT org_id, subject_type, subject_id
    FROM restatement.moved_row
    WHERE source_feed = 'appraisal' AND before_denominator <> after_denominator
),

adjusted AS (
    SELECT DISTINCT org_id, subject_type, subject_id
    FROM restatement.other_record
    WHERE source_feed = 'adjustment'
)

SELECT
    subjects.org_id,
    subjects.subject_type,
    subjects.subject_id,
    coalesce(sums.is_code, FALSE) AS is_code,
    coalesce(sums.is_rules, FALSE) OR subjects.scheme_count > 1 OR lone_kinds.org_id IS NOT NULL AS is_rules,
    lone_kinds.org_id IS NULL
    AND (
        coalesce(sums.is_records, FALSE)
        OR days.org_id IS NOT NULL
        OR adjusted.org_id IS NOT NULL
        OR subjects.run_count = 1
        OR (
            restated.org_id IS NOT NULL
            AND (
                subjects.tenure_count > 1
                OR subjects.org_id IN (SELECT lone_feeds.org_id FROM lone_feeds)
            )
        )
    ) AS is_records
FROM subjects
LEFT JOIN lone_kinds ON subjects.org_id = lone_kinds.org_id AND subjects.subject_type = lone_kinds.subject_type
LEFT JOIN restated
    ON
        subjects.org_id = restated.org_id
        AND subjects.subject_type = restated.subject_type
        AND subjects.subject_id = restated.subject_id
LEFT JOIN sums
    ON
        subjects.org_id = sums.org_id
        AND subjects.subject_type = sums.subject_type
        AND subjects.subject_id = sums.subject_id
LEFT JOIN days
    ON
        subjects.org_id = days.org_id
        AND subjects.subject_type = days.subject_type
        AND subjects.subject_id = days.subject_id
LEFT JOIN adjusted
    ON
        subjects.org_id = adjusted.org_id
        AND subjects.subject_type = adjusted.subject_type
        AND subjects.subject_id = adjusted.subject_id
