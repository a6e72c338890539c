-- The grades persons decided in the place of suggested ones, in published runs: made there, carried over or lapsed.
-- grain: run_id, org_id, subject_type, subject_id
SELECT
    decided.run_id,
    runs.revision,
    runs.period,
    decided.org_id,
    decided.subject_type,
    decided.subject_id,
    decided.suggested_grade,
    decided.grade,
    decided.reason,
    decided.decided_by,
    decided.decided_on,
    decided.decided_in_run_id,
    decided.status
FROM signing.decision AS decided
INNER JOIN run.run AS runs ON decided.run_id = runs.run_id
WHERE runs.published
ORDER BY decided.run_id, decided.org_id, decided.subject_type, decided.subject_id
