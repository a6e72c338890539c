-- What each metric of a published run is called and measured in, indicators and what gates and recommendations look at alike.
-- grain: run_id, metric_id
SELECT DISTINCT
    runs.run_id,
    runs.revision,
    runs.period,
    runs.org_scope AS org_id,
    metrics.metric_id,
    metrics.code,
    metrics.name_zh AS name,
    metrics.name_en,
    metrics.unit,
    metrics.better
FROM scope.metric AS used
INNER JOIN run.run AS runs ON used.run_id = runs.run_id
INNER JOIN compiled.metric AS metrics ON used.metric_id = metrics.metric_id
WHERE runs.published
ORDER BY runs.run_id, metrics.metric_id
