-- The evidence that cost points: rows below full count, or, where less is better, rows above nothing. Of a unit and
-- metric only the costliest 100, except in units where days matter because a CIO did not serve the whole period.
-- grain: metric_id, org_id, department_id, source_feed, source_id, occurred_on
WITH dated AS (
    SELECT DISTINCT department_id
    FROM scope.reach
    WHERE run_id = $run_id AND (counts_from > $period_start OR counts_until < $period_end)
),

costs AS (
    SELECT
        counted.metric_id,
        counted.org_id,
        counted.department_id,
        counted.occurred_on,
        counted.source_feed,
        counted.source_id,
        counted.numerator,
        counted.denominator,
        CASE metrics.better WHEN 'higher' THEN counted.denominator - counted.numerator ELSE counted.numerator END
            AS cost,
        counted.department_id IN (SELECT dated.department_id FROM dated) AS is_dated
    FROM evidence.every_row AS counted
    INNER JOIN compiled.metric AS metrics ON counted.metric_id = metrics.metric_id
    WHERE
        CASE metrics.better WHEN 'higher' THEN counted.denominator - counted.numerator ELSE counted.numerator END > 0
)

SELECT
    costs.metric_id,
    costs.org_id,
    costs.department_id,
    costs.occurred_on,
    costs.source_feed,
    costs.source_id,
    costs.numerator,
    costs.denominator,
    costs.cost
FROM costs
QUALIFY
    costs.is_dated
    OR row_number() OVER (
        PARTITION BY costs.metric_id, costs.org_id, costs.department_id
        ORDER BY costs.cost DESC, costs.source_feed ASC, costs.source_id ASC, costs.occurred_on ASC
    ) <= 100
