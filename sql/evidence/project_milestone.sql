-- One row for each milestone due in the period, once it is due by the cut-off or reached by then.
-- Milestones of major projects weigh more; those of cancelled projects do not count.
-- grain: metric_id, org_id, source_id
WITH limits AS (
    SELECT
        org_id,
        max(value) FILTER (WHERE name = 'major_project_weight') AS major_weight,
        max(value) FILTER (WHERE name = 'major_project_budget_amount') AS major_amount
    FROM scope.parameter
    WHERE run_id = $run_id AND code = ''
    GROUP BY org_id
),

milestones AS (
    SELECT
        events.org_id,
        projects.department_id,
        events.event_id,
        events.batch_id,
        events.source_row,
        events.occurred_on AS reached_on,
        coalesce(events.revised_due_on, events.due_on) AS due_on,
        -- An attempt that failed has not reached the milestone.
        (events.occurred_on <= $cut_off AND coalesce(events.result, 'passed') <> 'failed') AS reached,
        -- Declared major, or approved at or above the limit.
        CASE
            WHEN projects.is_major OR projects.approved_amount >= limits.major_amount THEN limits.major_weight
            ELSE 1
        END AS weight
    FROM records.project_event AS events
    INNER JOIN records.project AS projects
        ON events.org_id = projects.org_id AND events.project_id = projects.project_id
    INNER JOIN limits ON events.org_id = limits.org_id
    WHERE events.kind = 'milestone' AND projects.status IS DISTINCT FROM 'cancelled'
)

SELECT
    'milestones_on_time' AS metric_id,
    milestones.org_id,
    milestones.department_id,
    cast(NULL AS TEXT) AS person_id,
    milestones.due_on AS occurred_on,
    'project_event' AS source_feed,
    milestones.event_id AS source_id,
    -- Reached on the due day is on time.
    cast(
        CASE WHEN milestones.reached AND milestones.reached_on <= milestones.due_on THEN milestones.weight ELSE 0 END
        AS DECIMAL(38, 6)
    ) AS numerator,
    cast(milestones.weight AS DECIMAL(38, 6)) AS denominator,
    milestones.batch_id,
    milestones.source_row,
    FALSE AS is_provisional
FROM milestones
WHERE
    milestones.due_on BETWEEN $period_start AND $period_end
    AND (milestones.due_on <= $cut_off OR milestones.reached)
