-- One row for each session held in the period: places taken of places registered, over the days that were counted.
-- More people than registered count as all of them; a day without a count, or a session without registration, not.
-- grain: metric_id, org_id, source_id
WITH counted_days AS (
    SELECT
        org_id,
        session_id,
        batch_id,
        source_row,
        registered_count,
        unnest([day_1_count, day_2_count, day_3_count, day_4_count, day_5_count]) AS present
    FROM records.session_attendance
    WHERE registered_count > 0
)

SELECT
    'training_attendance' AS metric_id,
    sessions.org_id,
    sessions.department_id,
    cast(NULL AS TEXT) AS person_id,
    sessions.held_on AS occurred_on,
    'session_attendance' AS source_feed,
    sessions.session_id AS source_id,
    cast(sum(least(counted_days.present, counted_days.registered_count)) AS DECIMAL(38, 6)) AS numerator,
    cast(sum(counted_days.registered_count) AS DECIMAL(38, 6)) AS denominator,
    counted_days.batch_id,
    counted_days.source_row,
    FALSE AS is_provisional
FROM counted_days
INNER JOIN records.training_session AS sessions
    ON counted_days.org_id = sessions.org_id AND counted_days.session_id = sessions.session_id
WHERE
    sessions.org_id IN (
        SELECT wanted.org_id FROM scope.metric AS wanted
        WHERE wanted.run_id = $run_id AND wanted.metric_id = 'training_attendance'
    )
    AND sessions.held_on BETWEEN $period_start AND $cut_off
    AND counted_days.present IS NOT NULL
GROUP BY
    sessions.org_id, sessions.department_id, sessions.held_on, sessions.session_id, counted_days.batch_id,
    counted_days.source_row
