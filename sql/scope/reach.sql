-- The units and days whose evidence is a subject's own. A unit: itself and the units below it that are not appraised
-- themselves, all through the period. A CIO: the same for the unit in charge of, or all units, on the days of office.
-- Terms that touch or overlap are merged, so that nothing counts twice.
-- grain: run_id, org_id, subject_type, subject_id, department_id, counts_from
WITH RECURSIVE below AS (
    SELECT org_id, department_id AS head_id, department_id
    FROM records.department
    UNION
    SELECT below.org_id, below.head_id, units.department_id
    FROM below
    INNER JOIN records.department AS units
        ON below.org_id = units.org_id AND below.department_id = units.parent_department_id AND NOT units.appraised
),

-- A term that goes on beyond the cut-off reaches as far as it goes: what is due later and done already counts.
terms AS (
    SELECT
        appointments.org_id,
        appointments.person_id,
        below.department_id,
        greatest(appointments.start_on, cast($period_start AS DATE)) AS first_day,
        least(coalesce(appointments.end_on, cast($period_end AS DATE)), cast($period_end AS DATE)) AS last_day
    FROM records.appointment AS appointments
    INNER JOIN below
        ON
            appointments.org_id = below.org_id
            AND (
                appointments.department_id = below.head_id
                OR (coalesce(appointments.department_id, '') = '' AND below.head_id = below.department_id)
            )
    WHERE
        appointments.start_on <= $cut_off
        AND (appointments.end_on IS NULL OR appointments.end_on >= $period_start)
),

-- A term opens a new stretch when it starts more than a day after all earlier ones have ended.
marked AS (
    SELECT
        *,
        CASE
            WHEN first_day <= 1 + max(last_day) OVER (
                PARTITION BY org_id, person_id, department_id ORDER BY first_day, last_day
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) THEN 0 ELSE 1
        END AS opens
    FROM terms
    WHERE first_day <= last_day
),

numbered AS (
    SELECT
        *,
        sum(opens) OVER (
            PARTITION BY org_id, person_id, department_id ORDER BY first_day, last_day
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS stretch
    FROM marked
),

reaches AS (
    SELECT
        org_id, 'department' AS subject_type, head_id AS subject_id, department_id,
        cast($period_start AS DATE) AS counts_from, cast($period_end AS DATE) AS counts_until
    FROM below
    UNION ALL
    SELECT
        org_id, 'organization' AS subject_type, org_id AS subject_id, department_id,
        cast($period_start AS DATE) AS counts_from, cast($period_end AS DATE) AS counts_until
    FROM records.department
    UNION ALL
    SELECT
        org_id, 'cio' AS subject_type, person_id AS subject_id, department_id,
        min(first_day) AS counts_from, max(last_day) AS counts_until
    FROM numbered
    GROUP BY org_id, person_id, department_id, stretch
)

SELECT
    $run_id AS run_id,
    reaches.org_id,
    reaches.subject_type,
    reaches.subject_id,
    reaches.department_id,
    reaches.counts_from,
    reaches.counts_until
FROM reaches
INNER JOIN scope.subject AS subjects
    ON
        reaches.org_id = subjects.org_id
        AND reaches.subject_type = subjects.subject_type
        AND reaches.subject_id = subjects.subject_id
        AND subjects.run_id = $run_id
ORDER BY ALL
