-- The evidence that cost points: rows below full count, or, where less is better, rows above nothing, of units and
-- metrics for which some subject lost points. Of a unit and metric only the costliest 100, except in units where days
-- matter because a CIO did not serve the whole period.
-- grain: metric_id, org_id, department_id, source_feed, source_id, occurred_on
WITH lost AS (
    SELECT
        reaches.org_id,
        reaches.department_id,
        scores.metric_id,
        bool_or(reaches.counts_from > $period_start OR reaches.counts_until < $period_end) AS is_dated
    FROM result.indicator_score AS scores
    INNER JOIN scope.reach AS reaches
        ON
            scores.run_id = reaches.run_id
            AND scores.org_id = reaches.org_id
            AND scores.subject_type = reaches.subject_type
            AND scores.subject_id = reaches.subject_id
    WHERE scores.run_id = $run_id AND scores.status = 'measured' AND scores.points_lost > 0
    GROUP BY reaches.org_id, reaches.department_id, scores.metric_id
),

costs AS (
    SELECT
        counted.*,
        CASE metrics.better WHEN 'higher' THEN counted.denominator - counted.numerator ELSE counted.numerator END
            AS cost
    FROM evidence.every_row AS counted
    INNER JOIN compiled.metric AS metrics ON counted.metric_id = metrics.metric_id
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
    costs.batch_id,
    costs.source_row,
    costs.cost
FROM costs
INNER JOIN lost
    ON
        costs.org_id = lost.org_id
        AND costs.department_id = lost.department_id
        AND costs.metric_id = lost.metric_id
WHERE costs.cost > 0
QUALIFY
    lost.is_dated
    OR row_number() OVER (
        PARTITION BY costs.metric_id, costs.org_id, costs.department_id
        ORDER BY costs.cost DESC, costs.source_feed ASC, costs.source_id ASC, costs.occurred_on ASC
    ) <= 100
