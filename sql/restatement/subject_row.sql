-- The evidence to be compared, by subject and metric whose sums moved, of one of the two revisions; for the metric
-- unit_scores the scores of the units.
-- grain: org_id, subject_type, subject_id, metric_id, department_id, person_id, source_feed, source_id, occurred_on
SELECT
    sums.org_id,
    sums.subject_type,
    sums.subject_id,
    sums.metric_id,
    counted.department_id,
    counted.person_id,
    counted.source_feed,
    counted.source_id,
    counted.occurred_on,
    counted.numerator,
    counted.denominator,
    counted.batch_id,
    counted.source_row,
    sum(reaches.share_percent) AS share_percent
FROM restatement.moved_sum AS sums
INNER JOIN scope.subject AS subjects
    ON
        sums.org_id = subjects.org_id
        AND sums.subject_type = subjects.subject_type
        AND sums.subject_id = subjects.subject_id
        AND subjects.run_id = $run_id
INNER JOIN compiled.scheme_metric AS needed
    ON subjects.scheme_key = needed.scheme_key AND sums.metric_id = needed.metric_id
INNER JOIN scope.reach AS reaches
    ON
        sums.org_id = reaches.org_id
        AND sums.subject_type = reaches.subject_type
        AND sums.subject_id = reaches.subject_id
        AND reaches.run_id = $run_id
INNER JOIN restatement.counted_row AS counted
    ON
        sums.metric_id = counted.metric_id
        AND sums.org_id = counted.org_id
        AND reaches.department_id IS NOT DISTINCT FROM counted.department_id
        AND reaches.person_id IS NOT DISTINCT FROM counted.person_id
        AND counted.occurred_on BETWEEN reaches.counts_from AND reaches.counts_until
GROUP BY
    sums.org_id, sums.subject_type, sums.subject_id, sums.metric_id, counted.department_id, counted.person_id,
    counted.source_feed, counted.source_id, counted.occurred_on, counted.numerator, counted.denominator,
    counted.batch_id, counted.source_row
UNION ALL
SELECT
    units.org_id, units.subject_type, units.subject_id, units.metric_id, units.department_id, NULL AS person_id,
    units.source_feed, units.source_id, units.occurred_on, units.numerator, units.denominator, NULL AS batch_id,
    NULL AS source_row, 100 AS share_percent
FROM scoring.unit_score AS units
INNER JOIN restatement.moved_sum AS sums
    ON
        units.org_id = sums.org_id
        AND units.subject_type = sums.subject_type
        AND units.subject_id = sums.subject_id
        AND units.metric_id = sums.metric_id
