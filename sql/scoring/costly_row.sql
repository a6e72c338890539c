-- The evidence that cost points or raised a fact: rows short of what would lose nothing; where less is better rows above
-- nothing; on a band rows off the plan; all of the units, persons and metrics to be shown.
-- grain: metric_id, org_id, department_id, person_id, source_feed, source_id, occurred_on
WITH
-- The value from which nothing is lost, in the metric's unit: where the curve reaches its best, at least the whole.
full_values AS (
    SELECT
        metrics.metric_id,
        metrics.better,
        metrics.value_rule,
        metrics.scale,
        cast(
            greatest(
                CASE WHEN metrics.unit IN ('%', 'pts') THEN 100 ELSE 1 END,
                CASE WHEN metrics.better = 'higher' THEN min(pieces.value_from) END
            ) AS DECIMAL(12, 6)
        ) AS full_value
    FROM compiled.metric AS metrics
    LEFT JOIN compiled.piece AS pieces
        ON
            metrics.metric_id = pieces.metric_id
            AND pieces.points_from = 100
            AND pieces.scheme_key IN (SELECT schemes.scheme_key FROM scope.scheme AS schemes WHERE schemes.run_id = $run_id)
    GROUP BY metrics.metric_id, metrics.better, metrics.value_rule, metrics.scale, metrics.unit
),

costs AS (
    SELECT
        counted.* EXCLUDE (person_id),
        CASE WHEN counted.department_id IS NULL THEN counted.person_id END AS person_id,
        CASE
            WHEN metrics.better = 'band' THEN abs(counted.denominator - counted.numerator)
            WHEN metrics.better = 'lower' OR metrics.value_rule = 'total' THEN counted.numerator
            WHEN metrics.full_value = metrics.scale THEN counted.denominator - counted.numerator
            ELSE product_of(counted.denominator, metrics.full_value) - product_of(counted.numerator, metrics.scale)
        END AS cost
    FROM evidence.every_row AS counted
    INNER JOIN full_values AS metrics ON counted.metric_id = metrics.metric_id
),

shown AS (
    SELECT DISTINCT counted_number, org_id, department_id, person_id, metric_id
    FROM scoring.shown_reach
)

SELECT
    shown.counted_number,
    costs.metric_id,
    costs.org_id,
    costs.department_id,
    costs.person_id,
    costs.occurred_on,
    costs.source_feed,
    costs.source_id,
    costs.numerator,
    costs.denominator,
    costs.batch_id,
    costs.source_row,
    costs.cost
FROM costs
INNER JOIN shown
    ON
        costs.org_id = shown.org_id
        AND costs.department_id IS NOT DISTINCT FROM shown.department_id
        AND costs.person_id IS NOT DISTINCT FROM shown.person_id
        AND costs.metric_id = shown.metric_id
WHERE costs.cost > 0
