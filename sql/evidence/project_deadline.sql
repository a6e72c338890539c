-- One row for each deadline of the period that has come by the cut-off or was met by then: the settlement and the final
-- accounts of an accepted project together, the filing of an accepted project, the filing of a contract. The last day
-- itself is in time. A span of working days that touches an unpublished year makes a row provisional. Cancelled projects
-- do not count.
-- grain: metric_id, org_id, source_id
WITH events AS MATERIALIZED (
    SELECT org_id, project_id, event_id, kind, coalesce(stage, '') AS stage, occurred_on, batch_id, source_row
    FROM records.project_event
    WHERE
        kind IN ('settlement', 'final_accounts', 'project_filing', 'contract', 'contract_filing')
        AND occurred_on <= $cut_off
        AND result IS DISTINCT FROM 'failed'
        AND org_id IN (
            SELECT wanted.org_id FROM scope.metric AS wanted
            WHERE
                wanted.run_id = $run_id
                AND wanted.metric_id IN (
                    'settled_within_60_days', 'filed_within_15_working_days', 'contracts_filed_on_time'
                )
        )
),

-- When each was done first; what is corrected later was done all the same.
done AS (
    SELECT
        org_id,
        project_id,
        min(occurred_on) FILTER (WHERE kind = 'settlement') AS settled_on,
        min(occurred_on) FILTER (WHERE kind = 'final_accounts') AS accounts_on,
        min(occurred_on) FILTER (WHERE kind = 'project_filing') AS filed_on
    FROM events
    WHERE kind IN ('settlement', 'final_accounts', 'project_filing')
    GROUP BY org_id, project_id
),

-- Contracts of one project are told apart by their stage, which their filing carries too.
contracts AS (
    SELECT
        *,
        min(occurred_on) FILTER (WHERE kind = 'contract_filing') OVER (
            PARTITION BY org_id, project_id, stage
            ORDER BY occurred_on RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS filed_on
    FROM events
    WHERE kind IN ('contract', 'contract_filing')
),

owed AS (
    SELECT
        metrics.metric_id, projects.org_id, projects.department_id, projects.accepted_on AS begins_on,
        'project' AS source_feed, projects.project_id AS source_id, projects.batch_id, projects.source_row,
        CASE
            WHEN metrics.metric_id = 'filed_within_15_working_days' THEN done.filed_on
            WHEN done.settled_on IS NOT NULL AND done.accounts_on IS NOT NULL
                THEN greatest(done.settled_on, done.accounts_on)
        END AS done_on
    FROM records.project AS projects
    INNER JOIN scope.metric AS metrics
        ON
            projects.org_id = metrics.org_id
            AND metrics.run_id = $run_id
            AND metrics.metric_id IN ('settled_within_60_days', 'filed_within_15_working_days')
    LEFT JOIN done ON projects.org_id = done.org_id AND projects.project_id = done.project_id
    WHERE projects.accepted_on <= $cut_off AND projects.status IS DISTINCT FROM 'cancelled'
    UNION ALL
    SELECT
        'contracts_filed_on_time' AS metric_id, contracts.org_id, projects.department_id,
        contracts.occurred_on AS begins_on, 'project_event' AS source_feed, contracts.event_id AS source_id,
        contracts.batch_id, contracts.source_row, contracts.filed_on AS done_on
    FROM contracts
    INNER JOIN scope.metric AS metrics
        ON
            contracts.org_id = metrics.org_id
            AND metrics.run_id = $run_id
            AND metrics.metric_id = 'contracts_filed_on_time'
    INNER JOIN records.project AS projects
        ON contracts.org_id = projects.org_id AND contracts.project_id = projects.project_id
    WHERE contracts.kind = 'contract' AND projects.status IS DISTINCT FROM 'cancelled'
),

due AS (
    SELECT
        owed.*,
        CASE
            WHEN owed.metric_id = 'settled_within_60_days' THEN owed.begins_on + cast(limits.value AS INTEGER)
            ELSE ends.day
        END AS due_on,
        coalesce(ends.unpublished_count > begins.unpublished_count, FALSE) AS is_provisional
    FROM owed
    INNER JOIN scope.parameter AS limits
        ON
            owed.org_id = limits.org_id
            AND limits.run_id = $run_id
            AND limits.name = CASE owed.metric_id
                WHEN 'settled_within_60_days' THEN 'settlement_days'
                WHEN 'filed_within_15_working_days' THEN 'filing_working_days'
                ELSE 'contract_filing_working_days'
            END
    -- The first day is not counted: the last is the working day whose number is so much higher.
    LEFT JOIN calendar.working_day AS begins
        ON owed.begins_on = begins.day AND owed.metric_id <> 'settled_within_60_days'
    LEFT JOIN calendar.working_day AS ends
        ON begins.working_day_number + limits.value = ends.working_day_number AND ends.is_working
)

SELECT
    due.metric_id, due.org_id, due.department_id, cast(NULL AS TEXT) AS person_id, due.due_on AS occurred_on,
    due.source_feed, due.source_id,
    cast(CASE WHEN due.done_on <= due.due_on THEN 1 ELSE 0 END AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    due.batch_id, due.source_row, due.is_provisional
FROM due
WHERE
    due.due_on BETWEEN $period_start AND $period_end
    AND (due.due_on <= $cut_off OR due.done_on IS NOT NULL)
