-- The sums of the metric unit_scores: they can only be formed once the units have their scores.
-- grain: run_id, org_id, subject_type, subject_id, metric_id
SELECT
    $run_id AS run_id,
    units.org_id,
    units.subject_type,
    units.subject_id,
    units.metric_id,
    cast(sum(units.numerator) AS DECIMAL(38, 6)) AS numerator,
    cast(sum(units.denominator) AS DECIMAL(38, 6)) AS denominator,
    count(*) AS evidence_count,
    count(*) FILTER (WHERE units.is_provisional) AS provisional_count
FROM scoring.unit_score AS units
GROUP BY units.org_id, units.subject_type, units.subject_id, units.metric_id
ORDER BY units.org_id, units.subject_type, units.subject_id
