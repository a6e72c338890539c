-- The points of each value, on the straight piece it lies on.
-- grain: org_id, subject_type, subject_id, metric_id
SELECT
    value.org_id,
    value.subject_type,
    value.subject_id,
    value.metric_id,
    value.value,
    points_on_piece(value.value, pieces.value_from, pieces.points_from, pieces.points_rise, pieces.value_run) AS points
FROM scoring.value AS value
ASOF INNER JOIN compiled.piece AS pieces
    ON
        value.scheme_key = pieces.scheme_key
        AND value.metric_id = pieces.metric_id
        AND value.value >= pieces.value_from
