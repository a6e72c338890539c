-- The numbers the metrics count with. Evidence is counted once for all kinds of subject, so the schemes of one
-- organisation must agree; where they do not, the run stops before this is read.
-- grain: run_id, org_id, name, code
SELECT
    $run_id AS run_id,
    schemes.org_id,
    parameters.name,
    parameters.code,
    min(parameters.value) AS value
FROM scope.scheme AS schemes
INNER JOIN compiled.parameter AS parameters ON schemes.scheme_key = parameters.scheme_key
WHERE schemes.run_id = $run_id
GROUP BY schemes.org_id, parameters.name, parameters.code
ORDER BY schemes.org_id, parameters.name, parameters.code
