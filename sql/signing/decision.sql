-- The last decision on a subject's grade in each run: made while signing it, else taken over from an earlier revision.
-- It holds for the suggestion it was made on. status: decided (on this run), carried_over, or lapsed (the run suggests
-- another grade, or none). computed_grade: what the run itself reckoned with.
-- grain: run_id, org_id, subject_type, subject_id
WITH said AS (
    SELECT
        run_id,
        org_id,
        subject_type,
        subject_id,
        position AS place,
        run_id AS decided_in_run_id,
        suggested_grade,
        grade,
        reason,
        decided_by,
        decided_on
    FROM run.decided_grade
    UNION ALL
    SELECT
        run_id,
        org_id,
        subject_type,
        subject_id,
        0 AS place,
        decided_in_run_id,
        suggested_grade,
        grade,
        reason,
        decided_by,
        decided_on
    FROM scope.decided_grade
    WHERE run_id = graded_run_id
),

last_said AS (
    SELECT *
    FROM said
    QUALIFY row_number() OVER (PARTITION BY run_id, org_id, subject_type, subject_id ORDER BY place DESC) = 1
)

SELECT
    decided.run_id,
    decided.org_id,
    decided.subject_type,
    decided.subject_id,
    decided.suggested_grade,
    decided.grade,
    decided.reason,
    decided.decided_by,
    decided.decided_on,
    decided.decided_in_run_id,
    coalesce(taken_over.grade, results.suggested_grade) AS computed_grade,
    CASE
        WHEN coalesce(results.suggested_grade <> decided.suggested_grade, TRUE) THEN 'lapsed'
        WHEN decided.place = 0 THEN 'carried_over'
        ELSE 'decided'
    END AS status
FROM last_said AS decided
LEFT JOIN result.appraisal AS results
    ON
        decided.run_id = results.run_id
        AND decided.org_id = results.org_id
        AND decided.subject_type = results.subject_type
        AND decided.subject_id = results.subject_id
LEFT JOIN scope.decided_grade AS taken_over
    ON
        results.run_id = taken_over.run_id
        AND results.run_id = taken_over.graded_run_id
        AND results.org_id = taken_over.org_id
        AND results.subject_type = taken_over.subject_type
        AND results.subject_id = taken_over.subject_id
        AND results.suggested_grade = taken_over.suggested_grade
