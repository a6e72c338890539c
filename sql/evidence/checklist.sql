-- One row for each applicable item of a list: items that stand, on the cut-off day; items of a matter or a delivery, on
-- its day. An item whose validity has run out is still owed, so it counts as not satisfied until the same item stands
-- anew or is marked as not applicable. A list of a fixed size that has fewer items gets one row for what is missing.
-- Serves every metric that counts items one by one (compiled.counted_kind).
-- grain: metric_id, org_id, department_id, person_id, source_id
WITH items AS (
    SELECT
        kinds.metric_id,
        kinds.list_size,
        listed.org_id,
        listed.department_id,
        listed.person_id,
        -- Whose list it is: the unit's, even where the item names a person; else the person's.
        CASE WHEN listed.department_id IS NULL THEN listed.person_id END AS list_person_id,
        listed.subject,
        listed.item,
        listed.item_id,
        listed.batch_id,
        listed.source_row,
        listed.applicable,
        kinds.counting = 'dated' AS is_dated,
        CASE WHEN kinds.counting = 'dated' THEN listed.occurred_on ELSE cast($cut_off AS DATE) END AS occurred_on,
        listed.valid_from,
        kinds.counting = 'dated' OR coalesce(listed.valid_until >= $cut_off, TRUE) AS is_in_force,
        listed.satisfied AND (
            kinds.counting <> 'standing_and_reviewed'
            -- Reviewed exactly so many months ago is recent enough; a review after the cut-off is not known yet.
            OR coalesce(
                CASE WHEN listed.reviewed_on <= $cut_off THEN listed.reviewed_on ELSE listed.valid_from END
                >= cast(cast($cut_off AS DATE) - to_months(cast(months.value AS INTEGER)) AS DATE),
                FALSE
            )
        ) AS is_satisfied
    FROM records.checklist_item AS listed
    INNER JOIN compiled.counted_kind AS kinds
        ON
            listed.kind = kinds.kind
            AND kinds.feed = 'checklist_item'
            AND kinds.counting IN ('standing', 'standing_and_reviewed', 'dated')
    INNER JOIN scope.metric AS metrics
        ON listed.org_id = metrics.org_id AND kinds.metric_id = metrics.metric_id AND metrics.run_id = $run_id
    LEFT JOIN scope.parameter AS months
        ON
            listed.org_id = months.org_id
            AND months.run_id = $run_id
            AND months.name = 'rule_review_months'
            AND kinds.counting = 'standing_and_reviewed'
    WHERE
        CASE
            WHEN kinds.counting = 'dated' THEN listed.occurred_on BETWEEN $period_start AND $cut_off
            ELSE coalesce(listed.valid_from <= $cut_off, TRUE)
        END
),

-- Of the same standing item the newest in force, else the newest of those that have run out.
kept AS MATERIALIZED (
    SELECT *
    FROM items
    QUALIFY
        is_dated
        OR row_number() OVER (
            PARTITION BY metric_id, org_id, department_id, list_person_id, subject, item
            ORDER BY is_in_force DESC, valid_from DESC NULLS LAST, item_id DESC
        ) = 1
)

SELECT
    kept.metric_id,
    kept.org_id,
    kept.department_id,
    kept.person_id,
    kept.occurred_on,
    'checklist_item' AS source_feed,
    kept.item_id AS source_id,
    cast(kept.is_satisfied AND kept.is_in_force AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    kept.batch_id,
    kept.source_row,
    FALSE AS is_provisional
FROM kept
WHERE kept.applicable
UNION ALL
SELECT
    kept.metric_id,
    kept.org_id,
    kept.department_id,
    kept.list_person_id AS person_id,
    max(kept.occurred_on) AS occurred_on,
    'checklist_item' AS source_feed,
    coalesce(kept.subject, kept.department_id, kept.list_person_id, kept.org_id) AS source_id,
    cast(0 AS DECIMAL(38, 6)) AS numerator,
    -- Items that do not apply are present all the same.
    cast(any_value(kept.list_size) - count(DISTINCT kept.item) AS DECIMAL(38, 6)) AS denominator,
    cast(NULL AS INTEGER) AS batch_id,
    cast(NULL AS BIGINT) AS source_row,
    FALSE AS is_provisional
FROM kept
WHERE kept.list_size IS NOT NULL
GROUP BY kept.metric_id, kept.org_id, kept.department_id, kept.list_person_id, kept.subject
HAVING count(DISTINCT kept.item) < any_value(kept.list_size)
