-- The units of each organisation a published run covers, as they were known to it, whatever the days they were there.
-- grain: run_id, org_id, department_id
WITH covered AS (
    SELECT run_id, org_id FROM scope.scheme
    UNION
    SELECT run_id, org_id FROM scope.reward_plan
)

SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    units.org_id,
    units.department_id,
    units.name AS department_name,
    units.parent_department_id,
    units.kind,
    units.level,
    units.appraised,
    units.valid_from,
    units.valid_until
FROM covered
INNER JOIN run.run AS runs ON covered.run_id = runs.run_id
INNER JOIN history.department AS units
    ON
        covered.org_id = units.org_id
        AND runs.as_of_batch >= units.batch_id
        AND (units.closed_by_batch_id IS NULL OR runs.as_of_batch < units.closed_by_batch_id)
WHERE runs.published
ORDER BY runs.run_id, units.org_id, units.department_id
