-- The units, persons or whole whose records a subject answers for on other days, or with another share, than before.
-- grain: org_id, subject_type, subject_id, department_id, person_id
WITH reaches AS (
    SELECT found.*
    FROM scope.reach AS found
    INNER JOIN restatement.revision AS revisions ON found.run_id IN (revisions.run_id, revisions.prior_run_id)
),

differing AS (
    SELECT org_id, subject_type, subject_id, department_id, person_id, counts_from, counts_until, share_percent
    FROM reaches
    GROUP BY org_id, subject_type, subject_id, department_id, person_id, counts_from, counts_until, share_percent
    HAVING count(*) = 1
)

SELECT DISTINCT
    differing.org_id,
    differing.subject_type,
    differing.subject_id,
    differing.department_id,
    differing.person_id
FROM differing
