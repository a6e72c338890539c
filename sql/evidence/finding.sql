-- One row for each finding that counts, in the metric of its kind: confirmed in the period, by the cut-off, and not revoked
-- by then; an investigation or discipline instead while it is open on the cut-off day, and an investigation needs no
-- confirmation. Dated by the day it happened where that lies in the period, so that it meets who was in office then; else
-- by the day it was confirmed. What is by nature a person's own names the person and no unit; a person's own is dated no
-- later than the last day of office, so that it still meets who has left.
-- grain: metric_id, org_id, source_id
WITH numbers AS (
    SELECT
        org_id,
        max(value) FILTER (WHERE name = 'decision_error_loss_amount' AND code = 'larger') AS larger_from_amount,
        max(value) FILTER (WHERE name = 'decision_error_loss_amount' AND code = 'major') AS major_from_amount
    FROM scope.parameter
    WHERE run_id = $run_id
    GROUP BY org_id
),

offices AS (
    SELECT org_id, person_id, max(least(coalesce(end_on, $cut_off), $cut_off)) AS last_day
    FROM records.appointment
    WHERE start_on <= $cut_off AND (end_on IS NULL OR end_on >= $period_start)
    GROUP BY org_id, person_id
),

known AS (
    SELECT
        *,
        CASE kind
            WHEN 'dereliction' THEN 'derelictions'
            WHEN 'concealment' THEN 'concealments_and_falsifications'
            WHEN 'falsification' THEN 'concealments_and_falsifications'
            WHEN 'decision_error' THEN 'decision_error_points'
            WHEN 'audit_loss' THEN 'audit_losses'
            WHEN 'fund_misuse' THEN 'fund_misuses'
            WHEN 'investigation' THEN 'open_investigations'
            WHEN 'discipline' THEN 'open_investigations'
            WHEN 'personal_cause' THEN 'personal_causes'
        END AS metric_id,
        person_id IS NOT NULL AND (
            department_id IS NULL OR kind IN ('decision_error', 'investigation', 'discipline', 'personal_cause')
        ) AS is_personal,
        CASE
            WHEN kind IN ('investigation', 'discipline') THEN cast($cut_off AS DATE)
            WHEN occurred_on BETWEEN $period_start AND $cut_off THEN occurred_on
            ELSE confirmed_on
        END AS counted_on
    FROM records.finding
    WHERE
        (revoked_on IS NULL OR revoked_on > $cut_off)
        AND CASE
            WHEN kind IN ('investigation', 'discipline')
                THEN
                    occurred_on <= $cut_off
                    AND coalesce(ended_on >= $cut_off, TRUE)
                    AND (kind = 'investigation' OR confirmed_on <= $cut_off)
            ELSE confirmed_on BETWEEN $period_start AND $cut_off
        END
),

valued AS (
    SELECT
        known.*,
        offices.last_day,
        -- Nobody gave the degree: by the loss; general where that is small or unknown.
        CASE
            WHEN known.metric_id = 'decision_error_points' THEN coalesce(known.degree, CASE
                WHEN known.loss_amount >= numbers.major_from_amount THEN 'major'
                WHEN known.loss_amount >= numbers.larger_from_amount THEN 'larger'
                ELSE 'general'
            END)
        END AS degree_counted
    FROM known
    LEFT JOIN numbers ON known.org_id = numbers.org_id
    LEFT JOIN offices ON known.is_personal AND known.org_id = offices.org_id AND known.person_id = offices.person_id
)

SELECT
    valued.metric_id,
    valued.org_id,
    CASE WHEN NOT valued.is_personal THEN valued.department_id END AS department_id,
    valued.person_id,
    least(valued.counted_on, valued.last_day) AS occurred_on,
    'finding' AS source_feed,
    valued.finding_id AS source_id,
    cast(
        CASE valued.metric_id
            WHEN 'decision_error_points' THEN points.value
            WHEN 'audit_losses' THEN valued.loss_amount
            ELSE 1
        END AS DECIMAL(38, 6)
    ) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    valued.batch_id,
    valued.source_row,
    FALSE AS is_provisional
FROM valued
INNER JOIN scope.metric AS metrics
    ON valued.org_id = metrics.org_id AND valued.metric_id = metrics.metric_id AND metrics.run_id = $run_id
LEFT JOIN scope.parameter AS points
    ON
        valued.org_id = points.org_id
        AND valued.degree_counted = points.code
        AND points.run_id = $run_id
        AND points.name = 'decision_error_points'
WHERE valued.metric_id <> 'audit_losses' OR valued.loss_amount IS NOT NULL
UNION ALL
-- Nobody found a decision error: nothing lost, which is not the same as nothing to count.
SELECT
    metrics.metric_id, offices.org_id, cast(NULL AS TEXT) AS department_id, offices.person_id,
    offices.last_day AS occurred_on, 'appointment' AS source_feed, offices.person_id AS source_id,
    cast(0 AS DECIMAL(38, 6)) AS numerator, cast(1 AS DECIMAL(38, 6)) AS denominator,
    cast(NULL AS INTEGER) AS batch_id, cast(NULL AS BIGINT) AS source_row, FALSE AS is_provisional
FROM offices
INNER JOIN scope.metric AS metrics
    ON
        offices.org_id = metrics.org_id
        AND metrics.metric_id = 'decision_error_points'
        AND metrics.run_id = $run_id
