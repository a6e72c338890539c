-- Each subject's score, rank and suggested grade. The grade is read off the rounded score; no grade below the minimum
-- measured weight, nor for a CIO in office for less than the minimum share of the days up to the cut-off.
-- grain: run_id, org_id, subject_type, subject_id
WITH totals AS (
    SELECT
        org_id,
        subject_type,
        subject_id,
        -- Nothing measured and nothing owed: there is no score.
        CASE WHEN sum(weight) > 0 THEN cast(sum(contribution) AS DECIMAL(9, 6)) END AS base_score,
        sum(scheme_weight) FILTER (WHERE status IN ('measured', 'missing')) AS measured,
        sum(scheme_weight) FILTER (WHERE status <> 'disabled') AS enabled
    FROM result.indicator_score
    WHERE run_id = $run_id
    GROUP BY org_id, subject_type, subject_id
),

scored AS (
    SELECT
        subjects.*,
        schemes.scheme_id,
        schemes.scheme_version,
        schemes.minimum_measured_weight,
        totals.base_score,
        two_decimals(totals.base_score) AS score,
        cast(
            CASE WHEN totals.enabled > 0 THEN percent_cut(coalesce(totals.measured, 0), totals.enabled) ELSE 0 END
            AS DECIMAL(9, 6)
        ) AS measured_weight,
        coalesce(
            subjects.tenure_days * 100
            < schemes.minimum_tenure_share * (1 + cast($cut_off AS DATE) - cast($period_start AS DATE)),
            FALSE
        ) AS short_tenure
    FROM scope.subject AS subjects
    INNER JOIN compiled.scheme AS schemes ON subjects.scheme_key = schemes.scheme_key
    LEFT JOIN totals
        ON
            subjects.org_id = totals.org_id
            AND subjects.subject_type = totals.subject_type
            AND subjects.subject_id = totals.subject_id
    WHERE subjects.run_id = $run_id
),

judged AS (
    SELECT
        *,
        CASE
            WHEN score IS NULL OR measured_weight < minimum_measured_weight THEN 'insufficient_data'
            WHEN short_tenure THEN 'comment_only'
            ELSE 'gradable'
        END AS verdict,
        CASE WHEN score IS NOT NULL THEN cast(rank() OVER (
            PARTITION BY org_id, subject_type, scheme_key ORDER BY score DESC NULLS LAST
        ) AS INTEGER) END AS place
    FROM scored
),

grades AS (
    SELECT
        judged.org_id,
        judged.subject_type,
        judged.subject_id,
        arg_max(bands.grade, coalesce(bands.at_least, -1)) AS grade
    FROM judged
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
    judged.place AS rank,
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
FROM judged
INNER JOIN run.run AS runs ON judged.run_id = runs.run_id
LEFT JOIN grades
    ON
        judged.org_id = grades.org_id
        AND judged.subject_type = grades.subject_type
        AND judged.subject_id = grades.subject_id
ORDER BY judged.org_id, judged.subject_type, judged.subject_id
