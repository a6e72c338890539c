-- One row for each payment of the period, by metric: of those planned by the cut-off, how much was paid; of those paid and
-- audited, how much was spent as earmarked. A payment nobody planned adds to what was paid and not to what was planned.
-- Payments of cancelled projects do not count.
-- grain: metric_id, org_id, source_id
WITH payments AS (
    SELECT
        metrics.metric_id,
        payments.*,
        projects.department_id,
        CASE
            WHEN metrics.metric_id = 'payment_execution' THEN coalesce(payments.planned_on, payments.paid_on)
            ELSE payments.paid_on
        END AS occurred_on
    FROM records.project_payment AS payments
    INNER JOIN records.project AS projects
        ON payments.org_id = projects.org_id AND payments.project_id = projects.project_id
    INNER JOIN scope.metric AS metrics
        ON
            payments.org_id = metrics.org_id
            AND metrics.run_id = $run_id
            AND metrics.metric_id IN ('payment_execution', 'compliant_spending')
    WHERE projects.status IS DISTINCT FROM 'cancelled'
)

SELECT
    payments.metric_id,
    payments.org_id,
    payments.department_id,
    cast(NULL AS TEXT) AS person_id,
    payments.occurred_on,
    'project_payment' AS source_feed,
    payments.payment_id AS source_id,
    cast(
        CASE
            WHEN payments.metric_id = 'compliant_spending' AND NOT payments.compliant THEN 0
            -- More than planned counts in full; what is paid after the cut-off is not known yet.
            WHEN payments.paid_on <= $cut_off THEN payments.paid_amount
            ELSE 0
        END AS DECIMAL(38, 6)
    ) AS numerator,
    cast(
        CASE
            WHEN payments.metric_id = 'compliant_spending' THEN payments.paid_amount
            WHEN payments.planned_on IS NULL THEN 0
            ELSE payments.planned_amount
        END AS DECIMAL(38, 6)
    ) AS denominator,
    payments.batch_id,
    payments.source_row,
    FALSE AS is_provisional
FROM payments
WHERE
    payments.occurred_on BETWEEN $period_start AND $cut_off
    -- An amount nobody knows, and a payment on which the audit has not spoken, say nothing.
    AND (payments.planned_on IS NULL OR payments.planned_amount IS NOT NULL)
    AND (payments.paid_on IS NULL OR payments.paid_on > $cut_off OR payments.paid_amount IS NOT NULL)
    AND (payments.metric_id <> 'compliant_spending' OR (payments.audited AND payments.compliant IS NOT NULL))
