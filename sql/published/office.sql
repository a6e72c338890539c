-- The offices of each appraised CIO that count in a published run, as they were known to it: of which unit (none: of the
-- organisation as a whole), since when and until when, and the post the person held then.
-- grain: run_id, org_id, appointment_id
WITH runs AS (
    SELECT run_id, revision, period, period_start, cut_off, as_of_batch
    FROM run.run
    WHERE published
),

offices AS (
    SELECT
        runs.*,
        appointments.org_id,
        appointments.appointment_id,
        appointments.person_id,
        nullif(appointments.department_id, '') AS department_id,
        appointments.kind,
        appointments.term_number,
        appointments.start_on,
        appointments.end_on,
        subjects.tenure_days,
        least(coalesce(appointments.end_on, runs.cut_off), runs.cut_off) AS counts_until
    FROM runs
    INNER JOIN scope.subject AS subjects ON runs.run_id = subjects.run_id AND subjects.subject_type = 'cio'
    INNER JOIN history.appointment AS appointments
        ON
            subjects.org_id = appointments.org_id
            AND subjects.subject_id = appointments.person_id
            AND runs.as_of_batch >= appointments.batch_id
            AND (appointments.closed_by_batch_id IS NULL OR runs.as_of_batch < appointments.closed_by_batch_id)
            AND runs.cut_off >= appointments.start_on
            AND (appointments.end_on IS NULL OR runs.period_start <= appointments.end_on)
),

-- The stay the person was in on the last day of the office that counts.
posts AS (
    SELECT
        offices.run_id,
        offices.org_id,
        offices.appointment_id,
        arg_max(persons.post, (persons.valid_from, persons.department_id)) AS post
    FROM offices
    INNER JOIN history.person AS persons
        ON
            offices.org_id = persons.org_id
            AND offices.person_id = persons.person_id
            AND offices.as_of_batch >= persons.batch_id
            AND (persons.closed_by_batch_id IS NULL OR offices.as_of_batch < persons.closed_by_batch_id)
            AND offices.counts_until >= persons.valid_from
            AND offices.counts_until <= coalesce(persons.valid_until, offices.counts_until)
    GROUP BY offices.run_id, offices.org_id, offices.appointment_id
)

SELECT
    offices.run_id,
    offices.revision,
    offices.period,
    offices.org_id,
    offices.appointment_id,
    offices.person_id,
    offices.department_id,
    units.name AS department_name,
    posts.post,
    offices.kind,
    offices.term_number,
    offices.start_on,
    offices.end_on,
    greatest(offices.start_on, offices.period_start) AS counts_from,
    offices.counts_until,
    offices.tenure_days
FROM offices
LEFT JOIN posts
    ON
        offices.run_id = posts.run_id
        AND offices.org_id = posts.org_id
        AND offices.appointment_id = posts.appointment_id
LEFT JOIN history.department AS units
    ON
        offices.org_id = units.org_id
        AND offices.department_id = units.department_id
        AND offices.as_of_batch >= units.batch_id
        AND (units.closed_by_batch_id IS NULL OR offices.as_of_batch < units.closed_by_batch_id)
ORDER BY offices.run_id, offices.org_id, offices.person_id, offices.start_on, offices.appointment_id
