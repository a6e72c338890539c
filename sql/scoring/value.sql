-- The value of each measured indicator, formed once. A ratio is cut to six decimals so that the cut never helps;
-- a total is the sum itself.
-- grain: org_id, subject_type, subject_id, metric_id
SELECT
    spine.org_id,
    spine.subject_type,
    spine.subject_id,
    spine.scheme_key,
    spine.metric_id,
    CASE
        WHEN spine.value_rule = 'total' THEN spine.numerator
        ELSE from_micro(ratio_micro(spine.numerator, spine.denominator, spine.scale, spine.cut_up_from))
    END AS value
FROM scoring.spine AS spine
WHERE spine.status = 'measured'
