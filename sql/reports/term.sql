-- Each term of office of the period with its scores: of the years before, in the runs this one builds on, and of this run,
-- each for its days of office; and the mean of the scores weighted by those days.
-- grain: org_id, appointment_id, scored_period
WITH runs AS (
    SELECT run_id, period, period_start, cut_off
    FROM run.run
    WHERE
        run_id = $run_id
        OR run_id IN (SELECT priors.prior_run_id FROM run.prior AS priors WHERE priors.run_id = $run_id)
),

offices AS (
    SELECT
        appointments.org_id,
        appointments.appointment_id,
        appointments.person_id,
        appointments.department_id,
        appointments.term_number,
        appointments.start_on,
        coalesce(appointments.term_end_on, appointments.end_on) AS term_end_on,
        runs.run_id,
        runs.period,
        least(appointments.end_on, runs.cut_off) - greatest(appointments.start_on, runs.period_start) + 1 AS office_days
    FROM records.appointment AS appointments
    INNER JOIN scope.scheme AS schemes
        ON appointments.org_id = schemes.org_id AND schemes.run_id = $run_id AND schemes.subject_type = 'cio'
    INNER JOIN compiled.scheme AS rules
        ON schemes.scheme_key = rules.scheme_key AND list_contains(string_split(rules.reports, ','), 'term')
    INNER JOIN runs
        ON
            appointments.start_on <= runs.cut_off
            AND (appointments.end_on IS NULL OR appointments.end_on >= runs.period_start)
    WHERE
        appointments.start_on <= $cut_off
        AND (appointments.end_on IS NULL OR appointments.end_on >= $period_start)
)

SELECT
    offices.org_id,
    offices.appointment_id,
    offices.period AS scored_period,
    offices.person_id,
    offices.department_id,
    offices.term_number,
    offices.start_on AS term_start_on,
    offices.term_end_on,
    offices.office_days,
    results.score,
    grades.grade,
    CASE
        WHEN count(results.score) OVER term > 0
            THEN mean_score(
                sum(results.score * offices.office_days) OVER term,
                sum(offices.office_days) FILTER (WHERE results.score IS NOT NULL) OVER term
            )
    END AS term_score
FROM offices
LEFT JOIN result.appraisal AS results
    ON
        offices.run_id = results.run_id
        AND offices.org_id = results.org_id
        AND offices.person_id = results.subject_id
        AND results.subject_type = 'cio'
LEFT JOIN scoring.grade_in_effect AS grades
    ON
        results.run_id = grades.run_id
        AND results.org_id = grades.org_id
        AND results.subject_type = grades.subject_type
        AND results.subject_id = grades.subject_id
WINDOW term AS (PARTITION BY offices.org_id, offices.appointment_id)
ORDER BY offices.org_id, offices.appointment_id, offices.period
