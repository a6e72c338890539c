-- What a CIO answers for, and on which days: the unit named and the units below it that are not appraised themselves;
-- where the appointment names no unit, every unit and the organisation as a whole; and always the person's own records.
-- Terms that touch or overlap are merged, so that nothing counts twice.
-- grain: run_id, org_id, person_id, kind, holder_id, counts_from
WITH
-- A term that goes on beyond the cut-off reaches as far as it goes: what is due later and done already counts.
appointments AS (
    SELECT
        org_id,
        person_id,
        nullif(department_id, '') AS department_id,
        greatest(start_on, cast($period_start AS DATE)) AS first_day,
        least(end_on, cast($period_end AS DATE)) AS last_day
    FROM records.appointment
    WHERE start_on <= $cut_off AND (end_on IS NULL OR end_on >= $period_start)
),

units AS (
    SELECT DISTINCT org_id, holder_id FROM scope.holding WHERE run_id = $run_id
),

terms AS (
    SELECT appointments.*, 'unit' AS kind, branches.department_id AS holder_id
    FROM appointments
    INNER JOIN scope.branch AS branches
        ON
            appointments.org_id = branches.org_id
            AND appointments.department_id = branches.head_id
            AND branches.run_id = $run_id
    UNION ALL
    SELECT appointments.*, 'unit' AS kind, units.holder_id
    FROM appointments
    INNER JOIN units ON appointments.org_id = units.org_id AND appointments.department_id IS NULL
    UNION ALL
    SELECT *, 'whole' AS kind, NULL AS holder_id
    FROM appointments
    WHERE department_id IS NULL
    UNION ALL
    SELECT *, 'person' AS kind, NULL AS holder_id
    FROM appointments
),

-- A term opens a new stretch when it starts more than a day after all earlier ones have ended.
marked AS (
    SELECT
        *,
        CASE
            WHEN first_day <= 1 + max(last_day) OVER (
                PARTITION BY org_id, person_id, kind, holder_id ORDER BY first_day, last_day
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
            PARTITION BY org_id, person_id, kind, holder_id ORDER BY first_day, last_day
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS stretch
    FROM marked
)

SELECT
    $run_id AS run_id,
    numbered.org_id,
    numbered.person_id,
    numbered.kind,
    numbered.holder_id,
    min(numbered.first_day) AS counts_from,
    max(numbered.last_day) AS counts_until
FROM numbered
WHERE numbered.org_id IN (SELECT schemes.org_id FROM scope.scheme AS schemes WHERE schemes.run_id = $run_id)
GROUP BY numbered.org_id, numbered.person_id, numbered.kind, numbered.holder_id, numbered.stretch
ORDER BY ALL
