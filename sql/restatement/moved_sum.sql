-- Every sum of evidence that a revision moved.
-- grain: org_id, subject_type, subject_id, metric_id
WITH priors AS (
    SELECT sums.*
    FROM restatement.revision AS revisions
    INNER JOIN result.metric_sum AS sums ON revisions.prior_run_id = sums.run_id
),

own AS (
    SELECT sums.*
    FROM restatement.revision AS revisions
    INNER JOIN result.metric_sum AS sums ON revisions.run_id = sums.run_id
)

SELECT
    coalesce(own.org_id, priors.org_id) AS org_id,
    coalesce(own.subject_type, priors.subject_type) AS subject_type,
    coalesce(own.subject_id, priors.subject_id) AS subject_id,
    coalesce(own.metric_id, priors.metric_id) AS metric_id,
    priors.numerator AS before_numerator,
    priors.denominator AS before_denominator,
    priors.evidence_count AS before_count,
    own.numerator AS after_numerator,
    own.denominator AS after_denominator,
    own.evidence_count AS after_count
FROM priors
FULL OUTER JOIN own
    ON
        priors.org_id = own.org_id
        AND priors.subject_type = own.subject_type
        AND priors.subject_id = own.subject_id
        AND priors.metric_id = own.metric_id
WHERE
    priors.numerator IS DISTINCT FROM own.numerator
    OR priors.denominator IS DISTINCT FROM own.denominator
    OR priors.evidence_count IS DISTINCT FROM own.evidence_count
