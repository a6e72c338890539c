-- Candidates for commendation; people decide.
-- grain: run_id, org_id, subject_type, subject_id
SELECT
    commendation.run_id,
    commendation.revision,
    commendation.period,
    commendation.org_id,
    commendation.subject_type,
    commendation.subject_id,
    commendation.recommendation,
    commendation.recommendation_en,
    commendation.reason,
    commendation.clause,
    commendation.source,
    CASE WHEN decided.grade IS NULL THEN 'candidate' ELSE 'grade_changed' END AS status
FROM result.commendation AS commendation
INNER JOIN run.run AS runs ON commendation.run_id = runs.run_id
LEFT JOIN signing.decision AS decided
    ON
        commendation.run_id = decided.run_id
        AND commendation.org_id = decided.org_id
        AND commendation.subject_type = decided.subject_type
        AND commendation.subject_id = decided.subject_id
        AND decided.status <> 'lapsed'
        AND decided.grade <> decided.computed_grade
WHERE runs.published
ORDER BY
    commendation.run_id,
    commendation.org_id,
    commendation.subject_type,
    commendation.subject_id
