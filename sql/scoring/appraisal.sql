-- Each subject's score, rank and suggested grade, read off the rounded score. Only those who can be graded are ranked: a
-- score of little evidence, or of few days, is not comparable.
-- grain: run_id, org_id, subject_type, subject_id
WITH places AS (
    SELECT
        org_id,
        subject_type,
        subject_id,
        cast(rank() OVER (PARTITION BY org_id, subject_type, scheme_key ORDER BY score DESC) AS INTEGER) AS place
    FROM scoring.verdict
    WHERE verdict = 'gradable'
),

grades AS (
    SELECT
        judged.org_id,
        judged.subject_type,
        judged.subject_id,
        arg_max(bands.grade, coalesce(bands.at_least, -1)) AS grade
    FROM scoring.verdict AS judged
    INNER JOIN compiled.grade AS bands
        ON judged.scheme_key = bands.scheme_key AND (bands.at_least IS NULL OR judged.score >= bands.at_least)
    WHERE judged.verdict = 'gradable'
    GROUP BY judged.org_id, judged.subject_type, judged.subject_id
)

SELECT
    judged.run_id,
    runs.revision,
    runs.period,
    judged.org_id,
    judged.subject_type,
    judged.subject_id,
    judged.subject_name,
    judged.scheme_id,
    judged.scheme_version,
    judged.base_score,
    judged.score,
    places.place AS rank,
    grades.grade AS suggested_grade,
    cast(NULL AS TEXT) AS confirmed_grade,
    judged.measured_weight,
    CASE
        WHEN judged.verdict <> 'gradable' THEN judged.verdict
        WHEN runs.provisional THEN 'provisional'
        WHEN
            last_day(runs.period_end) = runs.period_end AND extract('month' FROM runs.period_end) = 12
            AND runs.period_start = date_trunc('year', runs.period_end) THEN 'graded'
        ELSE 'tracking'
    END AS status,
    CASE
        WHEN judged.score IS NULL THEN 'nothing could be measured'
        WHEN judged.verdict = 'insufficient_data'
            THEN 'measured weight below ' || cast(judged.minimum_measured_weight AS TEXT)
        WHEN judged.verdict = 'comment_only' THEN 'in office for ' || cast(judged.tenure_days AS TEXT) || ' days'
    END AS reason,
    '' AS gates
FROM scoring.verdict AS judged
INNER JOIN run.run AS runs ON judged.run_id = runs.run_id
LEFT JOIN places
    ON
        judged.org_id = places.org_id
        AND judged.subject_type = places.subject_type
        AND judged.subject_id = places.subject_id
LEFT JOIN grades
    ON
        judged.org_id = grades.org_id
        AND judged.subject_type = grades.subject_type
        AND judged.subject_id = grades.subject_id
ORDER BY judged.org_id, judged.subject_type, judged.subject_id
