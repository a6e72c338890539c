-- Whose evidence of which metric must be compared row by row: its marks differ, or somebody answers for it otherwise now.
-- grain: metric_id, org_id, department_id, person_id
SELECT
    coalesce(own.metric_id, priors.metric_id) AS metric_id,
    coalesce(own.org_id, priors.org_id) AS org_id,
    coalesce(own.department_id, priors.department_id) AS department_id,
    coalesce(own.person_id, priors.person_id) AS person_id
FROM restatement.unit_mark_before AS priors
FULL OUTER JOIN restatement.unit_mark_after AS own
    ON
        priors.metric_id = own.metric_id
        AND priors.org_id = own.org_id
        AND priors.department_id IS NOT DISTINCT FROM own.department_id
        AND priors.person_id IS NOT DISTINCT FROM own.person_id
WHERE priors.mark IS DISTINCT FROM own.mark
UNION
SELECT sums.metric_id, reaches.org_id, reaches.department_id, reaches.person_id
FROM restatement.moved_reach AS reaches
INNER JOIN restatement.moved_sum AS sums
    ON
        reaches.org_id = sums.org_id
        AND reaches.subject_type = sums.subject_type
        AND reaches.subject_id = sums.subject_id
