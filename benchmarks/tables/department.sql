-- Departments, all appraised; a number modulo the organisations gives the organisation.
-- grain: department_id
SELECT 'B' || (i % $organisations) AS org_id, 'D' || i AS department_id, 'Department ' || i AS name,
    'office' AS kind, NULL AS parent_department_id, 'true' AS appraised, DATE '2020-01-01' AS valid_from,
    NULL AS valid_until
FROM range($departments) AS t(i)
