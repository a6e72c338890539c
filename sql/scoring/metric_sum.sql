-- Each subject's sums of evidence by metric of its scheme, before any rule is applied. Evidence goes straight to sums by
-- unit; by day as well only in units whose CIO did not serve the whole period.
-- grain: run_id, org_id, subject_type, subject_id, metric_id
WITH dated AS (
    -- Ids alone: a unit of another organisation with the same id is only summed in finer pieces.
    SELECT DISTINCT department_id
    FROM scope.reach
    WHERE run_id = $run_id AND (counts_from > $period_start OR counts_until < $period_end)
),

sums AS MATERIALIZED (
    SELECT
        counted.metric_id,
        counted.org_id,
        counted.department_id,
        CASE WHEN counted.department_id IN (SELECT dated.department_id FROM dated) THEN counted.occurred_on END
            AS occurred_on,
        sum(counted.numerator) AS numerator,
        sum(counted.denominator) AS denominator,
        count(*) AS evidence_count
    FROM evidence.every_row AS counted
    GROUP BY ALL
)

SELECT
    subjects.run_id,
    subjects.org_id,
    subjects.subject_type,
    subjects.subject_id,
    sums.metric_id,
    cast(sum(sums.numerator) AS DECIMAL(38, 6)) AS numerator,
    cast(sum(sums.denominator) AS DECIMAL(38, 6)) AS denominator,
    cast(sum(sums.evidence_count) AS BIGINT) AS evidence_count
FROM scope.subject AS subjects
INNER JOIN scope.reach AS reaches
    ON
        subjects.run_id = reaches.run_id
        AND subjects.org_id = reaches.org_id
        AND subjects.subject_type = reaches.subject_type
        AND subjects.subject_id = reaches.subject_id
INNER JOIN sums
    ON
        reaches.org_id = sums.org_id
        AND reaches.department_id = sums.department_id
        AND (sums.occurred_on IS NULL OR sums.occurred_on BETWEEN reaches.counts_from AND reaches.counts_until)
INNER JOIN compiled.indicator AS indicators
    ON subjects.scheme_key = indicators.scheme_key AND sums.metric_id = indicators.metric_id
WHERE subjects.run_id = $run_id
GROUP BY
    subjects.run_id, subjects.org_id, subjects.subject_type, subjects.subject_id, sums.metric_id
ORDER BY
    subjects.org_id, subjects.subject_type, subjects.subject_id, sums.metric_id
