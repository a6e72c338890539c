-- Four views of one project against its plan: cost and schedule overrun by at most a tenth, size of the deviation, days
-- late. A project counts as it stood on its day of assessment (its state's day, else the cut-off) where that lies in
-- the period; without such a day, one accepted before the period counts no more. Underruns are within the plan.
-- grain: metric_id, org_id, source_id
WITH assessed AS (
    SELECT
        org_id,
        department_id,
        project_id,
        batch_id,
        source_row,
        approved_amount,
        coalesce(status_on, cast($cut_off AS DATE)) AS assessed_on,
        approved_amount - cost_so_far(final_amount, forecast_amount, accepted_on) AS cost_variance_amount,
        planned_end_on - end_so_far(
            accepted_on, forecast_end_on, planned_end_on, coalesce(status_on, cast($cut_off AS DATE))
        ) AS schedule_variance_days,
        planned_end_on - start_on AS planned_days
    FROM records.project
    WHERE
        org_id IN (
            SELECT wanted.org_id FROM scope.metric AS wanted
            WHERE
                wanted.run_id = $run_id
                AND wanted.metric_id IN (
                    'cost_within_10_percent', 'schedule_within_10_percent', 'cost_variance_share', 'schedule_overrun_days'
                )
        )
        AND status IS DISTINCT FROM 'cancelled'
        AND coalesce(status_on, cast($cut_off AS DATE)) BETWEEN $period_start AND $cut_off
        AND (status_on IS NOT NULL OR accepted_on IS NULL OR accepted_on >= $period_start)
),

counted AS (
    SELECT
        *, 'cost_within_10_percent' AS metric_id, 1 AS denominator,
        -- Exactly a tenth more than approved is still within it.
        CASE WHEN cost_variance_amount * 10 >= -approved_amount THEN 1 ELSE 0 END AS numerator
    FROM assessed
    WHERE approved_amount > 0 AND cost_variance_amount IS NOT NULL
    UNION ALL
    SELECT
        *, 'schedule_within_10_percent' AS metric_id, 1 AS denominator,
        CASE WHEN schedule_variance_days * 10 >= -planned_days THEN 1 ELSE 0 END AS numerator
    FROM assessed
    WHERE planned_days > 0 AND schedule_variance_days IS NOT NULL
    UNION ALL
    SELECT
        *, 'cost_variance_share' AS metric_id, approved_amount AS denominator,
        abs(cost_variance_amount) AS numerator
    FROM assessed
    WHERE approved_amount > 0 AND cost_variance_amount IS NOT NULL
    UNION ALL
    SELECT
        *, 'schedule_overrun_days' AS metric_id, 1 AS denominator,
        greatest(0, -schedule_variance_days) AS numerator
    FROM assessed
    WHERE schedule_variance_days IS NOT NULL
)

SELECT
    counted.metric_id,
    counted.org_id,
    counted.department_id,
    cast(NULL AS TEXT) AS person_id,
    counted.assessed_on AS occurred_on,
    'project' AS source_feed,
    counted.project_id AS source_id,
    cast(counted.numerator AS DECIMAL(38, 6)) AS numerator,
    cast(counted.denominator AS DECIMAL(38, 6)) AS denominator,
    counted.batch_id,
    counted.source_row,
    FALSE AS is_provisional
FROM counted
