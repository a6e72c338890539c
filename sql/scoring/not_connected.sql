-- The metrics that an organisation cannot be measured by, and what it would have to deliver: every feed a metric needs,
-- and one of the kinds of record it takes from a feed that many metrics share.
-- grain: org_id, metric_id
WITH organizations AS (
    SELECT DISTINCT org_id FROM scope.subject WHERE run_id = $run_id
),

connected AS (
    SELECT org_id, feed FROM scope.feed WHERE run_id = $run_id
),

needed AS (
    SELECT metric_id, unnest(string_split(feeds, ',')) AS feed FROM compiled.metric WHERE feeds <> ''
),

taken AS (
    SELECT metric_id, unnest(string_split(kinds, ',')) AS kind FROM compiled.metric WHERE kinds <> ''
),

absent AS (
    SELECT organizations.org_id, needed.metric_id, needed.feed AS what
    FROM organizations
    CROSS JOIN needed
    LEFT JOIN connected ON organizations.org_id = connected.org_id AND needed.feed = connected.feed
    WHERE connected.feed IS NULL
    UNION ALL
    SELECT
        organizations.org_id,
        taken.metric_id,
        min(split_part(taken.kind, ':', 1)) || ' of kind '
        || string_agg(split_part(taken.kind, ':', 2), ' or ' ORDER BY taken.kind) AS what
    FROM organizations
    CROSS JOIN taken
    INNER JOIN connected AS feeds
        ON organizations.org_id = feeds.org_id AND split_part(taken.kind, ':', 1) = feeds.feed
    LEFT JOIN connected AS kinds ON organizations.org_id = kinds.org_id AND taken.kind = kinds.feed
    GROUP BY organizations.org_id, taken.metric_id
    HAVING count(kinds.feed) = 0
)

SELECT
    absent.org_id,
    absent.metric_id,
    string_agg(absent.what, ', ' ORDER BY absent.what) AS feeds
FROM absent
GROUP BY absent.org_id, absent.metric_id
