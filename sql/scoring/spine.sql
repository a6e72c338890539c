-- Every subject with every indicator of its scheme, its sums where there are any, and its status.
-- grain: org_id, subject_type, subject_id, metric_id
WITH judged AS (
    SELECT
        runs.run_id,
        runs.revision,
        runs.period,
        subjects.org_id,
        subjects.subject_type,
        subjects.subject_id,
        subjects.scheme_key,
        indicators.dimension,
        dimensions.position AS dimension_position,
        indicators.position,
        indicators.metric_id,
        metrics.name_zh,
        metrics.name_en,
        metrics.unit,
        metrics.value_rule,
        metrics.scale,
        metrics.fixed_size,
        indicators.weight AS scheme_weight,
        indicators.cut_up_from,
        indicators.clause,
        indicators.source,
        sums.numerator,
        sums.denominator,
        coalesce(sums.evidence_count, 0) AS evidence_count,
        coalesce(sums.provisional_count, 0) AS provisional_count,
        -- A sum that is there counts even where no query of ours serves the metric.
        coalesce(
            indicators.disabled_reason,
            CASE
                WHEN metrics.evidence IS NULL AND sums.metric_id IS NULL THEN 'no evidence query serves it yet'
                WHEN not_connected.feeds IS NOT NULL THEN 'not connected: ' || not_connected.feeds
            END
        ) AS disabled_reason,
        -- Who is no longer there when the period closes does not owe what did not come by then.
        indicators.absent = 'missing' AND NOT runs.provisional AND subjects.left_on IS NULL AS owed
    FROM scope.subject AS subjects
    INNER JOIN run.run AS runs ON subjects.run_id = runs.run_id
    INNER JOIN compiled.indicator AS indicators ON subjects.scheme_key = indicators.scheme_key
    INNER JOIN compiled.dimension AS dimensions
        ON indicators.scheme_key = dimensions.scheme_key AND indicators.dimension = dimensions.dimension
    INNER JOIN compiled.metric AS metrics ON indicators.metric_id = metrics.metric_id
    LEFT JOIN scoring.not_connected AS not_connected
        ON subjects.org_id = not_connected.org_id AND indicators.metric_id = not_connected.metric_id
    LEFT JOIN result.metric_sum AS sums
        ON
            subjects.run_id = sums.run_id
            AND subjects.org_id = sums.org_id
            AND subjects.subject_type = sums.subject_type
            AND subjects.subject_id = sums.subject_id
            AND indicators.metric_id = sums.metric_id
    WHERE subjects.run_id = $run_id
)

SELECT
    judged.*,
    CASE
        WHEN judged.disabled_reason IS NOT NULL THEN 'disabled'
        WHEN judged.denominator > 0 THEN 'measured'
        WHEN judged.owed THEN 'missing'
        ELSE 'not_applicable'
    END AS status,
    CASE
        WHEN judged.disabled_reason IS NOT NULL THEN judged.disabled_reason
        WHEN judged.denominator > 0 THEN NULL
        WHEN judged.owed THEN 'owed, and nothing that counts came by the close of the period'
        ELSE 'nothing to count'
    END AS reason
FROM judged
