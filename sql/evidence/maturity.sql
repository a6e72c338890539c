-- One row for each organisation and metric its newest rating by the cut-off counts in: how far it has come from its base
-- grade to its target, a target that does not fit the rule, a target missed. Grade A is compared with the best abroad:
-- gaps closed of gaps found. Without base and target, or without the gaps, there is nothing to say.
-- grain: metric_id, org_id
WITH newest AS (
    SELECT
        *,
        -- E = 1 ... A = 5
        strpos('EDCBA', grade) AS level_now,
        strpos('EDCBA', base_grade) AS level_base,
        strpos('EDCBA', target_grade) AS level_target
    FROM records.maturity
    WHERE rated_on <= $cut_off
    QUALIFY row_number() OVER (PARTITION BY org_id ORDER BY rated_on DESC) = 1
),

numbers AS (
    SELECT org_id, to_months(cast(max(value) AS INTEGER)) AS climb_months
    FROM scope.parameter
    WHERE run_id = $run_id AND name = 'climb_months'
    GROUP BY org_id
),

judged AS (
    SELECT
        newest.*,
        CASE
            WHEN newest.base_grade = 'A' AND newest.gap_closed_count > newest.gap_item_count THEN newest.gap_item_count
            WHEN newest.base_grade = 'A' THEN newest.gap_closed_count
            WHEN newest.level_now < newest.level_base THEN 0
            -- No climb is planned: the base grade must be kept.
            WHEN newest.level_target <= newest.level_base THEN 1
            WHEN newest.level_now < newest.level_target THEN newest.level_now - newest.level_base
            ELSE newest.level_target - newest.level_base
        END AS come,
        CASE
            WHEN newest.base_grade = 'A' THEN newest.gap_item_count
            WHEN newest.level_target <= newest.level_base THEN 1
            ELSE newest.level_target - newest.level_base
        END AS to_come,
        CASE
            WHEN newest.base_grade IN ('D', 'E') THEN newest.target_grade NOT IN ('A', 'B', 'C')
            WHEN newest.base_grade IN ('B', 'C') THEN newest.level_target <> newest.level_base + 1
            ELSE FALSE
        END
        OR (newest.base_grade <> 'A' AND newest.target_due_on > newest.base_on + numbers.climb_months) AS is_faulty,
        newest.base_grade IN ('D', 'E')
        AND newest.target_due_on <= $cut_off
        AND newest.level_now < newest.level_target AS is_missed
    FROM newest
    LEFT JOIN numbers ON newest.org_id = numbers.org_id
)

SELECT
    metrics.metric_id,
    judged.org_id,
    cast(NULL AS TEXT) AS department_id,
    cast(NULL AS TEXT) AS person_id,
    cast($cut_off AS DATE) AS occurred_on,
    'maturity' AS source_feed,
    cast(judged.rated_on AS TEXT) AS source_id,
    cast(CASE WHEN metrics.metric_id = 'climb_target_progress' THEN judged.come ELSE 1 END AS DECIMAL(38, 6)) AS numerator,
    cast(CASE WHEN metrics.metric_id = 'climb_target_progress' THEN judged.to_come ELSE 1 END AS DECIMAL(38, 6))
        AS denominator,
    judged.batch_id,
    judged.source_row,
    FALSE AS is_provisional
FROM judged
INNER JOIN scope.metric AS metrics ON judged.org_id = metrics.org_id AND metrics.run_id = $run_id
WHERE
    CASE metrics.metric_id
        WHEN 'climb_target_progress' THEN judged.come >= 0 AND judged.to_come > 0
        WHEN 'climb_target_faults' THEN judged.is_faulty
        WHEN 'climb_targets_missed' THEN judged.is_missed
    END
