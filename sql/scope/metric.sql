-- The metrics that count in an organisation: those its schemes need for indicators, gates, alerts or conditions.
-- grain: run_id, org_id, metric_id
SELECT DISTINCT
    $run_id AS run_id,
    schemes.org_id,
    needed.metric_id
FROM scope.scheme AS schemes
INNER JOIN compiled.scheme_metric AS needed ON schemes.scheme_key = needed.scheme_key
WHERE schemes.run_id = $run_id
ORDER BY schemes.org_id, needed.metric_id
