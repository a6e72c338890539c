-- How many of each kind of subject have which grade, and the places a quota leaves, in every published run; grades nobody has
-- stand with 0. due_count: as scoring.quota counts them, all but those in office too short for a grade.
-- grain: run_id, org_id, subject_type, grade
WITH bands AS (
    SELECT
        scheme_key,
        grade,
        row_number() OVER (PARTITION BY scheme_key ORDER BY coalesce(at_least, -1)) AS level
    FROM compiled.grade
),

subjects AS (
    SELECT
        subjects.run_id,
        subjects.org_id,
        subjects.subject_type,
        results.score_grade,
        results.suggested_grade,
        decided.grade AS decided_grade,
        NOT is_short_tenure(
            subjects.tenure_days, schemes.minimum_tenure_share, runs.period_start, runs.cut_off
        ) AS is_due
    FROM scope.subject AS subjects
    INNER JOIN run.run AS runs ON subjects.run_id = runs.run_id
    INNER JOIN compiled.scheme AS schemes ON subjects.scheme_key = schemes.scheme_key
    INNER JOIN result.appraisal AS results
        ON
            subjects.run_id = results.run_id
            AND subjects.org_id = results.org_id
            AND subjects.subject_type = results.subject_type
            AND subjects.subject_id = results.subject_id
    LEFT JOIN signing.decision AS decided
        ON
            subjects.run_id = decided.run_id
            AND subjects.org_id = decided.org_id
            AND subjects.subject_type = decided.subject_type
            AND subjects.subject_id = decided.subject_id
            AND decided.status <> 'lapsed'
    WHERE runs.published
),

counted AS (
    SELECT
        applied.run_id,
        applied.org_id,
        applied.subject_type,
        applied.scheme_key,
        bands.level,
        bands.grade,
        count(subjects.run_id) AS subject_count,
        count(*) FILTER (WHERE subjects.is_due) AS due_count,
        count(*) FILTER (WHERE subjects.score_grade = bands.grade) AS before_quota_count,
        count(*) FILTER (WHERE subjects.suggested_grade = bands.grade) AS suggested_count,
        count(*) FILTER (WHERE subjects.decided_grade = bands.grade) AS decided_count,
        count(*) FILTER (WHERE coalesce(subjects.decided_grade, subjects.suggested_grade) = bands.grade) AS standing_count
    FROM scope.scheme AS applied
    INNER JOIN bands ON applied.scheme_key = bands.scheme_key
    LEFT JOIN subjects
        ON
            applied.run_id = subjects.run_id
            AND applied.org_id = subjects.org_id
            AND applied.subject_type = subjects.subject_type
    GROUP BY applied.run_id, applied.org_id, applied.subject_type, applied.scheme_key, bands.level, bands.grade
)

SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    counted.org_id,
    counted.subject_type,
    schemes.scheme_id,
    schemes.scheme_version,
    schemes.title_zh AS scheme_title,
    schemes.title_en AS scheme_title_en,
    counted.level,
    counted.grade,
    grades.name_zh AS grade_name,
    grades.name_en AS grade_name_en,
    grades.at_least,
    counted.subject_count,
    counted.due_count,
    counted.before_quota_count,
    counted.suggested_count,
    counted.decided_count,
    counted.standing_count,
    CASE WHEN runs.sign_off IN ('confirmed', 'archived') THEN counted.standing_count END AS confirmed_count,
    quotas.percent AS quota_percent,
    CASE
        WHEN quotas.percent IS NOT NULL
            THEN quota_places(quotas.percent, counted.due_count, quotas.minimum_one_from)
    END AS quota_places
FROM counted
INNER JOIN run.run AS runs ON counted.run_id = runs.run_id
INNER JOIN compiled.scheme AS schemes ON counted.scheme_key = schemes.scheme_key
INNER JOIN compiled.grade AS grades ON counted.scheme_key = grades.scheme_key AND counted.grade = grades.grade
LEFT JOIN compiled.quota AS quotas ON counted.scheme_key = quotas.scheme_key AND counted.grade = quotas.grade
WHERE runs.published
ORDER BY counted.run_id, counted.org_id, counted.subject_type, counted.level
