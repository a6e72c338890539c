-- Each indicator of each subject: what was counted, what it was worth, and by which clause.
-- grain: run_id, org_id, subject_type, subject_id, metric_id
SELECT
    scores.run_id,
    scores.revision,
    scores.period,
    scores.org_id,
    scores.subject_type,
    scores.subject_id,
    scores.position,
    scores.dimension,
    dimensions.title_zh AS dimension_title,
    dimensions.title_en AS dimension_title_en,
    scores.metric_id,
    scores.name_zh AS name,
    scores.name_en,
    scores.unit,
    scores.numerator,
    scores.denominator,
    scores.value,
    scores.points,
    scores.scheme_weight,
    scores.weight,
    scores.contribution,
    scores.points_lost,
    scores.status,
    scores.reason,
    scores.evidence_count,
    scores.small_number,
    scores.provisional_count,
    scores.clause,
    scores.source
FROM result.indicator_score AS scores
INNER JOIN run.run AS runs ON scores.run_id = runs.run_id
INNER JOIN compiled.dimension AS dimensions
    ON scores.scheme_key = dimensions.scheme_key AND scores.dimension = dimensions.dimension
WHERE runs.published
ORDER BY
    scores.run_id, scores.org_id, scores.subject_type, scores.subject_id, scores.position
