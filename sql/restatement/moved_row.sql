-- The evidence that was added, removed or changed, by subject and metric whose sums moved. occurred_on: of a unit's score the
-- last day of office in it, which may move by itself.
-- grain: org_id, subject_type, subject_id, metric_id, department_id, person_id, source_feed, source_id, occurred_on
SELECT
    coalesce(own.org_id, priors.org_id) AS org_id,
    coalesce(own.subject_type, priors.subject_type) AS subject_type,
    coalesce(own.subject_id, priors.subject_id) AS subject_id,
    coalesce(own.metric_id, priors.metric_id) AS metric_id,
    coalesce(own.department_id, priors.department_id) AS department_id,
    coalesce(own.person_id, priors.person_id) AS person_id,
    coalesce(own.source_feed, priors.source_feed) AS source_feed,
    coalesce(own.source_id, priors.source_id) AS source_id,
    coalesce(own.occurred_on, priors.occurred_on) AS occurred_on,
    CASE
        WHEN priors.org_id IS NULL THEN 'added'
        WHEN own.org_id IS NULL THEN 'removed'
        ELSE 'changed'
    END AS change,
    priors.numerator AS before_numerator,
    priors.denominator AS before_denominator,
    priors.share_percent AS before_share_percent,
    priors.batch_id AS before_batch,
    priors.source_row AS before_row,
    own.numerator AS after_numerator,
    own.denominator AS after_denominator,
    own.share_percent AS after_share_percent,
    own.batch_id AS after_batch,
    own.source_row AS after_row
FROM restatement.subject_row_before AS priors
FULL OUTER JOIN restatement.subject_row_after AS own
    ON
        priors.org_id = own.org_id
        AND priors.subject_type = own.subject_type
        AND priors.subject_id = own.subject_id
        AND priors.metric_id = own.metric_id
        AND priors.department_id IS NOT DISTINCT FROM own.department_id
        AND priors.person_id IS NOT DISTINCT FROM own.person_id
        AND priors.source_feed = own.source_feed
        AND priors.source_id = own.source_id
        AND priors.occurred_on = own.occurred_on
WHERE
    priors.numerator IS DISTINCT FROM own.numerator
    OR priors.denominator IS DISTINCT FROM own.denominator
    OR priors.share_percent IS DISTINCT FROM own.share_percent
