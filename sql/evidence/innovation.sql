-- One row for each innovation accepted in the period.
-- grain: metric_id, org_id, source_id
SELECT
    'innovations_accepted' AS metric_id,
    innovations.org_id,
    innovations.department_id,
    cast(NULL AS TEXT) AS person_id,
    innovations.accepted_on AS occurred_on,
    'innovation' AS source_feed,
    innovations.innovation_id AS source_id,
    cast(1 AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    innovations.batch_id,
    innovations.source_row,
    FALSE AS is_provisional
FROM records.innovation AS innovations
INNER JOIN scope.metric AS metrics
    ON
        innovations.org_id = metrics.org_id
        AND metrics.run_id = $run_id
        AND metrics.metric_id = 'innovations_accepted'
WHERE innovations.accepted_on BETWEEN $period_start AND $cut_off
