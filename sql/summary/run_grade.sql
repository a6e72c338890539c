-- How many subjects of a run have which grade: the decided one, else the suggested one; NULL for those without.
-- grain: subject_type, grade, grade_name, grade_name_en
SELECT
    subjects.subject_type,
    coalesce(decided.grade, results.suggested_grade) AS grade,
    grades.name_zh AS grade_name,
    grades.name_en AS grade_name_en,
    count(*) AS subject_count
FROM result.appraisal AS results
INNER JOIN scope.subject AS subjects
    ON
        results.run_id = subjects.run_id
        AND results.org_id = subjects.org_id
        AND results.subject_type = subjects.subject_type
        AND results.subject_id = subjects.subject_id
LEFT JOIN signing.decision AS decided
    ON
        results.run_id = decided.run_id
        AND results.org_id = decided.org_id
        AND results.subject_type = decided.subject_type
        AND results.subject_id = decided.subject_id
        AND decided.status <> 'lapsed'
LEFT JOIN compiled.grade AS grades
    ON
        subjects.scheme_key = grades.scheme_key
        AND coalesce(decided.grade, results.suggested_grade) = grades.grade
WHERE results.run_id = $run_id
GROUP BY ALL
ORDER BY subjects.subject_type, grade NULLS LAST, grades.name_zh
