-- Why each pool and award moved by itself: another plan, changed records behind it, or, where the person's part is judged
-- otherwise, what moved the person's own appraisal as CIO.
-- grain: org_id, subject_type, subject_id, person_id
WITH plans AS (
    SELECT
        found.org_id,
        max(found.plan_key) FILTER (WHERE found.run_id = revisions.prior_run_id) AS rules_before,
        max(found.plan_key) FILTER (WHERE found.run_id = revisions.run_id) AS rules_after
    FROM scope.reward_plan AS found
    INNER JOIN restatement.revision AS revisions ON found.run_id IN (revisions.run_id, revisions.prior_run_id)
    GROUP BY found.org_id
),

records AS (
    SELECT
        org_id,
        subject_type,
        subject_id,
        count(*) AS record_count,
        bool_or(appeals IS NULL) AS is_records,
        string_agg(DISTINCT appeals, ',' ORDER BY appeals) AS decision
    FROM restatement.behind
    WHERE subject_type IN ('innovation', 'award')
    GROUP BY org_id, subject_type, subject_id
),

moved AS (
    SELECT
        org_id,
        subject_type,
        subject_id,
        person_id,
        benefit_year,
        bool_or(quantity IN ('kept_percent', 'status')) AS is_judged_otherwise
    FROM restatement.moved_quantity
    WHERE subject_type IN ('innovation', 'award')
    GROUP BY org_id, subject_type, subject_id, person_id, benefit_year
),

appraised AS (
    SELECT DISTINCT causes.*
    FROM restatement.subject_cause AS causes
    INNER JOIN restatement.moved_quantity AS quantities
        ON
            causes.org_id = quantities.org_id
            AND causes.subject_type = quantities.subject_type
            AND causes.subject_id = quantities.subject_id
            AND quantities.quantity IN ('suggested_grade', 'status', 'gate')
    WHERE causes.subject_type = 'cio'
)

SELECT
    moved.org_id,
    moved.subject_type,
    moved.subject_id,
    moved.person_id,
    coalesce(records.is_records, FALSE) OR coalesce(appraised.is_records, FALSE) AS is_records,
    plans.rules_before IS NOT NULL OR coalesce(appraised.is_rules, FALSE) AS is_rules,
    coalesce(appraised.is_code, FALSE) AS is_code,
    concat_ws(',', records.decision, appraised.decision) AS decision,
    coalesce(plans.rules_before, appraised.rules_before) AS rules_before,
    coalesce(plans.rules_after, appraised.rules_after) AS rules_after,
    coalesce(records.record_count, 0) AS record_count
FROM moved
LEFT JOIN records
    ON
        moved.org_id = records.org_id
        AND moved.subject_type = records.subject_type
        AND moved.subject_id = records.subject_id
-- A year settled before keeps the plan that settled it.
LEFT JOIN plans
    ON
        moved.org_id = plans.org_id
        AND moved.benefit_year = extract('year' FROM cast($period_end AS DATE))
        AND plans.rules_before IS DISTINCT FROM plans.rules_after
LEFT JOIN appraised
    ON
        moved.org_id = appraised.org_id
        AND moved.person_id = appraised.subject_id
        AND moved.is_judged_otherwise
