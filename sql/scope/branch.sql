-- Each unit with itself and the units below it that are not appraised themselves.
-- grain: run_id, org_id, head_id, department_id
WITH RECURSIVE below AS (
    SELECT org_id, department_id AS head_id, department_id
    FROM records.department
    UNION
    SELECT below.org_id, below.head_id, units.department_id
    FROM below
    INNER JOIN records.department AS units
        ON below.org_id = units.org_id AND below.department_id = units.parent_department_id AND NOT units.appraised
)

SELECT
    $run_id AS run_id,
    below.org_id,
    below.head_id,
    below.department_id
FROM below
ORDER BY below.org_id, below.head_id, below.department_id
