-- One row for each examined person in a session held in the period, in the unit whose staff the person was on that day.
-- grain: metric_id, org_id, department_id, source_id
SELECT
    'training_passed' AS metric_id,
    exams.org_id,
    people.department_id,
    exams.person_id,
    sessions.held_on AS occurred_on,
    'training_record' AS source_feed,
    exams.record_id AS source_id,
    cast(exams.passed AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    exams.batch_id,
    exams.source_row,
    FALSE AS is_provisional
FROM records.training_record AS exams
INNER JOIN records.training_session AS sessions
    ON exams.org_id = sessions.org_id AND exams.session_id = sessions.session_id
INNER JOIN records.person AS people
    ON
        exams.org_id = people.org_id
        AND exams.person_id = people.person_id
        AND sessions.held_on >= people.valid_from
        AND (people.valid_until IS NULL OR sessions.held_on <= people.valid_until)
WHERE
    exams.org_id IN (
        SELECT wanted.org_id FROM scope.metric AS wanted
        WHERE wanted.run_id = $run_id AND wanted.metric_id = 'training_passed'
    )
    AND exams.attended
    AND exams.passed IS NOT NULL
    AND sessions.held_on BETWEEN $period_start AND $cut_off
