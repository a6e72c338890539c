-- Each subject's value of every metric that a gate, alert, condition or the general part of its scheme looks at. A ratio
-- is cut downwards to whole millionths, so that cutting carries none over a threshold; but what is more than nothing stays
-- so, since `above: 0` asks just that. A total without a record is 0 where its feeds are connected; NULL: nobody can tell
-- (not connected, or a ratio has nothing to count).
-- grain: org_id, subject_type, subject_id, metric_id
WITH looked_at AS (
    SELECT scheme_key, metric_id FROM compiled.gate WHERE enabled
    UNION
    SELECT scheme_key, metric_id FROM compiled.alert
    UNION
    SELECT scheme_key, metric_id FROM compiled.condition WHERE metric_id IS NOT NULL
    UNION
    SELECT scheme_key, metric_id FROM compiled.general_part
)

SELECT
    subjects.run_id,
    subjects.org_id,
    subjects.subject_type,
    subjects.subject_id,
    subjects.scheme_key,
    metrics.metric_id,
    metrics.unit,
    cast(
        CASE
            WHEN not_connected.feeds IS NOT NULL THEN NULL
            WHEN metrics.value_rule = 'total' THEN coalesce(sums.numerator, 0)
            WHEN sums.denominator > 0
                THEN from_micro(greatest(
                    ratio_micro(sums.numerator, sums.denominator, metrics.scale, NULL),
                    CASE WHEN sums.numerator > 0 THEN 1 END
                ))
        END AS DECIMAL(38, 6)
    ) AS value
FROM scope.subject AS subjects
INNER JOIN looked_at ON subjects.scheme_key = looked_at.scheme_key
INNER JOIN compiled.metric AS metrics ON looked_at.metric_id = metrics.metric_id
LEFT JOIN scoring.not_connected AS not_connected
    ON subjects.org_id = not_connected.org_id AND metrics.metric_id = not_connected.metric_id
LEFT JOIN result.metric_sum AS sums
    ON
        subjects.run_id = sums.run_id
        AND subjects.org_id = sums.org_id
        AND subjects.subject_type = sums.subject_type
        AND subjects.subject_id = sums.subject_id
        AND metrics.metric_id = sums.metric_id
WHERE subjects.run_id = $run_id
