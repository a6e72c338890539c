-- Measurements that count by what they are about. One row for each type of work with its share of the target, at most 1;
-- one for each plan with the scores of its experts, without one highest and one lowest; one for each person and item
-- rated, with the mean of the raters. Too few raters: no row. The row names the newest measurement. Self-reports count by
-- themselves: not at all where evidence from elsewhere stands beside them, else as provisional.
-- grain: metric_id, org_id, department_id, person_id, source_id
WITH numbers AS (
    SELECT org_id, value AS minimum_count
    FROM scope.parameter
    WHERE run_id = $run_id AND name = 'rater_minimum_count' AND code = ''
),

delivered AS NOT MATERIALIZED (
    SELECT kinds.metric_id, kinds.counting, taken.*
    FROM records.measurement AS taken
    INNER JOIN compiled.counted_kind AS kinds
        ON
            taken.kind = kinds.kind AND kinds.feed = 'measurement'
            AND kinds.counting IN ('mean_by_subject', 'trimmed_mean', 'rated')
    INNER JOIN scope.metric AS metrics
        ON taken.org_id = metrics.org_id AND kinds.metric_id = metrics.metric_id AND metrics.run_id = $run_id
    WHERE taken.observed_on BETWEEN $period_start AND $cut_off AND taken.denominator > 0
),

-- Only the few self-reports are looked up.
counted AS NOT MATERIALIZED (
    SELECT * FROM delivered WHERE self_reported IS NOT TRUE
    UNION ALL
    SELECT delivered.* FROM delivered
    ANTI JOIN scope.self_report AS reports
        ON
            reports.run_id = $run_id AND reports.is_set_aside
            AND delivered.org_id = reports.org_id
            AND delivered.metric_id = reports.metric_id
            AND delivered.measurement_id = reports.measurement_id
    WHERE delivered.self_reported
),

measured AS (
    SELECT
        taken.metric_id, taken.counting, taken.org_id,
        -- A rating of a person is the person's own; else a record with a unit counts for the unit, whoever it names.
        CASE WHEN taken.counting <> 'rated' OR taken.person_id IS NULL THEN taken.department_id END AS department_id,
        CASE WHEN taken.counting = 'rated' OR taken.department_id IS NULL THEN taken.person_id END AS person_id,
        taken.subject, taken.observed_on, taken.measurement_id, taken.batch_id, taken.source_row,
        coalesce(taken.self_reported, FALSE) AS is_self_reported,
        weighted(taken.numerator, coalesce(taken.weight, 1)) AS numerator,
        weighted(taken.denominator, coalesce(taken.weight, 1)) AS denominator,
        coalesce(taken.respondent_count, 1) AS rater_count,
        numbers.minimum_count
    FROM counted AS taken
    LEFT JOIN numbers ON taken.org_id = numbers.org_id
),

scored AS (
    -- One expert's score.
    SELECT *, from_micro(ratio_micro(numerator, denominator, 1, NULL)) AS score
    FROM measured
    WHERE denominator > 0
),

subjects AS (
    SELECT
        metric_id,
        counting,
        org_id,
        department_id,
        person_id,
        is_self_reported,
        max(observed_on) AS occurred_on,
        first(measurement_id ORDER BY observed_on DESC, measurement_id DESC) AS source_id,
        first(batch_id ORDER BY observed_on DESC, measurement_id DESC) AS batch_id,
        first(source_row ORDER BY observed_on DESC, measurement_id DESC) AS source_row,
        sum(numerator) AS numerator,
        sum(denominator) AS denominator,
        sum(score) - max(score) - min(score) AS middle_scores,
        count(*) AS score_count,
        sum(rater_count) AS rater_count,
        any_value(minimum_count) AS minimum_count
    FROM scored
    GROUP BY metric_id, counting, org_id, department_id, person_id, is_self_reported, subject
)

SELECT
    subjects.metric_id,
    subjects.org_id,
    subjects.department_id,
    subjects.person_id,
    subjects.occurred_on,
    'measurement' AS source_feed,
    subjects.source_id,
    CASE subjects.counting
        WHEN 'mean_by_subject' THEN share_up_to_one(subjects.numerator, subjects.denominator)
        WHEN 'trimmed_mean' THEN cast(subjects.middle_scores AS DECIMAL(38, 6))
        WHEN 'rated' THEN from_micro(ratio_micro(subjects.numerator, subjects.denominator, 1, NULL))
    END AS numerator,
    cast(CASE WHEN subjects.counting = 'trimmed_mean' THEN subjects.score_count - 2 ELSE 1 END AS DECIMAL(38, 6))
        AS denominator,
    subjects.batch_id,
    subjects.source_row,
    subjects.is_self_reported AS is_provisional
FROM subjects
WHERE
    CASE subjects.counting
        WHEN 'trimmed_mean' THEN subjects.score_count >= subjects.minimum_count AND subjects.score_count > 2
        WHEN 'rated' THEN subjects.rater_count >= subjects.minimum_count
        ELSE TRUE
    END
