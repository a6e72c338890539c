-- The feeds an organisation has connected: a row of its own came in by then. Of a feed that many metrics share, each
-- kind of record ('obligation:hazard') is connected by itself. Appeals are about results and no data of them.
-- grain: run_id, org_id, feed
WITH covered AS (
    SELECT org_id FROM scope.scheme
    WHERE run_id = $run_id
    UNION
    SELECT org_id FROM scope.reward_plan
    WHERE run_id = $run_id
),

delivered AS (
    SELECT DISTINCT org_id, feed
    FROM history.every_row
    WHERE feed <> 'appeal' AND batch_id <= coalesce($as_of_batch, 2147483647)
    UNION ALL
    SELECT DISTINCT org_id, kind AS feed
    FROM history.every_kind
    WHERE batch_id <= coalesce($as_of_batch, 2147483647)
)

SELECT
    $run_id AS run_id,
    delivered.org_id,
    delivered.feed
FROM delivered
SEMI JOIN covered ON delivered.org_id = covered.org_id
ORDER BY delivered.org_id, delivered.feed
