-- Who is appraised: appraised units and CIOs who existed or were in office on any day of the period up to the cut-off,
-- and the organisation itself where a scheme is made for it.
-- grain: run_id, org_id, subject_type, subject_id
WITH terms AS (
    SELECT
        org_id,
        person_id,
        greatest(start_on, cast($period_start AS DATE)) AS first_day,
        least(coalesce(end_on, cast($cut_off AS DATE)), cast($cut_off AS DATE)) AS last_day
    FROM records.appointment
    WHERE start_on <= $cut_off AND (end_on IS NULL OR end_on >= $period_start)
),

days_of_office AS (
    SELECT org_id, person_id, unnest(generate_series(first_day, last_day, INTERVAL 1 DAY)) AS day
    FROM terms
    WHERE first_day <= last_day
),

tenures AS (
    SELECT org_id, person_id, count(DISTINCT day) AS tenure_days, cast(max(day) AS DATE) AS last_day
    FROM days_of_office
    GROUP BY org_id, person_id
),

-- The name a person carried last by the period's end; the first later one where there is none.
names AS (
    SELECT org_id, person_id, name
    FROM records.person
    QUALIFY row_number() OVER (
        PARTITION BY org_id, person_id
        ORDER BY valid_from > $period_end, CASE WHEN valid_from <= $period_end THEN valid_from END DESC, valid_from
    ) = 1
),

subjects AS (
    SELECT
        org_id, 'department' AS subject_type, department_id AS subject_id, name AS subject_name,
        cast(NULL AS INTEGER) AS tenure_days, valid_until AS last_day
    FROM records.department
    WHERE appraised AND valid_from <= $cut_off AND (valid_until IS NULL OR valid_until >= $period_start)
    UNION ALL
    SELECT
        tenures.org_id, 'cio' AS subject_type, tenures.person_id AS subject_id,
        coalesce(names.name, tenures.person_id) AS subject_name, cast(tenures.tenure_days AS INTEGER) AS tenure_days,
        tenures.last_day
    FROM tenures
    LEFT JOIN names ON tenures.org_id = names.org_id AND tenures.person_id = names.person_id
    UNION ALL
    SELECT
        org_id, 'organization' AS subject_type, org_id AS subject_id, name AS subject_name,
        cast(NULL AS INTEGER) AS tenure_days, cast(NULL AS DATE) AS last_day
    FROM records.organization
)

SELECT
    $run_id AS run_id,
    subjects.org_id,
    subjects.subject_type,
    subjects.subject_id,
    subjects.subject_name,
    schemes.scheme_key,
    subjects.tenure_days,
    CASE WHEN subjects.last_day < $cut_off THEN subjects.last_day END AS left_on
FROM subjects
INNER JOIN scope.scheme AS schemes
    ON
        subjects.org_id = schemes.org_id
        AND subjects.subject_type = schemes.subject_type
        AND schemes.run_id = $run_id
ORDER BY subjects.org_id, subjects.subject_type, subjects.subject_id
