-- Obligations seen by what they are about. One row for each body, unit or person reported to, with the share of what was
-- owed in the period that was done; and one for each system assessed in the period, by its newest conclusion. The row
-- names the record that stands for the others: one not done where there is one, else the newest.
-- grain: metric_id, org_id, department_id, person_id, source_id
WITH obligations AS MATERIALIZED (
    SELECT
        kinds.metric_id,
        kinds.counting,
        owed.org_id,
        owed.department_id,
        -- A record with a unit counts for the unit, even when it names a person too.
        CASE WHEN owed.department_id IS NULL THEN owed.person_id END AS person_id,
        owed.subject,
        owed.obligation_id,
        owed.batch_id,
        owed.source_row,
        owed.conclusion,
        coalesce(owed.has_high_risk, FALSE) AS has_high_risk,
        coalesce(owed.weight, 1) AS weight,
        coalesce(owed.revised_due_on, owed.due_on) AS due_on,
        CASE WHEN owed.done_on <= $cut_off THEN owed.done_on END AS done_on,
        (coalesce(owed.done_on <= $cut_off, FALSE) AND coalesce(owed.result, 'passed') <> 'failed') AS is_met
    FROM records.obligation AS owed
    INNER JOIN compiled.counted_kind AS kinds
        ON
            owed.kind = kinds.kind
            AND kinds.feed = 'obligation'
            AND kinds.counting IN ('mean_by_subject', 'latest_conclusion')
    INNER JOIN scope.metric AS metrics
        ON owed.org_id = metrics.org_id AND kinds.metric_id = metrics.metric_id AND metrics.run_id = $run_id
    LEFT JOIN records.project AS projects
        ON owed.org_id = projects.org_id AND owed.project_id = projects.project_id
    WHERE
        (owed.cancelled_on IS NULL OR owed.cancelled_on > $cut_off)
        AND projects.status IS DISTINCT FROM 'cancelled'
),

shares AS (
    SELECT
        metric_id,
        org_id,
        department_id,
        person_id,
        max(due_on) AS occurred_on,
        first(obligation_id ORDER BY is_met ASC, due_on DESC, obligation_id DESC) AS source_id,
        first(batch_id ORDER BY is_met ASC, due_on DESC, obligation_id DESC) AS batch_id,
        first(source_row ORDER BY is_met ASC, due_on DESC, obligation_id DESC) AS source_row,
        share_up_to_one(sum(CASE WHEN is_met THEN weight ELSE 0 END), sum(weight)) AS numerator
    FROM obligations
    WHERE
        counting = 'mean_by_subject'
        AND due_on BETWEEN $period_start AND $period_end
        AND (due_on <= $cut_off OR is_met)
        AND weight > 0
    GROUP BY metric_id, org_id, department_id, person_id, subject
),

-- An assessment counts once its conclusion is known; the newest of a day is the last by its id.
concluded AS (
    SELECT *
    FROM obligations
    WHERE counting = 'latest_conclusion' AND done_on >= $period_start AND conclusion IS NOT NULL
    QUALIFY
        row_number() OVER (
            PARTITION BY metric_id, org_id, department_id, person_id, subject ORDER BY done_on DESC, obligation_id DESC
        ) = 1
)

SELECT
    shares.metric_id, shares.org_id, shares.department_id, shares.person_id, shares.occurred_on,
    'obligation' AS source_feed, shares.source_id,
    shares.numerator, cast(1 AS DECIMAL(38, 6)) AS denominator,
    shares.batch_id, shares.source_row, FALSE AS is_provisional
FROM shares
UNION ALL
SELECT
    concluded.metric_id, concluded.org_id, concluded.department_id, concluded.person_id,
    concluded.done_on AS occurred_on,
    'obligation' AS source_feed, concluded.obligation_id AS source_id,
    cast(coalesce(passes.value, 0) > 0 AND NOT concluded.has_high_risk AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    concluded.batch_id, concluded.source_row, FALSE AS is_provisional
FROM concluded
LEFT JOIN scope.parameter AS passes
    ON
        concluded.org_id = passes.org_id
        AND passes.run_id = $run_id
        AND passes.name = 'protection_conclusion_passes'
        AND concluded.conclusion = passes.code
