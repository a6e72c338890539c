-- The evidence that cost points or raised a fact: rows below full count, or, where less is better, rows above nothing, of
-- the units, persons and metrics to be shown. Of each only the costliest 100, except where days matter because some
-- subject answers for part of them.
-- grain: metric_id, org_id, department_id, person_id, source_feed, source_id, occurred_on
WITH shown AS (
    SELECT
        reaches.org_id,
        reaches.department_id,
        reaches.person_id,
        metrics.metric_id,
        bool_or(reaches.counts_from > $period_start OR reaches.counts_until < $period_end) AS is_dated
    FROM scoring.shown_metric AS metrics
    INNER JOIN scope.reach AS reaches
        ON
            metrics.org_id = reaches.org_id
            AND metrics.subject_type = reaches.subject_type
            AND metrics.subject_id = reaches.subject_id
            AND reaches.run_id = $run_id
    GROUP BY reaches.org_id, reaches.department_id, reaches.person_id, metrics.metric_id
),

costs AS (
    SELECT
        counted.* EXCLUDE (person_id),
        CASE WHEN counted.department_id IS NULL THEN counted.person_id END AS person_id,
        CASE metrics.better WHEN 'higher' THEN counted.denominator - counted.numerator ELSE counted.numerator END
            AS cost
    FROM evidence.every_row AS counted
    INNER JOIN compiled.metric AS metrics ON counted.metric_id = metrics.metric_id
)

SELECT
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
QUALIFY
    shown.is_dated
    OR row_number() OVER (
        PARTITION BY costs.metric_id, costs.org_id, costs.department_id, costs.person_id
        ORDER BY costs.cost DESC, costs.source_feed ASC, costs.source_id ASC, costs.occurred_on ASC
    ) <= 100
