-- Why a sum moved: it was worked out from the earlier records by the program of now (is_code: that alone moved it), then by
-- the rules of now, for the scheme, parameters and metrics that apply (is_rules), then from the records of now (is_records).
-- Sums over units' scores follow the causes of the units.
-- grain: org_id, subject_type, subject_id, metric_id
SELECT
    sums.org_id,
    sums.subject_type,
    sums.subject_id,
    sums.metric_id,
    (
        sums.before_numerator IS DISTINCT FROM coded.numerator
        OR sums.before_denominator IS DISTINCT FROM coded.denominator
        OR sums.before_count IS DISTINCT FROM coded.evidence_count
    ) AS is_code,
    (
        coded.numerator IS DISTINCT FROM ruled.numerator
        OR coded.denominator IS DISTINCT FROM ruled.denominator
        OR coded.evidence_count IS DISTINCT FROM ruled.evidence_count
    ) AS is_rules,
    (
        ruled.numerator IS DISTINCT FROM sums.after_numerator
        OR ruled.denominator IS DISTINCT FROM sums.after_denominator
        OR ruled.evidence_count IS DISTINCT FROM sums.after_count
    ) AS is_records
FROM restatement.moved_sum AS sums
LEFT JOIN restatement.sum_by_code AS coded
    ON
        sums.org_id = coded.org_id
        AND sums.subject_type = coded.subject_type
        AND sums.subject_id = coded.subject_id
        AND sums.metric_id = coded.metric_id
LEFT JOIN restatement.sum_by_rules AS ruled
    ON
        sums.org_id = ruled.org_id
        AND sums.subject_type = ruled.subject_type
        AND sums.subject_id = ruled.subject_id
        AND sums.metric_id = ruled.metric_id
WHERE sums.metric_id <> 'unit_scores'
