-- One row for each obligation whose due day lies in the period, once it is due by the cut-off or met by then; what was
-- cancelled by then, or belongs to a cancelled project, does not count. Serves every metric that counts obligations one
-- by one: compiled.counted_kind says which kinds it takes and what it means to meet them.
-- grain: metric_id, org_id, source_id
WITH obligations AS (
    SELECT
        kinds.metric_id,
        kinds.counting,
        owed.org_id,
        owed.department_id,
        owed.person_id,
        owed.obligation_id,
        owed.batch_id,
        owed.source_row,
        owed.begins_on,
        owed.result,
        coalesce(owed.weight, 1) AS weight,
        coalesce(owed.revised_due_on, owed.due_on) AS agreed_on,
        -- A secondment is due to end so many months after it began, whatever was agreed.
        CASE
            WHEN kinds.counting = 'overlong'
                THEN cast(owed.begins_on + to_months(cast(months.value AS INTEGER)) AS DATE)
            ELSE coalesce(owed.revised_due_on, owed.due_on)
        END AS due_on,
        -- What happens after the cut-off is not known yet.
        CASE WHEN owed.done_on <= $cut_off THEN owed.done_on END AS done_on,
        CASE WHEN owed.reported_on <= $cut_off THEN owed.reported_on END AS reported_on
    FROM records.obligation AS owed
    INNER JOIN compiled.counted_kind AS kinds
        ON
            owed.kind = kinds.kind
            AND kinds.feed = 'obligation'
            AND kinds.counting IN (
                'on_time', 'on_time_and_passed', 'in_window', 'done', 'done_and_passed', 'done_and_reported',
                'days_late', 'overlong'
            )
    INNER JOIN scope.metric AS metrics
        ON owed.org_id = metrics.org_id AND kinds.metric_id = metrics.metric_id AND metrics.run_id = $run_id
    LEFT JOIN scope.parameter AS months
        ON
            owed.org_id = months.org_id
            AND months.run_id = $run_id
            AND months.name = 'secondment_months'
            AND kinds.counting = 'overlong'
    LEFT JOIN records.project AS projects
        ON owed.org_id = projects.org_id AND owed.project_id = projects.project_id
    WHERE
        (owed.cancelled_on IS NULL OR owed.cancelled_on > $cut_off)
        AND projects.status IS DISTINCT FROM 'cancelled'
),

counted AS (
    SELECT
        *,
        coalesce(
            CASE counting
                -- Done on the due day is on time.
                WHEN 'on_time' THEN done_on <= due_on
                WHEN 'on_time_and_passed' THEN done_on <= due_on AND result = 'passed'
                WHEN 'in_window' THEN done_on BETWEEN coalesce(begins_on, done_on) AND due_on
                WHEN 'done' THEN done_on IS NOT NULL AND result IS DISTINCT FROM 'failed'
                WHEN 'done_and_passed' THEN done_on IS NOT NULL AND result = 'passed'
                WHEN 'done_and_reported'
                    THEN done_on IS NOT NULL AND reported_on IS NOT NULL AND result IS DISTINCT FROM 'failed'
                ELSE done_on IS NOT NULL
            END,
            FALSE
        ) AS is_met
    FROM obligations
    WHERE due_on BETWEEN $period_start AND $period_end AND weight > 0
)

SELECT
    counted.metric_id,
    counted.org_id,
    counted.department_id,
    counted.person_id,
    counted.due_on AS occurred_on,
    'obligation' AS source_feed,
    counted.obligation_id AS source_id,
    cast(
        CASE
            WHEN counted.counting = 'days_late'
                THEN greatest(0, coalesce(counted.done_on, cast($cut_off AS DATE)) - counted.due_on)
            -- One that goes on lasts until the cut-off, or until the agreed end where that is later.
            WHEN counted.counting = 'overlong'
                THEN
                    cast(
                        coalesce(counted.done_on, greatest(counted.agreed_on, cast($cut_off AS DATE))) > counted.due_on
                        AS INTEGER
                    )
            WHEN counted.is_met THEN counted.weight
            ELSE 0
        END AS DECIMAL(38, 6)
    ) AS numerator,
    cast(
        CASE WHEN counted.counting IN ('days_late', 'overlong') THEN 1 ELSE counted.weight END AS DECIMAL(38, 6)
    ) AS denominator,
    counted.batch_id,
    counted.source_row,
    FALSE AS is_provisional
FROM counted
WHERE counted.due_on <= $cut_off OR counted.is_met
