-- The figures that units, persons or the organisation as a whole reported of themselves in the period, by the metric they are
-- about: one that takes records of this kind, else the metric the kind names. The latter is a statement about the figure
-- and never evidence of it (is_figure). Whose it is is told as evidence tells it.
-- grain: run_id, org_id, metric_id, measurement_id
SELECT
    $run_id AS run_id,
    reports.org_id,
    metrics.metric_id,
    reports.measurement_id,
    CASE
        WHEN kinds.counting IN ('person_score', 'rated') AND reports.person_id IS NOT NULL THEN NULL
        ELSE reports.department_id
    END AS department_id,
    CASE
        WHEN kinds.counting IN ('person_score', 'rated') OR reports.department_id IS NULL THEN reports.person_id
    END AS person_id,
    reports.observed_on,
    reports.numerator,
    reports.denominator,
    reports.batch_id,
    reports.source_row,
    kinds.metric_id IS NULL AS is_figure
FROM records.measurement AS reports
LEFT JOIN compiled.counted_kind AS kinds
    ON reports.kind = kinds.kind AND kinds.feed = 'measurement'
INNER JOIN scope.metric AS metrics
    ON
        reports.org_id = metrics.org_id
        AND metrics.metric_id = coalesce(kinds.metric_id, reports.kind)
        AND metrics.run_id = $run_id
WHERE reports.self_reported AND reports.observed_on BETWEEN $period_start AND $cut_off
ORDER BY reports.org_id, metrics.metric_id, reports.measurement_id
