-- The metrics that count in an organisation: those its schemes use and do not switch off.
-- grain: run_id, org_id, metric_id
SELECT DISTINCT
    $run_id AS run_id,
    schemes.org_id,
    indicators.metric_id
FROM scope.scheme AS schemes
INNER JOIN compiled.indicator AS indicators ON schemes.scheme_key = indicators.scheme_key
WHERE schemes.run_id = $run_id AND indicators.disabled_reason IS NULL
ORDER BY schemes.org_id, indicators.metric_id
