-- What the rules recommend to follow from a result; nothing is carried out.
-- grain: run_id, org_id, subject_type, subject_id, consequence
SELECT
    consequence.run_id,
    consequence.revision,
    consequence.period,
    consequence.org_id,
    consequence.subject_type,
    consequence.subject_id,
    consequence.consequence,
    consequence.recommendation,
    consequence.recommendation_en,
    consequence.reason,
    CASE WHEN decided.grade IS NULL THEN consequence.status ELSE 'grade_changed' END AS status,
    consequence.clause,
    consequence.source
FROM result.consequence AS consequence
INNER JOIN run.run AS runs ON consequence.run_id = runs.run_id
LEFT JOIN signing.decision AS decided
    ON
        consequence.run_id = decided.run_id
        AND consequence.org_id = decided.org_id
        AND consequence.subject_type = decided.subject_type
        AND consequence.subject_id = decided.subject_id
        AND decided.status <> 'lapsed'
        AND decided.grade <> decided.computed_grade
WHERE runs.published
ORDER BY
    consequence.run_id,
    consequence.org_id,
    consequence.subject_type,
    consequence.subject_id,
    consequence.consequence
