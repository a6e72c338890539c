-- One row for each appraised unit of the cut-off day for which nobody is in office that day: neither for the unit itself,
-- nor for one above it, nor for the whole organisation.
-- grain: metric_id, org_id, source_id
WITH RECURSIVE units AS (
    SELECT *
    FROM records.department
    WHERE
        valid_from <= $cut_off
        AND (valid_until IS NULL OR valid_until >= $cut_off)
        AND org_id IN (
            SELECT wanted.org_id FROM scope.metric AS wanted
            WHERE wanted.run_id = $run_id AND wanted.metric_id = 'departments_without_cio'
        )
),

in_office AS (
    SELECT DISTINCT org_id, coalesce(department_id, '') AS department_id
    FROM records.appointment
    WHERE start_on <= $cut_off AND (end_on IS NULL OR end_on >= $cut_off)
),

covered AS (
    SELECT units.org_id, units.department_id
    FROM units
    INNER JOIN in_office ON units.org_id = in_office.org_id AND in_office.department_id IN ('', units.department_id)
    UNION
    SELECT units.org_id, units.department_id
    FROM covered
    INNER JOIN units
        ON covered.org_id = units.org_id AND covered.department_id = units.parent_department_id
)

SELECT
    'departments_without_cio' AS metric_id,
    units.org_id,
    units.department_id,
    cast(NULL AS TEXT) AS person_id,
    cast($cut_off AS DATE) AS occurred_on,
    'department' AS source_feed,
    units.department_id AS source_id,
    cast(1 AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    units.batch_id,
    units.source_row,
    FALSE AS is_provisional
FROM units
ANTI JOIN covered ON units.org_id = covered.org_id AND units.department_id = covered.department_id
WHERE units.appraised
