-- Effective weights in millionths. What is not applicable or disabled is shared out inside its dimension, a dimension
-- without anything applicable over the others: weight x dimension x 100 / (applicable in dimension x applicable
-- dimensions). The largest remainders get what cutting left, ties in the scheme's order, so that all add up to 100.
-- grain: org_id, subject_type, subject_id, metric_id
WITH dimensions AS (
    SELECT
        org_id,
        subject_type,
        subject_id,
        dimension,
        sum(micro(scheme_weight)) AS dimension_weight,
        sum(micro(scheme_weight)) FILTER (WHERE status IN ('measured', 'missing')) AS applicable_weight
    FROM scoring.spine
    GROUP BY org_id, subject_type, subject_id, dimension
),

subjects AS (
    SELECT org_id, subject_type, subject_id, sum(dimension_weight) AS applicable_dimensions
    FROM dimensions
    WHERE applicable_weight > 0
    GROUP BY org_id, subject_type, subject_id
),

exact AS (
    SELECT
        spine.org_id,
        spine.subject_type,
        spine.subject_id,
        spine.metric_id,
        spine.dimension_position,
        spine.position,
        dimensions.applicable_weight,
        micro(spine.scheme_weight) * dimensions.dimension_weight * 100000000 AS dividend,
        dimensions.applicable_weight * subjects.applicable_dimensions AS divisor
    FROM scoring.spine AS spine
    INNER JOIN dimensions
        ON
            spine.org_id = dimensions.org_id
            AND spine.subject_type = dimensions.subject_type
            AND spine.subject_id = dimensions.subject_id
            AND spine.dimension = dimensions.dimension
    INNER JOIN subjects
        ON
            spine.org_id = subjects.org_id
            AND spine.subject_type = subjects.subject_type
            AND spine.subject_id = subjects.subject_id
    WHERE spine.status IN ('measured', 'missing') AND dimensions.applicable_weight > 0
),

cut AS (
    SELECT
        *,
        div_down(dividend, divisor) AS whole,
        -- Remainders of different dimensions on one scale; fine enough to tell any two different ones apart.
        div_down((dividend % divisor) * 100000000000000000, applicable_weight) AS remainder
    FROM exact
),

placed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY org_id, subject_type, subject_id ORDER BY remainder DESC, dimension_position ASC, position ASC
        ) AS place,
        100000000 - sum(whole) OVER (PARTITION BY org_id, subject_type, subject_id) AS left_over
    FROM cut
)

SELECT
    placed.org_id,
    placed.subject_type,
    placed.subject_id,
    placed.metric_id,
    from_micro(placed.whole + CASE WHEN placed.place <= placed.left_over THEN 1 ELSE 0 END) AS weight
FROM placed
