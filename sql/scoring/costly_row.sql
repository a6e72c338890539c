-- The evidence that cost points: rows below full count, or, where less is better, rows above nothing.
-- Only of indicators that are measured, and of units somebody answers for.
-- grain: metric_id, org_id, department_id, source_feed, source_id, occurred_on
SELECT
    counted.metric_id,
    counted.org_id,
    counted.department_id,
    counted.occurred_on,
    counted.source_feed,
    counted.source_id,
    counted.numerator,
    counted.denominator,
    CASE metrics.better WHEN 'higher' THEN counted.denominator - counted.numerator ELSE counted.numerator END AS cost
FROM evidence.every_row AS counted
INNER JOIN compiled.metric AS metrics ON counted.metric_id = metrics.metric_id
WHERE CASE metrics.better WHEN 'higher' THEN counted.denominator - counted.numerator ELSE counted.numerator END > 0
