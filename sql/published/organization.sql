-- The organisations each published run covers, as they were known to it.
-- grain: run_id, org_id
WITH covered AS (
    SELECT run_id, org_id FROM scope.scheme
    UNION
    SELECT run_id, org_id FROM scope.reward_plan
)

SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    covered.org_id,
    organizations.name AS organization_name,
    organizations.regime,
    organizations.org_class,
    organizations.level,
    organizations.operator_class
FROM covered
INNER JOIN run.run AS runs ON covered.run_id = runs.run_id
INNER JOIN history.organization AS organizations
    ON
        covered.org_id = organizations.org_id
        AND runs.as_of_batch >= organizations.batch_id
        AND (organizations.closed_by_batch_id IS NULL OR runs.as_of_batch < organizations.closed_by_batch_id)
WHERE runs.published
ORDER BY runs.run_id, covered.org_id
