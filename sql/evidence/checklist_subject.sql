-- Lists that count as a whole. One row for each project, award or matter of the period whose list has an applicable item:
-- all of them are satisfied and the list is complete, or not; the row names the item that is not satisfied where there is
-- one. And one row for each appraised unit on the cut-off day: exactly one satisfied item stands for it, or not.
-- grain: metric_id, org_id, department_id, person_id, source_id
WITH items AS MATERIALIZED (
    SELECT
        kinds.metric_id,
        kinds.counting,
        kinds.list_size,
        listed.*,
        -- Whose list it is: the unit's, even where the item names a person; else the person's.
        CASE WHEN listed.department_id IS NULL THEN listed.person_id END AS list_person_id
    FROM records.checklist_item AS listed
    INNER JOIN compiled.counted_kind AS kinds
        ON
            listed.kind = kinds.kind
            AND kinds.feed = 'checklist_item'
            AND kinds.counting IN ('all_of_subject', 'exactly_one')
    INNER JOIN scope.metric AS metrics
        ON listed.org_id = metrics.org_id AND kinds.metric_id = metrics.metric_id AND metrics.run_id = $run_id
    WHERE
        CASE
            WHEN kinds.counting = 'all_of_subject' THEN listed.occurred_on BETWEEN $period_start AND $cut_off
            ELSE
                coalesce(listed.valid_from <= $cut_off, TRUE) AND coalesce(listed.valid_until >= $cut_off, TRUE)
        END
),

standing AS (
    SELECT
        metric_id,
        org_id,
        department_id,
        count(*) FILTER (WHERE applicable AND satisfied) AS satisfied_count,
        bool_or(applicable) AS is_applicable
    FROM items
    WHERE counting = 'exactly_one'
    GROUP BY metric_id, org_id, department_id
)

SELECT
    items.metric_id,
    items.org_id,
    items.department_id,
    items.list_person_id AS person_id,
    max(items.occurred_on) AS occurred_on,
    'checklist_item' AS source_feed,
    first(items.item_id ORDER BY NOT items.applicable, items.satisfied, items.item_id) AS source_id,
    -- Items that do not apply are present all the same.
    cast(
        bool_and(items.satisfied OR NOT items.applicable)
        AND count(DISTINCT items.item) >= coalesce(any_value(items.list_size), 0) AS DECIMAL(38, 6)
    ) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    first(items.batch_id ORDER BY NOT items.applicable, items.satisfied, items.item_id) AS batch_id,
    first(items.source_row ORDER BY NOT items.applicable, items.satisfied, items.item_id) AS source_row,
    FALSE AS is_provisional
FROM items
WHERE items.counting = 'all_of_subject'
GROUP BY items.metric_id, items.org_id, items.department_id, items.list_person_id, items.subject
HAVING bool_or(items.applicable)
UNION ALL
SELECT
    metrics.metric_id,
    units.org_id,
    units.department_id,
    cast(NULL AS TEXT) AS person_id,
    cast($cut_off AS DATE) AS occurred_on,
    'department' AS source_feed,
    units.department_id AS source_id,
    cast(coalesce(standing.satisfied_count, 0) = 1 AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    units.batch_id,
    units.source_row,
    FALSE AS is_provisional
FROM records.department AS units
INNER JOIN scope.metric AS metrics ON units.org_id = metrics.org_id AND metrics.run_id = $run_id
LEFT JOIN standing
    ON
        metrics.metric_id = standing.metric_id
        AND units.org_id = standing.org_id
        AND units.department_id = standing.department_id
WHERE
    metrics.metric_id IN (SELECT kinds.metric_id FROM compiled.counted_kind AS kinds WHERE kinds.counting = 'exactly_one')
    AND units.appraised
    AND units.valid_from <= $cut_off
    AND coalesce(units.valid_until >= $cut_off, TRUE)
    -- A unit that needs none says so by an item that does not apply.
    AND coalesce(standing.is_applicable, TRUE)
