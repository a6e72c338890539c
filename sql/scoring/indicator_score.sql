-- Every indicator of every subject: value, points, effective weight and what it contributes; absent ones with their
-- status and reason.
-- grain: run_id, org_id, subject_type, subject_id, metric_id
WITH joined AS (
    SELECT
        spine.*,
        points.value,
        points.points,
        cast(coalesce(weight.weight, 0) AS DECIMAL(9, 6)) AS weight,
        cast(
            CASE WHEN points.points > 0 AND weight.weight > 0 THEN percent_of(weight.weight, points.points) ELSE 0 END
            AS DECIMAL(9, 6)
        ) AS contribution,
        spine.status = 'measured'
        AND spine.value_rule = 'ratio'
        AND NOT spine.fixed_size
        AND spine.evidence_count < coalesce(small.value, 0)
        AND spine.denominator < coalesce(small.value, 0) AS small_number
    FROM scoring.spine AS spine
    LEFT JOIN scoring.points AS points
        ON
            spine.org_id = points.org_id
            AND spine.subject_type = points.subject_type
            AND spine.subject_id = points.subject_id
            AND spine.metric_id = points.metric_id
    LEFT JOIN scoring.weight AS weight
        ON
            spine.org_id = weight.org_id
            AND spine.subject_type = weight.subject_type
            AND spine.subject_id = weight.subject_id
            AND spine.metric_id = weight.metric_id
    LEFT JOIN scope.parameter AS small
        ON
            spine.org_id = small.org_id
            AND small.run_id = $run_id
            AND small.name = 'small_number_denominator'
            AND small.code = ''
)

SELECT
    joined.run_id,
    joined.revision,
    joined.period,
    joined.org_id,
    joined.subject_type,
    joined.subject_id,
    joined.scheme_key,
    joined.dimension,
    joined.dimension_position,
    joined.position,
    joined.metric_id,
    joined.name_zh,
    joined.name_en,
    joined.unit,
    joined.numerator,
    cast(
        CASE WHEN joined.value_rule = 'total' AND joined.denominator > 0 THEN 1 ELSE joined.denominator END
        AS DECIMAL(38, 6)
    ) AS denominator,
    joined.value,
    cast(joined.points AS DECIMAL(9, 6)) AS points,
    joined.scheme_weight,
    joined.weight,
    joined.contribution,
    cast(joined.weight - joined.contribution AS DECIMAL(9, 6)) AS points_lost,
    joined.status,
    joined.reason,
    joined.evidence_count,
    joined.small_number,
    joined.provisional_count,
    joined.clause,
    joined.source
FROM joined
ORDER BY joined.org_id, joined.subject_type, joined.subject_id, joined.dimension_position, joined.position
