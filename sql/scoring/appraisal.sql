-- Each subject's score, rank and suggested grade. Who stays outside the quota gets the next lower grade. Only those who
-- can be graded are ranked: a score of little evidence, or of few days, is not comparable.
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
        graded.org_id,
        graded.subject_type,
        graded.subject_id,
        graded.held_by_small_numbers,
        quotas.within_quota,
        arg_max(bands.grade, bands.level) AS score_grade,
        arg_max(bands.grade, bands.level) FILTER (
            WHERE quotas.within_quota IS DISTINCT FROM FALSE OR bands.level < graded.level OR graded.level = 1
        ) AS suggested_grade
    FROM scoring.level AS graded
    INNER JOIN scoring.band AS bands ON graded.scheme_key = bands.scheme_key AND graded.level >= bands.level
    LEFT JOIN scoring.quota AS quotas
        ON
            graded.org_id = quotas.org_id
            AND graded.subject_type = quotas.subject_type
            AND graded.subject_id = quotas.subject_id
    GROUP BY
        graded.org_id, graded.subject_type, graded.subject_id, graded.held_by_small_numbers, quotas.within_quota
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
    judged.general_score,
    judged.bonus_points,
    judged.deducted_points,
    judged.score,
    judged.graded_score,
    places.place AS rank,
    grades.score_grade,
    grades.within_quota,
    grades.suggested_grade,
    judged.measured_weight,
    CASE
        WHEN judged.verdict <> 'gradable' THEN judged.verdict
        WHEN runs.provisional THEN 'provisional'
        WHEN is_whole_year(runs.period_start, runs.period_end) THEN 'graded'
        ELSE 'tracking'
    END AS status,
    CASE judged.verdict
        WHEN 'no_grade' THEN judged.no_grade
        WHEN 'insufficient_data'
            THEN CASE
                WHEN judged.score IS NULL THEN 'nothing could be measured'
                ELSE 'measured weight below ' || cast(judged.minimum_measured_weight AS TEXT)
            END
        WHEN 'comment_only' THEN 'in office for ' || cast(judged.tenure_days AS TEXT) || ' days'
    END AS reason,
    concat_ws(
        ',', nullif(judged.gates, ''), CASE WHEN grades.held_by_small_numbers THEN 'SMALL_N' END
    ) AS gates
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
