-- One row for each CIO in office in the period, dated by the last day of office up to the cut-off: the share of the hours
-- owed that sessions on days of office brought, at most all of them. Hours owed are the yearly hours for the time in
-- office that has gone by; an unbroken stretch of whole months owes its months, any other its days of 365.
-- grain: metric_id, org_id, person_id
WITH required AS (
    SELECT parameters.org_id, parameters.value AS yearly_hours
    FROM scope.parameter AS parameters
    INNER JOIN scope.metric AS wanted
        ON
            parameters.org_id = wanted.org_id
            AND wanted.run_id = $run_id
            AND wanted.metric_id = 'cio_training_hours'
    -- Who owes no hours has nothing to meet.
    WHERE parameters.run_id = $run_id AND parameters.name = 'training_hours_cio' AND parameters.value > 0
),

terms AS (
    SELECT
        appointments.*,
        required.yearly_hours,
        greatest(appointments.start_on, cast($period_start AS DATE)) AS first_day,
        least(coalesce(appointments.end_on, $cut_off), $cut_off) AS last_day
    FROM records.appointment AS appointments
    INNER JOIN required ON appointments.org_id = required.org_id
    WHERE
        appointments.start_on <= $cut_off
        AND (appointments.end_on IS NULL OR appointments.end_on >= $period_start)
),

-- A term opens a new stretch when it starts more than a day after all earlier ones have ended.
marked AS (
    SELECT
        *,
        coalesce(first_day > 1 + max(last_day) OVER (
            PARTITION BY org_id, person_id ORDER BY first_day, last_day, appointment_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), TRUE) AS opens
    FROM terms
),

numbered AS (
    SELECT
        *,
        count(*) FILTER (WHERE opens) OVER (
            PARTITION BY org_id, person_id ORDER BY first_day, last_day, appointment_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS stretch
    FROM marked
),

stretches AS (
    SELECT org_id, person_id, min(first_day) AS first_day, max(last_day) AS last_day
    FROM numbered
    GROUP BY org_id, person_id, stretch
),

-- In parts of a year of 12 x 365, so that months and days add up exactly.
tenures AS (
    SELECT
        org_id,
        person_id,
        cast(sum(
            CASE
                WHEN extract('day' FROM first_day) = 1 AND last_day = last_day(last_day)
                    THEN 365 * (date_diff('month', first_day, last_day) + 1)
                ELSE 12 * (last_day - first_day + 1)
            END
        ) AS INTEGER) AS parts
    FROM stretches
    GROUP BY org_id, person_id
),

attended AS (
    SELECT
        records.org_id,
        records.person_id,
        sum(coalesce(records.credited_hours, sessions.credit_hours)) AS hours
    FROM records.training_record AS records
    INNER JOIN records.training_session AS sessions
        ON records.org_id = sessions.org_id AND records.session_id = sessions.session_id
    INNER JOIN stretches
        ON
            records.org_id = stretches.org_id
            AND records.person_id = stretches.person_id
            AND sessions.held_on BETWEEN stretches.first_day AND stretches.last_day
    WHERE records.attended
    GROUP BY records.org_id, records.person_id
)

SELECT
    'cio_training_hours' AS metric_id,
    terms.org_id,
    cast(NULL AS TEXT) AS department_id,
    terms.person_id,
    terms.last_day AS occurred_on,
    'appointment' AS source_feed,
    terms.appointment_id AS source_id,
    -- Cut downwards, so that nobody reaches a mark by rounding.
    share_up_to_one(coalesce(attended.hours, 0) * 4380, terms.yearly_hours * tenures.parts) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    terms.batch_id,
    terms.source_row,
    FALSE AS is_provisional
FROM terms
INNER JOIN tenures ON terms.org_id = tenures.org_id AND terms.person_id = tenures.person_id
LEFT JOIN attended ON terms.org_id = attended.org_id AND terms.person_id = attended.person_id
QUALIFY
    row_number() OVER (
        PARTITION BY terms.org_id, terms.person_id ORDER BY terms.last_day DESC, terms.appointment_id DESC
    ) = 1
