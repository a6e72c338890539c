-- One row for each person and month's end of the period by the cut-off (the cut-off day where no month has ended yet),
-- in the unit whose staff the person is on that day: trained or not, trained in security or not, hours met or not.
-- So a value is a share of the average headcount, and a CIO's tenure picks its month's ends.
-- Hours owed are the yearly hours for the months gone by; a span of odd days owes its share of 365 days.
-- grain: metric_id, org_id, department_id, source_id, occurred_on
WITH wanted AS (
    SELECT org_id, metric_id
    FROM scope.metric
    WHERE
        run_id = $run_id
        AND metric_id IN ('training_coverage', 'security_training_coverage', 'training_hours_met')
),

days AS (
    SELECT cast(unnest(generate_series(cast($period_start AS DATE), cast($cut_off AS DATE), INTERVAL 1 DAY)) AS DATE)
        AS day
),

month_ends AS (
    SELECT day FROM days
    WHERE
        day = last_day(day)
        OR (day = $cut_off AND last_day(cast($period_start AS DATE)) > $cut_off)
),

-- What share of a year has gone by, as two whole numbers: months of 12, or days of 365.
elapsed AS (
    SELECT
        CASE WHEN whole_months THEN date_diff('month', first_day, last_day) + 1 ELSE last_day - first_day + 1 END AS gone,
        CASE WHEN whole_months THEN 12 ELSE 365 END AS of_year
    FROM (
        SELECT
            cast($period_start AS DATE) AS first_day,
            cast($cut_off AS DATE) AS last_day,
            extract('day' FROM cast($period_start AS DATE)) = 1
            AND cast($cut_off AS DATE) = last_day(cast($cut_off AS DATE)) AS whole_months
    ) AS span
),

required AS (
    SELECT
        org_id,
        max(value) FILTER (WHERE name = 'training_hours_staff') AS staff_hours,
        max(value) FILTER (WHERE name = 'training_hours_it_staff') AS it_staff_hours
    FROM scope.parameter
    WHERE run_id = $run_id AND code = ''
    GROUP BY org_id
),

trained AS (
    SELECT
        records.org_id,
        records.person_id,
        bool_or(sessions.topic = 'security') AS in_security,
        sum(coalesce(records.credited_hours, sessions.credit_hours)) AS hours
    FROM records.training_record AS records
    INNER JOIN records.training_session AS sessions
        ON records.org_id = sessions.org_id AND records.session_id = sessions.session_id
    WHERE
        records.org_id IN (SELECT wanted.org_id FROM wanted)
        AND records.attended
        AND sessions.held_on BETWEEN $period_start AND $cut_off
    GROUP BY records.org_id, records.person_id
),

staff AS (
    SELECT
        people.org_id,
        people.department_id,
        people.person_id,
        people.batch_id,
        people.source_row,
        people.valid_from,
        people.valid_until,
        trained.person_id IS NOT NULL AS is_trained,
        coalesce(trained.in_security, FALSE) AS is_trained_in_security,
        CASE
            WHEN people.it_staff THEN required.it_staff_hours ELSE required.staff_hours
        END * elapsed.gone <= coalesce(trained.hours, 0) * elapsed.of_year AS has_hours,
        required.staff_hours IS NOT NULL AND required.it_staff_hours IS NOT NULL AS owes_hours
    FROM records.person AS people
    LEFT JOIN required ON people.org_id = required.org_id
    CROSS JOIN elapsed
    LEFT JOIN trained ON people.org_id = trained.org_id AND people.person_id = trained.person_id
    WHERE
        people.valid_from <= $cut_off
        AND (people.valid_until IS NULL OR people.valid_until >= $period_start)
)

SELECT
    wanted.metric_id,
    staff.org_id,
    staff.department_id,
    staff.person_id,
    month_ends.day AS occurred_on,
    'person' AS source_feed,
    staff.person_id AS source_id,
    cast(
        CASE wanted.metric_id
            WHEN 'training_coverage' THEN staff.is_trained
            WHEN 'security_training_coverage' THEN staff.is_trained_in_security
            ELSE staff.has_hours
        END AS DECIMAL(38, 6)
    ) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    staff.batch_id,
    staff.source_row,
    FALSE AS is_provisional
FROM staff
INNER JOIN month_ends ON month_ends.day BETWEEN staff.valid_from AND coalesce(staff.valid_until, month_ends.day)
INNER JOIN wanted ON staff.org_id = wanted.org_id
WHERE wanted.metric_id <> 'training_hours_met' OR staff.owes_hours
