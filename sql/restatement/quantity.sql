-- Everything of an appraisal that a restatement compares, of one of the two revisions: what there is none of has no row. A
-- contribution says in words how it came about: value, numerator and denominator, or the status.
-- grain: org_id, subject_type, subject_id, quantity, item
WITH quantities (quantity, unit) AS (
    VALUES
    ('score', 'points'),
    ('base_score', 'points'),
    ('general_score', 'points'),
    ('bonus_points', 'points'),
    ('deducted_points', 'points'),
    ('graded_score', 'points'),
    ('measured_weight', '%'),
    ('rank', 'place'),
    ('score_grade', ''),
    ('suggested_grade', ''),
    ('status', '')
),

found AS (
    SELECT
        results.org_id,
        results.subject_type,
        results.subject_id,
        quantities.quantity,
        '' AS item,
        quantities.unit,
        CASE quantities.quantity
            WHEN 'score' THEN results.score
            WHEN 'base_score' THEN results.base_score
            WHEN 'general_score' THEN results.general_score
            WHEN 'bonus_points' THEN results.bonus_points
            WHEN 'deducted_points' THEN results.deducted_points
            WHEN 'graded_score' THEN results.graded_score
            WHEN 'measured_weight' THEN results.measured_weight
            WHEN 'rank' THEN results.rank
        END AS value,
        CASE quantities.quantity
            WHEN 'score_grade' THEN results.score_grade
            WHEN 'suggested_grade' THEN results.suggested_grade
            WHEN 'status' THEN results.status
        END AS words
    FROM result.appraisal AS results
    CROSS JOIN quantities
    WHERE results.run_id = $run_id
    UNION ALL
    SELECT
        scores.org_id, scores.subject_type, scores.subject_id, 'contribution' AS quantity, scores.metric_id AS item,
        'points' AS unit, scores.contribution AS value,
        CASE
            WHEN scores.value IS NULL THEN scores.status
            ELSE
                plain_number(scores.value) || ' ' || scores.unit
                || CASE
                    WHEN metrics.value_rule = 'total' THEN ''
                    ELSE ' = ' || plain_number(scores.numerator) || '/' || plain_number(scores.denominator)
                END
        END AS words
    FROM result.indicator_score AS scores
    INNER JOIN compiled.metric AS metrics ON scores.metric_id = metrics.metric_id
    WHERE scores.run_id = $run_id
    UNION ALL
    SELECT
        org_id, subject_type, subject_id, 'gate' AS quantity, gate AS item, '' AS unit, NULL AS value,
        concat_ws(' ', state, effect, plain_number(score_limit)) AS words
    FROM result.gate
    WHERE run_id = $run_id
    UNION ALL
    SELECT
        org_id, subject_type, subject_id, 'adjustment' AS quantity, cause_id AS item, 'points' AS unit,
        -points_lost AS value, NULL AS words
    FROM result.deduction
    WHERE run_id = $run_id AND cause_kind = 'adjustment'
)

SELECT
    found.org_id,
    found.subject_type,
    found.subject_id,
    cast(NULL AS TEXT) AS person_id,
    cast(NULL AS TEXT) AS innovation_id,
    cast(NULL AS INTEGER) AS benefit_year,
    found.quantity,
    found.item,
    found.unit,
    cast(found.value AS DECIMAL(38, 6)) AS value,
    found.words
FROM found
WHERE found.value IS NOT NULL OR found.words IS NOT NULL
