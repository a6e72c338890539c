-- What a revision moved, against the revision before it, and why.
-- grain: run_id, org_id, subject_type, subject_id, person_id, quantity, item, unit
WITH causes AS (
    SELECT
        org_id, subject_type, subject_id, NULL AS person_id, is_records, is_rules, is_code, decision, rules_before,
        rules_after, record_count
    FROM restatement.subject_cause
    UNION ALL
    SELECT
        org_id, subject_type, subject_id, person_id, is_records, is_rules, is_code, nullif(decision, '') AS decision,
        rules_before, rules_after, record_count
    FROM restatement.reward_cause
),

-- In these something of somebody's own moved: who has nothing of that kind was moved by them.
movers AS (
    SELECT org_id
    FROM causes
    WHERE is_records OR is_rules OR is_code OR decision IS NOT NULL
    GROUP BY org_id
),

rows_behind AS (
    SELECT org_id, subject_type, subject_id, metric_id, count(DISTINCT row(source_feed, source_id)) AS record_count
    FROM restatement.moved_row
    GROUP BY org_id, subject_type, subject_id, metric_id
)

SELECT
    revisions.run_id,
    revisions.revision,
    revisions.period,
    moved.org_id,
    revisions.prior_run_id,
    moved.subject_type,
    moved.subject_id,
    moved.person_id,
    moved.quantity,
    moved.item,
    moved.unit,
    moved.before_value,
    moved.after_value,
    CASE WHEN moved.unit <> '' THEN coalesce(moved.after_value, 0) - coalesce(moved.before_value, 0) END AS delta,
    moved.before_text,
    moved.after_text,
    coalesce(
        nullif(
            concat_ws(
                ',',
                CASE WHEN causes.is_records THEN 'records' END,
                CASE WHEN causes.is_rules THEN 'rules' END,
                CASE WHEN causes.is_code THEN 'code' END,
                CASE WHEN causes.decision IS NOT NULL THEN 'decision' END
            ),
            ''
        ),
        CASE
            WHEN NOT revisions.has_new_code THEN 'others'
            -- Places, grades within a quota and amounts within a limit hang on others; other results do not.
            WHEN
                movers.org_id IS NOT NULL
                AND (moved.subject_type IN ('innovation', 'award') OR moved.quantity IN ('rank', 'suggested_grade'))
                THEN 'others'
            ELSE 'code'
        END
    ) AS cause,
    causes.rules_before,
    causes.rules_after,
    causes.decision,
    CASE
        WHEN moved.quantity = 'contribution' THEN coalesce(rows_behind.record_count, 0)
        ELSE coalesce(causes.record_count, 0)
    END AS record_count
FROM restatement.moved_quantity AS moved
INNER JOIN restatement.revision AS revisions ON revisions.run_id = $run_id
LEFT JOIN causes
    ON
        moved.org_id = causes.org_id
        AND moved.subject_type = causes.subject_type
        AND moved.subject_id = causes.subject_id
        AND moved.person_id IS NOT DISTINCT FROM causes.person_id
LEFT JOIN movers ON moved.org_id = movers.org_id
LEFT JOIN rows_behind
    ON
        moved.org_id = rows_behind.org_id
        AND moved.subject_type = rows_behind.subject_type
        AND moved.subject_id = rows_behind.subject_id
        AND moved.item = rows_behind.metric_id
ORDER BY
    moved.org_id, moved.subject_type, moved.subject_id, moved.person_id, moved.quantity, moved.item, moved.unit
