-- Which unit answers for what is dated in a unit, and for how much of it: the unit itself until it was succeeded, then
-- its successors by their shares; a successor that was succeeded hands it on, and the shares multiply.
-- grain: run_id, org_id, holder_id, department_id, counts_from, counts_until
WITH RECURSIVE successors AS (
    SELECT org_id, department_id, successor_department_id, effective_on, share_percent
    FROM records.department_successor
    WHERE department_id <> successor_department_id
),

endings AS (
    SELECT org_id, department_id, min(effective_on) - 1 AS last_day
    FROM successors
    GROUP BY org_id, department_id
),

units AS (
    SELECT org_id, department_id FROM records.department
    UNION
    SELECT org_id, department_id FROM successors
),

-- The path keeps units that succeed each other in a circle from coming round again.
chains AS (
    SELECT
        org_id, department_id AS holder_id, department_id, cast(NULL AS DATE) AS first_day,
        cast(100 AS DECIMAL(38, 6)) AS share_percent, [department_id] AS path
    FROM units
    UNION ALL
    SELECT
        chains.org_id,
        successors.successor_department_id AS holder_id,
        chains.department_id,
        greatest(chains.first_day, successors.effective_on) AS first_day,
        percent_of(chains.share_percent, successors.share_percent) AS share_percent,
        list_append(chains.path, successors.successor_department_id) AS path
    FROM chains
    INNER JOIN successors
        ON
            chains.org_id = successors.org_id
            AND chains.holder_id = successors.department_id
            AND NOT list_contains(chains.path, successors.successor_department_id)
),

spans AS (
    SELECT
        chains.org_id,
        chains.holder_id,
        chains.department_id,
        greatest(chains.first_day, cast($period_start AS DATE)) AS counts_from,
        least(endings.last_day, cast($period_end AS DATE)) AS counts_until,
        chains.share_percent
    FROM chains
    LEFT JOIN endings ON chains.org_id = endings.org_id AND chains.holder_id = endings.department_id
)

SELECT
    $run_id AS run_id,
    spans.org_id,
    spans.holder_id,
    spans.department_id,
    spans.counts_from,
    spans.counts_until,
    cast(least(100, sum(spans.share_percent)) AS DECIMAL(9, 6)) AS share_percent
FROM spans
WHERE
    spans.counts_from <= spans.counts_until
    AND spans.share_percent > 0
    AND spans.org_id IN (SELECT schemes.org_id FROM scope.scheme AS schemes WHERE schemes.run_id = $run_id)
GROUP BY spans.org_id, spans.holder_id, spans.department_id, spans.counts_from, spans.counts_until
ORDER BY ALL
