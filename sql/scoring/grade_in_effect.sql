-- The grade a run reckons with, of its own subjects and of those of the runs it builds on: the one a person decided in the
-- place of the suggested one, as it was known when the run was frozen, else the suggested one.
-- grain: run_id, org_id, subject_type, subject_id
SELECT
    results.run_id,
    results.org_id,
    results.subject_type,
    results.subject_id,
    coalesce(decided.grade, results.suggested_grade) AS grade,
    results.status
FROM result.appraisal AS results
LEFT JOIN scope.decided_grade AS decided
    ON
        decided.run_id = $run_id
        AND results.run_id = decided.graded_run_id
        AND results.org_id = decided.org_id
        AND results.subject_type = decided.subject_type
        AND results.subject_id = decided.subject_id
        AND results.suggested_grade = decided.suggested_grade
