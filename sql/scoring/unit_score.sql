-- The score of each appraised unit that a CIO or the organisation answers for, once for each day of office in which the
-- unit existed, up to the cut-off; in the shape of evidence, for the metric unit_scores. Units without a score are left
-- out.
-- grain: org_id, subject_type, subject_id, department_id
WITH spans AS (
    SELECT
        reaches.org_id,
        reaches.subject_type,
        reaches.subject_id,
        units.department_id,
        greatest(reaches.counts_from, own.counts_from, units.valid_from) AS first_day,
        least(reaches.counts_until, own.counts_until, units.valid_until, cast($cut_off AS DATE)) AS last_day
    FROM scope.subject AS subjects
    INNER JOIN compiled.scheme_metric AS needed
        ON subjects.scheme_key = needed.scheme_key AND needed.metric_id = 'unit_scores'
    INNER JOIN scope.reach AS reaches
        ON
            subjects.run_id = reaches.run_id
            AND subjects.org_id = reaches.org_id
            AND subjects.subject_type = reaches.subject_type
            AND subjects.subject_id = reaches.subject_id
    -- From the day it was succeeded on a unit has nothing of its own to answer for.
    INNER JOIN scope.holding AS own
        ON
            reaches.run_id = own.run_id
            AND reaches.org_id = own.org_id
            AND reaches.department_id = own.department_id
            AND own.department_id = own.holder_id
    INNER JOIN records.department AS units
        ON own.org_id = units.org_id AND own.department_id = units.department_id
    WHERE subjects.run_id = $run_id AND subjects.subject_type <> 'department'
),

offices AS (
    SELECT
        org_id, subject_type, subject_id, department_id, max(last_day) AS last_day,
        sum(last_day - first_day + 1) AS days
    FROM spans
    WHERE first_day <= last_day
    GROUP BY org_id, subject_type, subject_id, department_id
),

unsettled AS (
    SELECT DISTINCT org_id, subject_id
    FROM result.indicator_score
    WHERE run_id = $run_id AND subject_type = 'department' AND provisional_count > 0
)

SELECT
    'unit_scores' AS metric_id,
    offices.org_id,
    offices.subject_type,
    offices.subject_id,
    offices.department_id,
    offices.last_day AS occurred_on,
    'appraisal' AS source_feed,
    offices.department_id AS source_id,
    cast(units.score * offices.days * 0.01 AS DECIMAL(38, 6)) AS numerator,
    cast(offices.days AS DECIMAL(38, 6)) AS denominator,
    unsettled.subject_id IS NOT NULL AS is_provisional
FROM offices
INNER JOIN result.appraisal AS units
    ON
        offices.org_id = units.org_id
        AND offices.department_id = units.subject_id
        AND units.subject_type = 'department'
        AND units.run_id = $run_id
LEFT JOIN unsettled ON offices.org_id = unsettled.org_id AND offices.department_id = unsettled.subject_id
WHERE units.score IS NOT NULL
